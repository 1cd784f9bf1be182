"""Ordinary nbgrader tests work unchanged on answers that live in another process."""

from __future__ import annotations

import pytest
from grading.lesson import exercise, handed_in
from nbgrader import utils

from boxgrader.grade_submission import grade_one


def graded(box, assignment, answer, **own):
    return grade_one(handed_in(assignment, answer, **own), assignment, box)


def points(box, solution, test, answer=None, **more):
    """What an answer, by default the instructor's own, earns of 2 points."""
    assignment = exercise(solution, test, **more)
    return graded(box, assignment, solution if answer is None else answer).scores["test"]


WORK = [
    pytest.param("x = 5", "assert x == 5", id="number"),
    pytest.param("x = [1, {'a': (2, 3)}]", "assert x[1]['a'] == (2, 3)", id="nested data"),
    pytest.param("x = {1, 2}", "assert isinstance(x, set) and x == {2, 1}", id="set"),
    pytest.param(
        "import numpy as np\nx = np.arange(3) * 2.0",
        "import numpy as np\nnp.testing.assert_allclose(x, [0, 2, 4])\nassert x.dtype == float",
        id="array",
    ),
    pytest.param(
        "import pandas as pd\nt = pd.DataFrame({'a': [1, 2]}, index=['x', 'y'])",
        "import pandas as pd\n"
        "pd.testing.assert_frame_equal(t, pd.DataFrame({'a': [1, 2]}, index=['x', 'y']))",
        id="table",
    ),
    pytest.param(
        "import numpy as np\nx = np.float64(2)", "assert np.isclose(x, 2)", id="np of the learner"
    ),
    pytest.param(
        "import datetime as dt\nd = dt.date(2026, 1, 2)",
        "import datetime\nassert d + datetime.timedelta(1) == datetime.date(2026, 1, 3)",
        id="date",
    ),
    pytest.param(
        "from decimal import Decimal\nd = Decimal('1.10')",
        "from decimal import Decimal\nassert d + 1 == Decimal('2.10')",
        id="decimal",
    ),
    pytest.param(
        "def f(a, b=2): return a * b", "assert f(3) == 6 and f(a=3, b=4) == 12", id="call"
    ),
    pytest.param("f = lambda x: x + 1", "assert callable(f) and f(1) == 2", id="lambda"),
    pytest.param(
        "def f(x):\n    if x < 0: raise ValueError('negative: %d' % x)",
        "try:\n    f(-1)\nexcept ValueError as error:\n    assert 'negative: -1' in str(error)\n"
        "else:\n    raise AssertionError('no error')",
        id="builtin exception",
    ),
    pytest.param(
        "def f(d): return d['a']",
        "import pytest\nwith pytest.raises(KeyError, match='a'):\n    f({})",
        id="pytest.raises",
    ),
    pytest.param(
        "class TooDeep(ValueError): pass\ndef f(): raise TooDeep('x')",
        "try:\n    f()\nexcept TooDeep as error:\n    assert isinstance(error, ValueError)",
        id="own exception",
    ),
    pytest.param(
        "import numpy as np\ndef f(): return np.linalg.inv(np.zeros((2, 2)))",
        "import numpy as np\ntry:\n    f()\nexcept np.linalg.LinAlgError:\n    pass",
        id="library exception",
    ),
    pytest.param(
        "def f(values): values.sort()", "x = [3, 1]\nf(x)\nassert x == [1, 3]", id="list in place"
    ),
    pytest.param(
        "def f(t): t['b'] = t['a'] * 2",
        "import pandas as pd\nt = pd.DataFrame({'a': [1]})\nf(t)\nassert list(t['b']) == [2]",
        id="table in place",
    ),
    pytest.param(
        "def f(a): a[0] = 9",
        "import numpy as np\nx = np.zeros(2)\nf(x)\nassert x[0] == 9",
        id="array in place",
    ),
    pytest.param(
        "log = []\ndef f(x): log.append(x)",
        "f(5)\nassert log == [5]",
        id="global changed by a call",
    ),
    pytest.param(
        "class Account:\n    def __init__(self, b): self.balance = b\n"
        "    def add(self, x): self.balance += x\n    def __len__(self): return 3",
        "a = Account(1)\na.add(2)\nassert a.balance == 3 and isinstance(a, Account)\n"
        "a.balance = 7\nassert a.balance == 7 and len(a) == 3",
        id="class",
    ),
    pytest.param(
        "from dataclasses import dataclass\n"
        "@dataclass(order=True)\nclass P:\n    x: int\n    y: int = 0",
        "assert P(1) == P(1, 0) and P(1) != P(2) and P(1) < P(2)\nassert 'x=1' in str(P(1))",
        id="dataclass of the learner",
    ),
    pytest.param(
        "def squares(n):\n    for i in range(n): yield i * i",
        "assert list(squares(3)) == [0, 1, 4]\ng = squares(1)\nassert next(g) == 0",
        id="generator",
    ),
    pytest.param(
        "def apply(f, xs): return [f(x) for x in xs]",
        "assert apply(lambda x: x + 1, [1, 2]) == [2, 3]",
        id="function as argument",
    ),
    pytest.param(
        "def adder(n): return lambda x: x + n", "assert adder(2)(3) == 5", id="function as result"
    ),
    pytest.param(
        "def hello(): print('Hello')",
        "import io, contextlib\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n"
        "    hello()\nassert out.getvalue() == 'Hello\\n'",
        id="what a function prints",
    ),
    pytest.param(
        "def area(width, height=1):\n    '''The area.'''\n    return width * height",
        "import inspect\nassert list(inspect.signature(area).parameters) == ['width', 'height']\n"
        "assert area.__doc__ == 'The area.' and area.__name__ == 'area'\n"
        "assert 'return width' in inspect.getsource(area)",
        id="signature, docstring and source",
    ),
    pytest.param(
        "from pmlearn.exercises.marking import mark_choice\nmark = mark_choice('a', 'a', out_of=2)",
        "assert mark.points == 2",
        id="dataclass of the course",
    ),
    pytest.param(
        "import random\nrandom.seed(4)\ndef f(): return random.random()",
        "import random\nrandom.seed(4)\nr = random.random()\nrandom.seed(4)\nassert f() == r",
        id="seeded random numbers",
    ),
    pytest.param("def max(x): return 42", "assert max([1]) == 42", id="builtin that is the task"),
    pytest.param(
        "class V:\n    def __init__(s, x): s.x = x\n    def __mul__(s, k): return V(s.x * k)\n"
        "    def __add__(s, o): return V(s.x + o.x)\n    def __eq__(s, o): return s.x == o.x",
        "assert (V(2) * 3).x == 6 and (V(1) + V(2)).x == 3 and V(1) == V(1) != V(2)",
        id="operators of a class",
    ),
    pytest.param(
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2], [3, 4])\n"
        "ax.set_xlabel('week')",
        "assert ax.get_xlabel() == 'week' and len(ax.lines) == 1\n"
        "assert list(ax.get_lines()[0].get_ydata()) == [3, 4]",
        id="plot",
    ),
    pytest.param(
        "import re\nfound = re.match(r'(\\d+)', '12 docks')",
        "assert found.group() == '12' and found[1] == '12'",
        id="object of a library",
    ),
    pytest.param(
        "def greet():\n    return 'Hello ' + input('Name? ')",
        "from unittest.mock import patch\nwith patch('builtins.input', return_value='Ada'):\n"
        "    assert greet() == 'Hello Ada'",
        id="test that plays the user",
    ),
    pytest.param("x = 1", "%%time\nassert x == 1", id="magic in a test"),
    pytest.param("x = 1", "display(x)\nassert x == 1", id="display in a test"),
    pytest.param("def f(x): return x", "assert f(f) is not None", id="stand-in given back"),
    pytest.param(
        "def f(x): return {'a': f}", "assert f(1)['a'](2)['a'] is not None", id="nested ref"
    ),
    pytest.param(
        "with open('out.txt', 'w') as f: f.write('x')\ntext = open('out.txt').read()",
        "assert text == 'x'",
        id="file in the folder",
    ),
]


