"""A function of the instructor's own cells is the instructor's in a test, whoever changed it."""

from __future__ import annotations

import json

import pytest
from grading.lesson import about, cell, notebook

from boxgrader.analysis.instructor_helpers import helpers
from boxgrader.grade_submission import grade_one
from boxgrader.submission.assignment import Assignment

HELPER = """
import math
from math import isclose

def close(found, expected, digits=6):
    return isclose(found, expected, abs_tol=10**-digits) and not math.isnan(found)
"""
STUB = "def close(found, expected):\n    '''Write me.'''\n    pass"


def score(box, answer, *, given=HELPER, handed_in=None, test="assert close(mean([2, 4]), 3)"):
    """What the test gives for an answer.

    Args:
        given: The cell above, as the instructor released it.
        handed_in: That cell as the learner handed it in.
    """

    def made(above, solution):
        cells = [
            cell(above),
            cell(solution, nbgrader=about("answer", solution=True)),
            cell(test, nbgrader=about("test", grade=True, points=1)),
        ]
        return json.dumps(notebook(*cells))

    right = "def mean(values):\n    return sum(values) / len(values)"
    assignment = Assignment("a", "a", made(given, right), made(given, "# YOUR CODE HERE"), {})
    mine = made(given if handed_in is None else handed_in, answer or right)
    return grade_one(mine.encode(), assignment, box).scores["test"]


def test_it_works_as_before(box):
    assert score(box, "") == 1
    assert score(box, "def mean(values):\n    return 0") == 0


@pytest.mark.parametrize("cell_above", ["def close(*_):\n    return True", "close = max", ""])
def test_another_one_in_the_submission_earns_nothing(box, cell_above):
    wrong = f"{cell_above}\ndef mean(values):\n    return 7"
    assert score(box, wrong, handed_in=cell_above) == 0


def test_it_may_use_what_learners_define(box):
    given = "def twice(values):\n    return 2 * mean(values)"
    assert score(box, "", given=given, test="assert twice([2, 4]) == 6") == 1
    assert score(box, "mean = max", given=given, test="assert twice([2, 4]) == 6") == 0


def test_what_learners_are_to_fill_in_without_a_mark_stays_theirs(box):
    written = "def close(found, expected):\n    return found == expected"
    assert score(box, "", given=STUB, handed_in=written) == 1


@pytest.mark.parametrize(
    "text",
    [
        STUB,
        "def mean(values):\n    return 1",
        "def f(x=unknown):\n    return x + 1",
        "@unknown\ndef f(x):\n    return x + 1",
        "import math\nx = 3",
        "not python at all",
    ],
)
def test_what_cannot_be_defined_alone_is_left_to_the_learner(text):
    assert not helpers([text], {"mean"})
