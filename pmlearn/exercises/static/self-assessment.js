import { element, answer, asTable } from "./common.js";

// An own rating for each element that a role asks for: radar, gaps and what to do next.
const STYLE = `
.pm-sa { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; align-items: start; }
.pm-sa-top { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: end; margin-bottom: .75rem; }
.pm-sa-top label { display: grid; gap: .2rem; font-size: .9rem; margin: 0; }
.pm-sa details { margin: 0; border: 0; background: none; box-shadow: none; }
.pm-sa summary { cursor: pointer; padding: .35rem 0; }
.pm-sa .pm-sa-domain { border-top: 1px solid var(--pm-line); }
.pm-sa .pm-sa-domain > summary { font-weight: 600; }
.pm-sa .pm-sa-domain > summary span { color: var(--pm-soft); font-weight: normal; font-size: .875rem; }
.pm-sa-row { padding: .4rem 0 .5rem; border-top: 1px solid var(--pm-tint); }
.pm-sa-row p { margin: 0 0 .25rem; font-size: .95rem; }
.pm-sa-row details { font-size: .875rem; color: var(--pm-soft); }
.pm-sa-row details ul { margin: 0; padding-left: 1.25rem; }
.pm-sa-scale { display: flex; flex-wrap: wrap; gap: .25rem; }
.pm-sa-scale label { position: relative; margin: 0; }
.pm-sa-scale input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.pm-sa-scale span { display: grid; place-content: center; min-width: 2.25rem; height: 2.1rem; padding: 0 .4rem; border: 1px solid var(--pm-line); border-radius: 6px; background: var(--pm-paper); font-size: .9rem; }
.pm-sa-scale .pm-sa-below span { background: var(--pm-tint); border-color: var(--pm-accent); }
.pm-sa-scale input:checked + span { background: var(--pm-accent); color: var(--pm-on-accent); border-color: var(--pm-accent); font-weight: 600; }
.pm-sa-scale input:focus-visible + span { outline: 3px solid var(--pm-accent); outline-offset: 2px; }
.pm-sa-scale .pm-sa-asked span { border: 2px dashed var(--pm-wrong); }
.pm-sa h3 { margin: .75rem 0 .25rem; font-size: 1rem; color: inherit; }
.pm-sa-radar { display: block; width: 100%; max-width: 26rem; margin: 0 auto; }
.pm-sa-radar .grid { fill: none; stroke: var(--pm-line); stroke-width: .5; }
.pm-sa-radar .goal { fill: none; stroke: var(--pm-wrong); stroke-width: 2; stroke-dasharray: 5 3; }
.pm-sa-radar .own { fill: var(--pm-accent); fill-opacity: .25; stroke: var(--pm-accent); stroke-width: 2; }
.pm-sa-radar circle { fill: var(--pm-accent); }
.pm-sa-radar text { fill: var(--pm-text); font-size: 9px; }
.pm-sa-key { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: center; margin: .25rem 0; font-size: .875rem; }
.pm-sa-key i { display: inline-block; width: 1.5rem; margin-right: .35rem; border-top: 3px solid var(--pm-accent); vertical-align: middle; }
.pm-sa-key i.goal { border-top: 3px dashed var(--pm-wrong); }
.pm-sa ol { margin: 0; padding-left: 1.5rem; }
.pm-sa ol li { margin: .25rem 0; }
.pm-sa a { color: var(--pm-accent); text-decoration: underline; }
/* the book's theme puts a light sheet under HTML outputs in dark mode */
html[data-theme="dark"] .bd-content div.cell_output .text_html:has(.pm-exercise):not(.pm-none) { padding: 0; background: none; }
`;
const MOST_GAPS = 8;
const FEWEST_STEPS = 3;
const MOST_STEPS = 5;
const UNKNOWN = "?";

const words = (slug) => (slug[0].toUpperCase() + slug.slice(1)).replaceAll("-", " ");

// Where a lesson's pages are: beside the notebook, or in the book's own list of contents.
function whereIs(model, slug) {
  const known = model.get("lessons");
  if (known) {
    const lesson = known.find((one) => one.slug === slug);
    const [, base, folder] = location.pathname.match(/^(.*?)\/lab\/.*?tree\/(.*)$/) ?? [];
    if (!lesson || base === undefined) return lesson ? [["lab and assignment", ""]] : [];
    const at = new URL(folder, "http://x/");
    const link = (path) => `${base}/lab/tree${new URL(path, at).pathname}`;
    return ["lab", "assignment"].filter((what) => lesson[what]).map((what) => [what, link(lesson[what])]);
  }
  const pages = [...document.querySelectorAll("nav a[href]")].filter((a) => a.pathname.endsWith(`/${slug}.html`));
  const place = (lab) => pages.find((a) => a.pathname.includes("/notebooks/") === lab)?.href;
  return [["chapter", place(false)], ["lab", place(true)]].filter(([, href]) => href);
}

