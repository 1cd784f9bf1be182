"""What an author sees of tasks while writing them: `pmlearn preview` in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from journeys.conftest import copy_course
from journeys.lab import free_port

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout

SLUG = "control-and-closing"


@pytest.fixture
def course(root, tmp_path):
    """A copy of the course whose tasks may be changed."""
    copy_course(root, tmp_path / "course")
    return Layout(tmp_path / "course")


@pytest.fixture
def address(course):
    """The page for one learner, served by the command."""
    port = free_port()
    command = [sys.executable, "-m", "pmlearn", "preview", SLUG, "--learner", "zoe"]
    served = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=course.root,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert b"The tasks: http://127.0.0.1" in served.stdout.readline()
    yield f"http://127.0.0.1:{port}/"
    served.terminate()
    served.wait(20)


def opened(chromium, address):
    page = chromium.new_page()
    for _ in range(50):  # the first page is drawn after the command has said where
        try:
            page.goto(address)
        except Exception:  # noqa: BLE001  whatever the browser calls a refused connection
            page.wait_for_timeout(200)
        else:
            return page
    raise AssertionError("the page is not served")


def test_it_shows_the_learners_case_and_what_is_wrong_with_the_file(course, address, chromium):
    """Each task with its points; a mistake as a sentence once saved, tasks again once mended."""
    page = opened(chromium, address)
    tasks = load_tasks(course, SLUG, "zoe")
    page.locator(".pm-exercise").nth(len(tasks) - 1).wait_for()
    first = next(iter(tasks.values()))
    assert first.prompt in page.locator(".pm-exercise").first.inner_text()
    assert f"{first.points:g} points" in page.locator(".about").first.inner_text()

    path = course.exercises / "tasks" / f"{SLUG}.yml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("kind: table", "kind: grid", 1), encoding="utf-8")
    page.locator(".mistake").wait_for(timeout=20_000)
    said = page.locator(".mistake").inner_text()
    assert f"{SLUG}.yml: question 'status': kind must be one of" in said
    path.write_text(good, encoding="utf-8")
    page.locator(".pm-exercise").nth(len(tasks) - 1).wait_for(timeout=20_000)
    page.close()
