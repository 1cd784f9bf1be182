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

// A number as people write it: 12.5 or 12,5, also 1,234.50 and 1,234,567; null when it is none.
export function asNumber(text) {
  const typed = String(text ?? "").trim().replace("\u2212", "-");
  const grouped = /^[+-]?\d{1,3}(,\d{3})+\.\d+$|^[+-]?\d{1,3}(,\d{3}){2,}$/.test(typed);
  const plain = grouped ? typed.replaceAll(",", "") : typed.replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

export const short = (number) => String(Math.round(number * 1000) / 1000);

// A value as a text shows it (pmlearn.exercises.cases.fill): 12,500 and at most three decimals.
export function shown(value) {
  if (typeof value !== "number") return String(value ?? "");
  if (Math.abs(value) >= 1e15) return Number(value.toPrecision(6)).toExponential();
  return value.toLocaleString("en-US", { maximumFractionDigits: 3 }).replace(/^-0$/, "0");
}

// An exercise that is drawn anew when its question changes; what the old one listened to is let go.
export const renewed = (render) => ({
  render({ model, el }) {
    let heard = [];
    const scoped = {
      get: (key) => model.get(key),
      set: (key, value) => model.set(key, value),
      save_changes: () => model.save_changes(),
      judged: (right) => model.judged?.(right),
      send: model.send && ((content) => model.send(content)),
      another: model.another && (() => model.another()),
      on(event, listener) {
        heard.push([event, listener]);
        model.on(event, listener);
      },
    };
    const draw = () => {
      for (const [event, listener] of heard) model.off(event, listener);
      heard = [];
      el.replaceChildren();
      render({ model: scoped, el });
    };
    model.on("change:question", () => {
      const focused = el.contains(document.activeElement);
      draw();
      if (focused) el.querySelector(".pm-another")?.focus();
    });
    draw();
  },
});

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

// Whether a button can be used now; it keeps the focus also when it cannot.
const enable = (button, possible) => button.setAttribute("aria-disabled", String(!possible));
const isEnabled = (button) => button.getAttribute("aria-disabled") !== "true";

// A button that takes back the last change of the answer, one after the other.
function undoing(model, done) {
  let last = JSON.stringify(model.get("answer") ?? null);
  let before = [];
  const undo = element("button", { type: "button", "aria-disabled": "true" }, "Undo");
  undo.addEventListener("click", () => {
    if (!before.length) return;
    last = before.pop();
    answer(model, JSON.parse(last));
    enable(undo, before.length);
    done();
  });
  model.on("change:answer", () => {
    const now = JSON.stringify(model.get("answer") ?? null);
    if (now === last) return;
    before.push(last);
    last = now;
    enable(undo, true);
  });
  return undo;
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

// Ask for another case: the kernel draws it, or the page has some.
async function another(model, say) {
  if (!model.another) return model.send({ another: true });
  try {
    await model.another();
  } catch {
    say("Another one could not be loaded. Try again when you are online.", "wrong");
  }
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
  const button = (text, onclick, attributes = {}) =>
    buttons.appendChild(element("button", { type: "button", onclick, ...attributes }, text));
  const tried = () => solution && model.get("answer") != null && enable(solution, true);
  if (check && !graded) button("Check", () => (check(), tried()), { class: "pm-main" });
  if (question.hint) button("Hint", () => say("Hint: " + question.hint));
  const solution =
    question.worked && !graded
      ? button("Show the solution", () => isEnabled(solution) && say(question.worked), { "aria-disabled": "true" })
      : null;
  if (!check) model.on("change:answer", tried);
  buttons.append(undoing(model, () => (say(""), reset())));
  button("Start again", () => {
    answer(model, null);
    say("");
    reset();
  });
  if (question.more && !graded) button("Another one", () => another(model, say), { class: "pm-another" });
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
