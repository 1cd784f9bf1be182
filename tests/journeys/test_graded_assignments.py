"""What whole grading makes of every assignment: the sample class has both extremes in it."""

from __future__ import annotations

import re

import pytest
from course.harness import ROOT, SLUGS, read_cells, read_yaml

HIDDEN = re.compile(r"(?s)### BEGIN HIDDEN TESTS(.*?)### END HIDDEN TESTS")
SOLVED, UNTOUCHED = "sample-01", "sample-05"
CHANGES = ("cells", "solve", "clicked", "delete", "answers_file", "raw")  # what a recipe may name


def recipes(slug):
    """Sample learner -> how its work differs from the release."""
    return read_yaml(ROOT / "exercises" / "sample_class" / f"{slug}.yml")["learners"]


def texts(slug):
    """The texts of an assignment's cells, as the instructor wrote them."""
    path = ROOT / "exercises" / "source" / slug / f"{slug}.ipynb"
    return ["".join(cell["source"]) for cell in read_cells(path)]


def scores(made, slug, learner):
    """grade_id -> (automatic score, points, whether a person has to judge)."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{made.exercises / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook(slug, slug, learner)
        return {
            grade.name: (grade.auto_score, grade.max_score, grade.needs_manual_grade)
            for grade in notebook.grades
        }


@pytest.mark.parametrize("slug", SLUGS)
class TestExtremes:
    def test_are_in_the_sample_class(self, made, slug):
        untouched = recipes(slug)[UNTOUCHED]
        assert recipes(slug)[SOLVED]["start"] == "solution"
        assert untouched.get("start", "release") == "release"
        assert not untouched.keys() & set(CHANGES)

    def test_the_instructors_solution_scores_everything(self, made, slug):
        for name, (score, points, manual) in scores(made, slug, SOLVED).items():
            assert manual or score == points, name

    def test_the_untouched_release_scores_nothing(self, made, slug):
        for name, (score, _, _) in scores(made, slug, UNTOUCHED).items():
            assert not score, name

    def test_what_learners_get_and_what_is_graded_folds_code_away_and_runs_on(self, made, slug):
        from pmlearn.course.authoring.hidden_code import mistakes

        for place in ("release", f"autograded/{UNTOUCHED}"):
            assert list(mistakes(made.exercises / place / slug / f"{slug}.ipynb")) == []

    @pytest.mark.parametrize("learner", [SOLVED, UNTOUCHED])
    def test_feedback_shows_no_line_of_a_hidden_test(self, made, slug, learner):
        page = (made.exercises / "feedback" / learner / slug / f"{slug}.html").read_text("utf-8")
        shown = re.sub(r"<[^>]+>", "", page).replace("&quot;", '"').replace("&#39;", "'")
        shown = re.sub(r"\s+", "", shown)
        own = recipes(slug)[learner].get("cells", {}).values()
        visible = "".join([*own, *(HIDDEN.sub("", text) for text in texts(slug))])
        blocks = [block for text in texts(slug) for block in HIDDEN.findall(text)]
        assert blocks
        for line in (line for block in blocks for line in block.splitlines()):
            if len(line.strip()) > 12 and line.strip() not in visible:
                assert re.sub(r"\s+", "", line) not in shown, line
