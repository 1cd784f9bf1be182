import { element, answer, asNumber, asTable, frame, renewed, short } from "./common.js";
import { ticks } from "./chart.js";

const percent = (part, whole) => `${(100 * part) / whole}%`;

// What follows from a plan: the people needed in each period, the end, and what it breaks.
function following({ entries: bars, periods, capacity, unit = "period" }, byId) {
  const loads = (now) =>
    Array.from({ length: periods }, (_, at) =>
      bars.reduce((sum, bar) => sum + (now[bar.id] <= at && at < now[bar.id] + bar.duration ? (bar.needs ?? 0) : 0), 0),
    );
  const early = (bar, now) => (bar.after ?? []).filter((other) => now[bar.id] < now[other] + byId[other].duration);
  const finish = (now) => Math.max(...bars.map((bar) => now[bar.id] + bar.duration));
  function problems(now) {
    const found = bars.flatMap((bar) => early(bar, now).map((other) => `${bar.text} begins before ${byId[other].text} has ended.`));
    const over = capacity === undefined ? [] : loads(now).flatMap((amount, at) => (amount > capacity ? [at + 1] : []));
    if (over.length) found.push(`More people are needed than the ${short(capacity)} there are: ${unit} ${over.join(", ")}.`);
    return found;
  }
  return { loads, early, finish, problems };
}

// The people needed below the axis, with a line at how many there are.
function crew({ capacity, unit = "period" }) {
  const place = element("div", { class: "pm-load", role: "img" });
  function show(amounts) {
    const top = Math.max(capacity, ...amounts) || 1;
    place.style.setProperty("--pm-limit", percent(capacity, top));
    place.setAttribute("aria-label", `People needed in each ${unit}: ${amounts.map(short).join(", ")}; there are ${short(capacity)}.`);
    place.replaceChildren(
      ...amounts.map((amount) =>
        element("span", { style: `height: ${percent(amount, top)}`, "data-tone": amount > capacity ? "wrong" : "plain" }, amount && amounts.length <= 20 ? short(amount) : ""),
      ),
    );
  }
  return { place, show };
}

// Bars on a time axis: drag a bar, or move it with the arrow keys. Broken links and an overloaded
// crew are shown as they follow.
function render({ model, el }) {
  const question = model.get("question");
  const { entries: bars, periods, capacity, target, unit = "period" } = question;
  const practice = model.get("mode") === "practice";
  const byId = Object.fromEntries(bars.map((bar) => [bar.id, bar]));
  const { loads, early, finish, problems } = following(question, byId);
  const last = (bar) => periods - bar.duration;
  const within = (bar, start) => Math.min(last(bar), Math.max(0, Math.round(start)));

  frame({ model, el }, (say) => {
    const pieces = {};
    const broken = element("ul", { class: "pm-broken" });
    const told = element("p", { class: "pm-note", role: "status" });
    const load = capacity === undefined ? null : crew(question);

    function starts() {
      const stored = asTable(model.get("answer"));
      return Object.fromEntries(bars.map((bar) => [bar.id, within(bar, asNumber(stored[bar.id]) ?? bar.start ?? 0)]));
    }

    function put(bar, start) {
      const now = starts();
      if (within(bar, start) === now[bar.id]) return draw();
      answer(model, { ...now, [bar.id]: within(bar, start) });
      say("");
    }

    function show(now) {
      for (const bar of bars) {
        const [piece, start, waits] = [pieces[bar.id], now[bar.id], early(bar, now).length];
        piece.style.left = percent(start, periods);
        piece.style.width = percent(bar.duration, periods);
        piece.dataset.tone = waits ? "wrong" : "plain";
        piece.setAttribute("aria-valuenow", start);
        const when = bar.duration > 1 ? `${unit} ${start + 1} to ${start + bar.duration}` : `${unit} ${start + 1}`;
        piece.setAttribute("aria-valuetext", when + (waits ? ", before something it waits for" : ""));
      }
      load?.show(loads(now));
    }

    function draw() {
      const now = starts();
      show(now);
      const found = problems(now);
      broken.replaceChildren(...found.map((text) => element("li", {}, text)));
      const aim = target === undefined ? "" : `; asked for is ${unit} ${short(target)}`;
      told.textContent = `Ends after ${unit} ${finish(now)}${aim}. ${found.length ? "" : "No rule is broken."}`;
    }

    function judge() {
      if (model.get("answer") == null) return say("Move a bar first.");
      const now = starts();
      const good = !problems(now).length && finish(now) <= question.best;
      say(good ? "Right. " + question.feedback.right : "Not yet. " + question.feedback.wrong, good ? "right" : "wrong");
    }

    function drag(event, bar) {
      if (event.button) return;
      const piece = pieces[bar.id];
      const width = piece.parentElement.getBoundingClientRect().width / periods;
      const [begin, now] = [event.clientX, starts()];
      let to = now[bar.id];
      piece.setPointerCapture(event.pointerId);
      const move = ({ clientX }) => {
        to = within(bar, now[bar.id] + (clientX - begin) / width);
        show({ ...now, [bar.id]: to });
      };
      const end = ({ type }) => {
        piece.removeEventListener("pointermove", move);
        for (const name of ["pointerup", "pointercancel"]) piece.removeEventListener(name, end);
        if (type === "pointerup") put(bar, to);
        else draw();
      };
      piece.addEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) piece.addEventListener(name, end);
    }

    function keys(event, bar) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -4, PageUp: 4, Home: -periods, End: periods }[event.key];
      if (!by) return;
      event.preventDefault();
      put(bar, starts()[bar.id] + by);
    }

    function row(bar) {
      const piece = element("div", {
        class: "pm-bar-piece",
        role: "slider",
        tabindex: 0,
        "aria-label": bar.text,
        "aria-valuemin": 0,
        "aria-valuemax": last(bar),
        onpointerdown: (event) => drag(event, bar),
        onkeydown: (event) => keys(event, bar),
      });
      pieces[bar.id] = piece;
      const after = (bar.after ?? []).map((other) => byId[other].text).join(", ");
      const facts = [`${bar.duration} ${unit}${bar.duration > 1 ? "s" : ""}`, bar.needs && `needs ${short(bar.needs)}`, after && `after ${after}`];
      return line(bar.text, facts.filter(Boolean).join(" · "), element("div", { class: "pm-slots" }, piece));
    }

    const line = (name, note, place) =>
      element("div", { class: "pm-line-row" }, element("div", {}, name, element("span", { class: "pm-note" }, note)), place);

    const marks = ticks(0, periods, 10).map((at) => element("span", { style: `left: ${percent(at, periods)}` }, String(at)));
    const style = `--pm-periods: ${periods}` + (target === undefined ? "" : `; --pm-target: ${percent(target, periods)}`);
    const gantt = element(
      "div",
      { class: "pm-gantt", style, "data-target": target !== undefined },
      ...bars.map(row),
      element("div", { class: "pm-line-row pm-ticks-row", "aria-hidden": "true" }, element("div"), element("div", { class: "pm-ticks" }, ...marks)),
      load && line("People needed", `${short(capacity)} in the crew`, load.place),
    );
    model.on("change:answer", draw);
    draw();
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, `Drag a bar, or move it with the arrow keys. The axis counts ${unit}s.`),
      gantt,
      told,
      broken,
    );
    return { body, check: practice && judge, reset: draw };
  });
}

export default renewed(render);
