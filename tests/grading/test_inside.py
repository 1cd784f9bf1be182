# ruff: noqa: E501  a test or a trick reads best in one piece
"""Tests that the checker cannot carry run in a copy of the learner's process, and say so."""

from __future__ import annotations

import json

import pytest
from grading.course import SETTINGS
from grading.lesson import about, cell, exercise, handed_in, notebook

from boxgrader import grade_submission
from boxgrader.analysis.forbidding_tests import forbidding
from boxgrader.analysis.placement import Placement
from boxgrader.grade_job import grade as work
from boxgrader.grade_submission import grade_one
from boxgrader.records.ledger import Ledger
from boxgrader.records.result import Job
from boxgrader.rehearsal import placement
from boxgrader.rehearsal.rehearse import rehearse
from boxgrader.sandbox.boxes import Boxes
from boxgrader.submission.assignment import Assignment
from boxgrader.submission.folder import Submission


def graded(box, assignment, answer, **own):
    return grade_one(handed_in(assignment, answer, **own), assignment, box)


def points(box, assignment, answer, **own):
    return graded(box, assignment, answer, **own).scores["test"]


def many(*tests, solution, setup=""):
    """An assignment with one answer, and the instructor's version as handed in.

    Args:
        tests: What is seen of each test, and what is hidden, each worth one point.
        solution: The instructor's answer.
        setup: A locked cell above.
    """

    def made(answer, *, hidden):
        cells = [cell(setup, nbgrader=about("setup"))]
        cells.append(cell(answer, nbgrader=about("answer", solution=True)))
        for number, (seen, unseen) in enumerate(tests):
            text = f"{seen}\n### BEGIN HIDDEN TESTS\n{unseen}\n### END HIDDEN TESTS"
            known = about(f"t{number}", grade=True, points=1)
            cells.append(cell(text if hidden else seen, nbgrader=known))
        return json.dumps(notebook(*cells))

    whole, blank = made(solution, hidden=True), made("# YOUR CODE HERE", hidden=False)
    return Assignment("many", "many", whole, blank, {}), lambda answer: made(
        answer, hidden=False
    ).encode()


HALF = "def half(v):\n    return v / 2"
# No stand-in has instructions to look at.
LOOKS = "import dis\nassert any(dis.get_instructions(half))"
CODE = exercise(HALF, "assert half(4) == 2", hidden=f"{LOOKS}\nassert half(9) == 4.5")
PLOT = exercise(
    "def paint(ax):\n    ax.set_title('T')",
    "fig, ax = plt.subplots()\npaint(ax)\nassert ax.get_title() == 'T'",
    setup="import matplotlib.pyplot as plt",
)
TOTAL = "def total(v):\n    s = 0\n    for x in v:\n        s += x\n    return s"
FORBIDDEN = exercise(
    TOTAL,
    "",
    hidden="keep, np.sum = np.sum, None\ntry:\n    assert total([1, 2]) == 3\nfinally:\n    np.sum = keep",
    setup="import numpy as np",
)


@pytest.mark.parametrize(
    ("assignment", "right", "wrong"),
    [
        (CODE, HALF, "def half(v):\n    return v / 3"),
        (PLOT, "def paint(ax):\n    ax.set_title('T')", "def paint(ax):\n    ax.set_title('U')"),
        (FORBIDDEN, TOTAL, "def total(v):\n    return np.sum(v)"),
    ],
    ids=["the code of a function", "axes that a test hands over", "a forbidden call"],
)
def test_it_gives_what_its_author_meant(box, assignment, right, wrong):
    assert points(box, assignment, right) == 2
    assert points(box, assignment, wrong) == 0
    assert points(box, assignment, "") == 0


