// What the reader's own browser keeps: answers, to which case, and which of them were right.
const answerKey = (name) => "pmlearn:" + name;
const caseKey = (name) => "pmlearn-case:" + name;
const rightKey = (name) => "pmlearn-right:" + name;

// A browser may refuse storage: then answers last as long as the page.
function attempt(what) {
  try {
    return what() ?? null;
  } catch {
    return null;
  }
}

function keep(key, value) {
  attempt(() => (value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value)));
}

export const storedAnswer = (name) => attempt(() => JSON.parse(localStorage.getItem(answerKey(name))));
export const wasRight = (name) => attempt(() => localStorage.getItem(rightKey(name))) !== null;
// 0 is the case that stands on the page itself.
export const storedCase = (name) => Number(attempt(() => localStorage.getItem(caseKey(name)))) || 0;

export function keepAnswer(name, value) {
  keep(answerKey(name), value === null ? null : JSON.stringify(value));
  if (value === null) keepRight(name, false);
}

export const keepRight = (name, right) => keep(rightKey(name), right ? "1" : null);
export const keepCase = (name, number) => keep(caseKey(name), number ? String(number) : null);

export function forget(name) {
  keepAnswer(name, null);
  keepCase(name, 0);
}