@pytest.mark.parametrize(("solution", "test"), WORK)
def test_a_right_answer_earns_everything_in_a_visible_test(box, solution, test):
    assert points(box, solution, test) == 2


@pytest.mark.parametrize(("solution", "test"), WORK)
def test_a_right_answer_earns_everything_in_a_hidden_test(box, solution, test):
    if test.startswith("%%"):
        test = test.partition("\n")[2]
    assert points(box, solution, "pass", hidden=test) == 2


@pytest.mark.parametrize(("solution", "test"), WORK)
def test_no_answer_earns_nothing(box, solution, test):
    assert points(box, solution, test, answer="raise NotImplementedError()") == 0


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("1.5", 1.5),
        ("1", 1),
        ("x - 4", 1),
        ("0.0", 0),
        ("assert x == 5", 2),
        ("assert x == 6", 0),
        ("x", 2),
        ("None", 2),
        ("'1.0'", 2),
        ("True", 2),
        ("1.0;", 2),
        ("1.0  # points", 1),
        ("import sys\nsys.exit()", 0),
        ("1/0", 0),
        ("import numpy as np\nnp.float64(1.5)", 1.5),
        ("float('nan')", 0),
        ("-1", 0),
        ("import warnings\nwarnings.warn('slow')\n1.0", 1),
        ("print('ok', __import__('sys').stderr)", 2),
        ("this is no Python", 0),
    ],
)
def test_the_last_value_of_a_test_counts_as_nbgrader_counts_it(box, test, expected):
    assert points(box, "x = 5", test) == expected


def test_more_points_than_there_are_are_cut_with_a_note(box):
    result = graded(box, exercise("x = 5", "x"), "x = 5")
    assert result.scores == {"test": 2}
    assert any("5 of 2" in note for note in result.notes)


