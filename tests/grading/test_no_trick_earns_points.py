# ruff: noqa: E501  a trick reads best in one piece
"""No trick with what crosses the boundary earns a point: names, exceptions, containers, setups."""

from __future__ import annotations

import json

import pytest
from grading.lesson import about, cell, exercise, handed_in, notebook

from boxgrader.grade_submission import grade_one
from boxgrader.submission.assignment import Assignment


def score(box, assignment, answer, **more):
    """What an answer earns of an assignment's 2 points."""
    return grade_one(handed_in(assignment, answer, **more), assignment, box).scores["test"]


TAKERS = {
    "a named tuple's field": "import collections\ndef f(x): return collections.namedtuple('T', 'equals')(lambda e: True)",
    "an element of a series": "import pandas as pd\ndef f(x): return pd.Series({'equals': lambda e: True})",
    "an exception's class": "class A:\n    equals = ValueError\ndef f(x): return A()",
    "an exception of the learner's": "class A:\n    equals = type('E', (Exception,), {})\ndef f(x): return A()",
    "an exception in a named tuple": "import collections\ndef f(x): return collections.namedtuple('T', 'equals')(ValueError)",
    "a class that both sides have": "class A:\n    equals = str\ndef f(x): return A()",
    "such a class in a named tuple": "import collections\ndef f(x): return collections.namedtuple('T', 'equals')(bool)",
    "a class": "class A:\n    class equals:\n        def __init__(s, e): pass\ndef f(x): return A()",
}


@pytest.mark.parametrize("taker", list(TAKERS))
@pytest.mark.parametrize("test", ["assert f(1).equals(3)", "assert f(1)[0].equals(3)"])
def test_nothing_under_a_name_of_an_answer_takes_the_expected_value(box, taker, test):
    answer = TAKERS[taker]
    if "[0]" in test:
        answer = answer.replace("def f(", "def inner(") + "\ndef f(x): return [inner(x)]"
    assert score(box, exercise("def f(x): return 3", "pass", hidden=test), answer) == 0


def test_numpy_reads_no_memory_that_an_answer_points_to(box):
    """The checker's memory looks like the learner's, so an address could be guessed."""
    answer = (
        "class A:\n    @property\n    def __array_interface__(s):\n"
        "        open('asked', 'w')\n        return {'data': (0x1000, False), 'shape': (3,), 'typestr': '<f8', 'version': 3}\n"
        "def f(x): return A()\ndef g():\n    import os\n    return os.path.exists('asked')"
    )
    hidden = "import numpy as np\ntry:\n    np.asarray(f(1))\nexcept Exception:\n    pass\nassert not g()"
    assert score(box, exercise("def f(x): return 3", "pass", hidden=hidden), answer) == 2


@pytest.mark.parametrize(
    "answer",
    [
        "def f(x): raise StopIteration",
        "class E(StopIteration): pass\ndef f(x): raise E",
        "class A:\n    def __float__(s): raise StopIteration\ndef f(x): return A()",
        "class A:\n    def __getattr__(s, n): raise StopIteration\ndef f(x): return A()",
    ],
)
@pytest.mark.parametrize(
    "test",
    [
        "assert all(map(lambda v: float(f(v)) == v, [1, 2]))",
        "assert all(map(lambda v: f(v).real == v, [1, 2]))",
        "for found in map(lambda v: float(f(v)), [1, 2]):\n    assert found == v",
    ],
)
def test_an_answer_cannot_end_the_loop_of_a_test(box, test, answer):
    assert score(box, exercise("def f(x): return x", "pass", hidden=test), answer) == 0


@pytest.mark.parametrize(
    "test", ["assert sum([1, 2]) == 3", "def g(): return sum([1, 2])\nassert g() == 3"]
)
def test_an_answer_that_is_missing_is_not_replaced_by_what_python_has_of_its_name(box, test):
    assignment = exercise("def sum(v): return v[0] + v[1]", "pass", hidden=test)
    assert score(box, assignment, "pass") == 0
    assert score(box, assignment, "def sum(v): return v[0] + v[1]") == 2


def test_a_setup_above_an_answer_may_use_what_python_has_of_its_name(box):
    assignment = exercise(
        "def sum(v): return 3", "assert sum([]) == SUM", setup="SUM = sum([1, 2])"
    )
    assert score(box, assignment, "def sum(v): return 3") == 2