// The lessons that close the gaps. What can be done now comes first; then the lowest level, as the
// next one rests on it; then the larger gap.
export function plan(rows, links) {
  const lessons = {};
  for (const row of rows.filter((one) => one.gap !== 0)) {
    const done = row.chapters.filter((slug) => links(slug).length);
    for (const slug of done.length ? done : row.chapters.slice(0, 1)) {
      const lesson = (lessons[slug] ??= { slug, links: links(slug), gap: 0, lowest: 9, codes: [] });
      lesson.gap += row.gap ?? 1;
      lesson.lowest = Math.min(lesson.lowest, row.own ?? 0);
      lesson.codes.push(row.code);
    }
  }
  const order = (a, b) => a.lowest - b.lowest || b.gap - a.gap;
  const now = Object.values(lessons).filter((one) => one.links.length).sort(order);
  const later = Object.values(lessons).filter((one) => !one.links.length).sort(order);
  return [...now, ...later].slice(0, Math.max(FEWEST_STEPS, Math.min(now.length, MOST_STEPS)));
}

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function radar(rows, role) {
  const point = (i, level) => {
    const angle = (2 * Math.PI * i) / rows.length;
    const away = (150 * level) / 5;
    return [184 + away * Math.sin(angle), 184 - away * Math.cos(angle)];
  };
  const shape = (style, points) =>
    svg("polygon", { class: style, points: points.map((p) => p.map((x) => x.toFixed(1)).join()).join(" ") });
  const rings = [1, 2, 3, 4, 5].map((level) => shape("grid", rows.map((_, i) => point(i, level))));
  const axes = rows.map((row, i) => {
    const [x, y] = point(i, 5.6);
    return svg("text", { x, y, "text-anchor": "middle", "dominant-baseline": "middle" }, row.code);
  });
  const own = rows.map((row, i) => (row.own == null ? null : point(i, row.own)));
  const dots = own.filter(Boolean).map(([cx, cy]) => svg("circle", { cx, cy, r: 2.5 }));
  // An area needs every axis; until then only neighbors are joined.
  const joined = own.every(Boolean)
    ? [shape("own", own)]
    : own.map((from, i) => [from, own[(i + 1) % own.length]]).filter((two) => two.every(Boolean)).map((two) => shape("own", two));
  const label = `Radar with one axis for each of ${rows.length} elements: own rating against what a ${role} needs. The scales on this page give the same figures.`;
  return svg("svg", { class: "pm-sa-radar", viewBox: "0 0 368 368", role: "img", "aria-label": label },
    ...rings, ...joined, ...dots, shape("goal", rows.map((row, i) => point(i, row.goal))), ...axes);
}

