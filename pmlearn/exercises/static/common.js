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

// Set the answer and send it to the kernel, or to the page's own storage; it is to be judged anew.
export function answer(model, value) {
  model.judged?.(false);
  model.set("answer", value);
  model.save_changes();
}

// What a stored answer is read as: anything may have been typed, or stored by an older page.
export const asTable = (value) =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
export const asList = (value) =>
  Array.isArray(value) ? value : typeof value === "string" ? [value] : [];

// A number as people write it, with point or comma; null when it is none.
export function asNumber(text) {
  const plain = String(text ?? "").trim().replace(",", ".");
  const number = Number(plain);
  return plain !== "" && Number.isFinite(number) ? number : null;
}

export const short = (number) => String(Math.round(number * 1000) / 1000);

// A bar of what is used of an amount; text says it too, so that color is never alone.
export function bar(label) {
  const fill = element("span", { class: "pm-fill" });
  const text = element("span", { class: "pm-bar-text" });
  const row = element(
    "div",
    { class: "pm-bar" },
    element("span", { class: "pm-bar-label" }, label),
    element("span", { class: "pm-track", "aria-hidden": "true" }, fill),
    text,
  );
  const show = (used, amount, unit = "") => {
    const over = used > amount + 1e-9;
    row.dataset.tone = over ? "wrong" : "plain";
    fill.style.width = Math.min(100, amount ? (100 * used) / amount : 100 * (used > 0)) + "%";
    text.textContent = `${short(used)} of ${short(amount)}${unit && " " + unit}${over ? ", too much" : ""}`;
  };
  return { row, show };
}

// Whether to give the reason for a wrong answer: at its second try, so that the first stays a try.
export function patience() {
  let wrong = {};
  const told = (id, answer) => (wrong[id] ??= new Set()).add(JSON.stringify(answer)).size > 1;
  const forget = () => (wrong = {});
  return { told, forget };
}

// The nearest element around that scrolls; in JupyterLab that is not the page.
function scroller(inner) {
  for (let at = inner.parentElement; at; at = at.parentElement) {
    const scrolls = /auto|scroll/.test(getComputedStyle(at).overflowY);
    if (scrolls && at.scrollHeight > at.clientHeight) return at;
  }
  return document.scrollingElement;
}

// Drag a handle with mouse or finger onto an element that matches `onto`; a short move is a click.
export function dragging(handle, { root, onto, label, drop }) {
  handle.addEventListener("pointerdown", (down) => {
    if (down.button) return;
    let ghost = null;
    let scrolling = null;
    let last = down;
    // near the window's edge what is farther comes into view
    const scroll = () => {
      const down = last.clientY > innerHeight - 40;
      if (down || last.clientY < 40) scroller(root()).scrollBy(0, down ? 12 : -12);
    };
    const targets = () => [...root().querySelectorAll(onto)];
    const under = (event) =>
      document
        .elementsFromPoint(event.clientX, event.clientY)
        .map((found) => found.closest?.(onto))
        .find((target) => target && root().contains(target));
    const move = (event) => {
      last = event;
      if (!ghost) {
        if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 6) return;
        ghost = element("div", { class: "pm-ghost" }, label());
        root().append(ghost);
        scrolling = setInterval(scroll, 20);
      }
      ghost.style.left = event.clientX + "px";
      ghost.style.top = event.clientY + "px";
      for (const target of targets()) target.classList.toggle("pm-over", target === under(event));
    };
    const end = (event) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      clearInterval(scrolling);
      if (!ghost) return;
      ghost.remove();
      for (const target of targets()) target.classList.remove("pm-over");
      const target = event.type === "pointerup" && under(event);
      if (target) drop(target);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  });
}

const SAVED = {
  open: () => "Not answered yet.",
  saved: (at) => `Saved${at}. Run the answer cell below to write it into your notebook.`,
  recorded: () => "Recorded in your notebook.",
  cleared: () =>
    "Started again. Your answer cell still holds the earlier answer, which counts until you give another.",
  failed: () => "Could not be saved. Type your answer into the answer cell below and run it.",
};

function clock(time) {
  const at = new Date(time);
  const two = (number) => String(number).padStart(2, "0");
  return time && !isNaN(at) ? ` at ${two(at.getHours())}:${two(at.getMinutes())}` : "";
}

// A question's frame: prompt, body, hint and "start again", and a line that says how it stands.
// `parts(say)` gives {body, reset, check}; `say(text, tone, done)` tells the learner, tones: right,
// wrong, plain; `done` says whether the whole question is answered right. Where there is a `check`, practice has a button for it.
export function frame({ model, el }, parts) {
  const question = model.get("question");
  const graded = model.get("mode") === "graded";
  const said = element("p", { class: "pm-said", role: "status" });
  const say = (text, tone = "plain", done = tone === "right") => {
    said.textContent = text;
    said.dataset.tone = tone;
    if (done) model.judged?.(true);
  };
  const { body, reset, check } = parts(say);
  const buttons = element("div", { class: "pm-buttons" });
  if (check && !graded) {
    buttons.append(
      element("button", { type: "button", class: "pm-main", onclick: check }, "Check"),
    );
  }
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
      status.textContent = SAVED[model.get("status")]?.(clock(model.get("saved_at"))) ?? "";
      status.dataset.status = model.get("status");
    };
    model.on("change:status", show);
    model.on("change:saved_at", show);
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
