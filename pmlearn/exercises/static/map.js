import { element, answer, asList, frame, renewed } from "./common.js";
import { shape } from "./chart.js";

const same = ([a, b]) => ([c, d]) => a === c && b === d;

// From side to side between columns, or down where columns stand below each other; bent where it
// passes a column, and beside the boxes within one.
function curve(one, two, { stacked, together, last, far }) {
  const middle = (box) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const [[ax, ay], [bx, by]] = [middle(one), middle(two)];
  const bend = far ? 40 : 0;
  if (stacked && (two.top >= one.bottom || one.top >= two.bottom)) {
    const down = two.top >= one.bottom;
    const [from, to] = down ? [one.bottom, two.top] : [one.top, two.bottom];
    return `M${ax} ${from} C${ax + bend} ${from + (to - from) / 4} ${bx + bend} ${to - (to - from) / 4} ${bx} ${to}`;
  }
  if (together && !stacked) {
    const [from, to, out] = last ? [one.left, two.left, -22] : [one.right, two.right, 22];
    return `M${from} ${ay} C${from + out} ${ay} ${to + out} ${by} ${to} ${by}`;
  }
  const [from, to] = bx > ax ? [one.right, two.left] : [one.left, two.right];
  const quarter = far ? (to - from) / 4 : 0;
  return `M${from} ${ay} C${from + quarter} ${ay + bend} ${to - quarter} ${by + bend} ${to} ${by}`;
}

// Boxes joined by arrows: press one box, then another; pressing the same two again takes the arrow
// away. All arrows are listed below, each with a button that removes it.
function render({ model, el }) {
  const question = model.get("question");
  const { entries: boxes, columns, word = "leads to" } = question;
  const practice = model.get("mode") === "practice";
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const inColumn = (id) => boxes.filter((box) => box.column === id);
  const told = ([a, b]) => `${byId.get(a).text} ${word} ${byId.get(b).text}`;

  frame({ model, el }, (say) => {
    let from = null;
    let tones = {};
    const tip = "pm-" + Math.random().toString(36).slice(2);
    const lines = shape("svg", { class: "pm-arrows", "aria-hidden": "true" });
    const list = element("ul", { class: "pm-links", "aria-label": "Arrows" });
    const buttons = new Map(boxes.map((box) => [box.id, button(box)]));
    const groups = columns.map((column) =>
      element(
        "div",
        { class: "pm-map-column", role: "group", "aria-label": column.label },
        element("p", { class: "pm-note" }, column.label),
        element("div", { class: "pm-boxes" }, ...inColumn(column.id).map((box) => buttons.get(box.id))),
      ),
    );
    const field = element("div", { class: "pm-map", style: `--pm-columns: ${columns.length}` }, lines, ...groups);

    // anything may have been stored: known boxes only, each pair once
    function links() {
      const known = asList(model.get("answer")).filter(
        (link) => Array.isArray(link) && link.length === 2 && link.every((id) => byId.has(id)) && link[0] !== link[1],
      );
      return known.filter((link, n) => known.findIndex(same(link)) === n);
    }

    function button(box) {
      return element(
        "button",
        { type: "button", class: "pm-box", "aria-pressed": "false", onclick: () => press(box.id), onkeydown: (event) => move(event, box) },
        box.text,
      );
    }

    function press(id) {
      const start = from;
      from = start === null ? id : null;
      if (start !== null && start !== id) return toggle([start, id]);
      draw();
      say(from === null ? "" : `From “${byId.get(id).text}” to ... Press another box.`);
    }

    function toggle(link) {
      const now = links();
      const there = now.some(same(link));
      const next = there ? now.filter((one) => !same(link)(one)) : [...now, link];
      answer(model, next.length ? next : null);
      say(`${there ? "Taken away" : "Drawn"}: ${told(link)}.`);
    }

    function remove(link, n) {
      toggle(link);
      const left = list.querySelectorAll("button");
      (left[Math.min(n, left.length - 1)] ?? buttons.get(link[0])).focus();
    }

    // arrow keys: up and down within a column, left and right to the next one
    function move(event, box) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape" && from !== null) return press(from);
      const at = columns.findIndex((one) => one.id === box.column);
      const place = inColumn(box.column).indexOf(box);
      const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!side && !step) return;
      event.preventDefault();
      const others = side ? inColumn(columns[at + side]?.id) : inColumn(box.column);
      const to = others[side ? Math.min(place, others.length - 1) : place + step];
      if (to) buttons.get(to.id).focus();
    }

    function draw() {
      for (const [id, one] of buttons) one.setAttribute("aria-pressed", String(id === from));
      list.replaceChildren(...links().map(item));
      arrows();
    }

    function item(link, n) {
      const cross = { type: "button", class: "pm-small", "aria-label": `Remove: ${told(link)}`, onclick: () => remove(link, n) };
      return element("li", { "data-tone": tones[link] }, element("span", {}, told(link)), element("button", cross, "✕"));
    }

    function arrows() {
      const around = field.getBoundingClientRect();
      if (!around.width) return;
      const [first, second] = groups.map((group) => group.getBoundingClientRect().top);
      const stacked = second > first + 1;
      const at = (id) => {
        const { left, right, top, bottom } = buttons.get(id).getBoundingClientRect();
        return { left: left - around.left, right: right - around.left, top: top - around.top, bottom: bottom - around.top };
      };
      const arrow = ([a, b]) => {
        const [x, y] = [a, b].map((id) => columns.findIndex((one) => one.id === byId.get(id).column));
        const last = x === columns.length - 1 && x > 0;
        const d = curve(at(a), at(b), { stacked, together: x === y, last, far: Math.abs(x - y) > 1 });
        return shape("path", { d, class: "pm-arrow", "data-tone": tones[[a, b]] ?? "", "marker-end": `url(#${tip})` });
      };
      const head = { id: tip, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto" };
      lines.setAttribute("viewBox", `0 0 ${around.width} ${around.height}`);
      lines.replaceChildren(
        shape("marker", head, shape("path", { d: "M0 0 L8 4 L0 8 z", class: "pm-tip" })),
        ...links().map(arrow),
      );
    }

    function judge() {
      if (!links().length) return say("Draw an arrow first.");
      const wanted = (link) => question.answer.some(same(link));
      const free = (link) => (question.either ?? []).some(same(link));
      tones = Object.fromEntries(links().map((link) => [link, wanted(link) || free(link) ? "right" : "wrong"]));
      draw();
      const [found, all] = [links().filter(wanted).length, question.answer.length];
      const wrong = Object.values(tones).filter((tone) => tone === "wrong").length;
      if (found === all && !wrong) return say("Right. " + question.feedback.right, "right");
      say(`${found} of ${all} arrows found, ${wrong} drawn that should not be. ${question.feedback.wrong}`, "wrong");
    }

    function restore() {
      from = null;
      tones = {};
      draw();
    }

    model.on("change:answer", restore);
    new ResizeObserver(arrows).observe(field);
    draw();
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, `Press a box, then the box that it ${word}. Press both again to take the arrow away.`),
      field,
      list,
    );
    return { body, check: practice && judge, reset: restore };
  });
}

export default renewed(render);
