import { element, answer, asList, asNumber, asTable, frame, short, renewed } from "./common.js";

// Work to allocate to periods: each item needs its amount, each period has its capacity.
function render({ model, el }) {
  const question = model.get("question");
  const { entries, periods, capacity, unit = "", step = 1 } = question;
  frame({ model, el }, (say) => {
    const said = element("p", { class: "pm-note", role: "status" });
    const inside = (item, p) => p + 1 >= (item.window?.[0] ?? 1) && p < (item.window?.[1] ?? periods.length);

    function amounts(item) {
      const row = asList(asTable(model.get("answer"))[item.id]);
      return periods.map((_, p) => Math.max(0, asNumber(row[p]) ?? 0));
    }

    function set(item, p, number) {
      const all = Object.fromEntries(entries.map((one) => [one.id, amounts(one)]));
      all[item.id][p] = Math.max(0, Math.round(number * 1e6) / 1e6);
      answer(model, all);
      say("");
      draw();
    }

    function input(item, p) {
      if (!inside(item, p)) return null;
      const field = element("input", {
        type: "text",
        inputmode: "decimal",
        class: "pm-amount",
        "aria-label": `${item.text}, ${periods[p]}`,
        onchange: () => set(item, p, asNumber(field.value) ?? 0),
        onkeydown: (event) => {
          const by = { ArrowUp: step, ArrowDown: -step }[event.key];
          if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          set(item, p, (asNumber(field.value) ?? 0) + by);
        },
      });
      return field;
    }

    const rows = entries.map((item) => {
      const inputs = periods.map((_, p) => input(item, p));
      const sum = element("td", { class: "pm-sum" });
      const row = element(
        "tr",
        {},
        element("th", { scope: "row" }, item.text),
        ...inputs.map((field) => element("td", {}, field ?? "–")),
        sum,
      );
      return { item, inputs, sum, row };
    });
    const uses = periods.map(() => element("td", { class: "pm-sum" }));
    const total = (numbers) => numbers.reduce((all, number) => all + number, 0);

    function draw() {
      let open = 0;
      for (const { item, inputs, sum } of rows) {
        const row = amounts(item);
        inputs.forEach((field, p) => field && (field.value = row[p] ? short(row[p]) : ""));
        const met = Math.abs(total(row) - item.demand) < 1e-9;
        open += !met;
        sum.textContent = `${met ? "✓ " : ""}${short(total(row))} of ${short(item.demand)}`;
        sum.dataset.tone = met ? "right" : "plain";
      }
      let over = 0;
      uses.forEach((cell, p) => {
        const used = total(entries.map((item) => amounts(item)[p]));
        const tooMuch = used > capacity[p] + 1e-9;
        over += tooMuch;
        cell.textContent = `${tooMuch ? "✗ " : ""}${short(used)} of ${short(capacity[p])}`;
        cell.dataset.tone = tooMuch ? "wrong" : "plain";
      });
      said.textContent =
        `${entries.length - open} of ${entries.length} have what they need; ` +
        `${over || "no"} period${over > 1 ? "s" : ""} with too much.`;
      return !open && !over;
    }

    function check() {
      if (draw()) return say("Right. " + question.feedback.right, "right");
      say("Not yet. " + question.feedback.wrong, "wrong");
    }

    model.on("change:answer", draw);
    draw();
    const heads = [unit && `In ${unit}`, ...periods, "Needed"];
    const head = element("tr", {}, ...heads.map((text) => element(text ? "th" : "td", text ? { scope: "col" } : {}, text)));
    const foot = element("tr", {}, element("th", { scope: "row" }, "Used"), ...uses, element("td", {}));
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, "Type amounts, or use the up and down arrow keys."),
      element(
        "div",
        { class: "pm-scroll" },
        element(
          "table",
          { class: "pm-table pm-numbers" },
          element("thead", {}, head),
          element("tbody", {}, ...rows.map((r) => r.row)),
          element("tfoot", {}, foot),
        ),
      ),
      said,
    );
    return { body, check, reset: draw };
  });
}

export default renewed(render);
