"""Feedback pages are written beside each other, and none can hold up the others."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from pmlearn.course import feedback, grading
from pmlearn.course.layout import Layout


class Endless:
    def generate_feedback(self, slug, learner):
        time.sleep(30)


@pytest.mark.skipif(sys.platform == "win32", reason="there nbgrader writes one after another")
def test_a_page_that_takes_too_long_is_given_up(monkeypatch, tmp_path):
    monkeypatch.setattr(grading, "nbgrader_course", lambda _: Endless())
    monkeypatch.setattr(feedback, "PAGE_SECONDS", 1)
    with pytest.raises(TimeoutError, match="more than 1 second"):
        feedback._write_page(tmp_path, "docks", "kim")


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
    monkeypatch.setattr(feedback, "_writers", lambda _: pool)
    assert list(feedback.write_pages(layout, "docks", ["kim"], 2)) == [("kim", None)]
    assert "default_course" in pool.found
