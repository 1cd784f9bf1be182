import { element, answer, frame, renewed } from "./common.js";

// A short text that a person judges; in practice a model answer to compare with.
function render({ model, el }) {
  const question = model.get("question");
  frame({ model, el }, (say) => {
    const id = "pm-" + Math.random().toString(36).slice(2);
    const count = element("p", { class: "pm-note" });
    const compare = element("div", { class: "pm-compare" });
    let waiting = null;
    const store = () => {
      clearTimeout(waiting);
      answer(model, area.value.trim() ? area.value : null);
    };
    const area = element("textarea", {
      id,
      rows: "5",
      oninput: () => {
        tally();
        clearTimeout(waiting);
        waiting = setTimeout(store, 1000);
      },
      onchange: store,
    });

    function tally() {
      const words = area.value.split(/\s+/).filter(Boolean).length;
      const asked = question.words ? `, about ${question.words} are enough` : "";
      count.textContent = `${words} word${words === 1 ? "" : "s"}${asked}`;
    }

    function restore() {
      const stored = model.get("answer");
      const text = typeof stored === "string" ? stored : "";
      if (area.value.trim() !== text.trim()) area.value = text;
      tally();
    }

    // The learner judges: what a good answer has, beside one such answer.
    function check() {
      if (!area.value.trim()) return say("Write your own answer first.", "wrong");
      store();
      say("Compare yours with the list and the model answer above.", "plain", true);
      compare.replaceChildren(
        element(
          "fieldset",
          {},
          element("legend", {}, "My answer …"),
          ...question.look_for.map((point) =>
            element(
              "label",
              { class: "pm-option pm-point" },
              element("input", { type: "checkbox" }),
              element("span", {}, point),
            ),
          ),
        ),
        element("p", { class: "pm-prompt" }, "A model answer"),
        element("p", {}, question.model),
      );
    }

    model.on("change:answer", restore);
    restore();
    const body = element(
      "div",
      {},
      element("label", { class: "pm-prompt", for: id }, question.prompt),
      area,
      count,
      compare,
    );
    const reset = () => {
      clearTimeout(waiting);
      area.value = "";
      compare.replaceChildren();
      restore();
    };
    return { body, check, reset };
  });
}

export default renewed(render);
