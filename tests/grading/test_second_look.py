"""What a second look at the grading engine found: odd answers, odd tests, and what comes later."""

from __future__ import annotations

import sys

import pytest
from grading.lesson import exercise, handed_in

from pmlearn.grading.box import OpenBox
from pmlearn.grading.grade import grade_one


def score(box, assignment, answer, **more):
    """What an answer earns of an assignment's 2 points."""
    return grade_one(handed_in(assignment, answer, **more), assignment, box).scores["test"]


@pytest.fixture(scope="module")
def open_box():
    if sys.platform != "linux":
        pytest.skip("rooms are made on Linux only")
    made = OpenBox()
    yield made
    made.close()


FLOOD = "import sys\nfor n in range(300):\n    print(n)\n    print(n, file=sys.stderr)\n"
ENDINGS = {
    "1": 1,
    "0": 0,
    "1.5": 1.5,
    "5": 2,
    "-1": 0,
    "float('nan')": 0,
    "import numpy as np\nnp.float64(1.5)": 1.5,
    "import numpy as np\nnp.array(1.5)": 1.5,
    "import numpy as np\nnp.array([1.0, 2.0])": 2,
    "1;": 2,
    "True": 2,
    "'1'": 2,
    "import sys\nprint('slow', file=sys.stderr)": 2,
    f"{FLOOD}1": 1,
    f"{FLOOD}1 / 0": 0,
}


@pytest.mark.parametrize("ending", list(ENDINGS))
@pytest.mark.parametrize("walled", [True, False])
def test_a_tests_last_value_counts_the_same_with_walls_and_without(box, open_box, ending, walled):
    assignment = exercise("x = 3", "assert x == 3", hidden=ending)
    assert score(box if walled else open_box, assignment, "x = 3") == ENDINGS[ending]
