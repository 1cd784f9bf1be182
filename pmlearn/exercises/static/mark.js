import { element, answer, asList, asTable, frame, renewed, shown } from "./common.js";
import { path, plot, shape, titled } from "./chart.js";

const unitOf = ({ unit }) => (unit ? ` ${unit}` : "");

// What is marked of the points: an answer is a list of places, or a table with two ends.
function marking(model, points, select) {
  let begun = null; // the first end of a range that lacks its second
  const places = points.map(([x]) => x);
  const list = () => asList(model.get("answer")).filter((one) => places.includes(one));
  function range() {
    const { from, to } = asTable(model.get("answer"));
    return typeof from === "number" && typeof to === "number" && from <= to ? [from, to] : [];
  }
  const isMarked = (x) => {
    if (select === "points") return list().includes(x);
    const [from, to] = range();
    return begun === null ? from <= x && x <= to : x === begun;
  };
  function press(x) {
    if (select === "points") {
      const now = list();
      const next = now.includes(x) ? now.filter((one) => one !== x) : [...now, x].sort((a, b) => a - b);
      return answer(model, next.length ? next : null);
    }
    if (begun === null) return (begun = x);
    const [from, to] = [begun, x].sort((a, b) => a - b);
    begun = null;
    answer(model, { from, to });
  }
  return { list, range, isMarked, press, begun: () => begun, forget: () => (begun = null) };
}

// The chart with its limits and points; marked ones are rings, the current one has a circle around.
function drawing(question, { isMarked, current, tones }) {
  const { series, lines = [], x: across, y: up } = question;
  const scale = plot({ points: series, below: titled(across), aside: titled(up), heights: lines.map((one) => one.value) });
  const { svg, x, y, width, height, right, left, bottom, top } = scale;
  svg.setAttribute("aria-hidden", "true");
  for (const { label, value } of lines) {
    svg.append(
      shape("line", { class: "pm-chart-limit", x1: left, x2: width - right, y1: y(value), y2: y(value) }),
      shape("text", { class: "pm-chart-text", x: width - right, y: y(value) - 5, "text-anchor": "end" }, label),
    );
  }
  const on = series.filter(([a]) => isMarked(a)).map(([a]) => a);
  if (question.select === "range" && on.length > 1) {
    const [from, to] = [x(on[0]), x(on.at(-1))];
    svg.append(shape("rect", { class: "pm-chart-range", x: from, width: to - from, y: top, height: height - bottom - top }));
  }
  svg.append(path(series, scale));
  series.forEach(([a, b], n) => {
    const at = { cx: x(a), cy: y(b) };
    svg.append(shape("circle", { class: "pm-chart-point", ...at, r: isMarked(a) ? 6.5 : 3.5, "data-on": isMarked(a), "data-tone": tones[a] ?? "" }));
    if (n === current) svg.append(shape("circle", { class: "pm-chart-cursor", ...at, r: 12 }));
    const sign = { right: "✓", wrong: "✗" }[tones[a]];
    if (sign) svg.append(shape("text", { class: "pm-chart-sign", "data-tone": tones[a], x: x(a), y: y(b) - 14, "text-anchor": "middle" }, sign));
  });
  return scale;
}

