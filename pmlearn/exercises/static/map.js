import { element, answer, frame, renewed } from "./common.js";
import { shape } from "./chart.js";

// Boxes joined by arrows: press one box, then another; pressing the same two again takes the arrow
// away. All arrows are listed below, each with a button that removes it.
function render({ model, el }) {
  const question = model.get("question");
  const { entries: boxes, columns, word = "leads to" } = question;
  const practice = model.get("mode") === "practice";
  const text = Object.fromEntries(boxes.map((box) => [box.id, box.text]));

  frame({ model, el }, (say) => {
    let from = null;
    let tones = {};
    const lines = shape("svg", { class: "pm-arrows", "aria-hidden": "true" });
    const list = element("ul", { class: "pm-links" });
    const buttons = {};

    const links = () =>
      (Array.isArray(model.get("answer")) ? model.get("answer") : []).filter(
        (link) => Array.isArray(link) && link.every((id) => id in text),
      );
    const same = ([a, b]) => ([c, d]) => a === c && b === d;

    function press(id) {
      if (from === null) from = id;
      else if (from === id) from = null;
      else {
        toggle([from, id]);
        from = null;
      }
      draw();
      if (from) say(`From “${text[from]}” to ... Press another box.`);
    }

    function toggle(link) {
      tones = {};
      const now = links();
      const next = now.some(same(link)) ? now.filter((one) => !same(link)(one)) : [...now, link];
      answer(model, next.length ? next : null);
      say("");
    }

    // arrow keys: up and down within a column, left and right to the next one
    function move(event, id) {
      const at = columns.findIndex((one) => one.id === boxes.find((box) => box.id === id).column);
      const own = boxes.filter((box) => box.column === columns[at].id);
      const place = own.findIndex((box) => box.id === id);
      const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (event.key === "Escape" && from) {
        from = null;
        say("");
        return draw();
      }
      let to = step && own[place + step];
      if (side && columns[at + side]) {
        const others = boxes.filter((box) => box.column === columns[at + side].id);
        to = others[Math.min(place, others.length - 1)];
      }
      if (!to) return;
      event.preventDefault();
      buttons[to.id].focus();
    }

    function draw() {
      for (const [id, button] of Object.entries(buttons)) {
        button.setAttribute("aria-pressed", String(id === from));
      }
      list.replaceChildren(
        ...links().map((link) =>
          element(
            "li",
            { "data-tone": tones[link.join()] },
            element("span", {}, `${text[link[0]]} ${word} ${text[link[1]]}`),
            element(
              "button",
              {
                type: "button",
                class: "pm-small",
                "aria-label": `Remove: ${text[link[0]]} ${word} ${text[link[1]]}`,
                onclick: () => (toggle(link), draw()),
              },
              "✕",
            ),
          ),
        ),
      );
      arrows();
    }

    function arrows() {
      const around = field.getBoundingClientRect();
      if (!around.width) return;
      lines.setAttribute("viewBox", `0 0 ${around.width} ${around.height}`);
      const tip = `pm-tip-${question.id}`;
      lines.replaceChildren(
        shape(
          "marker",
          { id: tip, viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto" },
          shape("path", { d: "M0 0 L8 4 L0 8 z", class: "pm-tip" }),
        ),
        ...links().map(([a, b]) => {
          const [one, two] = [a, b].map((id) => buttons[id].getBoundingClientRect());
          const right = two.left >= one.right;
          const x1 = (right ? one.right : two.right <= one.left ? one.left : one.left + one.width / 2) - around.left;
          const x2 = (right ? two.left : two.right <= one.left ? two.right : two.left + two.width / 2) - around.left;
          const beside = right || two.right <= one.left;
          const y1 = (beside ? one.top + one.height / 2 : two.top > one.top ? one.bottom : one.top) - around.top;
          const y2 = (beside ? two.top + two.height / 2 : two.top > one.top ? two.top : two.bottom) - around.top;
          return shape("line", { x1, y1, x2, y2, class: "pm-arrow", "data-tone": tones[`${a},${b}`] ?? "", "marker-end": `url(#${tip})` });
        }),
      );
    }

    function judge() {
      if (!links().length) return say("Draw an arrow first.");
      tones = {};
      const wanted = (link) => question.answer.some(same(link));
      const free = (link) => (question.either ?? []).some(same(link));
      for (const link of links()) tones[link.join()] = wanted(link) || free(link) ? "right" : "wrong";
      const found = links().filter(wanted).length;
      const wrong = links().filter((link) => !wanted(link) && !free(link)).length;
      draw();
      const all = question.answer.length;
      if (found === all && !wrong) return say("Right. " + question.feedback.right, "right");
      say(`${found} of ${all} arrows found, ${wrong} drawn that should not be. ${question.feedback.wrong}`, "wrong");
    }

    const field = element(
      "div",
      { class: "pm-map", style: `--pm-columns: ${columns.length}` },
      lines,
      ...columns.map((column) =>
        element(
          "div",
          { class: "pm-map-column", role: "group", "aria-label": column.label },
          element("p", { class: "pm-note" }, column.label),
          ...boxes
            .filter((box) => box.column === column.id)
            .map((box) => {
              const button = element(
                "button",
                { type: "button", class: "pm-box", "aria-pressed": "false", onclick: () => press(box.id), onkeydown: (event) => move(event, box.id) },
                box.text,
              );
              return (buttons[box.id] = button);
            }),
        ),
      ),
    );
    const reset = () => {
      from = null;
      tones = {};
      draw();
    };
    model.on("change:answer", draw);
    new ResizeObserver(arrows).observe(field);
    draw();
    const body = element(
      "div",
      { role: "group", "aria-label": question.prompt },
      element("p", { class: "pm-prompt" }, question.prompt),
      element("p", { class: "pm-note" }, "Press a box, then the box that it leads to; press both again to take the arrow away."),
      field,
      list,
    );
    return { body, check: practice && judge, reset };
  });
}

export default renewed(render);