class TestHowATestRuns:
    def way(self, box, *args, **more):
        return placement.placements(exercise(*args, **more), box)["test"]

    def test_apart_when_that_gives_the_instructor_all_points(self, box):
        assert self.way(box, "x = 1", "assert x == 1") == Placement("apart", "")

    def test_inside_when_it_gives_more_there(self, box):
        found = placement.placements(CODE, box)["test"]
        assert found == Placement("inside", "apart it gives your solution 0 of 2 points")

    def test_both_ways_when_it_forbids_something(self, box):
        assert placement.placements(FORBIDDEN, box)["test"] == Placement(
            "both", "it replaces np.sum"
        )

    def test_apart_when_it_only_uses_a_name_that_the_authors_answer_uses_too(self, box):
        solution = "def two(a): return a, a\nx = two(1)\nchange = 3"
        test = "def two(a): return a + a\nchange = two(1)\nassert x == (1, 1) and change == 2"
        assert self.way(box, solution, test) == Placement("apart", "")

    def test_both_ways_when_it_replaces_what_learners_are_asked_for_or_given(self, box):
        solution = "def price(): return 4\ndef total(): return LIMIT * 2"
        for text, name in (("price = None\nprice", "price"), ("LIMIT = 7", "LIMIT")):
            found = self.way(
                box, solution, "assert price and total() == 14", hidden=text, setup="LIMIT = 7"
            )
            assert found == Placement("both", f"it replaces {name}")

    def test_both_ways_when_it_gives_points_for_nothing_apart_alone(self, box):
        answer = "def half(v):\n    return v / 2"
        looks = "import __main__\nassert all(one.__name__ != 'todo' for one in vars(__main__).values() if callable(one) and hasattr(one, '__name__'))"
        blank = "def todo(): pass\ndef half(v): pass"
        assignment = exercise(answer, looks, stub=blank)
        assert points(box, assignment, answer) == 2
        assert points(box, assignment, blank) == 0

    @pytest.mark.parametrize(("returned", "given"), [("x + 1", 2), ("x", 0)])
    @pytest.mark.parametrize(
        "test",
        [
            "import doctest\nassert doctest.testmod().failed == 0",
            "import doctest, sys\nassert doctest.testmod(sys.modules[__name__]).failed == 0",
            "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        self.assertEqual(inc(1), 2)\nassert unittest.main(argv=[''], exit=False).result.wasSuccessful()",
        ],
        ids=["doctests", "doctests of a module", "unittest.main"],
    )
    def test_such_that_tests_in_the_notebook_are_found(self, box, test, returned, given):
        text = "def inc(x):\n    '''Adds one.\n\n    >>> inc(1)\n    2\n    '''\n    return "
        assert points(box, exercise(f"{text}x + 1", test), text + returned) == given

    def test_apart_when_it_fails_in_either_way(self, box):
        assert self.way(box, "x = 1", "assert x == 2").kind == "apart"

    def test_is_kept_for_the_next_run_of_this_version_only(self, box, tmp_path):
        ledger = Ledger(tmp_path)
        placement.placements(CODE, box)
        placement.store(ledger, {"one": CODE})
        assert placement.stored(ledger, {"one": CODE}) == {"one": placement.placements(CODE, box)}
        assert placement.stored(ledger, {"one": FORBIDDEN}) == {}
        ledger.rehearsal("one").write_text('{"key": ')
        assert placement.stored(ledger, {"one": CODE}) == {}

    def test_is_taken_over_by_a_worker_that_is_told(self, box):
        made = exercise(HALF, "pass", hidden=f"{LOOKS}\nassert half(4) == 2")
        submission = {"one": Submission(handed_in(made, HALF))}
        told = {"one": {"test": Placement("inside", "told")}}
        with Boxes(SETTINGS) as boxes:
            found = work(Job("lee", submission, {"one": made}, told), boxes)
        assert found["one"].scores == {"test": 2}
        assert placement.placements(made, box) == told["one"]

    def test_no_submission_has_a_say_in_it(self, box):
        """Where the learner's process gives no copy of itself, a forbidden call does not pass."""
        deaf = (
            "from dataclasses import replace\n"
            "from boxgrader.execution.snapshots import SnapshotKeeper\n_take = SnapshotKeeper.take\n"
            "def take(self, names, order, own, copy):\n"
            "    return _take(self, names, replace(order, inside=False), own, copy)\n"
            "SnapshotKeeper.take = take\nimport numpy as np\ndef total(v): return int(np.sum(v))"
        )
        assert points(box, FORBIDDEN, deaf) == 0


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("np.linalg.solve = None", "replaces np.linalg.solve"),
        ("keep, np.sum = np.sum, None", "replaces np.sum"),
        ("del np.sum", "replaces np.sum"),
        ("setattr(np, 'sum', None)", "calls setattr of np"),
        ("import math\nmath.sqrt = None", "replaces math.sqrt"),
        ("import builtins\nbuiltins.sorted = None", "replaces builtins.sorted"),
        ("from unittest import mock\nwith mock.patch('numpy.sum'): f()", "calls mock.patch"),
        (
            "from unittest.mock import patch\nwith patch.object(np, 'sum'): f()",
            "calls patch.object",
        ),
        ("monkeypatch.setattr(np, 'sum', None)", "calls monkeypatch.setattr"),
        ("globals()['sum'] = None", "replaces globals()['sum']"),
        ("globals().update(sum=None)", "changes globals()"),
        ("helper = must_not_be_called", "replaces helper"),
        ("import doctest\nassert doctest.testmod().failed == 0", "looks for doctests"),
        ("def helper(x): raise AssertionError", "replaces helper"),
        ("sum = None", "replaces sum"),
        ("x = 5\nassert f(x) == 5", ""),
        ("for id in (1, 2):\n    assert f(id)", ""),
        ("input = lambda _: '5'", ""),
        ("with patch('builtins.input', lambda _: '5'):\n    f()", ""),
        ("import sys, io\nsys.stdout = io.StringIO()", ""),
        ("fig, ax = plt.subplots()\nax.title = 1", ""),
        ("def check(sum):\n    total = sum\n    return total", ""),
    ],
)
def test_what_forbids_or_replaces_something_is_seen_in_its_text(test, said):
    assert forbidding(test, {"np", "plt"}, {"helper", "f"}) == said


