import { element, answer, asNumber, asTable, frame, renewed } from "./common.js";

// Bars on a time axis: drag a bar, or move it with the arrow keys. Broken links and an overloaded
// crew are shown as they follow.
function render({ model, el }) {
  const question = model.get("question");
  const { entries: bars, periods, capacity, target, unit = "period" } = question;
  const practice = model.get("mode") === "practice";
  const byId = Object.fromEntries(bars.map((bar) => [bar.id, bar]));

  frame({ model, el }, (say) => {
    const shown = {};
    const broken = element("ul", { class: "pm-broken" });
    const told = element("p", { class: "pm-note", role: "status" });
    const load = element("div", { class: "pm-load", role: "img" });

    function starts() {
      const stored = asTable(model.get("answer"));
      return Object.fromEntries(bars.map((bar) => [bar.id, asNumber(stored[bar.id]) ?? bar.start ?? 0]));
    }

    function put(id, start) {
      const last = periods - byId[id].duration;
      const next = { ...starts(), [id]: Math.min(last, Math.max(0, Math.round(start))) };
      answer(model, next);
      say("");
      draw();
    }

    const loads = (now) =>
      Array.from({ length: periods }, (_, at) =>
        bars.reduce((sum, bar) => sum + (now[bar.id] <= at && at < now[bar.id] + bar.duration ? (bar.needs ?? 0) : 0), 0),
      );
    const finish = (now) => Math.max(...bars.map((bar) => now[bar.id] + bar.duration));

    function problems(now) {
      const found = [];
      for (const bar of bars) {
        for (const other of bar.after ?? []) {
          if (now[bar.id] < now[other] + byId[other].duration) found.push(`${bar.text} begins before ${byId[other].text} has ended.`);
        }
      }
      if (capacity === undefined) return found;
      const over = loads(now).flatMap((amount, at) => (amount > capacity ? [at + 1] : []));
      if (over.length) found.push(`More people are needed than the ${capacity} there are: ${unit} ${over.join(", ")}.`);
      return found;
    }

    function draw() {
      const now = starts();
      for (const bar of bars) {
        const piece = shown[bar.id];
        const late = (bar.after ?? []).some((other) => now[bar.id] < now[other] + byId[other].duration);
        piece.style.left = (100 * now[bar.id]) / periods + "%";
        piece.style.width = (100 * bar.duration) / periods + "%";
        piece.dataset.tone = late ? "wrong" : "plain";
        piece.setAttribute("aria-valuenow", now[bar.id]);
        piece.setAttribute("aria-valuetext", `after ${unit} ${now[bar.id]} to the end of ${unit} ${now[bar.id] + bar.duration}${late ? ", before something it waits for" : ""}`);
      }
      if (capacity !== undefined) {
        const amounts = loads(now);
        const top = Math.max(capacity, ...amounts);
        load.style.setProperty("--pm-limit", (100 * capacity) / top + "%");
        load.setAttribute("aria-label", `People needed in each ${unit}: ${amounts.join(", ")}; there are ${capacity}.`);
        load.replaceChildren(
          ...amounts.map((amount) => element("span", { style: `height: ${(100 * amount) / top}%`, "data-tone": amount > capacity ? "wrong" : "plain" })),
        );
      }
      const found = problems(now);
      broken.replaceChildren(...found.map((text) => element("li", {}, text)));
      const aim = target === undefined ? "" : `, asked for is ${target}`;
      told.textContent = `Ends after ${unit} ${finish(now)}${aim}.${found.length ? "" : " No rule is broken."}`;
    }

    function judge() {
      const now = starts();
      if (model.get("answer") == null) return say("Move a bar first.");
      const good = !problems(now).length && finish(now) <= question.best;
      say(good ? "Right. " + question.feedback.right : "Not yet. " + question.feedback.wrong, good ? "right" : "wrong");
    }

    function drag(event, id) {
      if (event.button) return;
      const piece = shown[id];
      const width = piece.parentElement.getBoundingClientRect().width / periods;
      const [begin, start] = [event.clientX, starts()[id]];
      piece.setPointerCapture(event.pointerId);
      let to = start;
      const move = (now) => {
        to = start + Math.round((now.clientX - begin) / width);
        to = Math.min(periods - byId[id].duration, Math.max(0, to));
        piece.style.left = (100 * to) / periods + "%";
      };
      const end = () => {
        piece.removeEventListener("pointermove", move);
        if (to !== start) put(id, to);
        else draw();
      };
      piece.addEventListener("pointermove", move);
      piece.addEventListener("pointerup", end, { once: true });
      piece.addEventListener("pointercancel", draw, { once: true });
    }

    function keys(event, id) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const now = starts()[id];
      const to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: periods, PageUp: now - 4, PageDown: now + 4 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      put(id, to);
    }

    function row(bar) {
      const piece = element("div", {
        class: "pm-bar-piece",
        role: "slider",
        tabindex: 0,
        "aria-label": `${bar.text}, begins`,
        "aria-valuemin": 0,
        "aria-valuemax": periods - bar.duration,
        onpointerdown: (event) => drag(event, bar.id),
        onkeydown: (event) => keys(event, bar.id),
      });
      shown[bar.id] = piece;
      const after = (bar.after ?? []).map((other) => byId[other].text).join(", ");
      const facts = [`${bar.duration} ${unit}${bar.duration > 1 ? "s" : ""}`, bar.needs && `needs ${bar.needs}`, after && `after ${after}`];
      return element(
        "div",
        { class: "pm-line-row" },
        element("div", {}, bar.text, element("span", { class: "pm-note" }, facts.filter(Boolean).join(" · "))),
        element("div", { class: "pm-axis", style: `--pm-periods: ${periods}` }, piece),
      );
    }

    const axis = element("div", { class: "pm-ticks", "aria-hidden": "true" }, ...ticks(periods).map((at) => element("span", { style: `left: ${(100 * at) / periods}%` }, String(at))));
    const rows = bars.map(row);
    model.on("change:answer", draw);
    draw();
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, `Drag a bar, or move it with the arrow keys. The axis counts ${unit}s.`),
      element(
        "div",
        { class: "pm-gantt" },
        ...rows,
        element("div", { class: "pm-line-row" }, element("div", {}), axis),
        capacity === undefined ? null : element("div", { class: "pm-line-row" }, element("div", {}, "People needed", element("span", { class: "pm-note" }, `${capacity} in the crew`)), load),
      ),
      told,
      broken,
    );
    return { body, check: practice && judge, reset: draw };
  });
}

const ticks = (periods) => {
  const step = [1, 2, 5, 10, 20, 50].find((one) => periods / one <= 10) ?? 50;
  return Array.from({ length: Math.floor(periods / step) + 1 }, (_, n) => n * step);
};

export default renewed(render);
