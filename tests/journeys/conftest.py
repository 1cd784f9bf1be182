"""The course as a newcomer has it after `make course`, in a folder of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from journeys.exercise_page import serving

PARTS = ["_config.yml", "_toc.yml", "benchmarks", "book", "notebooks", "exercises", "pmlearn"]
MADE = ["release", "submitted", "autograded", "feedback", "exchange", "downloaded", "gradebook.db*"]


class Made:
    """A copy of the course and a shell in it."""

    def __init__(self, root: Path):
        self.root = root
        self.exercises = root / "exercises"
        self.site = root / "build" / "_build" / "html"

    def pmlearn(self, *arguments, expect=0):
        return self._run([sys.executable, "-m", "pmlearn", *arguments], self.root, expect)

    def nbgrader(self, *arguments, cwd=None, expect=0, stock=False):
        """nbgrader's own command; stock executes notebooks itself, without a box."""
        command = [sys.executable, "-m", "nbgrader", *arguments]
        alone = {"PMLEARN_UNSANDBOXED": "1"} if stock else {}
        return self._run(command, cwd or self.exercises, expect, **alone)

    def _run(self, command, cwd, expect, **environment):
        done = subprocess.run(
            command,
            cwd=cwd,
            capture_output=True,
            text=True,
            env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1", **environment},
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done


@pytest.fixture(scope="session")
def made(root, tmp_path_factory):
    """The whole course, made once for all journeys and workers by the command that users run.

    Its tests go on from each other, on one worker. `book` is for those who only read.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # all workers have it in common
    course = Made(folder / "course")
    said, book = folder / "course.said", folder / "book"
    with (folder / "course.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            copy_course(root, course.root)
            text = course.pmlearn("course").stderr
            shutil.copytree(course.site, book)
            said.write_text(text)
    course.said, course.book = said.read_text(), book
    return course


def copy_course(root, folder):
    """A checkout without anything that was made in it."""
    shutil.rmtree(folder, ignore_errors=True)
    ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", *MADE)
    folder.mkdir()
    for part in PARTS:
        if (root / part).is_dir():
            shutil.copytree(root / part, folder / part, ignore=ignore)
        else:
            shutil.copy(root / part, folder / part)


@pytest.fixture(scope="session")
def book(made):
    """The book as the course's command has built it; nobody builds it again."""
    return made.book


@pytest.fixture(scope="session")
def site(book):
    """The address at which the book is served."""
    with serving(book) as address:
        yield address
