// Charts that exercises draw: axes with titles, and places on them.
import { shown } from "./common.js";

const SVG = "http://www.w3.org/2000/svg";

export function shape(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// What an axis is called: its label, and its unit in brackets.
export const titled = ({ label, unit }) => label + (unit ? ` (${unit})` : "");

// Round numbers from `low` to `high`, about `most` of them.
export function ticks(low, high, most = 5) {
  const rough = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((one) => one * power >= rough - 1e-12) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, n) => +((first + n) * step).toPrecision(12));
}

// Where the points [x, y] and further heights lie on a chart of 480 by 240, and its axes.
function scales(points, heights) {
  const [width, height, left, right, bottom, top] = [480, 240, 64, 16, 48, 22];
  const [first, last] = [points[0][0], points.at(-1)[0]];
  const ys = [...points.map(([, one]) => one), ...heights, 0];
  const rows = ticks(Math.min(...ys), Math.max(...ys) || 1);
  const step = rows.length > 1 ? rows[1] - rows[0] : 1;
  // up to the next line beyond the highest point, and room above it
  if (rows.at(-1) < Math.max(...ys)) rows.push(+(rows.at(-1) + step).toPrecision(12));
  if (rows[0] > Math.min(...ys)) rows.unshift(+(rows[0] - step).toPrecision(12));
  const [low, high] = [rows[0], rows.at(-1)];
  const x = (value) => left + ((value - first) / (last - first || 1)) * (width - left - right);
  const y = (value) => height - bottom - ((value - low) / (high - low || 1)) * (height - bottom - top);
  return { x, y, width, height, left, right, bottom, top, rows, columns: ticks(first, last, 8) };
}

// An empty chart around points [x, y] and further heights; `x` and `y` give places on it.
export function plot({ points, below, aside, heights = [] }) {
  const scale = scales(points, heights);
  const { x, y, width, height, left, right, bottom, top, rows, columns } = scale;
  const text = (content, at) => shape("text", { class: "pm-chart-text", ...at }, content);
  const line = (at) => shape("line", { class: "pm-chart-grid", ...at });
  const floor = height - bottom;
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
  for (const value of rows) {
    svg.append(
      line({ x1: left, x2: width - right, y1: y(value), y2: y(value) }),
      text(shown(value), { x: left - 6, y: y(value) + 4, "text-anchor": "end" }),
    );
  }
  for (const value of columns) {
    svg.append(
      line({ x1: x(value), x2: x(value), y1: floor, y2: floor + 5 }),
      text(shown(value), { x: x(value), y: floor + 18, "text-anchor": "middle" }),
    );
  }
  svg.append(
    text(below, { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }),
    text(aside, { transform: `translate(14 ${(floor + top) / 2}) rotate(-90)`, "text-anchor": "middle" }),
  );
  return { svg, ...scale };
}

// A line through points; where one has no height the line is broken.
export function path(points, { x, y }) {
  const parts = points.map(([a, b], n) => {
    if (b === null) return "";
    return `${n && points[n - 1][1] !== null ? "L" : "M"}${x(a)} ${y(b)}`;
  });
  return shape("path", { class: "pm-chart-line", d: parts.join(" ") });
}
