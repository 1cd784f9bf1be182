"""One exercise of each kind: a page that holds them, and how a person answers each.

`BY_MOUSE` and `BY_KEYBOARD` give every question of tests/exercises/data/trial.yml its right answer;
they work on the book's page and in JupyterLab alike.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import yaml

from pmlearn.course.book.finishing.cases_of_page import write_cases
from pmlearn.exercises import page as exercise_page
from pmlearn.exercises.question_fields import without_key
from pmlearn.exercises.questions import load_file

STATIC = Path(exercise_page.__file__).parent / "static"
DATA = Path(__file__).parents[1] / "exercises" / "data" / "trial.yml"
TRIAL = load_file(DATA, graded=False)

RIGHT = {
    "who": "board",
    "which": ["project", "program"],
    "where": {"dock": ["project"], "desk": ["service"], "handover": ["project", "service"]},
    "sequence": ["survey", "order", "dig", "build"],
    "partners": {"project": "date", "service": "level"},
    "lead_time": {"value": 4, "unit": "week"},
    "share": 33.3,
    "duties": {"dig": {"crew": "R", "pm": "A"}, "build": {"pm": "A", "crew": "R"}},
    "needs": {"app": {"dock": "X"}, "dock": {}},
    "portfolio": ["dock", "depot"],
    "crash": {"A": 4, "B": 4, "C": 2, "D": 1},
    "staffing": {"app": [1, 1, 0], "dock": [1, 1, 1]},
    "why": "The benefit needs several results together.",
    "plan": {
        "north": {"cost": 12, "ratio": 3, "state": "keep"},
        "south": {"cost": 0, "ratio": "not defined", "state": "close"},
        "all": {"ratio": 3},
    },
    "ranking": ["pay", "alarm", "site", "map"],
    "desk": {"people": 4, "hours": 4.5},
    "signals": [3, 7],
    "quiet": {"from": 4, "to": 7},
    "chain": [["docks", "ride"], ["app", "find"], ["ride", "cars"]],
    "crew": {"permit": 0, "depot": 3, "harbor": 0, "test": 7},
}

PAGE = """<!doctype html><html lang="en"{theme}><head><meta charset="utf-8"><title>Trial</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><link rel="stylesheet" href="exercises.css">
<style>body{{font-family:sans-serif;max-width:52rem;margin:0 auto;padding:0 .5rem}}
[data-theme=dark] body{{background:#121212;color:#eee}}</style>
<script type="module" src="mount.js"></script></head><body><main><h1>Trial</h1>{questions}</main>
</body></html>"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server that does not report each request."""

    def log_message(self, *_):
        pass


@contextmanager
def serving(folder):
    """The address at which a folder is served."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def write_page(folder):
    """light.html, dark.html and unthemed.html with a question of each kind, and their scripts."""
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    write_cases(folder / "cases", DATA)
    questions = "".join(exercise_page.question_html(q.to_dict()) for q in TRIAL.values())
    themes = {"light": ' data-theme="light"', "dark": ' data-theme="dark"', "unthemed": ""}
    for name, theme in themes.items():
        page = PAGE.format(theme=theme, questions=questions)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


def without_keys():
    """The same questions as an assignment has them: the text of a questions.yml."""
    document = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    for question in document["questions"]:
        public = without_key(question)
        question.clear()
        question.update(public)
    return yaml.safe_dump(document, sort_keys=False)


def drag(page, handle, to, dx=0, dy=0):
    """Drag with the mouse from the middle of `handle` to the middle of `to`, plus a shift."""
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), to.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    x, y = end["x"] + end["width"] / 2 + dx, end["y"] + end["height"] / 2 + dy
    page.mouse.move(x, y, steps=8)
    page.mouse.up()


def tab_to(page, control, most=600):
    """Press Tab until the control has the focus; a page has fewer places to stop at."""
    for _ in range(most):
        if control.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {control}")


# by mouse


def _click(*labels):
    def answer(_, box):
        for label in labels:
            box.get_by_label(label, exact=True).click()

    return answer


def _sort(page, box):
    card, zones = box.locator(".pm-card"), box.locator(".pm-zone")
    next_card = box.get_by_role("button", name="Next ›")
    drag(page, card, zones.nth(0))
    next_card.click()
    drag(page, card, zones.nth(1))
    next_card.click()
    for place in (0, 1):
        zones.nth(place).locator(".pm-category").click()


def _order(page, box):
    rows = box.locator("li")
    drag(page, rows.nth(0).locator(".pm-handle"), rows.nth(3))


def _match(_, box):
    box.get_by_label("A project").select_option("A result by a date")
    box.get_by_label("A service").select_option("A level kept")


def _number(text, unit=None):
    def answer(_, box):
        box.get_by_role("textbox").fill(text)
        if unit:
            box.get_by_label("Unit").select_option(unit)
        box.get_by_role("textbox").blur()

    return answer


def _cells(**times):
    def answer(_, box):
        for place, clicks in times.items():
            for _ in range(clicks):
                box.locator(".pm-cell").nth(int(place[1:])).click()

    return answer


def _network(page, box):
    lane = box.locator(".pm-lane").first.bounding_box()["width"]
    for name in ("Dig", "Build"):
        activity = box.get_by_role("slider", name=name)
        drag(page, activity, activity, dx=-lane / 11)


def _allocate(_, box):
    for job, month in (("App", "May"), ("App", "June"), *(("Dock", m) for m in MONTHS)):
        box.get_by_label(f"{job}, {month}").fill("1")
        box.get_by_label(f"{job}, {month}").blur()


def _write(_, box):
    box.get_by_role("textbox").fill(RIGHT["why"])
    box.get_by_role("textbox").blur()


def _table(_, box):
    for name, value in (("North dock, Cost (k)", "12"), ("South dock, Cost (k)", "0")):
        box.get_by_label(name, exact=True).fill(value)
    for name in ("North dock", "All"):
        box.get_by_label(f"{name}, Earned per k", exact=True).fill("3")
    box.get_by_label("South dock, Earned per k: not defined").click()
    box.get_by_label("North dock, Verdict", exact=True).select_option("keep")
    box.get_by_label("South dock, Verdict", exact=True).select_option("close")


def _ranking(page, box):
    for _ in range(3):
        box.get_by_label("Later: Harbor map").click()


def _decide(_, box):
    for name, value in (("People", "4"), ("Hours (a day)", "4,5")):
        box.get_by_role("textbox", name=name).fill(value)
        box.get_by_role("textbox", name=name).blur()


def _mark(*places):
    def answer(page, box):
        chart = box.locator("svg").first
        for place in places:
            chart.scroll_into_view_if_needed()
            around, point = chart.bounding_box(), box.locator(".pm-chart-point").nth(place - 1)
            middle = point.bounding_box()
            page.mouse.click(middle["x"] + middle["width"] / 2, around["y"] + 20)

    return answer


def _map(_, box):
    pairs = (("New docks", "to the ferry"), ("Relaunched app", "find a bike"))
    for one, other in (*pairs, ("to the ferry", "Fewer cars")):
        for name in (one, other):
            box.locator(".pm-box", has_text=name).click()


def _schedule(page, box):
    week = box.locator(".pm-slots").first.bounding_box()["width"] / 12
    for name, start in (("Dig the depot", 3), ("Test both", 7)):
        piece = box.get_by_role("slider", name=name)
        drag(page, piece, piece, dx=week * start)


MONTHS = ("May", "June", "July")
BY_MOUSE = {
    "who": _click("The portfolio board."),
    "which": _click("A project", "A program"),
    "where": _sort,
    "sequence": _order,
    "partners": _match,
    "lead_time": _number("4", "weeks"),
    "share": _number("33.3"),
    "duties": _cells(c0=2, c2=2, c3=1),
    "needs": _cells(c0=1),
    "portfolio": _click("Dock refit", "Depot move"),
    "crash": _network,
    "staffing": _allocate,
    "why": _write,
    "plan": _table,
    "ranking": _ranking,
    "desk": _decide,
    "signals": _mark(3, 7),
    "quiet": _mark(7, 4),
    "chain": _map,
    "crew": _schedule,
}


# by keyboard: from the first control on, with Tab and these keys


def _keys(start, *keys):
    def answer(page, box):
        tab_to(page, box.locator(start).first)
        for key in keys:
            if key.startswith("type "):
                page.keyboard.type(key.removeprefix("type "))
            else:
                page.keyboard.press(key)

    return answer


BY_KEYBOARD = {
    "who": _keys("input", "Space"),
    "which": _keys("input", "Space", "Tab", "Space"),
    "where": _keys(".pm-card", "1", "ArrowRight", "2", "ArrowRight", "1", "2"),
    "sequence": _keys("button[data-step='1']", "ArrowDown", "ArrowDown", "Enter"),
    "partners": _keys("select", "ArrowDown", "Tab", "ArrowDown", "ArrowDown"),
    "lead_time": _keys("input", "type 4", "Tab", "ArrowDown"),
    "share": _keys("input", "type 33.3", "Tab"),
    "duties": _keys(".pm-cell", "a", "ArrowDown", "a", "ArrowRight", "r"),
    "needs": _keys(".pm-cell[tabindex='0']", "Space"),
    "portfolio": _keys("input[value='dock']", "Space", "Tab", "Space"),
    "crash": _keys("[role='slider'] >> nth=1", "ArrowLeft", "Tab", "Tab", "ArrowLeft"),
    "staffing": _keys("input", *(["ArrowUp", "Tab"] * 5)),
    "why": _keys("textarea", f"type {RIGHT['why']}", "Tab"),
    "plan": _keys(
        ".pm-field input",
        *("type 12", "Enter", "type 0", "Tab", "Tab", "Space", "Shift+Tab"),
        *("ArrowUp", "ArrowRight", "type 3", "ArrowRight", "type k", "Enter", "type c"),
        *("Tab", "type 3", "Enter"),
    ),
    "ranking": _keys("button[data-step='1']", "Enter", "ArrowDown", "ArrowDown"),
    "desk": _keys(
        "input[type='range']", *["ArrowRight"] * 3, "Tab", "Control+a", "type 4.5", "Enter"
    ),
    "signals": _keys(".pm-marking", *["ArrowRight"] * 2, "Space", *["ArrowRight"] * 4, "Enter"),
    "quiet": _keys(".pm-marking", *["ArrowRight"] * 3, "Space", *["ArrowRight"] * 3, "Space"),
    "chain": _keys(
        ".pm-box",
        *("Enter", "ArrowRight", "Enter", "ArrowLeft", "ArrowDown", "Space", "ArrowRight"),
        *("Space", "ArrowUp", "Enter", "ArrowRight", "Enter"),
    ),
    "crew": _keys(
        "[role='slider'] >> nth=1", *["ArrowRight"] * 3, "Tab", "Tab", "End", *["ArrowLeft"] * 3
    ),
}

STATE = """box => [...box.querySelectorAll(
  "input, select, textarea, .pm-cell, .pm-chip, [role=slider], .pm-handle, .pm-figures, " +
  "[role=option], .pm-links li")].map(c => [c.checked ?? null, c.value ?? null, c.textContent,
  c.getAttribute("aria-valuenow"), c.getAttribute("aria-selected")])"""


def state(box):
    """What all controls of a question show."""
    return box.evaluate(STATE)