COUNTERS = {
    "a counter": "points = 0\nfor v in (1, 2):\n    points += abs(f(v) - 3) < 1e-9\npoints",
    "a counter, cut": "points = 0\nfor v in (1, 2):\n    points = points + (abs(f(v) - 3) < 1e-9)\nmin(points, 2)",
    "a sum": "sum(abs(f(v) - 3) < 1e-9 for v in (1, 2))",
    "half a sum": "2 * sum([abs(f(v) - 3) < 1e-9 for v in (1, 2)])",
    "a product": "score = 2\nscore *= f(1) == 3\nscore",
}


@pytest.mark.parametrize("counter", list(COUNTERS))
@pytest.mark.parametrize(
    "value", ["np.array([0.0, 5.0])", "pd.Series([0.0])", "pd.NA", "pd.DataFrame({'a': [0.0]})"]
)
def test_an_array_of_points_is_no_full_score(box, counter, value):
    answer = f"import numpy as np\nimport pandas as pd\ndef f(x): return {value}"
    assert score(box, exercise("def f(x): return 3", "pass", hidden=COUNTERS[counter]), answer) == 0


@pytest.mark.parametrize(
    "test", ["result = f(1)\nresult", "f(1).head()", "n = 3\nf(1).head(n)", "round(f(1), 2)"]
)
def test_a_table_that_a_test_shows_at_its_end_costs_nothing(box, test):
    answer = "import pandas as pd\ndef f(x): return pd.DataFrame({'a': [0.0]})"
    assert score(box, exercise(answer, test), answer) == 2


def between(setup, hidden):
    """An assignment with a locked cell between answer and test."""

    def made(answer, check):
        return json.dumps(
            notebook(
                cell(answer, nbgrader=about("answer", solution=True)),
                cell(setup, nbgrader=about("between")),
                cell(check, nbgrader=about("test", grade=True, points=2)),
            )
        )

    full = f"pass\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    return Assignment("one", "one", made("def f(x): return 3", full), made("pass", "pass"), {})


@pytest.mark.parametrize(
    "trick",
    [
        "raise SystemExit",
        "raise KeyboardInterrupt",
        "raise ValueError",
        "import os; os._exit(0)",
        "import time; time.sleep(60)",
    ],
)
def test_an_answer_that_fails_in_a_locked_cell_does_not_make_its_names_the_learners(
    box, trick, monkeypatch
):
    from boxgrader.checking import run_tests
    from boxgrader.execution import run_cells

    monkeypatch.setattr(run_cells, "CELL_SECONDS", 2)
    monkeypatch.setattr(run_tests, "CELL_SECONDS", 2)
    assignment = between(
        "A = f(1)\nB = f(2) + 1\nTRUTH = 3", "assert f(3) == 0 and (B == 0 or TRUTH == 0)"
    )
    answer = f"import os\ndef f(x):\n    if x == 2 and os.path.exists('ran'):\n        {trick}\n    if x == 2: open('ran', 'w')\n    return 0"
    assert score(box, assignment, answer, after="B = TRUTH = 0") == 0


def test_a_locked_cell_may_call_an_answer_more_than_once(box):
    assignment = between("A = f(1)\nB = f(2) + 1\nTRUTH = 3", "assert f(3) == TRUTH and A + B == 7")
    assert score(box, assignment, "def f(x): return 3") == 2


@pytest.mark.parametrize("kind", ["SyntaxError", "ValueError", "KeyError"])
def test_an_exception_named_after_a_hidden_input_shows_in_no_feedback(box, kind):
    from boxgrader.feedback.hidden_tests import HideHiddenTests

    assignment = exercise("def f(x): return x", "f(0)", hidden="assert f('the key') == 'the key'")
    answer = f"def f(x):\n    if x != 0: raise type(str(x), ({kind},), {{}})(str(x))"
    result = grade_one(handed_in(assignment, answer), assignment, box)
    shown = [HideHiddenTests().preprocess_cell(one, {}, 0)[0] for one in result.notebook.cells]
    assert result.scores["test"] == 0
    assert "the key" not in json.dumps(shown)


