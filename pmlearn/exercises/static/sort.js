import { element, answer, asList, asTable, dragging, frame, patience, renewed } from "./common.js";

// Items into categories. One card is in hand; it is dragged to a category, or put there with the
// category's button or number key. What is placed shows as chips, and a chip takes its card up again.
function render({ model, el }) {
  const question = model.get("question");
  const practice = model.get("mode") === "practice";
  const { entries, categories, several } = question;
  const { told, forget } = patience();
  let current = 0;

  frame({ model, el }, (say) => {
    const placed = (item) => asList(asTable(model.get("answer"))[item.id]);
    const count = element("p", { class: "pm-note" });
    const card = element("p", {
      class: "pm-card",
      tabindex: "0",
      role: "group",
      "aria-roledescription": "card",
    });
    const columns = categories.map((category, number) => {
      const button = element(
        "button",
        { type: "button", class: "pm-category", onclick: () => toggle(category.id) },
        element("span", { class: "pm-key", "aria-hidden": "true" }, String(number + 1)),
        category.label,
      );
      const chips = element("ul", { class: "pm-chips", "aria-label": category.label });
      const zone = element("div", { class: "pm-zone", "data-category": category.id }, button, chips);
      return { category, button, chips, zone };
    });

    function toggle(id, item = entries[current]) {
      const now = placed(item);
      const next = now.includes(id) ? now.filter((c) => c !== id) : several ? [...now, id] : [id];
      const all = { ...asTable(model.get("answer")) };
      if (next.length) all[item.id] = next;
      else delete all[item.id];
      answer(model, Object.keys(all).length ? all : null);
      draw();
      tell(item);
    }

    function go(step) {
      current = (current + step + entries.length) % entries.length;
      draw();
      tell(entries[current]);
      card.focus();
    }

    const same = (one, other) => one.length === other.length && one.every((x) => other.includes(x));
    const readings = (item) => [item.answer, ...(item.also ?? [])];
    const right = (item) => readings(item).some((reading) => same(reading, placed(item)));

    const label = (id) => categories.find((category) => category.id === id)?.label ?? id;

    // Say where the card lies now; in practice also whether that is right. The reason would give
    // the answer away at the first try.
    function tell(item) {
      const now = placed(item);
      if (!now.length) return say("");
      if (!practice) return say(`Sorted into ${now.map(label).join(" and ")}.`);
      if (right(item)) return say("Right. " + item.feedback, "right", entries.every(right));
      const onWay = readings(item).some((r) => now.every((c) => r.includes(c)));
      if (onWay) return say("Right so far; it belongs to at least one more.");
      say(told(item.id, now) ? "Not yet: " + item.feedback : "Not yet. Try another place.", "wrong");
    }

    function chip(item, category) {
      const tone = practice ? (right(item) ? "right" : "wrong") : null;
      const mark = { right: "✓ ", wrong: "✗ " }[tone] ?? "";
      const take = () => {
        current = entries.indexOf(item);
        draw();
        tell(item);
        card.focus();
      };
      const made = element(
        "button",
        { type: "button", class: "pm-chip", "data-tone": tone, title: item.text, onclick: take },
        element("span", {}, mark + item.text),
      );
      draggable(made, item, category.id);
      return element("li", {}, made);
    }

    function draw() {
      const item = entries[current];
      const done = entries.filter((entry) => placed(entry).length).length;
      const good = practice ? `, ${entries.filter(right).length} right` : "";
      count.textContent = `Card ${current + 1} of ${entries.length} · ${done} sorted${good}`;
      card.textContent = item.text;
      for (const { category, button, chips } of columns) {
        button.setAttribute("aria-pressed", placed(item).includes(category.id));
        chips.replaceChildren(
          ...entries.filter((e) => placed(e).includes(category.id)).map((e) => chip(e, category)),
        );
      }
    }

    const draggable = (handle, item, from) =>
      dragging(handle, {
        root: () => body,
        onto: ".pm-zone",
        label: () => (item ?? entries[current]).text,
        drop: (zone) => drop(item ?? entries[current], from, zone.dataset.category),
      });

    function drop(item, from, target) {
      if (from === target) return;
      if (from && placed(item).includes(from)) toggle(from, item);
      if (!placed(item).includes(target)) toggle(target, item);
    }

    draggable(card, null, null);
    const step = (label, by) =>
      element("button", { type: "button", onclick: () => go(by) }, label);
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element(
        "p",
        { class: "pm-note" },
        `Drag the card, press a button or a number key${several ? "; several may be right" : ""}. ` +
          "Arrow keys change the card.",
      ),
      element("div", { class: "pm-hand" }, step("‹ Back", -1), card, step("Next ›", 1)),
      count,
      element("div", { class: "pm-zones" }, ...columns.map((column) => column.zone)),
    );
    body.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const number = Number(event.key);
      if (number >= 1 && number <= categories.length) toggle(categories[number - 1].id);
      else if (event.key === "ArrowRight") go(1);
      else if (event.key === "ArrowLeft") go(-1);
      else return;
      event.preventDefault();
    });
    model.on("change:answer", draw);
    draw();
    return { body, reset: () => ((current = 0), forget(), draw()) };
  });
}

export default renewed(render);