EVERYDAY = {
    "a variable of a test": ("def f(): return rate * 2", "rate = 4\nassert f() == 8"),
    "a variable of a locked cell": ("def f(): return LIMIT + 1", "assert f() == 8"),
    "such a variable, set anew": ("def f(): return LIMIT + 1", "LIMIT = 1\nassert f() == 2"),
    "axes": (
        "def f(ax): ax.plot([1, 2])",
        "fig, ax = plt.subplots()\nf(ax)\nassert len(ax.lines) == 1",
    ),
    "the current axes": (
        "def f(): plt.plot([1, 2])",
        "plt.close('all')\nf()\nassert len(plt.gca().lines) == 1",
    ),
    "an attribute of a class": (
        "class Dock:\n    count = 0\n    def __init__(self): Dock.count += 1",
        "Dock.count = 5\nDock()\nassert Dock.count == 6",
    ),
    "the state of a module": (
        "import random\ndef f(): return random.random()",
        "import random\nrandom.seed(3)\na = f()\nrandom.seed(3)\nassert a == f()",
    ),
    "a mutable default": (
        "def f(x, seen=[]):\n    seen.append(x)\n    return seen",
        "f(1)\nassert f(2) == [1, 2]",
    ),
    "what it prints": (
        "def f(): print('hello')",
        "import io, contextlib\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n    f()\nassert out.getvalue() == 'hello\\n'",
    ),
    "a context manager": (
        "import contextlib\n@contextlib.contextmanager\ndef opened(log):\n    log.append('in')\n    yield 5\n    log.append('out')",
        "log = []\nwith opened(log) as value:\n    assert value == 5\nassert log == ['in', 'out']",
    ),
    "a temporary folder": (
        "from pathlib import Path\ndef f(folder): (Path(folder) / 'a.txt').write_text('x')",
        "import tempfile, os\nwith tempfile.TemporaryDirectory() as folder:\n    f(folder)\n    assert os.listdir(folder) == ['a.txt']",
    ),
    "an async function": (
        "async def f(x): return x + 1",
        "assert await f(1) == 2",
    ),
    "a function that a test replaces": (
        "def price(): return 1 / 0\ndef f(): return price() * 2",
        "price = lambda: 4\nassert f() == 8",
    ),
    "an exception with an attribute": (
        "class Full(Exception):\n    def __init__(self, free):\n        super().__init__('full')\n        self.free = free\ndef f(): raise Full(3)",
        "try:\n    f()\nexcept Full as error:\n    assert error.free == 3\nelse:\n    assert False",
    ),
    "two names of one list": ("a = [1]\nb = a", "assert a is b"),
    "a class derived from the answer's": (
        "class Dock:\n    def size(self): return 2 * self.slots()",
        "class Mine(Dock):\n    def slots(self): return 4\nassert Mine().size() == 8",
    ),
    "a warning": (
        "import warnings\ndef f(): warnings.warn('old')",
        "import warnings\nwith warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n    f()\nassert len(seen) == 1",
    ),
    "a generator that is sent something": (
        "def f():\n    total = 0\n    while True:\n        total += yield total",
        "g = f()\nnext(g)\ng.send(3)\nassert g.send(4) == 7",
    ),
}


