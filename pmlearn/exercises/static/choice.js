import { element, answer, frame, renewed } from "./common.js";

// One option of several (radio buttons), or several options (checkboxes).
function render({ model, el }) {
  const question = model.get("question");
  const practice = model.get("mode") === "practice";
  const several = question.kind === "choices";
  let checks = 0;
  frame({ model, el }, (say) => {
    const group = "pm-" + Math.random().toString(36).slice(2);
    const rows = question.entries.map((option) => {
      const input = element("input", {
        type: several ? "checkbox" : "radio",
        name: group,
        value: option.id,
        onchange: () => change(),
      });
      const verdict = element("span", { class: "pm-verdict" });
      const label = element("label", {}, input, element("span", {}, option.text));
      return { option, input, verdict, row: element("div", { class: "pm-option" }, label, verdict) };
    });

    const chosen = () => rows.filter((r) => r.input.checked).map((r) => r.option.id);

    function change() {
      const ids = chosen();
      answer(model, several ? ids : (ids[0] ?? null));
      if (!practice) return;
      clear();
      if (!several) judge();
    }

    function clear() {
      for (const { row, verdict } of rows) {
        delete row.dataset.tone;
        verdict.textContent = "";
      }
      say("");
    }

    const good = ({ option, input }) => input.checked === Boolean(option.correct);

    function judge() {
      if (!chosen().length) return say("Choose an option first.");
      checks += 1;
      const all = rows.every(good);
      for (const one of rows) {
        // the first check judges what is chosen; what is missing stays to be found
        if (!one.input.checked && !(several && (all || checks > 1))) continue;
        one.row.dataset.tone = good(one) ? "right" : "wrong";
        one.verdict.textContent = (good(one) ? "✓ " : "✗ ") + one.option.feedback;
      }
      const count = `${rows.filter(good).length} of ${rows.length} options judged right.`;
      say(all ? "Right." : several ? count : "Not yet.", all ? "right" : "wrong");
    }

    function restore() {
      const value = model.get("answer");
      const ids = Array.isArray(value) ? value : [value];
      for (const { option, input } of rows) input.checked = ids.includes(option.id);
    }

    model.on("change:answer", restore);
    restore();
    if (practice && chosen().length) judge();
    checks = 0;
    const body = element(
      "fieldset",
      {},
      element("legend", {}, question.prompt),
      several ? element("p", { class: "pm-note" }, "Several may be right.") : null,
      ...rows.map((r) => r.row),
    );
    return { body, check: several && judge, reset: () => ((checks = 0), restore(), clear()) };
  });
}

export default renewed(render);