class TestNames:
    """What the instructor defines is the instructor's, what learners are asked for is theirs."""

    def test_a_locked_cell_is_computed_by_the_checker(self, box):
        more = {"setup": "LIMIT = 10\ndef close(a, b): return abs(a - b) < 1e-9"}
        assert points(box, "x = 10", "assert close(x, LIMIT)", **more) == 2
        lie = "x = 1\nLIMIT = 1\ndef close(a, b): return True"
        assert points(box, "x = 10", "assert close(x, LIMIT)", lie, **more) == 0

    def test_a_locked_cell_may_use_an_answer(self, box):
        setup = "def double(v): return 2 * v"
        assert points(box, "x = 1", "assert double(x) == 2", setup=setup) == 2

    def test_a_name_that_learners_redefine_later_is_theirs(self, box):
        """The test of one task and the answer of another may share a name."""
        assert points(box, "table = [1]", "assert table == [1]", setup="table = None") == 2

    def test_a_helper_file_is_the_released_one(self, box):
        more = {"setup": "from helper import KEY", "files": {"helper.py": b"KEY = 7\n"}}
        assert points(box, "x = 7", "assert x == KEY", **more) == 2
        lie = "x = 1\nimport helper\nhelper.KEY = KEY = 1\nopen('helper.py', 'w').write('KEY = 1')"
        assert points(box, "x = 7", "assert x == KEY", lie, **more) == 0

    def test_a_library_that_the_instructor_imports_is_the_checkers_own(self, box):
        solution = "import numpy as np\nfrom math import isclose\nx = 1.0"
        test = "assert isclose(x, 1) and np.isclose(x, 1)"
        assert points(box, solution, test) == 2
        lie = "class np:\n    isclose = staticmethod(lambda *a: True)\nisclose = np.isclose\nx = 3"
        assert points(box, solution, test, lie) == 0
        assert points(box, solution, test, "x = 1.0") == 0  # nothing imported, as in a notebook

    def test_a_name_that_nobody_defines_is_missing(self, box):
        result = graded(box, exercise("x = 1", "assert x == 1"), "y = 1")
        assert result.scores["test"] == 0
        assert result.notebook.cells[-1].outputs[-1].ename == "NameError"


class TestVerdict:
    def test_an_error_in_the_visible_part_is_the_one_that_the_learner_saw(self, box):
        result = graded(box, exercise("x = 1", "assert x == 1, f'x is {x}'"), "x = 3")
        error = result.notebook.cells[-1].outputs[-1]
        assert (error.ename, error.evalue) == ("AssertionError", "x is 3")

    def test_what_the_test_prints_is_shown_once(self, box):
        result = graded(box, exercise("x = 1", "print('checking', x)\n1.0"), "x = 3")
        texts = [one.text for one in result.notebook.cells[-1].outputs if "text" in one]
        assert texts == ["checking 3\n"]

    def test_nbgrader_reads_the_same_score_from_the_notebook(self, box):
        result = graded(box, exercise("x = 1", "x / 2"), "x = 3")
        assert utils.determine_grade(result.notebook.cells[-1]) == (1.5, 2)

    def test_an_error_in_the_hidden_part_tells_its_line_so_that_feedback_can_hide_it(self, box):
        from boxgrader.feedback.hidden_tests import HIDDEN_CHECK_FAILED, HideHiddenTests

        assignment = exercise("x = 1", "assert x", hidden="assert x == 1, 'the key is 1'")
        result = graded(box, assignment, "x = 2")
        last = result.notebook.cells[-1]
        assert "the key is 1" in str(last.outputs)
        cleaned, _ = HideHiddenTests().preprocess_cell(last, {}, 0)
        assert "the key is 1" not in str(cleaned)
        assert HIDDEN_CHECK_FAILED in str(cleaned.outputs)

    def test_outputs_of_the_answer_are_kept(self, box):
        assignment = exercise("x = 1", "assert x")
        shown = graded(box, assignment, "x = 1\nprint('hi')\nx").notebook.cells[1].outputs
        assert shown[0].text == "hi\n"
        assert shown[1].data == {"text/plain": "1"}


class TestMemory:
    """What a learner's code remembers of a hidden test never shows."""

    HIDDEN = "assert f('secret input') == 1"

    def test_a_global_that_keeps_inputs_shows_in_no_later_cell(self, box):
        assignment = exercise("def f(x): return 1", "assert f('a') == 1", hidden=self.HIDDEN)
        answer = (
            "seen = []\ndef f(x):\n    seen.append(x); print(x)\n"
            "    open('log', 'a').write(x)\n    return 1"
        )
        result = graded(box, assignment, answer)
        assert result.scores["test"] == 2
        assert "secret" not in str([cell.get("outputs") for cell in result.notebook.cells])

    def test_an_error_that_quotes_a_hidden_input_stays_in_the_hidden_part(self, box):
        from boxgrader.feedback.hidden_tests import HideHiddenTests

        assignment = exercise("def f(x): return 1", "assert f('a') == 1", hidden=self.HIDDEN)
        answer = "def f(x):\n    if x != 'a': raise ValueError(x)\n    return 1"
        last = graded(box, assignment, answer).notebook.cells[-1]
        cleaned, _ = HideHiddenTests().preprocess_cell(last, {}, 0)
        assert "secret" not in str(cleaned)
