"""A due date, an extension or a rule for lateness that changes is applied without grading again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from grading.course import SLUG

DUE = datetime(2026, 1, 10, 11)  # noqa: DTZ001  nbgrader keeps times in UTC without saying so


@pytest.fixture
def course(fresh, tmp_path, box):
    """Late by an hour under a rule that takes two points; `box` skips where there is none."""
    made = fresh.copy(tmp_path / "exercises")
    set_due(made, DUE)
    made.hand_in("late")
    made.hand_in("early", stamp="2026-01-09 12:00:00 UTC")
    made.grade()
    return made


def open_gradebook(course):
    from nbgrader.api import Gradebook

    return Gradebook(course.url, "small")


def set_due(course, due):
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(SLUG, duedate=due)


def again(course):
    """Outcome of the late one, whose was told as new, and whose feedback is due."""
    course.ledger.feedback_written("late")
    course.ledger.feedback_written("early")
    for learner in ("late", "early"):
        (course.exercises / "feedback" / learner / SLUG).mkdir(parents=True, exist_ok=True)
    forbidden = Forbidden()
    outcomes, graded = course.grade(workers=forbidden)
    assert forbidden.jobs == []
    return outcomes["late"], graded, course.without_feedback


class Forbidden:
    """Workers that are given nothing to do."""

    unsandboxed = False

    def __init__(self):
        self.jobs = []

    def map(self, function, jobs):
        self.jobs += jobs
        return iter(())


def test_a_penalty_is_taken_off_first(course):
    late, graded, _ = again(course)
    assert (late.score, late.late_seconds, graded) == (3.0, 3600.0, [])


def test_a_later_due_date_gives_the_points_back(course):
    set_due(course, DUE + timedelta(days=1))
    late, graded, without = again(course)
    assert (late.score, late.before, late.late_seconds) == (5.0, 3.0, 0.0)
    assert (graded, without) == (["late"], ["late"])
    assert course.scores()["late"]["penalty"] == [None]
    assert again(course)[1:] == ([], [])


def test_an_earlier_one_takes_them(course):
    set_due(course, DUE - timedelta(days=3))
    course.grade()
    assert course.scores()["early"]["penalty"] == [2.0]


def test_no_due_date_any_more_gives_them_back(course):
    set_due(course, None)
    assert again(course)[0].score == 5.0


def test_an_extension_gives_them_back_to_one_learner(course):
    with open_gradebook(course) as gradebook:
        gradebook.grant_extension(SLUG, "late", hours=2)
    late, graded, _ = again(course)
    assert (late.score, late.late_seconds, graded) == (5.0, 0.0, ["late"])


def test_another_rule_is_applied(course):
    rule = course.exercises / "late_rule.py"
    rule.write_text(
        rule.read_text() + "\n\nclass One(TwoPoints):\n"
        "    def late_submission_penalty(self, *_):\n        return 1\n"
    )
    config = course.exercises / "nbgrader_config.py"
    config.write_text(config.read_text().replace("late_rule.TwoPoints", "other_rule.One"))
    rule.rename(course.exercises / "other_rule.py")
    late, graded, without = again(course)
    assert (late.score, graded, without) == (4.0, ["late"], ["late"])


def test_how_late_it_is_follows_the_due_date_also_where_the_points_stay(course):
    set_due(course, DUE - timedelta(hours=1))
    late, graded, _ = again(course)
    assert (late.score, late.late_seconds, graded) == (3.0, 7200.0, ["late"])


def test_a_mark_given_later_counts_before_the_penalty_is_bounded(course):
    """A penalty is never more than the points; with a person's mark there are more of them."""
    course.hand_in("blank", {"mean": "", "total": ""}, stamp="2026-01-11 12:00:00 UTC")
    course.grade()
    assert course.scores()["blank"]["penalty"] == [0.0]
    course.judge("blank", 3)
    course.grade()
    assert course.scores()["blank"]["penalty"] == [2.0]