@pytest.mark.parametrize("what", list(EVERYDAY))
def test_an_everyday_test_gives_the_same_in_a_box_and_where_it_stands(box, open_box, what):
    solution, test = EVERYDAY[what]
    setup = "import matplotlib.pyplot as plt\nLIMIT = 7"
    made = exercise(solution, "pass", hidden=test, setup=setup)
    assert [points(one_box, made, solution) for one_box in (box, open_box)] == [2, 2]
    assert [points(one_box, made, "pass") for one_box in (box, open_box)] == [0, 0]


# Says something else of a test than what it came to.
FORGED = """
from boxgrader.execution import kernel
class Said:
    def to_message(self): return {{'kind': 'InsideAnswer', 'changed': [], 'verdict': {said}}}
kernel.tests_in_place.judged = lambda *_: Said()
"""


class TestInsideATest:
    def test_finds_what_hidden_tests_above_define(self, box):
        made, hand_in = many(
            ("pass", "base = 3\ndef limit(x): return x + base"),
            ("pass", f"{LOOKS}\nassert half(limit(5)) == 4"),
            solution=HALF,
        )
        assert placement.placements(made, box)["t1"].kind == "inside"
        assert grade_one(hand_in(HALF), made, box).scores["t1"] == 1

    def test_takes_no_longer_than_others(self, box, monkeypatch):
        from boxgrader.checking import run_tests

        placement.placements(CODE, box)
        monkeypatch.setattr(run_tests, "CELL_SECONDS", 1)
        answer = "def half(v):\n    if v > 4:\n        while True:\n            try:\n                while True: pass\n            except BaseException: pass"
        assert points(box, CODE, answer) == 0

    @pytest.mark.parametrize(
        "said",
        [
            "{'kind': 'Verdict', 'ename': None, 'evalue': '', 'line': 0, 'number': True}",
            "{'kind': 'Verdict', 'ename': None, 'evalue': '', 'line': 0, 'number': 10**400}",
            "{'kind': 'Verdict', 'ename': None, 'evalue': '', 'line': 0, 'number': 'all'}",
            "[]",
            "{'kind': 'Verdict'}",
            "5",
            "{'kind': 'Verdict', 'ename': [], 'evalue': '', 'line': 'x', 'number': None}",
        ],
    )
    def test_says_nothing_that_a_grade_could_not_be(self, box, said):
        forged = FORGED.format(said=said)
        assert points(box, CODE, "def half(v): return 0", before=forged) == 0

    def test_gives_no_more_points_than_there_are(self, box):
        said = "{'kind': 'Verdict', 'ename': None, 'evalue': '', 'line': 0, 'number': 1e9}"
        forged = FORGED.format(said=said)
        assert points(box, CODE, "def half(v): return 0", before=forged) == 2

    @pytest.mark.parametrize(
        ("trick", "named"),
        [
            ("import builtins\nbuiltins.abs = lambda _: 0", "builtins.abs"),
            ("abs = lambda _: 0", "abs"),
            ("np.testing.assert_allclose = lambda *_, **__: None", "numpy.testing.assert_allclose"),
            ("import numpy.testing as t\nclass np:\n    testing = None", "np"),
            ("def near(a, b): return True", "near"),
            ("import sys\nsys.settrace(lambda *_: None)", "sys.settrace"),
        ],
    )
    def test_counts_apart_where_the_notebook_replaces_what_it_relies_on(self, box, trick, named):
        setup = "import numpy as np\ndef near(a, b): return abs(a - b) < 1e-9"
        test = f"{LOOKS}\nassert near(half(9), 4.5)\nnp.testing.assert_allclose(half(9), 4.5)"
        made = exercise(HALF, "pass", hidden=test, setup=setup)
        assert points(box, made, HALF) == 2
        found = graded(box, made, "def half(v): return 0", after=trick)
        assert found.scores["test"] == 0
        assert any(f"the notebook replaces {named}" in note for note in found.notes)

    @pytest.mark.parametrize(
        "habit",
        [
            "%matplotlib inline",
            "%pylab",
            "import sys, io\nsys.stdout = io.StringIO()\nsys.stdout = sys.__stdout__",
            "import warnings\nwarnings.filterwarnings('ignore')",
            "import random\nrandom.seed(1)\nnp.random.seed(1)\nnp.set_printoptions(precision=3)",
            "import pandas as pd\npd.options.display.precision = 3\npd.DataFrame({'a': [1]})",
            "open('x.txt', 'w').close()\n[abs(x) for x in (1, -1)]\n_ = 3",
        ],
    )
    def test_does_not_mind_ordinary_habits(self, box, habit):
        setup = "import sys\nimport numpy as np\nimport matplotlib.pyplot as plt"
        test = f"{LOOKS}\nopen('y.txt', 'w').close()\nassert abs(half(9)) == 4.5 and plt and np"
        made = exercise(HALF, "pass", hidden=test, setup=setup)
        found = graded(box, made, HALF, before=habit)
        assert (found.scores["test"], found.notes) == (2, ())

    def test_does_not_mind_what_its_author_replaces(self, box):
        setup = "import builtins\nbuiltins.sum = lambda values: 4.5"
        made = exercise(HALF, "pass", hidden=f"{LOOKS}\nassert half(9) == sum([])", setup=setup)
        found = graded(box, made, HALF)
        assert (found.scores["test"], found.notes) == (2, ())

    def test_that_forbids_something_cannot_be_kept_apart_by_replacing_something(self, box):
        trick = "import builtins\nbuiltins.abs = lambda _: 0"
        assert points(box, FORBIDDEN, "def total(v): return np.sum(v)", after=trick) == 0

    def test_shows_nothing_of_itself_in_outputs(self, box):
        """What cells show is final before any hidden test runs, in whichever way."""
        answer = "def half(v):\n    if v > 4: open(f'seen {v}', 'w').close()\n    return v / 2"
        look = "import os\nprint(sorted(os.listdir()))"
        result = graded(box, CODE, answer, before=look, after=look)
        assert result.scores["test"] == 2
        shown = [one["text"] for each in result.notebook.cells for one in each.outputs]
        assert shown == ["[]\n", "[]\n"]


