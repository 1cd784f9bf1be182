"""`pmlearn lab` opens on a page that says what there is, what is due and what is next."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from journeys.lab import free_port, private_settings, wait_until_up
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

RELEASED = ("kit-and-framework", "five-roles", "who-does-what")


@pytest.fixture(scope="module")
def course(root, tmp_path_factory):
    """A course with three released assignments, of which the second has a due date."""
    with pytest.MonkeyPatch.context() as patch:  # nbgrader starts alembic by name
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        return made(root, tmp_path_factory.mktemp("start"))


def made(root, folder):
    """The same, in a folder."""
    for name in ("_toc.yml", "exercises/nbgrader_config.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    shutil.copytree(root / "notebooks", folder / "notebooks")
    for slug in RELEASED:
        place = folder / "exercises" / "release" / slug
        shutil.copytree(root / "exercises" / "source" / slug, place)
        shutil.copytree(place, folder / "exercises" / "source" / slug)
        notebook = nbformat.read(place / f"{slug}.ipynb", as_version=4)
        for step in (ClearSolutions(), ClearHiddenTests()):
            notebook, _ = step.preprocess(notebook, {})
        nbformat.write(notebook, place / f"{slug}.ipynb")
    with Gradebook(f"sqlite:///{folder / 'exercises' / 'gradebook.db'}") as gradebook:
        gradebook.add_student("kim")
        gradebook.add_assignment("five-roles", duedate="2026-03-02 17:00:00 UTC")
    (folder / "exercises" / "exchange" / "pmlearn" / "inbound" / "kim+kit-and-framework+1").mkdir(
        parents=True
    )
    return folder


@contextlib.contextmanager
def pmlearn_lab(course, home, *options):
    """`pmlearn lab` as a learner or teacher starts it; gives its address."""
    port = free_port()
    environment = {**private_settings(home), "JUPYTER_TOKEN": "start", "TZ": "UTC"}
    environment.pop("JUPYTERHUB_USER", None)
    command = [sys.executable, "-m", "pmlearn", "lab", f"--port={port}", "--no-browser", *options]
    with (home / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=course, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_until_up(f"http://127.0.0.1:{port}/api/status?token=start", server, home)
            yield f"http://127.0.0.1:{port}/?token=start"
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # JupyterLab as well, which may wait for a kernel
            server.wait(20)


def tools(page):
    """The entries of the menu Nbgrader."""
    page.get_by_role("menuitem", name="Nbgrader", exact=True).first.click()
    page.wait_for_timeout(500)
    entries = page.locator(".lm-Menu-itemLabel").all_inner_texts()
    page.keyboard.press("Escape")
    return {entry for entry in entries if entry}


def test_a_learner_begins_on_the_start_page_and_sees_no_teaching_tools(course, chromium, tmp_path):
    with pmlearn_lab(course, tmp_path, "--learner=kim") as address:
        page = chromium.new_page()
        page.goto(address)
        sheet = page.locator(".jp-RenderedMarkdown:visible")
        sheet.get_by_role("heading", name="Start here").wait_for(timeout=60_000)
        text = sheet.inner_text()
        assert "Next: Five roles, one chain of value" in text
        assert "You hand in as kim" in text
        assert "March 2, 17:00" in text
        rows = sheet.locator("tbody tr").all_inner_texts()
        assert ["handed in" in row for row in rows[:3]] == [True, False, False]
        assert [row.split()[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
        assert page.locator(".cm-editor").count() == 0
        assert tools(page) == {"Assignment List"}
        sheet.get_by_role("link", name="Assignment").nth(1).click()
        page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        page.close()


def test_the_page_says_how_far_one_is(course, tmp_path):
    from pmlearn.course.layout import Layout
    from pmlearn.course.learners.start_page import write_start_page
    from pmlearn.course.learners.workspace import prepare_workspace

    layout = Layout(course)
    prepare_workspace(layout)
    work = layout.workspace / "who-does-what" / "who-does-what.ipynb"
    made = json.loads(work.read_text())
    answer = next(c for c in made["cells"] if c["metadata"].get("nbgrader", {}).get("solution"))
    answer["source"] = "mine = 1"
    work.write_text(json.dumps(made))
    write_start_page(layout)
    [row] = [
        one for one in (layout.workspace / "start.md").read_text().splitlines() if "(who-" in one
    ]
    assert "| 1 of " in row
    assert row.endswith(" answered |")


def test_a_teacher_sees_the_teaching_tools(course, chromium, tmp_path):
    with pmlearn_lab(course, tmp_path, "--instructor") as address:
        page = chromium.new_page()
        page.goto(address)
        page.locator(".jp-Launcher, .jp-DirListing").first.wait_for(timeout=60_000)
        assert {"Formgrader", "Assignment List"} <= tools(page)
        page.close()
