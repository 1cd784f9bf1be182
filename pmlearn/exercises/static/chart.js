// Charts that exercises draw: axes with titles, and places on them.
import { short } from "./common.js";

const SVG = "http://www.w3.org/2000/svg";

export function shape(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// An empty chart around points [x, y] and further heights; `x` and `y` give places on it.
export function plot({ points, below, aside, heights = [] }) {
  const [width, height, left, right, bottom, top] = [480, 220, 60, 16, 46, 14];
  const xs = points.map(([one]) => one);
  const ys = [...points.map(([, one]) => one), ...heights, 0];
  const [high, low] = [Math.max(...ys) || 1, Math.min(...ys)];
  const x = (value) => left + ((value - xs[0]) / (xs.at(-1) - xs[0] || 1)) * (width - left - right);
  const y = (value) => height - bottom - ((value - low) / (high - low)) * (height - bottom - top);
  const text = (content, at) => shape("text", { class: "pm-chart-text", ...at }, content);
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
  for (const value of [low, (low + high) / 2, high]) {
    svg.append(
      shape("line", { class: "pm-chart-grid", x1: left, x2: width - right, y1: y(value), y2: y(value) }),
      text(short(+value.toPrecision(3)), { x: left - 6, y: y(value) + 4, "text-anchor": "end" }),
    );
  }
  const ends = [
    [xs[0], "start"],
    [xs.at(-1), "end"],
  ];
  svg.append(
    ...ends.map(([value, anchor]) => text(short(value), { x: x(value), y: height - bottom + 18, "text-anchor": anchor })),
    text(below, { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }),
    text(aside, { transform: `translate(14 ${(height - bottom + top) / 2}) rotate(-90)`, "text-anchor": "middle" }),
  );
  return { svg, x, y, width, height, left, right, bottom };
}
