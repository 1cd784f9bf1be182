import { element, answer, asTable, frame, renewed } from "./common.js";

// A table to fill in, such as responsibilities or dependencies, with rules that are checked at once.
// A row and a column of the same id meet in a cell that stays empty.
function render({ model, el }) {
  const question = model.get("question");
  const { entries: rows, columns, values, several, rules } = question;
  const names = Object.fromEntries(values.map((value) => [value.id, value.label]));

  frame({ model, el }, (say) => {
    const cells = [];
    const broken = element("ul", { class: "pm-broken" });
    const count = element("p", { class: "pm-note", role: "status" });
    let current = [0, 0];

    const table = () => asTable(model.get("answer") ?? question.given);
    const held = (row, column) => {
      const text = asTable(table()[row.id])[column.id];
      return typeof text === "string" ? text.split("/").filter(Boolean) : [];
    };

    function put(row, column, ids) {
      const all = {};
      for (const one of rows) all[one.id] = { ...asTable(table()[one.id]) };
      if (ids.length) all[row.id][column.id] = ids.join("/");
      else delete all[row.id][column.id];
      answer(model, all);
      say("");
      draw();
    }

    function cycle(row, column) {
      const ids = values.map((value) => value.id);
      const next = ids[ids.indexOf(held(row, column)[0]) + 1];
      put(row, column, next ? [next] : []);
    }

    function toggle(row, column, id) {
      const now = held(row, column);
      if (now.includes(id)) return put(row, column, now.filter((other) => other !== id));
      put(row, column, several ? [...now.filter((other) => other in names), id] : [id]);
    }

    function go(down, right) {
      let [r, c] = current;
      do {
        r += down;
        c += right;
        if (!cells[r] || c < 0 || c >= columns.length) return;
      } while (!cells[r][c]);
      current = [r, c];
      draw();
      cells[r][c].focus();
    }

    const inRegion = {
      row: rows.map((row, r) => [row.text, (i) => i === r]),
      column: columns.map((column, c) => [column.label, (i, j) => j === c]),
      above: [["Above the diagonal", (i, j) => j > i]],
      table: [["", () => true]],
    };

    function problems() {
      const found = [];
      for (const rule of rules ?? []) {
        if (rule.only) {
          const sorted = (ids) => [...ids].sort().join("/");
          const allowed = rule.only.map((text) => sorted(text.split("/")));
          for (const row of rows)
            for (const column of columns) {
              const ids = held(row, column);
              if (ids.length && !allowed.includes(sorted(ids))) found.push(`${row.text}, ${column.label}: ${rule.say}`);
            }
          continue;
        }
        for (const [label, inside] of inRegion[rule.per]) {
          let number = 0;
          rows.forEach((row, r) =>
            columns.forEach((column, c) => {
              const ids = inside(r, c) ? held(row, column) : [];
              number += rule.of ? ids.some((id) => rule.of.includes(id)) : ids.length > 0;
            }),
          );
          if (number < (rule.at_least ?? 0) || number > (rule.at_most ?? Infinity)) {
            found.push((label ? label + ": " : "") + rule.say);
          }
        }
      }
      return found;
    }

    function draw() {
      rows.forEach((row, r) =>
        columns.forEach((column, c) => {
          const button = cells[r][c];
          if (!button) return;
          const ids = held(row, column);
          button.textContent = ids.join("/");
          button.tabIndex = current[0] === r && current[1] === c ? 0 : -1;
          const said = ids.map((id) => names[id] ?? id).join(" and ") || "empty";
          button.setAttribute("aria-label", `${row.text}, ${column.label}: ${said}`);
          delete button.dataset.tone;
        }),
      );
      const found = problems();
      broken.replaceChildren(...found.map((text) => element("li", {}, text)));
      if (rules) count.textContent = found.length ? `${found.length} rules broken:` : "No rule is broken.";
    }

    function check() {
      let wrong = problems().length;
      const key = question.answer;
      rows.forEach((row, r) =>
        columns.forEach((column, c) => {
          if (!key || !cells[r][c]) return;
          const wanted = asTable(key[row.id])[column.id]?.split("/").filter(Boolean) ?? [];
          const ids = held(row, column);
          const good = wanted.length === ids.length && wanted.every((id) => ids.includes(id));
          if (!good) wrong += 1;
          if (ids.length) cells[r][c].dataset.tone = good ? "right" : "wrong";
        }),
      );
      say(wrong ? "Not yet. " + question.feedback.wrong : "Right. " + question.feedback.right,
        wrong ? "wrong" : "right");
    }

    function cell(row, r, column, c) {
      if (row.id === column.id) return null;
      const focus = () => (current = [r, c]);
      return element("button", {
        type: "button",
        class: "pm-cell",
        onfocus: focus,
        onclick: () => cycle(row, column),
        onkeydown: (event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const arrow = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
          const typed = values.find((v) => v.id[0].toLowerCase() === event.key.toLowerCase());
          if (arrow[event.key]) go(...arrow[event.key]);
          else if (typed) toggle(row, column, typed.id);
          else if (["Delete", "Backspace"].includes(event.key)) put(row, column, []);
          else return;
          event.preventDefault();
        },
      });
    }

    const head = element("tr", {}, element("td", {}));
    head.append(...columns.map((column) => element("th", { scope: "col" }, column.label)));
    const lines = rows.map((row, r) => {
      cells[r] = columns.map((column, c) => cell(row, r, column, c));
      const places = cells[r].map((made) => element("td", {}, made ?? "–"));
      const note = row.note ? element("span", { class: "pm-row-note" }, row.note) : null;
      return element("tr", {}, element("th", { scope: "row" }, row.text, note), ...places);
    });
    current[1] = Math.max(0, cells[0].findIndex(Boolean));
    model.on("change:answer", draw);
    draw();
    const keys = values.map((value) => `${value.id} = ${value.label}`).join(", ");
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element(
        "p",
        { class: "pm-note" },
        `Press a cell to change it, or move with the arrow keys and type the letter: ${keys}` +
          (several ? "; a cell may hold several." : "."),
      ),
      element(
        "div",
        { class: "pm-scroll" },
        element("table", { class: "pm-table" }, element("thead", {}, head), element("tbody", {}, ...lines)),
      ),
      rules ? count : null,
      broken,
    );
    return { body, check, reset: draw };
  });
}

export default renewed(render);
