import { element, answer, asList, asTable, frame, renewed, short } from "./common.js";
import { plot, shape } from "./chart.js";

// Points, or a range, marked on a plotted series: tap a point, or move with the arrow keys and press
// Space. In a range the first mark is one end, the second the other.
function render({ model, el }) {
  const question = model.get("question");
  const { series, lines = [], select } = question;
  const practice = model.get("mode") === "practice";
  const title = (axis) => axis.label + (axis.unit ? ` (${axis.unit})` : "");
  const points = series.map(([x, y]) => [x, y]);

  frame({ model, el }, (say) => {
    let current = 0;
    let begun = null; // the first end of a range that lacks its second
    const id = "pm-" + Math.random().toString(36).slice(2);
    const box = element("div", {
      class: "pm-chart pm-marking",
      role: "listbox",
      tabindex: 0,
      "aria-multiselectable": "true",
      "aria-label": `${title(question.y)} over ${title(question.x)}`,
      onkeydown: keys,
      onclick: tapped,
    });
    const told = element("p", { class: "pm-note", role: "status" });

    const marked = () => asList(model.get("answer")).filter((one) => points.some(([x]) => x === one));
    const range = () => asTable(model.get("answer"));
    function isMarked(x) {
      if (select === "points") return marked().includes(x);
      const { from, to } = range();
      return begun !== null ? x === begun : from !== undefined && from <= x && x <= to;
    }

    function mark(n) {
      const [x] = points[n];
      current = n;
      if (select === "points") {
        const now = marked();
        const next = now.includes(x) ? now.filter((one) => one !== x) : [...now, x].sort((a, b) => a - b);
        answer(model, next.length ? next : null);
      } else if (begun === null) {
        begun = x;
      } else {
        const [from, to] = [begun, x].sort((a, b) => a - b);
        begun = null;
        answer(model, { from, to });
      }
      say("");
      draw();
    }

    function keys(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.key];
      const to = { Home: 0, End: points.length - 1 }[event.key];
      if (step) current = Math.min(points.length - 1, Math.max(0, current + step));
      else if (to !== undefined) current = to;
      else if (event.key === " " || event.key === "Enter") mark(current);
      else return;
      event.preventDefault();
      draw();
    }

    function tapped(event) {
      const svg = box.querySelector("svg");
      const around = svg.getBoundingClientRect();
      const at = ((event.clientX - around.left) / around.width) * svg.viewBox.baseVal.width;
      const near = points.map(([x]) => Math.abs(chart.x(x) - at));
      mark(near.indexOf(Math.min(...near)));
    }

    let chart = null;
    function draw(tones = {}) {
      const heights = lines.map((one) => one.value);
      chart = plot({ points, below: title(question.x), aside: title(question.y), heights });
      const { svg, x, y, width, right, left } = chart;
      svg.setAttribute("aria-hidden", "true");
      for (const { label, value } of lines) {
        svg.append(
          shape("line", { class: "pm-chart-limit", x1: left, x2: width - right, y1: y(value), y2: y(value) }),
          shape("text", { class: "pm-chart-text", x: width - right, y: y(value) - 4, "text-anchor": "end" }, label),
        );
      }
      svg.append(shape("polyline", { class: "pm-chart-line", points: points.map(([a, b]) => `${x(a)},${y(b)}`).join(" ") }));
      points.forEach(([a, b], n) => {
        const on = isMarked(a);
        svg.append(shape("circle", { class: "pm-chart-point", cx: x(a), cy: y(b), r: on ? 7 : 4, "data-on": on, "data-tone": tones[a] ?? "" }));
        if (n === current) svg.append(shape("circle", { class: "pm-chart-cursor", cx: x(a), cy: y(b), r: 12 }));
      });
      const options = points.map(([a, b], n) =>
        element("span", { role: "option", id: `${id}-${n}`, class: "pm-unseen", "aria-selected": String(isMarked(a)) }, `${question.x.label} ${short(a)}: ${short(b)}`),
      );
      box.replaceChildren(svg, ...options);
      box.setAttribute("aria-activedescendant", `${id}-${current}`);
      told.textContent = summary();
    }

    function summary() {
      const name = question.x.label.toLowerCase();
      if (begun !== null) return `From ${name} ${short(begun)} to ...: mark the other end.`;
      if (select === "range") {
        const { from, to } = range();
        return from === undefined ? "Nothing is marked." : `Marked: ${name} ${short(from)} to ${short(to)}.`;
      }
      return marked().length ? `Marked: ${name} ${marked().map(short).join(", ")}.` : "Nothing is marked.";
    }

    function judge() {
      if (model.get("answer") == null) return say("Mark something first.");
      const tones = {};
      let right;
      if (select === "points") {
        for (const x of marked()) tones[x] = question.answer.includes(x) ? "right" : "wrong";
        const wrong = Object.values(tones).filter((tone) => tone === "wrong").length;
        right = !wrong && marked().length === question.answer.length;
        draw(tones);
        if (!right) return say(`${marked().length - wrong} of ${question.answer.length} found, ${wrong} marked that should not be. ${question.feedback.wrong}`, "wrong");
      } else {
        const off = question.tolerance ?? 0;
        right = ["from", "to"].every((end) => Math.abs(range()[end] - question.answer[end]) <= off + 1e-9);
      }
      say(right ? "Right. " + question.feedback.right : "Not yet. " + question.feedback.wrong, right ? "right" : "wrong");
    }

    function restore() {
      begun = null;
      draw();
    }

    model.on("change:answer", restore);
    draw();
    const how = select === "points" ? "marks it" : "marks an end of the range";
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, `Tap a point, or move with the arrow keys; Space ${how}.`),
      box,
      told,
    );
    return { body, check: practice && judge, reset: restore };
  });
}

export default renewed(render);
