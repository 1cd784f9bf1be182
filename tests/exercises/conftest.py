"""The exercises on a plain page of their own, in a real Chromium, without a kernel."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from pathlib import Path

import pytest

from pmlearn.exercises.page import question_html
from pmlearn.exercises.questions import load_file

STATIC = Path(question_html.__code__.co_filename).parent / "static"
DATA = Path(__file__).parent / "data"

PAGE = """<!doctype html><html lang="en"{theme}><head><meta charset="utf-8"><title>Trial</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><link rel="stylesheet" href="exercises.css">
<style>body{{font-family:sans-serif;max-width:52rem;margin:0 auto;padding:0 .5rem}}
[data-theme=dark] body{{background:#121212;color:#eee}}</style>
<script type="module" src="mount.js"></script></head><body><main><h1>Trial</h1>{questions}</main>
</body></html>"""


@pytest.fixture(scope="session")
def trial():
    """One formative question of each kind."""
    return load_file(DATA / "trial.yml", graded=False)


@pytest.fixture(scope="session")
def served(trial, tmp_path_factory):
    """The address of a page with all of them; "light.html" or "dark.html"."""
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    questions = "".join(question_html(question.to_dict()) for question in trial.values())
    for theme in ("light", "dark"):
        page = PAGE.format(theme=f' data-theme="{theme}"', questions=questions)
        (folder / f"{theme}.html").write_text(page)
    (folder / "unthemed.html").write_text(PAGE.format(theme="", questions=questions))

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Page:
    """The page as a reader has it."""

    def __init__(self, context, served, trial):
        self.page = context.new_page()
        self.keyboard = self.page.keyboard
        self.mouse = self.page.mouse
        self.trial = trial
        self.served = served
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.problems.append(said.text) if said.type == "error" else None,
        )
        self.open()

    def open(self, theme="light"):
        self.page.goto(f"{self.served}/{theme}.html")
        self.page.locator(".pm-exercise").nth(len(self.trial) - 1).wait_for()

    def question(self, identifier):
        return self.page.locator(f"[data-pmlearn-question='trial/{identifier}']")

    def said(self, identifier):
        return self.question(identifier).locator(".pm-said").inner_text()

    def answer(self, identifier):
        """What the browser has stored."""
        return self.page.evaluate(f"JSON.parse(localStorage.getItem('pmlearn:trial/{identifier}'))")

    def drag(self, handle, to, dx=0, dy=0):
        """Drag with the mouse from the middle of `handle` to the middle of `to`, plus a shift."""
        handle.scroll_into_view_if_needed()
        start, end = handle.bounding_box(), to.bounding_box()
        middle = lambda box: (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # noqa: E731
        x, y = middle(end)
        self.mouse.move(*middle(start))
        self.mouse.down()
        self.mouse.move(x + dx, y + dy, steps=8)
        self.mouse.up()


@pytest.fixture
def page(chromium, served, trial):
    context = chromium.new_context(viewport={"width": 900, "height": 900})
    page = Page(context, served, trial)
    yield page
    context.close()
    assert page.problems == []
