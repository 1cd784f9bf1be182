import { element, answer, asNumber, asTable, frame, renewed, shown } from "./common.js";
import { path, plot, shape, titled } from "./chart.js";

const ENDLESS = "grows without end";
const withUnit = (value, unit) => (value === null ? ENDLESS : shown(value) + (unit ? ` ${unit}` : ""));

const count = ({ from, to, step = 1 }) => Math.floor((to - from) / step + 1e-9) + 1;
const valueAt = ({ from, step = 1 }, n) => +(from + n * step).toFixed(10);
// the place of the nearest value that there is
const nearest = (decision, value) =>
  Math.min(count(decision) - 1, Math.max(0, Math.round((value - decision.from) / (decision.step ?? 1))));

// One to four values to decide, beside what a model says will follow from them. What follows from
// each combination comes with the question, so that no kernel is needed.
function render({ model, el }) {
  const question = model.get("question");
  const { decisions, shows, outcomes } = question;
  const practice = model.get("mode") === "practice";
  const charted = shows.findIndex((one) => one.id === question.chart);

  frame({ model, el }, (say) => {
    const name = "pm-" + Math.random().toString(36).slice(2);
    const rows = decisions.map((decision, n) => control(decision, `${name}-${n}`));
    const figures = shows.map((one) => ({ one, place: element("dd") }));
    const chart = element("div", { class: "pm-chart" });

    const chosen = () => rows.map(({ decision, slider }) => nearest(decision, Number(slider.value)));
    // the last decision moves fastest
    const follows = (places) =>
      outcomes[places.reduce((row, place, n) => row * count(decisions[n]) + place, 0)] ?? [];

    function control(decision, id) {
      const { from, to, step = 1 } = decision;
      const limits = { min: from, max: to, step };
      const label = titled(decision);
      const number = element("input", {
        id,
        type: "text",
        inputmode: "decimal",
        class: "pm-number",
        onchange: () => set(row, asNumber(number.value)),
      });
      const slider = element("input", {
        type: "range",
        "aria-label": label,
        ...limits,
        oninput: () => show(),
        onchange: () => set(row, Number(slider.value)),
      });
      const ends = element("span", { class: "pm-ends", "aria-hidden": "true" }, element("span", {}, shown(from)), element("span", {}, shown(to)));
      const place = element("div", { class: "pm-decision" }, element("label", { for: id }, label), number, element("div", {}, slider, ends));
      const row = { decision, number, slider, place };
      return row;
    }

    function set(row, value) {
      const { from, to, step = 1, label } = row.decision;
      if (value === null) {
        const typed = row.number.value;
        show();
        return say(`${label}: “${typed}” is no number. Type one from ${shown(from)} to ${shown(to)}.`, "wrong");
      }
      const near = valueAt(row.decision, nearest(row.decision, value));
      const off = Math.abs(near - value) > 1e-9;
      row.slider.value = near;
      const now = chosen().map((place, n) => [decisions[n].id, valueAt(decisions[n], place)]);
      answer(model, Object.fromEntries(now));
      say(off ? `${label} goes from ${shown(from)} to ${shown(to)} in steps of ${shown(step)}: ${shown(near)} is the nearest.` : "");
    }

    function show() {
      const places = chosen();
      rows.forEach(({ decision, number, slider }, n) => {
        const value = valueAt(decision, places[n]);
        number.value = String(value); // without separators, so that it can be typed over
        slider.setAttribute("aria-valuetext", withUnit(value, decision.unit));
      });
      const values = follows(places);
      figures.forEach(({ one, place }, n) => (place.textContent = withUnit(values[n], one.unit)));
      chart.replaceChildren(drawing(places));
    }

    // what is charted over the first decision, while the others stay as they are
    function drawing([now, ...rest]) {
      const [first] = decisions;
      const points = Array.from({ length: count(first) }, (_, n) => [valueAt(first, n), follows([n, ...rest])[charted] ?? null]);
      const finite = points.filter(([, y]) => y !== null);
      if (!finite.length) return element("p", { class: "pm-note" }, `${titled(shows[charted])}: ${ENDLESS}.`);
      const scale = plot({ points: points.map(([x, y]) => [x, y ?? 0]), below: titled(first), aside: titled(shows[charted]) });
      const at = ([x, y]) => `${withUnit(y, shows[charted].unit)} at ${shown(x)}`;
      const label = `${shows[charted].label} over ${first.label}: ${at(points[now])}; from ${at(points[0])} to ${at(points.at(-1))}.`;
      scale.svg.setAttribute("aria-label", label);
      scale.svg.append(path(points, scale));
      const [x, y] = points[now];
      const { height, bottom, top } = scale;
      scale.svg.append(shape("line", { class: "pm-chart-at", x1: scale.x(x), x2: scale.x(x), y1: top, y2: height - bottom }));
      if (y !== null) scale.svg.append(shape("circle", { class: "pm-chart-now", cx: scale.x(x), cy: scale.y(y), r: 6 }));
      return scale.svg;
    }

    function judge() {
      if (model.get("answer") == null) return say("Decide first: move a slider or type a number.");
      const [share, said] = follows(chosen()).slice(shows.length);
      say((share >= 1 ? "Right. " : share > 0 ? "In part. " : "Not yet. ") + said, share >= 1 ? "right" : "wrong");
    }

    function restore() {
      const stored = asTable(model.get("answer"));
      for (const { decision, slider } of rows) {
        const value = asNumber(stored[decision.id]) ?? decision.start;
        slider.value = valueAt(decision, nearest(decision, value));
      }
      show();
    }

    model.on("change:answer", restore);
    restore();
    const list = figures.map(({ one, place }) => element("div", {}, element("dt", {}, one.label), place));
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      ...rows.map((row) => row.place),
      element("div", { role: "status" }, element("dl", { class: "pm-figures" }, ...list)),
      chart,
    );
    return { body, check: practice && judge, reset: restore };
  });
}

export default renewed(render);
