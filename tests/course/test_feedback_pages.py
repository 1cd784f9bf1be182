"""Feedback pages are written beside each other, and none can hold up the others."""

from __future__ import annotations

import html
import os
import re
import shutil
import sqlite3
import sys
import threading
import time
from concurrent.futures import Future
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import pytest
from course.small_class import SLUG, SmallClass
from grading.lesson import RIGHT

from boxgrader.feedback import write_pages
from boxgrader.feedback.page import _Colors, _points
from boxgrader.limits import MAX_COLORED
from pmlearn.course.layout import Layout


class Endless:
    def generate_feedback(self, slug, learner):
        time.sleep(30)


@pytest.mark.skipif(sys.platform == "win32", reason="there nbgrader writes one after another")
def test_a_page_that_takes_too_long_is_given_up(monkeypatch, tmp_path):
    monkeypatch.setattr(write_pages, "_course", lambda _: Endless())
    monkeypatch.setattr(write_pages, "PAGE_SECONDS", 1)
    with pytest.raises(TimeoutError, match="more than 1 second"):
        write_pages.write_page(tmp_path, "docks", "kim")


class Looking:
    """A pool that looks, instead of writing a page, which courses the gradebook has."""

    def __init__(self, database):
        self.database, self.found = database, []

    def submit(self, *_):
        with sqlite3.connect(self.database) as database:
            self.found += [name for (name,) in database.execute("SELECT id FROM course")]
        page = Future()
        page.set_result(None)
        return page


def test_what_nbgrader_adds_at_its_first_page_is_there_before(monkeypatch, tmp_path):
    """Two processes that add it at once collide."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "nbgrader_config.py").touch()
    layout = Layout(tmp_path)
    pool = Looking(layout.exercises / "gradebook.db")
    monkeypatch.delenv("PMLEARN_GRADEBOOK", raising=False)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)  # nbgrader starts `alembic` by name
    monkeypatch.setattr(write_pages, "new_pool", lambda _: pool)
    writers = write_pages.Writers(layout.exercises, 2)
    assert list(writers.write("docks", ["kim"])) == [("kim", None)]
    assert "default_course" in pool.found


FORMULAS = r"""The mean is $\frac{a+b}{2}$, and

$$x^2 < \sqrt{3}$$

\begin{equation}
y = 1
\end{equation}

