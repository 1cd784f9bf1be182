import { element, answer, asNumber, asTable, frame, renewed, shown } from "./common.js";
import { judgedCell, valuesIn } from "./grid.js";
import { block, takeAlong } from "./spreadsheet.js";

// A table to fill with numbers and words, as in a spreadsheet: arrow keys, Enter and Tab move, a
// block can be pasted, totals follow what is typed.
function render({ model, el }) {
  const question = model.get("question");
  const { entries: rows, columns, totals } = question;
  const given = asTable(question.given);
  const blank = asTable(question.blank);
  const practice = model.get("mode") === "practice";

  frame({ model, el }, (say) => {
    const fields = []; // [row][column] -> what is filled in there; see `filled`
    const sums = {}; // "row.column" -> its element
    const list = element("ul", { class: "pm-cells-said" });

    const held = (row, column) => asTable(asTable(model.get("answer"))[row])[column];
    const each = (what) => fields.forEach((line) => line.forEach((field) => field && what(field)));

    // what a cell holds: a number where it is one, else the text; undefined when it is empty
    function read({ input, tick, words }) {
      if (tick?.checked) return tick.value;
      if (words) return words.find((word) => String(word) === input.value);
      const text = input.value.trim();
      return text === "" ? undefined : isUnclear(text) ? text : (asNumber(text) ?? text);
    }

    function keep() {
      const all = {};
      each((field) => {
        const value = read(field);
        if (value !== undefined) (all[field.row.id] ??= {})[field.column.id] = value;
      });
      answer(model, Object.keys(all).length ? all : null);
      say("");
      show();
    }

    function show() {
      const { now } = valuesIn(question, model.get("answer"));
      for (const [name, place] of Object.entries(sums)) {
        const value = now(name);
        place.textContent = value === undefined ? "–" : shown(value);
      }
      each((field) => {
        const ticked = Boolean(field.tick?.checked);
        const problem = ticked || field.words ? "" : notANumber(read(field));
        mark(field, "", "");
        field.input.setAttribute("aria-invalid", Boolean(problem));
        field.input.disabled = ticked;
        if (problem) say(`${field.label}: ${problem}`, "wrong");
      });
      list.replaceChildren();
    }

    function mark(field, tone, sign) {
      field.place.dataset.tone = tone;
      field.mark.textContent = sign;
      const heard = { right: ": right", wrong: ": not right" }[tone] ?? "";
      field.input.setAttribute("aria-label", field.label + heard);
    }

    function restore() {
      each(({ input, tick, row, column }) => {
        const value = held(row.id, column.id);
        if (tick) tick.checked = value === tick.value;
        const text = value === undefined || tick?.checked ? "" : String(value);
        const same = asNumber(text) !== null && asNumber(text) === asNumber(input.value);
        if (!same) input.value = text;
      });
      show();
    }

    function go(r, c, down, right) {
      do {
        r += down;
        c += right;
        if (!rows[r] || !columns[c]) return false;
      } while (!fields[r][c] || fields[r][c].input.disabled);
      fields[r][c].input.focus();
      fields[r][c].input.select?.();
      return true;
    }

    function move(event, { input, words, r, c }) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const [start, end] = words ? [0, 0] : [input.selectionStart, input.selectionEnd];
      const whole = words || (start === 0 && end === input.value.length);
      const step = {
        ArrowUp: !words && [-1, 0],
        ArrowDown: !words && [1, 0],
        Enter: [event.shiftKey ? -1 : 1, 0],
        ArrowLeft: !event.shiftKey && (whole || end === 0) && [0, -1],
        ArrowRight: !event.shiftKey && (whole || start === input.value.length) && [0, 1],
      }[event.key];
      if (!step) return;
      event.preventDefault();
      // at the table's edge the cell is left and entered again, so that what is typed is kept
      if (!go(r, c, ...step)) input.dispatchEvent(new Event("change"));
    }

    // a block copied from a spreadsheet goes into the cells from here on to the right and down
    function paste(event, { r, c, words }) {
      const text = event.clipboardData.getData("text/plain");
      const lines = block(text) ?? (words ? [[text]] : null);
      if (!lines) return;
      event.preventDefault();
      let count = 0;
      let refused = "";
      lines.forEach((line, down) =>
        line.forEach((word, right) => {
          const field = fields[r + down]?.[c + right];
          if (!field) return;
          if (put(field, word.trim())) count += 1;
          else refused ||= ` ${field.label}: “${word.trim().slice(0, 40)}” is none of its words.`;
        }),
      );
      keep();
      const cells = `Pasted into ${count} cell${count === 1 ? "" : "s"}.`;
      if (refused || !el.querySelector("[aria-invalid=true]")) say(cells + refused, refused ? "wrong" : "plain");
    }

    // put a text into a field, if it can hold it
    function put({ input, tick, words }, text) {
      const alike = (word) => String(word).toLowerCase() === text.toLowerCase();
      const word = words?.find(alike);
      if (tick) tick.checked = alike(tick.value);
      if (!tick?.checked && words && text && word === undefined) return false;
      input.value = tick?.checked ? "" : (word ?? text);
      return true;
    }

    // the whole table as it stands, line by line
    function lines() {
      const { now } = valuesIn(question, model.get("answer"));
      const content = (row, column, field) => (field ? read(field) : now(`${row.id}.${column.id}`)) ?? "";
      const line = (row, r) => [row.text, ...columns.map((column, c) => content(row, column, fields[r][c]))];
      return [["", ...columns.map(heading)], ...rows.map(line)];
    }

    function judge() {
      const filled = model.get("answer");
      if (filled == null) return say("Fill in the table first.");
      const values = valuesIn(question, filled);
      const said = [];
      let right = 0;
      each((field) => {
        const { good, text } = judgedCell(question, `${field.row.id}.${field.column.id}`, filled, values);
        mark(field, good ? "right" : "wrong", good ? "✓" : "✗");
        right += good;
        const line = `${good ? "✓" : "✗"} ${field.label}: ${text}`;
        if (text) said.push(element("li", { "data-tone": good ? "right" : "wrong" }, line));
      });
      list.replaceChildren(...said);
      const all = Object.keys(question.answer).length;
      if (right === all) return say("Right. " + question.feedback.right, "right");
      say(`${right} of ${all} cells are right. ${question.feedback.wrong}`, "wrong");
    }

    function filled(row, r, column, c) {
      const { words } = column;
      const label = `${row.text}, ${heading(column)}`;
      const field = { row, r, column, c, words, label };
      const on = {
        onchange: keep,
        onkeydown: (event) => move(event, field),
        onpaste: (event) => paste(event, field),
      };
      const option = (word) => element("option", { value: word }, word);
      field.input = words
        ? element("select", on, element("option", { value: "" }, "–"), ...words.map(option))
        : element("input", { type: "text", inputmode: "decimal", autocomplete: "off", size: 8, ...on });
      if (column.undefined) {
        const tick = () => (field.tick.checked && (field.input.value = ""), keep());
        field.tick = element("input", { type: "checkbox", value: column.undefined, onchange: tick });
        field.tick.setAttribute("aria-label", `${label}: ${column.undefined}`);
      }
      field.mark = element("span", { class: "pm-mark", "aria-hidden": "true" });
      const box = field.tick && element("label", { class: "pm-undefined" }, field.tick, column.undefined);
      field.place = element("td", { class: "pm-field" }, element("span", { class: "pm-box" }, field.input, field.mark), box);
      return field;
    }

    function place(row, r, column, c) {
      const name = `${row.id}.${column.id}`;
      if (blank[row.id]?.includes(column.id)) return element("td", { class: "pm-blank" });
      if (name in totals) return element("td", { class: "pm-given" }, (sums[name] = element("output", {})));
      const content = asTable(given[row.id])[column.id];
      if (content !== undefined) {
        const kind = typeof content === "number" ? "pm-given" : "pm-given pm-word";
        return element("td", { class: kind }, shown(content));
      }
      fields[r][c] = filled(row, r, column, c);
      return fields[r][c].place;
    }

    const body = rows.map((row, r) => {
      fields[r] = [];
      const places = columns.map((column, c) => place(row, r, column, c));
      return element("tr", {}, element("th", { scope: "row" }, row.text), ...places);
    });
    const heads = columns.map((column) => element("th", { scope: "col" }, heading(column)));
    const head = element("tr", {}, element("td", {}), ...heads);
    const table = element("table", { class: "pm-table pm-grid" }, element("thead", {}, head), element("tbody", {}, ...body));
    model.on("change:answer", restore);
    restore();
    const whole = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, "Arrow keys, Enter and Tab move between cells. A block from a spreadsheet can be pasted."),
      element("div", { class: "pm-scroll" }, table),
      takeAlong(model, lines, say),
      list,
    );
    return { body: whole, check: practice && judge, reset: restore };
  });
}

const heading = (column) => column.label + (column.unit ? ` (${column.unit})` : "");

// 12,500 may be meant as 12500 or as 12.5; who typed it says which.
const isUnclear = (text) => /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text);

function notANumber(value) {
  if (typeof value !== "string") return "";
  if (isUnclear(value)) return `${value} can be read in two ways; type ${value.replace(",", "")} or ${asNumber(value)}.`;
  return `“${value.slice(0, 40)}” is no number; type one such as 12.5.`;
}

export default renewed(render);