function render({ model, el }) {
  const question = model.get("question");
  const kernel = model.get("lessons") !== undefined;
  const state = () => {
    const { role, learner, ratings } = asTable(model.get("answer"));
    return { role: role in question.roles ? role : question.role, learner: learner ?? "", ratings: asTable(ratings) };
  };
  const change = (part) => {
    answer(model, { ...state(), ...part });
    summarize();
  };
  const levelName = (level) => question.levels.find((one) => one.level === level)?.name ?? "none yet";

  // The elements that the role asks for, with rating, target and gap; gap null: nobody knows.
  function rowsOf(elements) {
    const { role, ratings } = state();
    return elements
      .filter(({ code }) => question.roles[role][code])
      .map((one) => {
        const own = ratings[one.code] ?? null;
        const goal = question.roles[role][one.code];
        const rated = one.code in ratings;
        return { ...one, own, goal, rated, gap: own === null ? null : Math.max(0, goal - own) };
      });
  }
  const all = () => rowsOf(question.domains.flatMap((domain) => domain.elements));

  const group = "pm-" + Math.random().toString(36).slice(2);
  function scale(row) {
    const labels = [0, 1, 2, 3, 4, 5, UNKNOWN].map((value) => {
      const text = value === UNKNOWN ? "I don't know" : `${value}, ${levelName(value)}`;
      const input = element("input", {
        type: "radio",
        name: `${group}-${row.code}`,
        value,
        "aria-label": text + (value === row.goal ? ", asked for" : ""),
        checked: row.rated && row.own === (value === UNKNOWN ? null : value),
        onchange: () => {
          const { ratings } = state();
          change({ ratings: { ...ratings, [row.code]: value === UNKNOWN ? null : value } });
          mark();
        },
      });
      const shown = element("span", { "aria-hidden": "true" }, value === UNKNOWN ? "don't know" : String(value));
      return element("label", { class: value === row.goal ? "pm-sa-asked" : "", title: text }, input, shown);
    });
    const mark = () => {
      const own = state().ratings[row.code] ?? -1;
      labels.forEach((label, value) => label.classList.toggle("pm-sa-below", value < own));
    };
    mark();
    return element("div", { class: "pm-sa-scale", role: "radiogroup", "aria-label": `${row.code} ${row.name}` }, ...labels);
  }

  function ratingRow(row) {
    const criteria = row.criteria.map(([level, statement]) => element("li", {}, `Level ${level}: ${statement}.`));
    return element("div", { class: "pm-sa-row" },
      element("p", {}, element("b", {}, row.code + " "), row.name),
      scale(row),
      element("details", {}, element("summary", {}, `What the levels of ${row.code} ask for`), element("ul", {}, ...criteria)));
  }

  const domains = element("div");
  const counts = [];
  function drawRatings() {
    counts.length = 0;
    const parts = question.domains.map((domain) => ({ domain, rows: rowsOf(domain.elements) })).filter(({ rows }) => rows.length);
    domains.replaceChildren(...parts.map(({ domain, rows }, index) => {
      const count = element("span");
      counts.push([domain, count]);
      // of one name only one is open, so that radar and plan stay in sight
      return element("details", { class: "pm-sa-domain", name: group, open: index === 0 },
        element("summary", {}, domain.name + " ", count), ...rows.map(ratingRow));
    }));
  }

  const picture = element("div");
  const gaps = element("div");
  const next = element("div");
  const standing = element("p", { class: "pm-note", role: "status" });
  function summarize() {
    const rows = all();
    const { role } = state();
    const rated = rows.filter((row) => row.rated).length;
    for (const [domain, count] of counts) {
      const own = rowsOf(domain.elements);
      count.textContent = `(${own.filter((row) => row.rated).length} of ${own.length} rated)`;
    }
    const open = rows.filter((row) => row.gap).sort((a, b) => b.gap - a.gap);
    const unknown = rows.filter((row) => row.rated && row.own === null).map((row) => row.code);
    standing.textContent = `${rated} of ${rows.length} elements rated, ${open.length} below what a ${role} needs.`;
    picture.replaceChildren(radar(rows, role),
      element("p", { class: "pm-sa-key" },
        element("span", {}, element("i"), "your rating"),
        element("span", {}, element("i", { class: "goal" }), `asked of a ${role}`)));
    const line = (row) => element("tr", {}, element("th", { scope: "row" }, `${row.code} ${row.name}`),
      ...[row.own, row.goal, row.gap].map((value) => element("td", {}, String(value))));
    const head = ["Element", "You", "Asked", "Gap"].map((text) => element("th", { scope: "col" }, text));
    gaps.replaceChildren(element("h3", {}, "Gaps by your own rating"),
      open.length
        ? element("div", { class: "pm-scroll" }, element("table", { class: "pm-table" }, element("thead", {}, element("tr", {}, ...head)),
            element("tbody", {}, ...open.slice(0, MOST_GAPS).map(line))))
        : element("p", { class: "pm-note" }, rated ? "None." : "Rate an element to see its gap."),
      element("p", { class: "pm-note" },
        (open.length > MOST_GAPS ? `And ${open.length - MOST_GAPS} smaller ones. ` : "") +
          (unknown.length ? `You don't know about ${unknown.join(", ")}: self-checks and labs tell.` : "")));
    next.replaceChildren(element("h3", {}, "Next things to learn"));
    const steps = plan(rows.filter((row) => row.rated), (slug) => whereIs(model, slug));
    next.append(steps.length
      ? element("ol", {}, ...steps.map(({ slug, links, codes }) => element("li", {}, `${words(slug)} (${codes.join(", ")}): `,
          ...(links.length ? links.flatMap(([what, href], i) => [i ? " · " : "",
            href ? element("a", { href, target: kernel ? "_blank" : null }, what) : what]) : ["still to come"]))))
      : element("p", { class: "pm-note" }, rated ? "Nothing is missing by your own rating." : "Your plan appears here."));
  }

  const role = element("select", { onchange: () => { change({ role: role.value }); drawRatings(); summarize(); } },
    ...Object.keys(question.roles).map((name) => element("option", { value: name, selected: name === state().role }, name)));
  const learner = element("input", { type: "text", autocomplete: "off", value: state().learner, onchange: () => change({ learner: learner.value.trim() }) });
  const saved = element("p", { class: "pm-status", role: "status" });
  const tell = () => (saved.textContent = kernel ? model.get("said") : "Kept in your browser only. Run the lab to save it for your profile.");
  if (kernel) model.on("change:said", tell);
  tell();
  drawRatings();
  summarize();

  const root = element("section", { class: "pm-exercise", "data-kind": "self-assessment", "aria-label": question.prompt },
    element("style", {}, STYLE),
    element("p", { class: "pm-prompt" }, question.prompt),
    element("div", { class: "pm-sa-top" },
      element("label", {}, "Role to compare with", role),
      kernel ? element("label", {}, "Id under which you hand in", learner) : null),
    element("p", { class: "pm-note" }, "0 means: not even level 1. The dashed level is what the role asks for. Nothing here is graded."),
    element("div", { class: "pm-sa" }, domains, element("div", {}, standing, picture, gaps, next)),
    saved);
  root.addEventListener("keydown", (event) => {
    // JupyterLab would take plain keys as notebook commands.
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  el.classList.add("pm-host");
  el.append(root);
}

export default { render };
