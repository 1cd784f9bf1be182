// What a formula comes to, given as nested lists (pmlearn.exercises.cases.formula); `named(name)`
// gives a name's value. Undefined where Python gives an error: a value is missing, or none comes out.
export function compute(data, named) {
  if (!Array.isArray(data)) return data;
  const [what, ...rest] = data;
  if (what === "name") return named(rest[0]);
  const part = (n) => compute(rest[n], named);
  if (what === "if") {
    const holds = part(0);
    return holds === undefined ? undefined : part(holds ? 1 : 2);
  }
  if (what === "and" || what === "or") {
    let value;
    for (let n = 0; n < rest.length; n += 1) {
      value = part(n);
      if (value === undefined || Boolean(value) === (what === "or")) break;
    }
    return value;
  }
  const values = rest.map((_, n) => part(n));
  if (values.includes(undefined)) return undefined;
  if (what in COMPARISONS) return compared(what, ...values);
  if (what === "not") return !values[0];
  if (values.some((value) => typeof value === "string")) return undefined;
  const result = OPERATIONS[what](...values.map(Number));
  return Number.isFinite(result) ? result : undefined;
}

const COMPARISONS = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

function compared(what, ...values) {
  const [a, b] = values.map((value) => (typeof value === "string" ? value : Number(value)));
  if (typeof a !== typeof b && !/^[!=]=$/.test(what)) return undefined;
  return COMPARISONS[what](a, b);
}

const OPERATIONS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => (a % b && a < 0 !== b < 0 ? (a % b) + b : a % b),
  "**": (a, b) => a ** b,
  min: Math.min,
  max: Math.max,
  abs: Math.abs,
  sum: (...all) => all.reduce((a, b) => a + b, 0),
  round: (value, digits = 0) => {
    const scale = 10 ** Math.trunc(digits);
    return (Math.sign(value) * Math.floor(Math.abs(value) * scale + 0.5 + 1e-9)) / scale;
  },
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: (value, base) => Math.log(value) / (base === undefined ? 1 : Math.log(base)),
  floor: Math.floor,
  ceil: Math.ceil,
};
