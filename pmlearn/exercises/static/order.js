import { element, answer, asList, dragging, frame, patience, renewed, shown } from "./common.js";

// A list to put in order: drag a row, or move it with its two buttons or their arrow keys. In a
// sequence each row says when it is done and what its delay costs.
function render({ model, el }) {
  const question = model.get("question");
  const given = question.entries.map((entry) => entry.id);
  const { told, forget } = patience();
  let checks = 0;
  const byId = Object.fromEntries(question.entries.map((entry) => [entry.id, entry]));

  frame({ model, el }, (say) => {
    const rows = element("ol", { class: "pm-rows" });
    const total = element("p", { class: "pm-note", role: "status" });

    function order() {
      const now = asList(model.get("answer"));
      const whole = now.length === given.length && given.every((id) => now.includes(id));
      return whole ? now : given;
    }

    function move(id, to, focus) {
      const rest = order().filter((other) => other !== id);
      rest.splice(Math.max(0, Math.min(given.length - 1, to)), 0, id);
      answer(model, rest);
      draw();
      say(`Now ${rest.indexOf(id) + 1} of ${given.length}: ${byId[id].text}`);
      if (focus) rows.querySelector(`[data-id="${id}"] [data-step="${focus}"]`).focus();
    }

    // Why a line belongs where it belongs would tell its place at the first try.
    function verdict(id, tone) {
      if (tone === "right") return "✓ " + byId[id].feedback;
      return "✗ " + (told(id, checks) ? byId[id].feedback : "Not here.");
    }

    // when each item of a sequence is done, and what its delay costs
    function followed() {
      let time = 0;
      const found = {};
      for (const id of question.kind === "sequence" ? order() : []) {
        const { duration, cost_of_delay, ready = 0 } = byId[id];
        time = Math.max(time, ready) + duration;
        found[id] = { done: time, cost: time * cost_of_delay };
      }
      return found;
    }

    const sum = () => Object.values(followed()).reduce((all, { cost }) => all + cost, 0);
    const amount = (value) => shown(value) + (question.money ? ` ${question.money}` : "");

    function consequence(id) {
      const one = followed()[id];
      if (!one) return null;
      const { duration, cost_of_delay, ready } = byId[id];
      const unit = question.unit ?? "period";
      const takes = `Takes ${shown(duration)} ${unit}${duration === 1 ? "" : "s"}, costs ${amount(cost_of_delay)} a ${unit}`;
      const start = ready ? `, can start after ${unit} ${shown(ready)}` : "";
      const done = element("strong", {}, ` Done after ${unit} ${shown(one.done)}: ${amount(one.cost)}`);
      return element("span", { class: "pm-note pm-follows" }, `${takes}${start}.`, done);
    }

    function row(id, place, tone) {
      const { text } = byId[id];
      const button = (step, sign, name) =>
        element(
          "button",
          {
            type: "button",
            "data-step": step,
            "aria-label": `${name}: ${text}`,
            "aria-disabled": String(place + step < 0 || place + step >= given.length),
            onclick: () => move(id, place + step, step),
          },
          sign,
        );
      // a finger drags by the grip; elsewhere it scrolls the page
      const grip = element("span", { class: "pm-grip", "aria-hidden": "true" }, "⠿");
      const handle = element("span", { class: "pm-handle" }, grip, text);
      const made = element(
        "li",
        { "data-id": id, "data-tone": tone },
        handle,
        element("span", { class: "pm-moves" }, button(-1, "▲", "Earlier"), button(1, "▼", "Later")),
        consequence(id),
        tone && element("span", { class: "pm-verdict" }, verdict(id, tone)),
      );
      made.addEventListener("keydown", (event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        move(id, place + step, step);
      });
      dragging(handle, {
        root: () => rows,
        onto: "li",
        label: () => text,
        drop: (target) => move(id, order().indexOf(target.dataset.id)),
      });
      return made;
    }

    function draw(tones = {}) {
      rows.replaceChildren(...order().map((id, place) => row(id, place, tones[id])));
      total.textContent = question.kind === "sequence" ? `All delays together: ${amount(sum())}` : "";
    }

    // A place is right when one of the items that belong there stands in it.
    function check() {
      if (question.kind === "sequence") {
        const best = sum() <= question.best + 1e-9;
        const said = best ? "Right. " + question.feedback.right : "Not yet. " + question.feedback.wrong;
        return say(said, best ? "right" : "wrong");
      }
      const wanted = question.answer.flatMap((group) => asList(group).map(() => asList(group)));
      const tones = {};
      checks += 1;
      order().forEach((id, place) => (tones[id] = wanted[place].includes(id) ? "right" : "wrong"));
      draw(tones);
      const right = Object.values(tones).filter((tone) => tone === "right").length;
      if (right === given.length) return say("Right.", "right");
      say(`${right} of ${given.length} stand in their place.`, "wrong");
    }

    model.on("change:answer", () => draw());
    draw();
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, "Drag a line, or move it with its arrows."),
      rows,
      question.kind === "sequence" ? total : null,
    );
    return { body, check, reset: () => (forget(), draw()) };
  });
}

export default renewed(render);
