// What the reader's own browser keeps: answers, and which of them were right.
const answerKey = (name) => "pmlearn:" + name;
const rightKey = (name) => "pmlearn-right:" + name;

// A browser may refuse storage: then answers last as long as the page.
function attempt(what) {
  try {
    return what() ?? null;
  } catch {
    return null;
  }
}

export const storedAnswer = (name) => attempt(() => JSON.parse(localStorage.getItem(answerKey(name))));
export const wasRight = (name) => attempt(() => localStorage.getItem(rightKey(name))) !== null;

export function keepAnswer(name, value) {
  if (value === null) return forget(name);
  attempt(() => localStorage.setItem(answerKey(name), JSON.stringify(value)));
}

export function keepRight(name, right) {
  attempt(() => (right ? localStorage.setItem(rightKey(name), "1") : localStorage.removeItem(rightKey(name))));
}

export function forget(name) {
  attempt(() => localStorage.removeItem(answerKey(name)));
  keepRight(name, false);
}
