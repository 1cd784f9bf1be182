import { element, answer, asTable, bar, frame, short, renewed } from "./common.js";

// Forward and backward pass over finish-to-start links: start, finish and total float by id.
function pass(entries, duration) {
  const start = {};
  const from = (id) => {
    const after = entries.find((entry) => entry.id === id).after ?? [];
    return (start[id] ??= Math.max(0, ...after.map((p) => from(p) + duration[p])));
  };
  for (const { id } of entries) from(id);
  const finish = Math.max(...entries.map(({ id }) => start[id] + duration[id]));
  const late = {};
  const until = (id) => {
    const next = entries.filter((entry) => (entry.after ?? []).includes(id));
    return (late[id] ??= Math.min(finish, ...next.map((n) => until(n.id) - duration[n.id])));
  };
  const float = {};
  for (const { id } of entries) float[id] = until(id) - start[id] - duration[id];
  return { start, float, finish };
}

// The scale above the bars: some of the numbers, and the target.
function axis(scale, target, unit) {
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => scale / size <= 12) ?? scale;
  const line = element("div", { class: "pm-axis-line" });
  const marks = Array.from({ length: Math.floor(scale / step) + 1 }, (_, n) => n * step);
  const apart = (at) => Math.abs(at - target) >= 0.75 * step;
  for (const at of [...marks.filter(apart), target]) {
    const mark = element("span", at === target ? { class: "pm-goal" } : {}, short(at));
    mark.style.left = (100 * at) / scale + "%";
    line.append(mark);
  }
  const label = element("span", {}, unit);
  return element("div", { class: "pm-lane-row pm-axis", "aria-hidden": "true" }, label, line);
}

// A network as bars whose length is dragged, or changed with the arrow keys; float shows at once.
function render({ model, el }) {
  const question = model.get("question");
  const { entries, target, budget, unit = "periods" } = question;
  const least = (item) => item.least ?? item.duration;
  const most = (item) => item.most ?? item.duration;
  const longest = Object.fromEntries(entries.map((item) => [item.id, most(item)]));
  const scale = Math.max(target, pass(entries, longest).finish);

  frame({ model, el }, (say) => {
    const finish = { ...bar("Finish") };
    const spent = { ...bar("Extra cost") };
    // what the bars show, for those who hear the page
    const said = element("p", { class: "pm-heard", role: "status" });

    function durations() {
      const given = asTable(model.get("answer"));
      const clip = (item) => {
        const chosen = Number(given[item.id] ?? item.duration);
        return Math.min(most(item), Math.max(least(item), Number.isFinite(chosen) ? chosen : 0));
      };
      return Object.fromEntries(entries.map((item) => [item.id, clip(item)]));
    }
    const cost = (now) =>
      entries.reduce(
        (all, item) => all + Math.max(0, item.duration - now[item.id]) * (item.cost ?? 0),
        0,
      );

    function set(item, length) {
      const whole = Math.min(most(item), Math.max(least(item), Math.round(length)));
      const now = durations();
      if (now[item.id] === whole) return;
      answer(model, { ...now, [item.id]: whole });
      say("");
      draw();
    }

    const rows = entries.map((item) => {
      const fixed = least(item) === most(item);
      const slider = element("span", {
        class: "pm-activity",
        role: "slider",
        tabindex: "0",
        "aria-label": item.text,
        "aria-valuemin": least(item),
        "aria-valuemax": most(item),
        "aria-disabled": String(fixed),
        onkeydown: (event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const now = durations()[item.id];
          const to = {
            ArrowLeft: now - 1,
            ArrowDown: now - 1,
            ArrowRight: now + 1,
            ArrowUp: now + 1,
            Home: least(item),
            End: most(item),
          }[event.key];
          if (to === undefined) return;
          event.preventDefault();
          set(item, to);
        },
        onpointerdown: (down) => {
          const before = durations()[item.id];
          const width = track.getBoundingClientRect().width / scale;
          slider.setPointerCapture(down.pointerId);
          slider.onpointermove = (event) =>
            set(item, before + (event.clientX - down.clientX) / width);
          slider.onpointerup = slider.onpointercancel = () => (slider.onpointermove = null);
        },
      });
      const track = element("div", { class: "pm-lane" }, slider);
      const range = fixed ? "" : `, ${short(least(item))}–${short(most(item))} possible`;
      const price = item.cost ? `, ${short(item.cost)} per ${unit.replace(/s$/, "")} saved` : "";
      const links = item.after?.length ? `after ${item.after.join(", ")}` : "from the start";
      const name = element(
        "div",
        { class: "pm-lane-name" },
        element("strong", {}, item.text),
        element("small", {}, `${item.id}, ${links}${range}${price}`),
      );
      const float = element("span", { class: "pm-float" });
      return { item, slider, float, row: element("div", { class: "pm-lane-row" }, name, track, float) };
    });

    function draw() {
      const now = durations();
      const network = pass(entries, now);
      for (const { item, slider, float } of rows) {
        const length = now[item.id];
        const critical = network.float[item.id] < 1e-9;
        const slack = critical ? "critical" : `float ${short(network.float[item.id])}`;
        slider.style.left = (100 * network.start[item.id]) / scale + "%";
        slider.style.width = (100 * length) / scale + "%";
        slider.classList.toggle("pm-critical", critical);
        slider.textContent = short(length);
        slider.setAttribute("aria-valuenow", length);
        slider.setAttribute("aria-valuetext", `${short(length)} ${unit}, ${slack}`);
        float.textContent = slack;
      }
      finish.show(network.finish, target, unit);
      if (budget !== undefined) spent.show(cost(now), budget);
      said.textContent = `Finish ${short(network.finish)} ${unit}, extra cost ${short(cost(now))}.`;
      return network.finish <= target + 1e-9 && cost(now) <= (budget ?? Infinity) + 1e-9;
    }

    function check() {
      if (draw()) return say("Right. " + question.feedback.right, "right");
      say("Not yet. " + question.feedback.wrong, "wrong");
    }

    model.on("change:answer", draw);
    draw();
    const lanes = element("div", { class: "pm-lanes" }, axis(scale, target, unit), ...rows.map((r) => r.row));
    lanes.style.setProperty("--pm-step", 100 / scale + "%");
    lanes.style.setProperty("--pm-target", (100 * target) / scale + "%");
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element(
        "p",
        { class: "pm-note" },
        "Drag a bar to make it shorter or longer, or focus it and use the arrow keys.",
      ),
      element("div", { class: "pm-bars" }, finish.row, budget === undefined ? null : spent.row),
      lanes,
      said,
    );
    return { body, check, reset: draw };
  });
}

export default renewed(render);
