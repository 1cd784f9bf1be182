"""What a browser finds on every page of the book, each opened once."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

# Every table: whether it folds; else whether it can be scrolled to its end, and keeps its first
# column in sight meanwhile.
LOST = """() => {
  const wrong = [], width = document.documentElement.clientWidth;
  for (const table of document.querySelectorAll("article table")) {
    const name = table.innerText.slice(0, 30);
    if (table.matches(".folds")) {
      for (const cell of table.querySelectorAll("tbody td")) {
        const place = cell.getBoundingClientRect();
        if (place.left < 0 || place.right > width) wrong.push([name, "folds", place.right]);
      }
      continue;
    }
    if (table.getBoundingClientRect().right <= width) continue;
    let box = table.parentElement;
    while (box && !/auto|scroll/.test(getComputedStyle(box).overflowX)) box = box.parentElement;
    if (!box) { wrong.push([name, "no box"]); continue; }
    box.scrollLeft = 10000;
    const edge = box.getBoundingClientRect();
    const row = [...table.rows].find((row) => row.cells.length > 1);
    const first = row.cells[0].getBoundingClientRect();
    const last = row.cells[row.cells.length - 1].getBoundingClientRect();
    if (first.left < edge.left - 5) wrong.push([name, "first column", first.left]);
    if (last.right > edge.right + 1) wrong.push([name, "last column", last.right]);
  }
  return wrong;
}"""
# The dark changes colors alone, so that axe's other rules find there what they find in the light.
RULES = {"light": None, "dark": {"runOnly": ["color-contrast", "link-in-text-block"]}}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Visit:
    """What was found on a page.

    Attributes:
        foreign: Addresses of other hosts that it asked for.
        problems: Errors that it reported.
        loaded: Path -> bytes, uncompressed, that a browser gets that was never here before.
        violations: Light or dark -> what axe found.
        overflow: By how much it is wider than a phone.
        lost: Columns of tables that a phone does not reach.
    """

    foreign: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    loaded: dict = field(default_factory=dict)
    violations: dict = field(default_factory=dict)
    overflow: int = 0
    lost: list = field(default_factory=list)


def pages(book):
    """The paths of all pages of a built book."""
    paths = (path.relative_to(book).as_posix() for path in book.rglob("*.html"))
    return sorted(path for path in paths if not path.startswith("_static/"))


def visits(book, site, chromium):
    """Path -> what was found there, by a browser that has stored nothing."""
    return {path: visit(f"{site}/{path}", chromium) for path in pages(book)}


def visit(address, chromium):
    """Open a page on a desk in daylight, then in the dark, then on a phone."""
    context = chromium.new_context(color_scheme="light", reduced_motion="reduce")
    page, found = context.new_page(), Visit()
    listen_while_opening(page, address, found)
    for mode in RULES:
        page.emulate_media(color_scheme=mode, reduced_motion="reduce")
        page.evaluate(f"document.documentElement.dataset.theme = '{mode}'")  # as its button does
        violations = Axe().run(page, options=RULES[mode]).response["violations"]
        found.violations[mode] = [(one["id"], one["nodes"][0]["html"]) for one in violations]
    page.set_viewport_size({"width": 390, "height": 844})
    found.overflow, found.lost = page.evaluate(TOO_WIDE), page.evaluate(LOST)
    context.close()
    return found


def listen_while_opening(page, address, found):
    """Note what the page asks for and says; later axe looks for style sheets that are not there."""

    def ask(request):
        parts = urlsplit(request.url)
        if parts.scheme.startswith("http") and parts.hostname != "127.0.0.1":
            found.foreign.append(request.url)

    def load(request):
        found.loaded[urlsplit(request.url).path] = request.sizes()["responseBodySize"]

    def say(said):
        if said.type == "error":
            found.problems.append((said.text, said.location))

    def fail(error):
        found.problems.append(str(error))

    events = {"request": ask, "requestfinished": load, "console": say, "pageerror": fail}
    for event, listener in events.items():
        page.on(event, listener)
    page.goto(address, wait_until="networkidle")
    for event, listener in events.items():
        page.remove_listener(event, listener)
