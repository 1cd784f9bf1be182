"""The grader is a distribution of its own: it grades any nbgrader course, without pmlearn."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from pathlib import Path

import programs
import pytest
from nbgrader.api import Gradebook

SLUG = "ps1"
# Whoever has installed the grader alone has no pmlearn.
RUN = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pmlearn":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
sys.path.insert(0, sys.argv.pop(1))
import boxgrader
assert boxgrader.__file__.startswith(sys.path[0]), boxgrader.__file__
from boxgrader.cli.main import app
app()
"""


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    """What `pip install ./grader` puts beside other packages."""
    made = tmp_path_factory.mktemp("alone")
    staged = made / "project"
    shutil.copytree(root / "grader", staged, ignore=shutil.ignore_patterns("__pycache__"))
    wheel = "import sys, hatchling.build\nhatchling.build.build_wheel(sys.argv[1])"  # as pip does
    done = programs.run("-c", wheel, made, cwd=staged)
    assert done.returncode == 0, done.stderr
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(made / "packages")
    return made / "packages"


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """The course that `nbgrader quickstart` makes, with its own settings alone, graded by it."""
    folder = tmp_path_factory.mktemp("stock")
    nbgrader(folder, "quickstart", "course")
    course = folder / "course"
    nbgrader(course, "generate_assignment", SLUG)
    for learner, version in {"bob": "source", "ann": "release"}.items():
        shutil.copytree(course / version / SLUG, course / "submitted" / learner / SLUG)
    other = folder / "ours"
    shutil.copytree(course, other)
    nbgrader(course, "autograde", SLUG)
    return course, other


def nbgrader(folder, *arguments):
    done = programs.nbgrader(folder, *arguments)
    assert done.returncode == 0, done.stderr


def boxgrader(packages, folder, *arguments):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "200"}
    return programs.run("-c", RUN, packages, *arguments, cwd=folder, env=environment)


def scores(course):
    """(learner, notebook, cell) -> points."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, notebook.name, grade.name): (grade.auto_score, grade.max_score)
            for submission in gradebook.assignment_submissions(SLUG)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is missing")
def test_one_command_gives_a_stock_course_the_scores_of_nbgrader(installed, stock):
    """It takes as long as nbgrader does for the same: that is what it is compared with."""
    course, ours = stock
    done = boxgrader(installed, ours, "grade", SLUG)
    assert done.returncode == 0, done.stderr
    assert scores(ours) == scores(course)
    assert any(points for points, _ in scores(ours).values() if points)
    for learner in ("ann", "bob"):
        assert list((ours / "feedback" / learner / SLUG).glob("*.html"))
    assert "ps1: 2 submissions (2 graded" in done.stderr
    again = boxgrader(installed, ours, "grade", SLUG)
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grade", "ps2"], "no assignment 'ps2'"),
        (["grade", SLUG, "zoe"], "'zoe' has not handed in; there are: ann, bob"),
        (["grade", SLUG, "a/b"], "a learner's id has no /"),
        (["grade", SLUG, "--course", ".."], "is no nbgrader course"),
    ],
)
def test_what_a_person_can_mend_is_said_in_one_line(installed, stock, arguments, said):
    done = boxgrader(installed, stock[1], *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_it_names_nothing_of_the_course_it_was_made_for(installed):
    """What a course needs, it says in its own settings."""
    for path in (installed / "boxgrader").rglob("*.py"):
        assert "pmlearn" not in path.read_text(encoding="utf-8"), path
