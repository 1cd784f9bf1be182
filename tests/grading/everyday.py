"""Everyday assignments, as authors of courses write them: what three answers to each earn."""

from __future__ import annotations

from typing import NamedTuple

from grading.lesson import exercise, handed_in

from boxgrader.grade_submission import grade_one


class Everyday(NamedTuple):
    """An assignment of two points.

    Attributes:
        answer: The author's.
        other: Another right one.
        wrong: One that fails the test.
        test: What learners see of it.
        hidden: What they do not see.
        setup: A locked cell above.
    """

    answer: str
    other: str
    wrong: str
    test: str
    hidden: str = ""
    setup: str = ""


def earned(box, case):
    """What the author's answer, the other right one and the wrong one earn."""
    assignment = exercise(case.answer, case.test, hidden=case.hidden, setup=case.setup)
    answers = (case.answer, case.other, case.wrong)
    graded = [grade_one(handed_in(assignment, one), assignment, box) for one in answers]
    return [one.scores["test"] for one in graded]


AS_STOCK = [2, 2, 0]  # what nbgrader itself makes of each, in one process
