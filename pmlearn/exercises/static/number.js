import { element, answer, asNumber, asTable, frame, renewed } from "./common.js";

// A number, with the unit given or to be chosen.
function render({ model, el }) {
  const question = model.get("question");
  const { units } = question;
  frame({ model, el }, (say) => {
    const id = "pm-" + Math.random().toString(36).slice(2);
    const input = element("input", {
      id,
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      class: "pm-number",
      onchange: () => change(),
      onkeydown: (event) => event.key === "Enter" && (change(), judge()),
    });
    const unit = units
      ? element(
          "select",
          { "aria-label": "Unit", onchange: () => change() },
          ...units.map((one) => element("option", { value: one.id }, one.label)),
        )
      : element("span", {}, question.unit ?? "");

    let last = "";
    function change() {
      const typed = input.value + (units ? unit.value : "");
      if (typed === last) return; // Enter judges first and tells of a change afterwards
      last = typed;
      const number = asNumber(input.value);
      if (number === null && input.value.trim()) say("Type a number, such as 12.5.", "wrong");
      else say("");
      answer(model, number === null ? null : units ? { value: number, unit: unit.value } : number);
    }

    function judge() {
      if (model.get("mode") !== "practice") return;
      const typed = asNumber(input.value);
      if (typed === null) return say("Type a number, such as 12.5.", "wrong");
      const factor = units ? units.find((one) => one.id === unit.value).factor : 1;
      const near = (key) => {
        const allowed = Math.max(question.tolerance ?? 0, (question.relative ?? 0) * Math.abs(key));
        return Math.abs(typed * factor - key) <= allowed + 1e-9 * Math.max(1, Math.abs(key));
      };
      if (near(question.answer)) return say("Right. " + question.feedback.right, "right");
      const slip = (question.slips ?? []).find((one) => near(one.value));
      say("Not yet. " + (slip ?? { feedback: question.feedback.wrong }).feedback, "wrong");
    }

    function restore() {
      const stored = model.get("answer");
      const value = asNumber(units ? asTable(stored).value : stored);
      if (value === asNumber(input.value)) return;
      last = input.value = value ?? "";
      if (units && units.some((one) => one.id === asTable(stored).unit)) unit.value = stored.unit;
    }

    model.on("change:answer", restore);
    restore();
    const body = element(
      "div",
      {},
      element("label", { class: "pm-prompt", for: id }, question.prompt),
      element("div", { class: "pm-line" }, input, unit),
    );
    function reset() {
      last = input.value = "";
      if (units) unit.value = units[0].id;
      restore();
    }

    return { body, check: judge, reset };
  });
}

export default renewed(render);