class TestTheSecondLook:
    """A test that runs apart and fails there, but would pass inside, is named in a note."""

    NOTE = "test: passed in the notebook but not in the check: "

    @pytest.mark.parametrize(
        "answer",
        [
            "def f(): return rate * 2",
            "class A:\n    def __eq__(self, other): return other == 8\ndef f(): return A()",
            "import pandas as pd\nclass T(pd.Series):\n    @property\n    def real(self): return 8\n    def __eq__(self, other): return True\n    def __bool__(self): return True\ndef f(): return T([8.5])",
        ],
        ids=["a variable of the test", "an object of the learner's", "a table"],
    )
    def test_of_a_hidden_test(self, box, answer):
        made = exercise("def f(): return 8", "pass", hidden="rate = 4\nassert f() == 8")
        result = graded(box, made, answer)
        assert result.scores["test"] == 0
        assert [note.startswith(self.NOTE) for note in result.notes] == [True]

    def test_of_points_that_are_counted(self, box):
        hidden = "rate, points = 4, 0\ntry:\n    points += 2 * (f() == 8)\nexcept Exception:\n    pass\npoints"
        made = exercise("def f(): return 8", "pass", hidden=hidden)
        result = graded(box, made, "def f(): return rate * 2")
        assert result.scores["test"] == 0
        assert result.notes == (f"{self.NOTE}0 of 2 points",)

    @pytest.mark.parametrize(
        "answer", ["def f(): return 9", "def f(): raise NotImplementedError()", "", "f = 3"]
    )
    def test_is_not_taken_of_plain_answers(self, box, answer, monkeypatch):
        made = exercise("def f(): return 8", "pass", hidden="assert f() == 8")
        placement.placements(made, box)
        runs = []
        execute = grade_submission.execute

        def counted(*args, **more):
            runs.append(args)
            return execute(*args, **more)

        monkeypatch.setattr(grade_submission, "execute", counted)
        result = graded(box, made, answer)
        assert (result.scores["test"], result.notes, len(runs)) == (0, (), 1)


class TestARehearsal:
    def test_tells_what_each_version_gets_in_both_ways(self, box):
        found = rehearse(CODE, box)
        solved = found.solution["test"]
        assert (solved.apart, solved.inside, solved.of(found.placements["test"])) == (0, 2, 2)
        assert "Error: " in solved.said
        assert found.untouched["test"].inside == 0
        assert found.broken["answer"]["test"].inside == 0