// Points, or a range, marked on a plotted series: tap a point, or move with the arrow keys and press
// Space. In a range the first mark is one end, the second the other.
function render({ model, el }) {
  const question = model.get("question");
  const { series: points, select } = question;
  const practice = model.get("mode") === "practice";
  const name = question.x.label;
  const told = ([x, y]) => `${name} ${shown(x)}: ${shown(y)}${unitOf(question.y)}`;

  frame({ model, el }, (say) => {
    let current = 0;
    let scale = null;
    const marks = marking(model, points, select);
    const id = "pm-" + Math.random().toString(36).slice(2);
    const options = points.map((point, n) => element("span", { role: "option", id: `${id}-${n}`, class: "pm-heard" }, told(point)));
    const place = element("div", { class: "pm-chart" });
    const box = element(
      "div",
      {
        class: "pm-marking",
        role: "listbox",
        tabindex: 0,
        "aria-multiselectable": "true",
        "aria-label": `${titled(question.y)} over ${titled(question.x)}`,
        onkeydown: keys,
        onclick: tapped,
      },
      place,
      ...options,
    );
    const step = (by, sign, label) => element("button", { type: "button", "aria-label": label, onclick: () => go(current + by) }, sign);
    const here = element("output", { class: "pm-here" });
    const toggle = element("button", { type: "button", onclick: () => mark(current) });
    const summary = element("p", { class: "pm-note", role: "status" });

    function mark(n) {
      current = n;
      marks.press(points[n][0]);
      say("");
      draw();
    }

    function go(n) {
      current = Math.min(points.length - 1, Math.max(0, n));
      draw();
    }

    function keys(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
      const to = { Home: 0, End: points.length - 1 }[event.key];
      if (event.key === "Escape" && marks.begun() !== null) (marks.forget(), draw());
      else if (by || to !== undefined) go(to ?? current + by);
      else if (event.key === " " || event.key === "Enter") mark(current);
      else return;
      event.preventDefault();
    }

    function tapped(event) {
      const { left, width } = place.firstChild.getBoundingClientRect();
      const at = ((event.clientX - left) / width) * scale.width;
      const far = points.map(([x]) => Math.abs(scale.x(x) - at));
      mark(far.indexOf(Math.min(...far)));
    }

    function draw(tones = {}) {
      scale = drawing(question, { isMarked: marks.isMarked, current, tones });
      place.replaceChildren(scale.svg);
      options.forEach((option, n) => option.setAttribute("aria-selected", String(marks.isMarked(points[n][0]))));
      box.setAttribute("aria-activedescendant", `${id}-${current}`);
      here.textContent = told(points[current]);
      toggle.textContent = select === "range" ? (marks.begun() === null ? "Mark an end" : "Mark the other end") : marks.isMarked(points[current][0]) ? "Unmark" : "Mark";
      summary.textContent = sentence();
    }

    function sentence() {
      const begun = marks.begun();
      if (begun !== null) return `From ${name} ${shown(begun)} to ...: mark the other end.`;
      const [from, to] = marks.range();
      if (select === "range" && from !== undefined) return `Marked: ${name} ${shown(from)} to ${shown(to)}.`;
      const list = select === "points" ? marks.list() : [];
      return list.length ? `Marked: ${name} ${list.map(shown).join(", ")}.` : "Nothing is marked.";
    }

    function judge() {
      if (model.get("answer") == null) return say("Mark something first.");
      const { answer: key, tolerance = 0, feedback } = question;
      if (select === "range") {
        const [from, to] = marks.range();
        const hits = [from - key.from, to - key.to].filter((off) => Math.abs(off) <= tolerance + 1e-9).length;
        if (hits === 2) return say("Right. " + feedback.right, "right");
        return say(`${hits} of 2 ends are right. ${feedback.wrong}`, "wrong");
      }
      const marked = marks.list();
      const found = marked.filter((x) => key.includes(x)).length;
      draw(Object.fromEntries(marked.map((x) => [x, key.includes(x) ? "right" : "wrong"])));
      if (found === key.length && found === marked.length) return say("Right. " + feedback.right, "right");
      say(`${found} of ${key.length} found, ${marked.length - found} marked that should not be. ${feedback.wrong}`, "wrong");
    }

    function restore() {
      marks.forget();
      draw();
    }

    model.on("change:answer", () => draw());
    draw();
    const how = select === "points" ? "marks it" : "marks one end, then the other";
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, `Tap a point, or move along the line with the arrow keys: Space ${how}.`),
      box,
      element("div", { class: "pm-line" }, step(-1, "‹", "Point before"), here, step(1, "›", "Next point"), toggle),
      summary,
    );
    return { body, check: practice && judge, reset: restore };
  });
}

export default renewed(render);
