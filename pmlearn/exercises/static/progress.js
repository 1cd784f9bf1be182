// The reader's progress over the chapters, from what this browser has kept.
import { element } from "./common.js";
import { forget, storedAnswer, wasRight } from "./local.js";

const list = document.querySelector(".pmlearn-progress");
const chapters = [...list.querySelectorAll("[data-pmlearn-progress]")].map((place) => ({
  slug: place.dataset.pmlearnProgress,
  questions: place.dataset.questions.split(" "),
  link: place.closest("li").querySelector("a"),
}));
const names = ({ slug, questions }) => questions.map((id) => `${slug}/${id}`);

function line(label, names, again) {
  const right = names.filter(wasRight).length;
  const tried = names.filter((name) => storedAnswer(name) !== null).length;
  const fill = element("span", { class: "pm-fill" });
  fill.style.width = (100 * right) / names.length + "%";
  const text = `${right} of ${names.length} right` + (tried > right ? `, ${tried} tried` : "");
  const button = element(
    "button",
    { type: "button", "aria-disabled": String(!tried), onclick: () => tried && ask(label, names, button) },
    again,
  );
  button.setAttribute("aria-label", `${again}: ${label.textContent}`);
  return element(
    "li",
    {},
    element("span", { class: "pm-progress-name" }, label),
    element("span", { class: "pm-track", "aria-hidden": "true" }, fill),
    element("span", { class: "pm-progress-text" }, text),
    button,
  );
}

function ask(label, names, button) {
  if (!confirm(`Forget the answers to ${names.length} self-checks: ${label.textContent}?`)) return;
  const place = [...rows.children].indexOf(button.closest("li"));
  names.forEach(forget);
  draw();
  rows.children[place].querySelector("button").focus();
  said.textContent = `Started again: ${label.textContent}.`;
}

const said = element("p", { class: "pm-said", role: "status" });
const rows = element("ul", { class: "pm-progress" });
const everything = element("strong", {}, "All chapters");

function draw() {
  rows.replaceChildren(
    ...chapters.map((chapter) => line(chapter.link.cloneNode(true), names(chapter), "Start again")),
    line(everything.cloneNode(true), chapters.flatMap(names), "Start again"),
  );
}

draw();
list.replaceChildren(element("section", { class: "pm-exercise" }, rows, said));
// answers given in another tab, or before coming back with the browser's back button
addEventListener("storage", draw);
addEventListener("pageshow", draw);
