"""A class of a real course in a temporary folder: our own settings, one small assignment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import PYTHONPATH
from grading.course import _with_solutions
from grading.lesson import HELPER, submitted

ROOT = Path(__file__).resolve().parents[2]
SLUG = "docks"
DUE = "2026-01-10 18:00:00 UTC"


class SmallClass:
    """Runs the commands that users type, on the settings that they have."""

    def __init__(self, root):
        self.root, self.exercises = root, root / "exercises"
        source = self.exercises / "source" / SLUG
        source.mkdir(parents=True)
        (source / f"{SLUG}.ipynb").write_bytes(_with_solutions())
        (source / "helper.py").write_bytes(HELPER)
        shutil.copy(ROOT / "exercises" / "nbgrader_config.py", self.exercises)
        (root / "_toc.yml").write_text("format: jb-book\nroot: index\n")

    def copy(self, root):
        """The same class in another folder, with all that has happened in it."""
        shutil.copytree(self.root, root)
        made = object.__new__(SmallClass)
        made.root, made.exercises = root, root / "exercises"
        return made

    def nbgrader(self, *arguments, expect=0):
        return self.run("nbgrader", *arguments, cwd=self.exercises, expect=expect)

    def pmlearn(self, *arguments, expect=0):
        return self.run("pmlearn", *arguments, cwd=self.root, expect=expect)

    def run(self, *command, cwd, expect=0):
        """The command's outcome; `expect` None leaves its exit code to the caller."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {
            **{k: v for k, v in os.environ.items() if k != "PMLEARN_GRADEBOOK"},
            "PATH": path,
            "PYTHONPATH": PYTHONPATH,
            "COLUMNS": "200",
            "NO_COLOR": "1",
        }
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=cwd,
            capture_output=True,
            text=True,
            env=environment,
        )
        assert expect in (None, done.returncode), done.stdout + done.stderr
        return done

    def hand_in(self, learner, answers=None, *, raw=None, change=None, stamp=DUE):
        folder = self.exercises / "submitted" / learner / SLUG
        folder.mkdir(parents=True, exist_ok=True)
        made = submitted(answers, change) if raw is None else raw
        (folder / f"{SLUG}.ipynb").write_bytes(made)
        if stamp is not None:
            (folder / "timestamp.txt").write_text(stamp)

    def page(self, learner):
        return self.exercises / "feedback" / learner / SLUG / f"{SLUG}.html"

    def gradebook(self):
        from nbgrader.api import Gradebook

        return Gradebook(f"sqlite:///{self.exercises / 'gradebook.db'}", "pmlearn")
