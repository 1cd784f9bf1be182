"""A test gives in the check what it gives in the notebook: odd answers, odd tests, later cells."""

from __future__ import annotations

import json

import pytest
from grading.lesson import cell, exercise, handed_in

from boxgrader.feedback.hidden_tests import HideHiddenTests
from boxgrader.grade_submission import grade_one


def score(box, assignment, answer, **more):
    """What an answer earns of an assignment's 2 points."""
    return grade_one(handed_in(assignment, answer, **more), assignment, box).scores["test"]


LATER = {
    "settings of a library": (
        "import pandas as pd\ndef f(x): return str(pd.Series([x / 3]))",
        "assert '0.3333' in f(1)",
        "pd.options.display.precision = 1",
    ),
    "how numbers are shown": (
        "import numpy as np\ndef f(x): return str(np.array([x / 3]))",
        "assert f(1) == '[0.33333333]'",
        "np.set_printoptions(precision=1)",
    ),
    "the precision of decimals": (
        "from decimal import Decimal, getcontext\ndef f(x): return str(Decimal(x) / 8)",
        "assert f(1) == '0.125'",
        "getcontext().prec = 1",
    ),
    "warnings that are errors": (
        "import numpy as np\ndef f(x): return float(np.log(np.array([x]))[0])",
        "assert f(0) < 0",
        "import warnings\nwarnings.simplefilter('error')",
    ),
    "another function in a library": (
        "import math\ndef f(x): return math.sqrt(x)",
        "assert f(9) == 3",
        "math.sqrt = None",
    ),
    "random numbers under another name": (
        "import numpy.random as draws\ndraws.seed(1)\ndef f(): return draws.normal()",
        "assert abs(f() - 1.6243453636632417) < 1e-9",
        "draws.seed(2)",
    ),
    "random numbers of a function's own": (
        (
            "import numpy as np\nnp.random.seed(1)\ndef f():\n    from numpy.random import normal\n"
            "    return normal()"
        ),
        "assert abs(f() - 1.6243453636632417) < 1e-9",
        "np.random.seed(2)",
    ),
    "another folder": (
        (
            "import pandas as pd\npd.Series([7]).to_csv('n.csv')\n"
            "def f(): return pd.read_csv('n.csv').shape"
        ),
        "assert f() == (1, 2)",
        "import os\nos.chdir('/')",
    ),
    "a name in a query": (
        (
            "import pandas as pd\nLIMIT = 2\ndef f(n):\n"
            "    return len(pd.DataFrame({'n': n}).query('n > @LIMIT'))"
        ),
        "assert f([1, 2, 3]) == 1",
        "LIMIT = 0",
    ),
    "another name": (
        "def f(n): return n and f(n - 1)\ng = f",
        "assert g is f and g(2) == 0",
        "g = None",
    ),
}


@pytest.mark.parametrize("what", list(LATER))
def test_a_function_is_tested_as_it_was_when_its_test_stood_next(box, what):
    answer, test, later = LATER[what]
    assignment = exercise(answer, "pass", hidden=test)
    mine = json.loads(handed_in(assignment, answer))
    mine["cells"].append({"id": "later", **cell(later)})
    assert grade_one(json.dumps(mine).encode(), assignment, box).scores["test"] == 2


@pytest.mark.parametrize(
    "check",
    [
        "def has(name): return name in globals()",
        "def has(name): return callable(eval(name))",
        "def look(): return globals()\ndef has(name): return name in look()",
    ],
)
def test_a_given_function_finds_an_answer_by_the_text_of_its_name(box, check):
    assignment = exercise("def f(x): return x", "pass", hidden="assert has('f')", setup=check)
    assert score(box, assignment, "def f(x): return x") == 2
    assert score(box, assignment, "def g(x): return x") == 0


def test_a_helper_file_may_be_written_in_another_encoding(box):
    files = {"fees.py": "# -*- coding: latin-1 -*-\nFEE = len('\xe9')\n".encode("latin-1")}
    assignment = exercise("x = 3", "assert x == 3 * FEE", setup="from fees import FEE", files=files)
    assert score(box, assignment, "x = 3") == 2
    assert score(box, assignment, "x = 4") == 0


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
    "type('Blank', (), {'__repr__': lambda _: ''})()": 2,
    "import sys\nprint('slow', file=sys.stderr)": 2,
    f"{FLOOD}1": 1,
    f"{FLOOD}1 / 0": 0,
}


@pytest.mark.parametrize("ending", list(ENDINGS))
@pytest.mark.parametrize("isolated", [True, False])
def test_a_tests_last_value_counts_the_same_in_a_box_and_without(box, open_box, ending, isolated):
    assignment = exercise("x = 3", "assert x == 3", hidden=ending)
    assert score(box if isolated else open_box, assignment, "x = 3") == ENDINGS[ending]


FAILS = {
    "another exception": "try: {}[x]\n    except KeyError: raise ValueError(x)",
    "another one from it": "try: {}[x]\n    except KeyError as e: raise ValueError(x) from e",
    "a group of exceptions": "raise ExceptionGroup(x, [ValueError(x)])",
    "no traceback": "get_ipython().showtraceback = lambda *_, **__: 0\n    raise ValueError(x)",
}


@pytest.mark.parametrize("way", list(FAILS))
@pytest.mark.parametrize("isolated", [True, False])
def test_an_answer_that_raises_fails_and_feedback_does_not_tell_the_hidden_input(
    box, open_box, way, isolated
):
    assignment = exercise("def f(x): return x", "f('')", hidden="f('the key')")
    answer = f"def f(x):\n    if not x: return x\n    {FAILS[way]}"
    found = grade_one(handed_in(assignment, answer), assignment, box if isolated else open_box)
    assert found.scores["test"] == 0
    shown = [HideHiddenTests().preprocess_cell(one, {}, 0)[0] for one in found.notebook.cells]
    assert "the key" not in json.dumps(shown)


def test_a_group_of_exceptions_shows_as_an_error(box):
    assignment = exercise("x = 3", "assert x == 3")
    group = "raise ExceptionGroup('two', [ValueError(1), ValueError(2)])"
    found = grade_one(handed_in(assignment, "x = 3", before=group), assignment, box)
    assert found.scores["test"] == 2
    shown = [one.get("ename") for cell in found.notebook.cells for one in cell.get("outputs", [])]
    assert "ExceptionGroup" in shown


@pytest.mark.parametrize(
    ("answer", "test"),
    [
        (
            "import math\nmath.tide = 3\ndef f(): return math.tide\ndef g(): math.tide += 1",
            "g()\nassert f() == 4",
        ),
        ("def f(): return 3", "del f\ntry:\n    f()\n    1 / 0\nexcept NameError:\n    pass"),
        ("open('tide.py', 'w').write('def f(): return 3')\nfrom tide import f", "assert f() == 3"),
    ],
)
def test_a_test_passes_in_the_check_as_in_the_notebook(box, answer, test):
    assignment = exercise(answer, test)
    assert score(box, assignment, answer) == 2
    assert score(box, assignment, "def f(): return 0" if "del" not in test else "pass") == 0
