"""`pmlearn clean sample` leaves a course as a real class needs it."""

from __future__ import annotations

import pytest
from grading.course import SLUG, SmallCourse

from boxgrader.records.ledger import GRADED, Ledger, Outcome
from pmlearn.course.class_work import sample_class
from pmlearn.course.layout import Layout

DUE = "2026-01-16 18:00:00 UTC"


@pytest.fixture
def course(tmp_path):
    made = SmallCourse(tmp_path / "exercises")
    made.nbgrader("generate_assignment", SLUG)
    (made.exercises / "sample_class").mkdir()
    (made.exercises / "sample_class" / f"{SLUG}.yml").write_text(f'duedate: "{DUE}"\n')
    return made


def due(course):
    from nbgrader.api import Gradebook

    with Gradebook(course.url, "small") as gradebook:
        return gradebook.find_assignment(SLUG).duedate


def test_submissions_outcomes_and_the_due_date_go(course, tmp_path):
    layout = Layout(tmp_path)
    ledger = Ledger(layout.build / "grading" / SLUG)
    for learner in ("sample-01", "kim"):
        course.hand_in(learner)
        ledger.write(Outcome(learner, GRADED, score=1.0))
        ledger.feedback_written(learner)
    course.nbgrader("db", "assignment", "add", SLUG, f"--duedate={DUE}")
    sample_class.remove(layout)
    assert course.learners() == ["kim"]
    assert [outcome.learner for outcome in ledger] == ["kim"]
    assert (ledger.has_feedback("kim"), ledger.has_feedback("sample-01")) == (True, False)
    assert due(course) is None


def test_a_due_date_of_the_instructors_own_stays(course, tmp_path):
    course.nbgrader("db", "assignment", "add", SLUG, "--duedate=2027-01-15 18:00:00 UTC")
    sample_class.remove(Layout(tmp_path))
    assert due(course).year == 2027
