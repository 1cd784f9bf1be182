"""A test finds the learner's names as they were when it stood next, whatever came later."""

from __future__ import annotations

import json
import time

import pytest
from grading.lesson import about, cell, notebook

from boxgrader.checking import run_tests
from boxgrader.execution import run_cells
from boxgrader.execution.pure_functions import ChangingError, frozen
from boxgrader.grade_submission import grade_one
from boxgrader.submission.assignment import Assignment

RIGHT = "def docks(rate):\n    return 3 * rate"
TEST = "assert docks(2) == 6"


def scores(box, answers, tests, *later):
    """The points for answers that each have a test of one point below them.

    Args:
        answers: What the learner answered; the first of them defines `docks`.
        tests: One for each answer.
        later: The learner's own cells at the end.
    """

    def made(texts):
        cells = []
        for number, (text, test) in enumerate(zip(texts, tests, strict=True)):
            cells.append(cell(text, nbgrader=about(f"a{number}", solution=True)))
            cells.append(cell(test, nbgrader=about(f"t{number}", grade=True, points=1)))
        return cells

    stubs = [f"raise NotImplementedError()  # {number}" for number, _ in enumerate(answers)]
    source, release = (json.dumps(notebook(*made(texts))) for texts in (answers, stubs))
    mine = notebook(*made(answers), *map(cell, later))
    graded = grade_one(json.dumps(mine).encode(), Assignment("a", "a", source, release, {}), box)
    return [graded.scores[f"t{number}"] for number, _ in enumerate(tests)]


LATER = {
    "another function": "def docks(rate):\n    return 0",
    "gone": "del docks",
    "another helper": "def times(a, b):\n    return 0",
    "another constant": "FACTOR = 0",
    "a changed list": "FACTORS[0] = 0",
    "another attribute": "docks.__code__ = (lambda rate: 0).__code__",
    "other defaults": "docks.__defaults__ = (0,)",
    "no files left": "import os\nopened = []\ntry:\n    while True:\n"
    "        opened.append(os.open('/dev/null', os.O_RDONLY))\nexcept OSError:\n    pass",
    "another folder": "import os\nos.chdir('/')",
    "no output": "import sys\nsys.stdout = sys.stderr = None",
    "deaf to alarms": "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)",
}
USING = {
    "nothing": RIGHT,
    "a helper": "def times(a, b):\n    return a * b\ndef docks(rate):\n    return times(3, rate)",
    "itself": "def docks(rate):\n    return 3 + docks(rate - 1) if rate else 0",
    "a constant": "FACTOR = 3\ndef docks(rate):\n    return FACTOR * rate",
    "a list": "FACTORS = [3]\ndef docks(rate):\n    return FACTORS[0] * rate",
    "a library": "import numpy as np\ndef docks(rate):\n    return np.dot([1, 2], [rate, rate])",
    "a closure": "def maker(factor):\n    return lambda rate: factor * rate\ndocks = maker(3)",
    "a decorator": "from functools import cache\n@cache\ndef docks(rate):\n    return 3 * rate",
    "a class": "class Docks:\n    def __call__(self, rate):\n        return 3 * rate\n"
    "docks = Docks()",
    "a default": "def docks(rate, factor=3):\n    return factor * rate",
    "a comprehension": "FACTOR = 3\ndef docks(rate):\n    return sum(rate for _ in range(FACTOR))",
    "a counter": "n = 0\ndef docks(rate):\n    global n\n    n += 1\n"
    "    return 3 * rate if n < 3 else 0",
}


@pytest.mark.parametrize("answer", list(USING))
@pytest.mark.parametrize("later", list(LATER))
def test_what_happens_later_changes_no_score(box, answer, later):
    assert scores(box, [USING[answer]], [TEST], LATER[later]) == [1]


def test_a_name_means_at_each_test_what_it_meant_there(box):
    answers = [RIGHT, "def docks(rate):\n    return 4 * rate"]
    assert scores(box, answers, [TEST, "assert docks(2) == 8"]) == [1, 1]


def test_the_filters_of_warnings_are_those_that_held_at_the_test(box):
    answer = "import numpy as np\ndef docks(rate):\n    np.float64(1) / 0\n    return 3 * rate"
    later = "import warnings\nwarnings.simplefilter('error')"
    assert scores(box, [answer], [TEST], later) == [1]


def test_a_function_that_is_missing_when_it_is_tested_is_missing(box):
    assert scores(box, ["pass"], [TEST], RIGHT) == [0]


ENDS = {
    "loops": "while True: pass",
    "ends Python": "__import__('os')._exit(0)",
    "crashes": "import ctypes\n    ctypes.string_at(0)",
    "fills the stack": "return docks(rate)",
}


@pytest.mark.parametrize("end", list(ENDS))
def test_an_answer_that_ends_costs_the_others_nothing(box, end, monkeypatch):
    """The visible part of the test does not reach what ends it."""
    for module in (run_cells, run_tests):
        monkeypatch.setattr(module, "CELL_SECONDS", 2)
    bad = f"def docks(rate):\n    if rate < 5:\n        return 3 * rate\n    {ENDS[end]}"
    good = "def bikes(n):\n    return n + 1"
    hidden = f"{TEST}\n### BEGIN HIDDEN TESTS\ndocks(9)\n### END HIDDEN TESTS"
    began = time.monotonic()
    tests = ["assert bikes(1) == 2", hidden, "assert bikes(2) == 3", "assert docks(1) == 3"]
    answers = [good, bad, "bikes(7)", "bikes(8)"]
    assert scores(box, answers, tests) == [1, 0, 1, 1]
    assert time.monotonic() - began < 20


def functions_that_pass(box, count):
    """How many of so many right functions, each with a test of its own, earn their point."""
    answers = [f"def f{n}(x):\n    return x + {n}" for n in range(count)]
    return sum(scores(box, answers, [f"assert f{n}(1) == {n + 1}" for n in range(count)]))


def test_many_functions_are_kept_by_one_process(box):
    """Copies of the whole process would be more than a room may have."""
    assert functions_that_pass(box, 40) == 40


def test_an_assignment_may_have_more_tests_than_a_process_may_open_files(box):
    assert functions_that_pass(box, 270) == 270


def test_only_what_cannot_change_is_kept_apart():
    space = {"__name__": "__main__"}
    exec("LIST = []\ndef plain(x): return x\ndef lists(x): return LIST\n", space)
    exec("import random\ndef draws(): return random.random()\n", space)
    assert frozen(["plain"], space)["plain"](5) == 5
    for name in ("lists", "draws", "LIST"):
        with pytest.raises(ChangingError):
            frozen([name], space)
