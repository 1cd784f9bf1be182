// Runs the exercises on a page without a kernel: the same modules, the answer kept in the reader's
// own browser.
import { keepAnswer, keepCase, keepRight, storedAnswer, storedCase } from "./local.js";

const SCRIPTS = { choices: "choice", sequence: "order" };

// The other cases of a lesson's questions, loaded when first asked for: by question a list of the
// fields that differ from the case on the page.
const loading = {};

function casesOf(lesson) {
  loading[lesson] ??= fetch(new URL(`./cases/${lesson}.json`, import.meta.url)).then((found) => {
    if (!found.ok) throw new Error(`${found.status} ${found.url}`);
    return found.json();
  });
  loading[lesson].catch(() => delete loading[lesson]); // it may work later
  return loading[lesson];
}

async function questionOf(first, number) {
  if (!number) return first;
  const drawn = (await casesOf(first.lesson))[first.id]?.[number - 1];
  if (!drawn) throw new Error(`${first.id} has no case ${number}`);
  return { ...first, ...drawn };
}

// The next one's number; the last is followed by the one on the page.
async function nextCase(first, number) {
  const cases = (await casesOf(first.lesson))[first.id];
  return (number + 1) % (cases.length + 1);
}

function localModel(first, question, number) {
  const name = `${question.lesson}/${question.id}`;
  const state = { question, mode: "practice", answer: storedAnswer(name), status: "open" };
  const listeners = {};
  const model = {
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
    another: async () => {
      const next = await nextCase(first, number);
      const drawn = await questionOf(first, next);
      number = next;
      keepCase(name, number);
      state.answer = null;
      keepAnswer(name, null);
      model.set("question", drawn);
    },
  };
  return model;
}

async function shown(place) {
  const first = JSON.parse(place.querySelector("script").textContent);
  const name = `${first.lesson}/${first.id}`;
  const { default: exercise } = await import(`./${SCRIPTS[first.kind] ?? first.kind}.js`);
  let number = first.more ? storedCase(name) : 0;
  let question = first;
  try {
    question = await questionOf(first, number);
  } catch {
    number = 0; // an answer to another case is none to this one
    keepCase(name, 0);
    keepAnswer(name, null);
  }
  place.replaceChildren();
  exercise.render({ model: localModel(first, question, number), el: place });
}

for (const place of document.querySelectorAll("[data-pmlearn-question]")) await shown(place);
