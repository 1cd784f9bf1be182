// Marking a table on the page, as pmlearn.exercises.marking.grid does it.
import { asNumber, asTable, shown } from "./common.js";
import { compute } from "./formula.js";

const kept = (find) => {
  const found = new Map();
  return (name) => {
    if (!found.has(name)) found.set(name, find(name));
    return found.get(name);
  };
};

const typedIn = (table, name) => {
  const [row, column] = name.split(".");
  const content = asTable(asTable(table)[row])[column];
  return content === "" ? undefined : (asNumber(content) ?? content);
};

// The values of a table's names: `now` what stands there, with an empty cell for no number; `right`
// as the key has it; `own` what the learner has, where that is something, and else what is right.
export function valuesIn({ totals, known, given, answer = {} }, filled) {
  const fixed = (name) => (name.includes(".") ? typedIn(given, name) : known[name]);
  const now = kept((name) =>
    name in totals ? compute(totals[name], now) : (fixed(name) ?? typedIn(filled, name)),
  );
  const right = kept((name) =>
    name in answer ? compute(answer[name].value, right) : name in totals ? compute(totals[name], right) : fixed(name),
  );
  const own = kept((name) => {
    const typed = name in totals ? compute(totals[name], own) : name in answer ? typedIn(filled, name) : undefined;
    return typed ?? right(name);
  });
  return { now, right, own };
}

const same = (text) => text.toLowerCase().trim().replace(/\s+/g, " ");

function isNear(cell, given, wanted) {
  if (typeof wanted === "string") {
    return typeof given === "string" && [wanted, ...cell.also].some((text) => same(text) === same(given));
  }
  const number = asNumber(given);
  if (number === null || wanted === undefined) return false;
  const allowed = Math.max(cell.tolerance, cell.relative * Math.abs(wanted));
  return Math.abs(number - wanted) <= allowed + 1e-9 * Math.max(1, Math.abs(wanted));
}

function namesIn(data) {
  if (!Array.isArray(data)) return [];
  return data[0] === "name" ? [data[1]] : data.slice(1).flatMap(namesIn);
}

// What a cell earns: {good, text}; right, right after an earlier slip, a known slip, or wrong.
export function judgedCell(question, name, filled, { right, own }) {
  const [row, column] = name.split(".");
  const given = asTable(asTable(filled)[row])[column];
  const cell = question.answer[name];
  const isEmpty = given === undefined || given === null || given === "";
  if (right(name) === "") return { good: isEmpty, text: isEmpty ? "" : cell.feedback || "stays empty." };
  if (isEmpty) return { good: false, text: "nothing is filled in." };
  if (isNear(cell, given, right(name))) return { good: true, text: "" };
  const changed = [...new Set(namesIn(cell.value))].filter((other) => own(other) !== right(other)).sort();
  if (asNumber(given) !== 0 && changed.length && isNear(cell, given, compute(cell.value, own))) {
    const values = changed.slice(0, 2).map((other) => shown(own(other)));
    return { good: true, text: `right, given your ${values.join(" and ")} above.` };
  }
  const slip = cell.slips.find(([value]) => isNear(cell, given, compute(value, own)));
  return { good: false, text: slip ? slip[1] : cell.feedback };
}