def test_what_one_hidden_test_asks_does_not_name_the_failure_of_the_next(box):
    """Copies of the learner's process share a folder, so they can tell each other."""
    from boxgrader.feedback.hidden_tests import HideHiddenTests

    made = json.loads(exercise("def f(x): return x", "f(0)", hidden="f('the key')").source)
    second = cell(
        "f(1)\n### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS",
        nbgrader=about("next", grade=True, points=2),
    )
    made["cells"].append({**second, "id": "c9"})
    released = json.loads(exercise("def f(x): return x", "f(0)").release)
    released["cells"].append({**second, "id": "c9", "source": "f(1)"})
    assignment = Assignment("one", "one", json.dumps(made), json.dumps(released), {})
    answer = (
        "import os\ndef f(x):\n    if x == 'the key': open('told', 'w').write(x)\n"
        "    if x == 1 and os.path.exists('told'): raise type(open('told').read(), (Exception,), {})"
    )
    result = grade_one(handed_in(assignment, answer), assignment, box)
    assert result.scores["next"] == 0
    shown = [HideHiddenTests().preprocess_cell(one, {}, 0)[0] for one in result.notebook.cells]
    assert json.dumps(shown).count("the key") == 1  # in the learner's own code


CLASS = "class Dock:\n    def __init__(s, n): s.n = n\n    def load(s): return s.n\n    def add(s, n): s.n += n; return s.n"
LYING = """
class Dock:
    def __init__(s, n): pass
    def _yes(s, *args): return 1
    load = lambda s: s
    __sub__ = __rsub__ = lambda s, o: 0.0
    __truediv__ = __contains__ = __getitem__ = count = equals = index = _yes
    __eq__ = __lt__ = __gt__ = __le__ = lambda s, o: True
    __hash__ = None
    add = load
"""


@pytest.mark.parametrize(
    "test",
    [
        "assert abs(Dock(4).load() - 4) < 1e-9",
        "assert abs(4 - Dock(4).load()) < 1e-9",
        "assert Dock(4).load() / 4 == 1",
        "assert Dock(4).load().count(4) == 1",
        "assert Dock(4).load().equals(4)",
        "d = Dock(4)\nassert d.add(2).index(6)",
        "assert Dock(4).load() == 4 or Dock(4).load() <= 4",
    ],
)
def test_a_class_is_handed_only_what_the_instructors_own_class_takes(box, test):
    assert score(box, exercise(CLASS, "pass", hidden=test), LYING) == 0
    other = CLASS.replace("s.n = n", "s.own = s.n = n") + "\n    def helper(s, a, b): return a"
    fine = "d = Dock(4)\nassert d.add(2) == 6 and d.load() == 6"
    assert score(box, exercise(CLASS, "pass", hidden=fine), other) == 2


def test_operators_that_the_instructors_class_has_are_the_answer(box):
    solution = (
        "class Money:\n    def __init__(s, n): s.n = n\n    def __add__(s, o): return Money(s.n + getattr(o, 'n', o))\n"
        "    __radd__ = __add__\n    def __eq__(s, o): return s.n == o.n"
    )
    test = "assert Money(1) + 2 == Money(3)\nassert 2 + Money(1) == Money(3)\nassert not Money(1) == Money(3)"
    assert score(box, exercise(solution, test, hidden=test), solution) == 2


def test_a_class_with_a_base_from_elsewhere_may_be_handed_anything(box):
    solution = "from collections import UserList\nclass Docks(UserList): pass"
    test = "d = Docks([3, 5])\nassert d.count(3) == 1 and d.index(5) == 1"
    assert score(box, exercise(solution, test, hidden=test), solution) == 2


@pytest.mark.parametrize("name", ["allclose", "array_equal", "array_almost_equal", "equal"])
def test_a_masked_array_is_not_equal_to_everything(box, name):
    solution = "import numpy as np\ndef f(): return np.array([1.0, 2.0])"
    test = f"import numpy as np\nnp.testing.assert_{name}(f(), np.array([1.0, 2.0]))"
    masked = "import numpy as np\ndef f(): return np.ma.masked_all(2)"
    assert score(box, exercise(solution, "pass", hidden=test), masked) == 0
    assert score(box, exercise(solution, "pass", hidden=test), solution) == 2


@pytest.mark.parametrize("attribute", ["right", "fits"])
def test_a_method_of_an_object_that_a_test_hands_over_stays_the_tests(box, attribute):
    setup = "class Record:\n    fits = None\n    def right(s, expected): return getattr(s, 'seen', 0) == expected"
    test = "record = Record()\nf(record)\nassert record.right(3) and (record.fits is None or record.fits(3))"
    assignment = exercise("def f(r): r.seen = 3", "pass", hidden=test, setup=setup)
    trick = f"def f(r):\n    try: r.seen = 3 if {attribute!r} == 'fits' else 0\n    finally: r.{attribute} = lambda e: True"
    assert score(box, assignment, trick) == 0
    assert score(box, assignment, "def f(r): r.seen = 3") == 2
