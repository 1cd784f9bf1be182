// Runs the exercises on a page without a kernel: the same modules, the answer kept in the reader's
// own browser.
const SCRIPTS = { choices: "choice" };

function localModel(question) {
  const key = `pmlearn:${question.lesson}/${question.id}`;
  const state = { question, mode: "practice", answer: null, status: "open" };
  const listeners = {};
  try {
    state.answer = JSON.parse(localStorage.getItem(key));
  } catch {
    // a browser without storage: the answer lasts as long as the page
  }
  return {
    get: (name) => state[name],
    set: (name, value) => {
      state[name] = value;
      for (const listener of listeners["change:" + name] ?? []) listener();
    },
    on: (event, listener) => (listeners[event] ??= []).push(listener),
    save_changes: () => {
      try {
        if (state.answer === null) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(state.answer));
      } catch {
        // as above
      }
    },
  };
}

for (const place of document.querySelectorAll("[data-pmlearn-question]")) {
  const question = JSON.parse(place.querySelector("script").textContent);
  const { default: exercise } = await import(`./${SCRIPTS[question.kind] ?? question.kind}.js`);
  place.replaceChildren();
  exercise.render({ model: localModel(question), el: place });
}
