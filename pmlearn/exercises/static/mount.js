// Runs the exercises on a page without a kernel: the same modules, the answer kept in the reader's
// own browser.
import { keepAnswer, keepRight, storedAnswer } from "./local.js";

const SCRIPTS = { choices: "choice" };

function localModel(question) {
  const name = `${question.lesson}/${question.id}`;
  const state = { question, mode: "practice", answer: storedAnswer(name), status: "open" };
  const listeners = {};
  return {
    get: (key) => state[key],
    set: (key, value) => {
      state[key] = value;
      for (const listener of [...(listeners["change:" + key] ?? [])]) listener();
    },
    on: (event, listener) => (listeners[event] ??= []).push(listener),
    off: (event, listener) => {
      listeners[event] = (listeners[event] ?? []).filter((one) => one !== listener);
    },
    save_changes: () => keepAnswer(name, state.answer),
    judged: (right) => keepRight(name, right),
  };
}

for (const place of document.querySelectorAll("[data-pmlearn-question]")) {
  const question = JSON.parse(place.querySelector("script").textContent);
  const { default: exercise } = await import(`./${SCRIPTS[question.kind] ?? question.kind}.js`);
  place.replaceChildren();
  exercise.render({ model: localModel(question), el: place });
}
