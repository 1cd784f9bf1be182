"""What holds for every assignment of the course."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from boxgrader.nbgrader_api import Course

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
    def test_has_at_least_ten_graded_cells_with_points(self, slug):
        points = [cell["metadata"]["nbgrader"]["points"] for cell in graded(slug)]
        assert len(points) >= 10
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

    def test_has_a_widget_exercise_code_exercises_and_a_judged_answer(self, slug):
        every = cells(SOURCE / slug / f"{slug}.ipynb")
        assert any(text(cell).startswith("%%answer ") for cell in every)
        hidden = [cell for cell in graded(slug) if "BEGIN HIDDEN TESTS" in text(cell)]
        assert len(hidden) >= 2
        assert any(cell["metadata"]["nbgrader"].get("solution") for cell in graded(slug))


@pytest.fixture(scope="module")
def extremes(tmp_path_factory):
    """A course with two submissions for each assignment: the solution and the release."""
    folder = tmp_path_factory.mktemp("extremes") / "exercises"
    shutil.copytree(SOURCE, folder / "source")
    shutil.copy(ROOT / "exercises" / "nbgrader_config.py", folder)
    with pytest.MonkeyPatch.context() as patch:
        if not shutil.which("bwrap"):
            patch.setenv("PMLEARN_UNSANDBOXED", "1")  # both submissions are ours
        course = Course(folder)
        for slug in SLUGS:
            course.generate_assignment(slug)
            for learner, origin in (("instructor", "source"), ("untouched", "release")):
                shutil.copytree(folder / origin / slug, folder / "submitted" / learner / slug)
                assert course.autograde(slug, learner).status == "graded"
    return folder


def scores(folder, slug, learner):
    """grade_id -> (automatic score, points, whether a person has to judge)."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook(slug, slug, learner)
        return {
            grade.name: (grade.auto_score, grade.max_score, grade.needs_manual_grade)
            for grade in notebook.grades
        }


@pytest.mark.parametrize("slug", SLUGS)
class TestExtremes:
    def test_the_instructors_version_scores_everything(self, extremes, slug):
        for name, (score, points, manual) in scores(extremes, slug, "instructor").items():
            assert manual or score == points, name

    def test_the_untouched_release_scores_nothing(self, extremes, slug):
        for name, (score, _, _) in scores(extremes, slug, "untouched").items():
            assert not score, name

    def test_what_learners_get_and_what_is_graded_folds_code_away_and_runs_on(self, extremes, slug):
        from pmlearn.course.hidden_code import mistakes

        for place in ("release", "autograded/untouched"):
            assert list(mistakes(extremes / place / slug / f"{slug}.ipynb")) == []

    def test_the_release_shows_neither_solution_nor_hidden_test(self, extremes, slug):
        released = (extremes / "release" / slug / f"{slug}.ipynb").read_text(encoding="utf-8")
        assert "HIDDEN TESTS" not in released
        assert "BEGIN SOLUTION" not in released

    @pytest.mark.parametrize("learner", ["instructor", "untouched"])
    def test_feedback_shows_no_line_of_a_hidden_test(self, extremes, slug, learner):
        page = (extremes / "feedback" / learner / slug / f"{slug}.html").read_text("utf-8")
        shown = re.sub(r"<[^>]+>", "", page).replace("&quot;", '"').replace("&#39;", "'")
        shown = re.sub(r"\s+", "", shown)
        visible = "".join(
            re.sub(r"(?s)### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", text(cell))
            for cell in cells(SOURCE / slug / f"{slug}.ipynb")
        )
        for cell in graded(slug):
            for block in re.findall(r"(?s)### BEGIN HIDDEN TESTS(.*?)###", text(cell)):
                for line in block.splitlines():
                    if len(line.strip()) > 12 and line.strip() not in visible:
                        assert re.sub(r"\s+", "", line) not in shown, line
