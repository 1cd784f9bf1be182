// What all exercises share: building elements, the frame around a question, telling the learner.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

// Set the answer and send it to the kernel, or to the page's own storage.
export function answer(model, value) {
  model.set("answer", value);
  model.save_changes();
}

const SAVED = {
  open: "Not answered yet.",
  saved: "Saved. Run the answer cell below to write it into your notebook.",
  recorded: "Recorded in your notebook.",
};

// A question's frame: prompt, body, hint and "start again", and a line that says how it stands.
// `parts(say)` gives {body, reset}; `say(text, tone)` tells the learner, tones: right, wrong, plain.
export function frame({ model, el }, parts) {
  const question = model.get("question");
  const graded = model.get("mode") === "graded";
  const said = element("p", { class: "pm-said", role: "status" });
  const say = (text, tone = "plain") => {
    said.textContent = text;
    said.dataset.tone = tone;
  };
  const { body, reset } = parts(say);
  const buttons = element("div", { class: "pm-buttons" });
  if (question.hint) {
    buttons.append(
      element("button", { type: "button", onclick: () => say("Hint: " + question.hint) }, "Hint"),
    );
  }
  buttons.append(
    element(
      "button",
      {
        type: "button",
        onclick: () => {
          answer(model, null);
          say("");
          reset();
        },
      },
      "Start again",
    ),
  );
  const root = element("section", { class: "pm-exercise", "data-kind": question.kind }, body);
  if (graded) {
    const status = element("p", { class: "pm-status", role: "status" });
    const show = () => {
      status.textContent = SAVED[model.get("status")] ?? "";
      status.dataset.status = model.get("status");
    };
    model.on("change:status", show);
    show();
    root.append(status);
  }
  root.append(said, buttons);
  // JupyterLab would take plain keys as notebook commands.
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  el.classList.add("pm-host");
  el.append(root);
}
