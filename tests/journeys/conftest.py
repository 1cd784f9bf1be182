"""The course as a newcomer has it after `make course`, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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

    def nbgrader(self, *arguments, cwd=None, expect=0):
        return self._run(
            [sys.executable, "-m", "nbgrader", *arguments], cwd or self.exercises, expect
        )

    def _run(self, command, cwd, expect):
        done = subprocess.run(
            command,
            cwd=cwd,
            capture_output=True,
            text=True,
            env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1"},
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done


@pytest.fixture(scope="session")
def made(root, tmp_path_factory):
    """The whole course, made once for all journeys by the command that users run."""
    folder = tmp_path_factory.mktemp("course")
    for part in PARTS:
        if (root / part).is_dir():
            ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", *MADE)
            shutil.copytree(root / part, folder / part, ignore=ignore)
        else:
            shutil.copy(root / part, folder / part)
    course = Made(folder)
    course.first = course.pmlearn("course")
    return course
