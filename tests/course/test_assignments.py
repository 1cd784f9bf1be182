"""What holds for every assignment of the course."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from boxgrader.grade_submission import grade_one
from boxgrader.nbgrader_api import Course
from boxgrader.sandbox.boxes import Boxes
from boxgrader.settings import Settings
from boxgrader.submission.assignment import Assignment
from boxgrader.submission.folder import Submission
from pmlearn.competency.evidence.cells import is_optional

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "exercises" / "source"
SLUGS = sorted(p.name for p in SOURCE.iterdir() if p.is_dir())


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def graded(slug):
    return [
        cell
        for cell in cells(SOURCE / slug / f"{slug}.ipynb")
        if (about := cell["metadata"].get("nbgrader", {})).get("grade") or about.get("task")
    ]


def text(cell):
    return "".join(cell["source"])


def test_there_are_assignments():
    assert SLUGS


@pytest.mark.parametrize("slug", SLUGS)
class TestSource:
    def test_has_at_least_eight_graded_cells_with_points(self, slug):
        points = [cell["metadata"]["nbgrader"]["points"] for cell in graded(slug)]
        assert len(points) >= 8
        assert all(point > 0 for point in points)

    def test_every_graded_cell_names_criteria_of_the_framework(self, slug):
        from pmlearn.competency.framework import load

        framework = load()
        for cell in graded(slug):
            codes = cell["metadata"].get("pmlearn", {}).get("criteria")
            assert codes, f"{cell['metadata']['nbgrader']['grade_id']} names no criterion"
            for code in codes:
                framework.criterion(code)  # raises for an unknown one

    def test_grade_ids_are_unique(self, slug):
        ids = Counter(
            cell["metadata"]["nbgrader"]["grade_id"]
            for cell in cells(SOURCE / slug / f"{slug}.ipynb")
            if "nbgrader" in cell["metadata"]
        )
        assert [name for name, count in ids.items() if count > 1] == []

    def test_ships_no_answers_file(self, slug):
        """nbgrader copies every file of source/ over every submission."""
        assert list((SOURCE / slug).rglob("*.answers.json")) == []

    def test_has_hidden_tests_and_unless_it_is_optional_widgets_and_a_judged_answer(self, slug):
        every = cells(SOURCE / slug / f"{slug}.ipynb")
        hidden = [cell for cell in graded(slug) if "BEGIN HIDDEN TESTS" in text(cell)]
        assert len(hidden) >= 2
        needed = not is_optional(slug)
        assert any(text(cell).startswith("%%answer ") for cell in every) == needed
        assert any(c["metadata"]["nbgrader"].get("solution") for c in graded(slug)) == needed


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The assignments as nbgrader releases them."""
    folder = tmp_path_factory.mktemp("course") / "exercises"
    shutil.copytree(SOURCE, folder / "source")
    shutil.copytree(ROOT / "exercises" / "tasks", folder / "tasks")
    shutil.copy(ROOT / "exercises" / "nbgrader_config.py", folder)
    course = Course(folder)
    for slug in SLUGS:
        course.generate_assignment(slug)
    return folder


@pytest.fixture(scope="module")
def box(course):
    """Where submissions run, as in any grader."""
    unsandboxed = not shutil.which("bwrap")  # both submissions are ours
    with Boxes(Settings.load(course), [course], unsandboxed=unsandboxed) as boxes:
        yield boxes


@pytest.mark.parametrize("slug", SLUGS)
class TestExtremes:
    """What the instructor's version and the untouched one earn.

    What a whole grader makes of both, tests/journeys/test_graded_assignments.py tells.
    """

    def test_the_instructors_version_scores_everything(self, course, box, slug):
        graded = self.graded(course, box, slug, "source")
        for cell in graded.notebook.cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade") and not about["solution"]:
                assert graded.scores[about["grade_id"]] == about["points"], about["grade_id"]

    def test_the_untouched_release_scores_nothing(self, course, box, slug):
        graded = self.graded(course, box, slug, "release")
        assert graded.scores
        assert not any(graded.scores.values())

    def graded(self, course, box, slug, version):
        notebook = course / version / slug / f"{slug}.ipynb"
        assignment = Assignment.load(course, slug)
        return grade_one(Submission(notebook.read_bytes(), assignment.files), assignment, box)

    def test_the_release_shows_neither_solution_nor_hidden_test(self, course, slug):
        released = (course / "release" / slug / f"{slug}.ipynb").read_text(encoding="utf-8")
        assert "HIDDEN TESTS" not in released
        assert "BEGIN SOLUTION" not in released
