import { element, answer, asList, bar, frame, short, renewed } from "./common.js";

// Candidates to choose under capacity; bars show what the choice uses.
function render({ model, el }) {
  const question = model.get("question");
  const { entries, capacity } = question;
  const worth = question.worth ?? "Value";
  frame({ model, el }, (say) => {
    const total = element("p", { class: "pm-note", role: "status" });
    const bars = capacity.map((resource) => ({ resource, ...bar(resource.label) }));
    const rows = entries.map((item) => {
      const input = element("input", { type: "checkbox", value: item.id, onchange: () => change() });
      const name = element("label", { class: "pm-check" }, input, element("span", {}, item.text));
      const numbers = [item.value, ...capacity.map(({ id }) => item.uses[id] ?? 0)];
      const row = element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        ...numbers.map((number) => element("td", {}, short(number))),
      );
      return { item, input, row };
    });

    const chosen = () => rows.filter((r) => r.input.checked).map((r) => r.item);
    const sum = (items, amount) => items.reduce((all, item) => all + amount(item), 0);
    const used = ({ id }) => sum(chosen(), (item) => item.uses[id] ?? 0);
    const value = () => sum(chosen(), (item) => item.value);

    function change() {
      const ids = chosen().map((item) => item.id);
      answer(model, ids.length ? ids : null);
      say("");
      draw();
    }

    function draw() {
      for (const { row, input } of rows) row.classList.toggle("pm-chosen", input.checked);
      for (const { resource, show } of bars) show(used(resource), resource.amount, resource.unit);
      const over = capacity.filter((one) => used(one) > one.amount + 1e-9).map((one) => one.label);
      const fits = over.length ? `needs too much of: ${over.join(", ")}` : "fits";
      total.textContent = `${chosen().length} picked, ${worth.toLowerCase()} ${short(value())}, ${fits}.`;
      return over;
    }

    function check() {
      if (!chosen().length) return say("Pick something first.", "wrong");
      if (draw().length) return say("Not yet. This needs more than there is.", "wrong");
      if (value() >= question.best - 1e-9) return say("Right. " + question.feedback.right, "right");
      const part = Math.floor((100 * value()) / question.best);
      say(`It fits and reaches ${part} % of the best. ${question.feedback.wrong}`, "wrong");
    }

    function restore() {
      const ids = asList(model.get("answer"));
      for (const { item, input } of rows) input.checked = ids.includes(item.id);
      draw();
    }

    model.on("change:answer", restore);
    restore();
    const heads = ["Candidate", worth, ...capacity.map((one) => one.label)];
    const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
    const body = element(
      "fieldset",
      {},
      element("legend", {}, question.prompt),
      element("div", { class: "pm-bars" }, ...bars.map((one) => one.row)),
      total,
      element(
        "div",
        { class: "pm-scroll" },
        element(
          "table",
          { class: "pm-table pm-numbers" },
          element("thead", {}, head),
          element("tbody", {}, ...rows.map((r) => r.row)),
        ),
      ),
    );
    return { body, check, reset: restore };
  });
}

export default renewed(render);
