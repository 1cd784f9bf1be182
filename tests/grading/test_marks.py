"""What people add to grading stays as long as it is true; feedback is due until it was written."""

from __future__ import annotations

import json
import shutil

import pytest
from grading.course import SLUG


@pytest.fixture
def course(fresh, tmp_path, box):
    """A course of the test's own; `box` skips where there is none."""
    return fresh.copy(tmp_path / "exercises")


class TestMarksOfAPerson:
    def test_hold_as_long_as_the_answer_holds(self, course):
        course.hand_in("right")
        course.grade()
        course.judge("right", 3)
        course.hand_in("right", {"total": "total = 15"}, stamp="2026-01-11 12:00:00 UTC")
        outcomes, _ = course.grade()
        assert course.scores()["right"]["essay"] == (None, 3.0, False, 3.0)
        assert outcomes["right"].archived == ()

    def test_are_archived_when_the_answer_changes(self, course):
        course.hand_in("right")
        course.grade()
        course.judge("right", 3)
        course.hand_in("right", {"essay": "Another reason."}, stamp="2026-01-11 12:00:00 UTC")
        outcomes, _ = course.grade()
        assert course.scores()["right"]["essay"] == (None, None, True, 0.0)
        assert outcomes["right"].archived == ("essay",)
        lines = (course.exercises / "archived_marks.jsonl").read_text().splitlines()
        kept = json.loads(lines[-1])
        assert (kept["learner"], kept["cell"], kept["manual_score"]) == ("right", "essay", 3.0)

    def test_on_a_test_hold_as_long_as_no_answer_changes(self, course):
        """A person overrules a test: that judges what the learner filled in."""
        course.hand_in("right", {"mean": "def mean(values):\n    return 0"})
        course.grade()
        course.judge("right", 1.5, "test_mean")
        course.grade(force=True)
        assert course.scores()["right"]["test_mean"] == (0.0, 1.5, False, 1.5)
        course.hand_in(
            "right", {"mean": "def mean(values):\n    return 1"}, stamp="2026-01-11 12:00:00 UTC"
        )
        outcomes, _ = course.grade()
        assert course.scores()["right"]["test_mean"][1] is None
        assert outcomes["right"].archived == ("test_mean",)

    def test_are_archived_with_the_answer_when_nothing_can_be_graded_any_more(self, course):
        course.hand_in("right")
        course.grade()
        course.judge("right", 3)
        course.hand_in("right", raw=b"no notebook", stamp="2026-01-11 12:00:00 UTC")
        outcomes, _ = course.grade()
        assert course.scores()["right"]["essay"] == (None, None, True, 0.0)
        assert outcomes["right"].archived == ("essay",)
        kept = json.loads((course.exercises / "archived_marks.jsonl").read_text())
        assert (kept["manual_score"], kept["answer"]) == (3.0, "Because **riders** wait.")

    def test_are_asked_for_again_when_nobody_knows_what_they_judged(self, course):
        course.hand_in("right")
        course.grade()
        course.judge("right", 3)
        shutil.rmtree(course.exercises / "autograded" / "right")
        course.grade()
        assert course.scores()["right"]["essay"] == (None, 3.0, True, 3.0)

    def test_and_comments_stay_when_the_assignment_changes(self, course):
        course.hand_in("right")
        course.grade()
        course.judge("right", 3)
        course.comment("right", "Well said.")
        source = course.exercises / "source" / SLUG / "docks.ipynb"
        source.write_text(source.read_text().replace("16.875", "16.876"))
        outcomes, _ = course.grade()
        assert course.scores()["right"]["essay"] == (None, 3.0, False, 3.0)
        assert course.scores()["right"]["comment essay"] == (None, "Well said.")
        assert (outcomes["right"].before, outcomes["right"].score) == (8.0, 7.0)


class TestFeedback:
    def test_is_asked_for_again_when_a_person_has_judged(self, course):
        course.hand_in("right")
        course.grade()
        course.ledger.feedback_written("right")
        course.judge("right", 3)
        outcomes, without_feedback = course.grade()
        told = outcomes["right"]
        assert without_feedback == ["right"]
        assert (told.before, told.score, told.needs_manual_grade) == (5.0, 8.0, False)
        course.ledger.feedback_written("right")
        (course.exercises / "feedback" / "right" / SLUG).mkdir(parents=True, exist_ok=True)
        assert course.grade()[1] == []

    def test_is_asked_for_until_it_was_written(self, course):
        course.hand_in("right")
        course.grade()
        assert course.without_feedback == ["right"]
        course.grade()
        assert course.without_feedback == ["right"]
        (course.exercises / "feedback" / "right" / SLUG).mkdir(parents=True)
        course.ledger.feedback_written("right")
        course.grade()
        assert course.without_feedback == []
        course.grade(force=True)
        assert course.without_feedback == ["right"]

    def test_is_asked_for_when_it_was_removed(self, course):
        course.hand_in("right")
        course.grade()
        course.ledger.feedback_written("right")
        course.grade()
        assert course.without_feedback == ["right"]
