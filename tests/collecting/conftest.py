"""A course with the settings of this one, a small assignment and a roster."""

from __future__ import annotations

import shutil

import programs
import pytest
from grading.course import SLUG, _with_solutions

ROSTER = """id,first_name,last_name,email,lms_user_id
kim,Kim,Lee,kim.lee@x.org,4711
zoe_m,Zoë,Müller,zoe@x.org,4712
kd1,Kim,Doe,kd1@x.org,
kd2,Kim,Doe,kd2@x.org,4714
12345,Ada,O'Neil Smith,ada@x.org,4715
"""


class Course:
    """A copy of the course's exercises/ for one test."""

    def __init__(self, folder):
        self.folder = folder

    def nbgrader(self, *arguments, code=0):
        """Run a command as an instructor does; returns what it told."""
        done = programs.nbgrader(self.folder, *arguments)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    def submitted(self):
        """Path below submitted/ of every file that arrived."""
        place = self.folder / "submitted"
        return sorted(p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file())

    def students(self):
        listed = self.nbgrader("db", "student", "list")
        return {line.split(" ")[0] for line in listed.splitlines() if "(" in line}


@pytest.fixture(scope="session")
def roster_course(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("roster") / "exercises"
    (folder / "source" / SLUG).mkdir(parents=True)
    (folder / "source" / SLUG / f"{SLUG}.ipynb").write_bytes(_with_solutions())
    shutil.copy(root / "exercises" / "nbgrader_config.py", folder)
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    course = Course(folder)
    course.nbgrader("generate_assignment", SLUG)
    course.nbgrader("db", "student", "import", "roster.csv")
    return course


@pytest.fixture
def course(roster_course, tmp_path):
    shutil.copytree(roster_course.folder, tmp_path / "exercises")
    return Course(tmp_path / "exercises")
