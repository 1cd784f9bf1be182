import { element, answer, asNumber, asTable, frame, renewed, short } from "./common.js";

// One to four values to decide, beside what a model says will follow from them. What follows from
// each combination comes with the question, so that no kernel is needed.
function render({ model, el }) {
  const question = model.get("question");
  const { decisions, shows, outcomes } = question;
  const practice = model.get("mode") === "practice";

  frame({ model, el }, (say) => {
    const name = "pm-" + Math.random().toString(36).slice(2);
    const rows = decisions.map((decision, n) => control(decision, `${name}-${n}`));
    const figures = shows.map((one) => ({ one, place: element("output", {}) }));
    const chart = element("div", { class: "pm-chart" });

    const decided = () => rows.map((row) => Number(row.slider.value));
    const key = (values) => values.map((value) => String(+value.toFixed(10))).join(",");
    const follows = (values = decided()) => outcomes[key(values)] ?? [];

    function control(decision, id) {
      const { from, to, step = 1, unit } = decision;
      const limits = { min: from, max: to, step };
      const number = element("input", {
        id,
        type: "number",
        class: "pm-number",
        ...limits,
        onchange: () => set(row, asNumber(number.value)),
      });
      const slider = element("input", {
        type: "range",
        "aria-label": decision.label + (unit ? ` (${unit})` : ""),
        ...limits,
        oninput: () => set(row, Number(slider.value)),
      });
      const label = element("label", { for: id }, decision.label + (unit ? ` (${unit})` : ""));
      const row = { decision, number, slider, place: element("div", { class: "pm-decision" }, label, number, slider) };
      return row;
    }

    // to the nearest value that there is
    function set(row, value) {
      const { from, to, step = 1, label } = row.decision;
      if (value === null) {
        say(`${label}: type a number from ${from} to ${to}.`, "wrong");
        return show();
      }
      const near = from + Math.round((Math.min(to, Math.max(from, value)) - from) / step) * step;
      row.slider.value = +near.toFixed(10);
      if (near !== value) say(`${label} goes from ${from} to ${to} in steps of ${step}.`);
      else say("");
      const all = decided();
      answer(model, Object.fromEntries(decisions.map((one, n) => [one.id, all[n]])));
      show();
    }

    function show() {
      for (const row of rows) row.number.value = row.slider.value;
      const values = follows();
      figures.forEach(({ one, place }, n) => {
        place.textContent = short(values[n]) + (one.unit ? ` ${one.unit}` : "");
      });
      chart.replaceChildren(drawing());
    }

    // what is charted over the first decision, while the others stay as they are
    function drawing() {
      const place = shows.findIndex((one) => one.id === question.chart);
      const [first, ...rest] = decided();
      const { from, to, step = 1, label, unit } = decisions[0];
      const points = [];
      for (let x = from; x <= to + 1e-9; x += step) {
        const y = follows([+x.toFixed(10), ...rest])[place];
        if (typeof y === "number") points.push([x, y]);
      }
      const now = points.find(([x]) => Math.abs(x - first) < 1e-9) ?? points[0];
      const title = (one) => one.label + (one.unit ? ` (${one.unit})` : "");
      return line(points, now, title({ label, unit }), title(shows[place]));
    }

    function judge() {
      if (model.get("answer") == null) return say("Decide first.");
      const [share, said] = follows().slice(shows.length);
      say((share >= 1 ? "Right. " : share > 0 ? "In part. " : "Not yet. ") + said, share >= 1 ? "right" : "wrong");
    }

    function restore() {
      const stored = asTable(model.get("answer"));
      for (const { decision, slider } of rows) slider.value = asNumber(stored[decision.id]) ?? decision.start;
      show();
    }

    model.on("change:answer", restore);
    restore();
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      ...rows.map((row) => row.place),
      element(
        "dl",
        { class: "pm-figures", role: "status" },
        ...figures.map(({ one, place }) => element("div", {}, element("dt", {}, one.label), element("dd", {}, place))),
      ),
      chart,
    );
    return { body, check: practice && judge, reset: restore };
  });
}

const SVG = "http://www.w3.org/2000/svg";

function shape(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// A line with its axes, and a mark where one stands.
function line(points, now, below, aside) {
  const [width, height, left, bottom] = [480, 220, 56, 44];
  const xs = points.map(([x]) => x);
  const top = Math.max(...points.map(([, y]) => y), 0) || 1;
  const low = Math.min(...points.map(([, y]) => y), 0);
  const x = (value) => left + ((value - xs[0]) / (xs.at(-1) - xs[0] || 1)) * (width - left - 16);
  const y = (value) => height - bottom - ((value - low) / (top - low)) * (height - bottom - 14);
  const text = (content, at) => shape("text", { class: "pm-chart-text", ...at }, content);
  const marks = [low, (low + top) / 2, top];
  return shape(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": `${aside} over ${below}: ${short(now[1])} at ${short(now[0])}; from ${short(points[0][1])} at ${short(xs[0])} to ${short(points.at(-1)[1])} at ${short(xs.at(-1))}.`,
    },
    ...marks.map((value) => shape("line", { class: "pm-chart-grid", x1: left, x2: width - 16, y1: y(value), y2: y(value) })),
    ...marks.map((value) => text(short(+value.toPrecision(3)), { x: left - 6, y: y(value) + 4, "text-anchor": "end" })),
    ...[xs[0], xs.at(-1)].map((value, n) => text(short(value), { x: x(value), y: height - bottom + 18, "text-anchor": n ? "end" : "start" })),
    text(below, { x: (left + width - 16) / 2, y: height - 6, "text-anchor": "middle" }),
    text(aside, { transform: `translate(12 ${(height - bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }),
    shape("polyline", { class: "pm-chart-line", points: points.map(([a, b]) => `${x(a)},${y(b)}`).join(" ") }),
    shape("circle", { class: "pm-chart-now", cx: x(now[0]), cy: y(now[1]), r: 6 }),
  );
}

export default renewed(render);
