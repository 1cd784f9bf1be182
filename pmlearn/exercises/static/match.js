import { element, answer, asTable, frame, patience, renewed } from "./common.js";

// Pairs: each item gets a partner from a list.
function render({ model, el }) {
  const question = model.get("question");
  const { told, forget } = patience();
  let checks = 0;
  frame({ model, el }, (say) => {
    const rows = question.entries.map((item) => {
      const select = element("select", { onchange: () => change(item.id, select.value) });
      select.append(
        element("option", { value: "" }, "choose …"),
        ...question.targets.map((t) => element("option", { value: t.id }, t.text)),
      );
      const whole = element("span", { class: "pm-note pm-whole" });
      const verdict = element("span", { class: "pm-verdict" });
      const label = element("label", { class: "pm-pair" }, element("span", {}, item.text), select);
      const row = element("div", { class: "pm-option" }, label, whole, verdict);
      return { item, select, whole, verdict, row };
    });

    function change(id, partner) {
      const all = { ...asTable(model.get("answer")) };
      if (partner) all[id] = partner;
      else delete all[id];
      answer(model, Object.keys(all).length ? all : null);
      spell();
      clear();
    }

    // A list shows no more of a long partner than it has room for.
    function spell() {
      for (const { select, whole } of rows) {
        const text = question.targets.find((target) => target.id === select.value)?.text ?? "";
        whole.textContent = text.length > 30 ? text : "";
      }
    }

    function clear() {
      for (const { row, verdict } of rows) {
        delete row.dataset.tone;
        verdict.textContent = "";
      }
      say("");
    }

    function check() {
      clear();
      let right = 0;
      checks += 1;
      for (const { item, select, row, verdict } of rows) {
        if (!select.value) continue;
        const good = select.value === item.answer;
        right += good;
        row.dataset.tone = good ? "right" : "wrong";
        if (good) verdict.textContent = "✓ " + item.feedback;
        else verdict.textContent = "✗ " + (told(item.id, checks) ? item.feedback : "Not yet.");
      }
      if (right === rows.length) return say("Right.", "right");
      say(`${right} of ${rows.length} matched.`, "wrong");
    }

    function restore() {
      const all = asTable(model.get("answer"));
      for (const { item, select } of rows) {
        const known = question.targets.some((target) => target.id === all[item.id]);
        select.value = known ? all[item.id] : "";
      }
      spell();
    }

    model.on("change:answer", restore);
    restore();
    const legend = element("legend", {}, question.prompt);
    const body = element("fieldset", {}, legend, ...rows.map((r) => r.row));
    return { body, check, reset: () => (forget(), restore(), clear()) };
  });
}

export default renewed(render);
