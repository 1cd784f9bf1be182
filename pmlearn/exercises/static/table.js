import { element, answer, asNumber, asTable, compute, frame, renewed, short } from "./common.js";

// A table to fill with numbers and words, as in a spreadsheet: arrow keys, Enter and Tab move, a
// block can be pasted, totals follow what is typed.
function render({ model, el }) {
  const question = model.get("question");
  const { entries: rows, columns, totals, known } = question;
  const given = asTable(question.given);
  const blank = asTable(question.blank);
  const practice = model.get("mode") === "practice";

  frame({ model, el }, (say) => {
    const fields = []; // [row][column] -> {input, tick, place, note} of what is to be filled in
    const sums = {}; // "row.column" -> its element
    const list = element("ul", { class: "pm-broken" });

    const held = (row, column) => asTable(asTable(model.get("answer"))[row])[column];
    const each = (what) =>
      rows.forEach((row, r) =>
        columns.forEach((column, c) => fields[r][c] && what(fields[r][c], row, column, r, c)),
      );

    // what a cell holds: a number where it is one, else the text; undefined when it is empty
    function read(field) {
      if (field.tick?.checked) return field.tick.value;
      const text = field.input.value.trim();
      return text === "" ? undefined : (asNumber(text) ?? text);
    }

    function keep() {
      const all = {};
      each((field, row, column) => {
        const value = read(field);
        if (value !== undefined) (all[row.id] ??= {})[column.id] = value;
      });
      answer(model, Object.keys(all).length ? all : null);
      say("");
      show();
    }

    // the value of a name: a learner's cell, a total, a given cell, or a number of the case
    function named(name) {
      if (name in totals) return compute(totals[name], named);
      const [row, column] = name.split(".");
      if (column === undefined) return known[name];
      const own = asTable(given[row])[column] ?? held(row, column);
      return typeof own === "number" ? own : undefined;
    }

    function show() {
      for (const [name, place] of Object.entries(sums)) {
        const value = compute(totals[name], named);
        place.textContent = value === undefined ? "–" : short(value);
      }
      each((field, row, column) => {
        delete field.place.dataset.tone;
        const wrong = typeof read(field) === "string" && !field.words && !field.tick?.checked;
        field.input.setAttribute("aria-invalid", wrong);
        if (wrong) say(`${row.text}, ${column.label}: type a number, such as 12.5.`, "wrong");
        field.input.disabled = Boolean(field.tick?.checked);
      });
      list.replaceChildren();
    }

    function restore() {
      each((field, row, column) => {
        const value = held(row.id, column.id);
        if (field.tick) field.tick.checked = value === field.tick.value;
        const text = value === undefined || field.tick?.checked ? "" : String(value);
        const same = asNumber(text) !== null && asNumber(text) === asNumber(field.input.value);
        if (!same) field.input.value = text;
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

    function move(event, r, c) {
      const { input, words } = fields[r][c];
      const [start, end] = words ? [0, 0] : [input.selectionStart, input.selectionEnd];
      const all = start === 0 && end === input.value.length;
      const step = {
        ArrowUp: !words && [-1, 0],
        ArrowDown: !words && [1, 0],
        Enter: [event.shiftKey ? -1 : 1, 0],
        ArrowLeft: (all || end === 0) && [0, -1],
        ArrowRight: (all || start === input.value.length) && [0, 1],
      }[event.key];
      if (step && go(r, c, ...step)) event.preventDefault();
    }

    // a block copied from a spreadsheet goes into the cells from here on to the right and down
    function paste(event, r, c) {
      const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
      if (!/[\t\n]/.test(text)) return;
      event.preventDefault();
      text.split(/\r?\n/).forEach((line, down) =>
        line.split("\t").forEach((word, right) => {
          const field = fields[r + down]?.[c + right];
          if (field) field.input.value = word.trim();
        }),
      );
      keep();
    }

    // the whole table as it stands, line by line
    function lines() {
      const text = (row, column, r, c) => {
        if (fields[r][c]) return read(fields[r][c]) ?? "";
        return sums[`${row.id}.${column.id}`]?.textContent ?? asTable(given[row.id])[column.id] ?? "";
      };
      const head = ["", ...columns.map(heading)];
      return [head, ...rows.map((row, r) => [row.text, ...columns.map((column, c) => text(row, column, r, c))])];
    }

    async function copy() {
      const text = lines().map((line) => line.join("\t")).join("\n");
      try {
        await navigator.clipboard.writeText(text);
        say("Copied. Paste it into a spreadsheet.");
      } catch {
        say("This browser does not let the page copy. Download the table instead.", "wrong");
      }
    }

    function csv() {
      const quoted = (word) => (/[",\n]/.test(word) ? `"${String(word).replaceAll('"', '""')}"` : word);
      const text = lines().map((line) => line.map(quoted).join(",")).join("\r\n");
      download(new Blob(["\ufeff" + text], { type: "text/csv" }), `${question.id}.csv`);
    }

    function judge() {
      if (model.get("answer") == null) return say("Fill in the table first.");
      const said = [];
      let right = 0;
      each((field, row, column) => {
        const verdict = judged(row, column, read(field));
        field.place.dataset.tone = verdict.good ? "right" : "wrong";
        right += verdict.good;
        if (verdict.text) said.push(`${row.text}, ${column.label}: ${verdict.text}`);
      });
      list.replaceChildren(...said.map((text) => element("li", {}, text)));
      const all = Object.keys(question.answer).length;
      const praise = right === all ? "Right. " + question.feedback.right : "";
      say(praise || `${right} of ${all} cells are right. ${question.feedback.wrong}`, praise ? "right" : "wrong");
    }

    // as pmlearn.exercises.marking.grid marks: right, right after an earlier slip, a known slip
    function judged(row, column, typed) {
      const name = `${row.id}.${column.id}`;
      const cell = question.answer[name];
      if (typed === undefined) return { good: false, text: "nothing is filled in." };
      const solved = (other) =>
        other in question.answer ? compute(question.answer[other].value, solved) : other in totals ? compute(totals[other], solved) : named(other);
      const own = (other) => named(other) ?? solved(other);
      const near = (wanted) => {
        if (typeof wanted === "string") return [wanted, ...cell.also].some((text) => same(text) === same(typed));
        if (typeof typed !== "number" || wanted === undefined) return false;
        const allowed = Math.max(cell.tolerance, cell.relative * Math.abs(wanted));
        return Math.abs(typed - wanted) <= allowed + 1e-9 * Math.max(1, Math.abs(wanted));
      };
      if (near(solved(name))) return { good: true };
      const used = namesIn(cell.value).filter((other) => own(other) !== solved(other)).sort();
      if (typed !== 0 && used.length && near(compute(cell.value, own))) {
        return { good: true, text: `right, given your ${used.slice(0, 2).map((other) => short(own(other))).join(" and ")} above.` };
      }
      const slip = cell.slips.find(([value]) => near(compute(value, own)));
      return { good: false, text: slip ? slip[1] : cell.feedback };
    }

    function filled(row, r, column, c) {
      const label = `${row.text}, ${heading(column)}`;
      const words = column.words;
      const on = {
        "aria-label": label,
        onchange: keep,
        onkeydown: (event) => move(event, r, c),
      };
      const input = words
        ? element("select", on, element("option", { value: "" }, "choose"), ...words.map((word) => element("option", { value: word }, word)))
        : element("input", { type: "text", inputmode: "decimal", autocomplete: "off", onpaste: (event) => paste(event, r, c), ...on });
      const tick = column.undefined
        ? element("input", { type: "checkbox", value: column.undefined, onchange: () => ((input.value = ""), keep()) })
        : null;
      const box = tick && element("label", { class: "pm-undefined" }, tick, column.undefined);
      const place = element("td", { class: "pm-field" }, input, box);
      fields[r][c] = { input, tick, place, words };
      return place;
    }

    function place(row, r, column, c) {
      const name = `${row.id}.${column.id}`;
      if (blank[row.id]?.includes(column.id)) return element("td", { class: "pm-blank" });
      if (name in totals) return element("td", { class: "pm-given" }, (sums[name] = element("output", {})));
      const content = asTable(given[row.id])[column.id];
      if (content === undefined) return filled(row, r, column, c);
      return element("td", { class: "pm-given" }, typeof content === "number" ? short(content) : content);
    }

    const head = element("tr", {}, element("td", {}), ...columns.map((column) => element("th", { scope: "col" }, heading(column))));
    const body = rows.map((row, r) => {
      fields[r] = [];
      const places = columns.map((column, c) => place(row, r, column, c));
      return element("tr", {}, element("th", { scope: "row" }, row.text), ...places);
    });
    const small = (text, onclick) => element("button", { type: "button", class: "pm-small", onclick }, text);
    const tools = element("div", { class: "pm-tools" }, small("Copy table", copy), small("Download .csv", csv));
    if (model.send) tools.append(small("Download .xlsx", () => model.send({ workbook: lines() })));
    model.on("msg:custom", (content, buffers) => {
      if (content.workbook) download(new Blob([buffers[0]]), content.workbook);
    });
    model.on("change:answer", restore);
    restore();
    const whole = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, "Arrow keys, Enter and Tab move between cells; a block from a spreadsheet can be pasted."),
      element("div", { class: "pm-scroll" }, element("table", { class: "pm-table pm-grid" }, element("thead", {}, head), element("tbody", {}, ...body))),
      tools,
      list,
    );
    return { body: whole, check: practice && judge, reset: restore };
  });
}

const heading = (column) => column.label + (column.unit ? ` (${column.unit})` : "");
const same = (text) => String(text).toLowerCase().trim().replace(/\s+/g, " ");

function namesIn(data) {
  if (!Array.isArray(data)) return [];
  return data[0] === "name" ? [data[1]] : data.slice(1).flatMap(namesIn);
}

function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export default renewed(render);