what $\nonsense{$ is, nobody knows.
"""


class Host:
    """Another host: counts what is asked of it."""

    def __init__(self):
        self.asked = []
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_): ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture(scope="module")
def host():
    made = Host()
    yield made
    made.close()


def load(notebook, url):
    """Let a graded notebook ask another host, or lead there, in every way that HTML has."""
    shown = "\n".join(
        [
            f"<script src='{url}/script.js'></script><script>fetch('{url}/fetch')</script>",
            f"<link rel='stylesheet' href='{url}/style.css'><iframe src='{url}/frame'></iframe>",
            f"<style>@import url('{url}/import.css'); body {{background: url({url}/b)}}</style>",
            f"<img src='{url}/image.png'><META http-equiv='refresh' content='0; url={url}/gone'>",
            f"<svg><image href='{url}/svg.png' /></svg><video src='{url}/film'></video>",
        ]
    )
    made = nbformat.read(notebook, as_version=4)
    answer = next(
        c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "total"
    )
    for data in ({"text/html": shown}, {"text/latex": r"$\displaystyle \alpha^2$"}):
        answer.outputs.append(nbformat.v4.new_output("display_data", data))
    made.cells.append(nbformat.v4.new_markdown_cell(f"{shown}\n\n![picture]({url}/pixel.png)"))
    nbformat.write(made, notebook)


LARGE = {
    "numbers": "x = [" + ", ".join(map(str, range(16_000))) + "]\n",
    "lines": "\n".join(f"x{i} = {i} + 1  # c" for i in range(5_000)) + "\n",
    "brackets": "'" + "(?)" * 30_000 + "'\n",
    "blanks": "\n " * 4_900,
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory, host):
    """A class whose feedback was written by `pmlearn grade`."""
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed: apt install bubblewrap")
    made = SmallClass(tmp_path_factory.mktemp("class") / "course")
    made.nbgrader("generate_assignment", SLUG)
    made.hand_in("loading", {"essay": FORMULAS})
    for name, text in LARGE.items():
        answers = {"mean": text + RIGHT["mean"], "total": text + RIGHT["total"]}
        made.hand_in(name, answers)
    made.pmlearn("grade", SLUG)
    load(made.exercises / "autograded" / "loading" / SLUG / f"{SLUG}.ipynb", host.url)
    return made


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


@pytest.fixture(scope="module", params=["pmlearn grade", "nbgrader generate_feedback"])
def page(request, pages):
    """The page of a notebook that tries to load things, written by either command."""
    shutil.rmtree(pages.page("loading").parent.parent)
    if request.param.startswith("nbgrader"):
        pages.nbgrader("generate_feedback", SLUG, "--student", "loading", "--force")
    else:
        pages.pmlearn("grade", SLUG, "loading")
    return pages.page("loading")


class TestAPage:
    def test_has_no_script_style_or_font_of_another_host(self, page, host):
        text = page.read_text(encoding="utf-8")
        assert "mathjax" not in text.lower()
        assert "film" in text  # what the learner showed is there
        for tag, attributes in Elements(text).found:
            assert tag not in {"script", "link", "iframe", "base", "object", "embed"}
            assert attributes.get("http-equiv", "").lower() != "refresh"
        for style in re.findall(r"(?s)<style.*?</style>", text):
            assert "//" not in "".join(re.findall(r"url\(([^)]*)\)", style)).replace(host.url, "")

    def test_asks_no_host_in_a_browser(self, page, host, chromium):
        context = chromium.new_context()
        tab = context.new_page()
        begun = []
        tab.on("requestfinished", lambda request: begun.append(request.url))
        tab.goto(page.as_uri())
        tab.wait_for_timeout(1000)
        assert host.asked == []
        assert [url for url in begun if not url.startswith(("file:", "data:"))] == []
        assert tab.url == page.as_uri()
        assert tab.locator("math").count() >= 3
        context.close()

    def test_shows_formulas_without_a_script(self, page):
        text = page.read_text(encoding="utf-8")
        for part in ("<mfrac>", "<msqrt>", "<mi>y</mi>", "<mi>α</mi>"):
            assert part in text
        assert "nonsense" in text

    def test_says_that_an_answer_waits_instead_of_giving_it_no_points(self, page):
        text = page.read_text(encoding="utf-8")
        assert "Score: waits for a person / 4" in text
        assert re.search(r"Score: [\d.]+ so far / 9\)", text)
        assert "Score: 3 / 3" in text


def test_points_on_a_page_have_one_decimal():
    assert [_points(value) for value in (25.1429, 3.0, 0, "waits")] == ["25.1", "3", "0", "waits"]


@pytest.mark.parametrize("name", LARGE)
def test_large_cells_are_shown_without_colors_in_a_moment(pages, name):
    """Two cells of 90 kB: there is a page, so it took no minute, and everything is on it."""
    text = pages.page(name).read_text(encoding="utf-8")
    assert html.escape(LARGE[name].strip()[-300:]).replace("&#x27;", "'") in text
    assert "sum(values)" in text


ODD_CODE = ("\n ", "a.", "(", "\\", "f'{", '"', " ?\n", "@", "1_", "\r")


@pytest.mark.parametrize("piece", ODD_CODE)
def test_no_code_keeps_the_coloring_busy(piece):
    """As much as is colored on a page, in the shape that a lexer likes least."""
    colors = _Colors()
    began = time.process_time()
    for _ in range(6):
        colors(piece * (MAX_COLORED // len(piece)))
    assert time.process_time() - began < 30


def test_a_page_that_cannot_be_made_is_a_note_for_that_learner(pages, tmp_path):
    made = pages.copy(tmp_path / "course")
    page = made.page("numbers")
    shutil.rmtree(page.parent)
    page.parent.parent.rmdir()
    page.parent.parent.write_text("a file where the folder belongs")
    made.hand_in("lines")
    done = made.pmlearn("grade", SLUG)
    shown = " ".join((done.stdout + done.stderr).split())
    assert "no feedback page" in shown
    assert made.page("lines").is_file()
