import { element, answer, asNumber, asTable, frame, renewed, short } from "./common.js";
import { plot, shape } from "./chart.js";

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
      const { svg, x, y } = plot({ points, below: title({ label, unit }), aside: title(shows[place]) });
      const [begin, end] = [points[0], points.at(-1)];
      svg.setAttribute(
        "aria-label",
        `${title(shows[place])} over ${label}: ${short(now[1])} at ${short(now[0])}; ` +
          `from ${short(begin[1])} at ${short(begin[0])} to ${short(end[1])} at ${short(end[0])}.`,
      );
      svg.append(
        shape("polyline", { class: "pm-chart-line", points: points.map(([a, b]) => `${x(a)},${y(b)}`).join(" ") }),
        shape("circle", { class: "pm-chart-now", cx: x(now[0]), cy: y(now[1]), r: 6 }),
      );
      return svg;
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

export default renewed(render);
