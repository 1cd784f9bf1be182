"""Honest and unlucky learners keep every point that their answers deserve."""

from __future__ import annotations

import json

import pytest
from grading.lesson import (
    FULL,
    RIGHT,
    STUBS,
    about,
    cell,
    exercise,
    handed_in,
    lesson,
    named,
    notebook,
    submitted,
)

from boxgrader.execution import run_cells
from boxgrader.grade_submission import grade_one
from boxgrader.submission.folder import Submission


def scores(box, answers=None, change=None, files=None):
    """The tests' scores of a notebook of the lesson, and the notes."""
    submission = Submission(submitted(answers, change), files or {})
    graded = grade_one(submission, lesson(), box)
    return {name: graded.scores[name] for name in FULL}, graded.notes


def own(*sources, place=0, **more):
    """Own cells that a learner adds; a negative place counts from the end."""

    def change(made):
        at = place if place >= 0 else len(made) + 1 + place
        made[at:at] = [{**cell(source), **more} for source in sources]

    return change


def before(name, *sources):
    def change(made):
        at = made.index(named(made, name))
        made[at:at] = [cell(source) for source in sources]

    return change


MEAN = {
    "numpy": "import numpy as np\ndef mean(values):\n    return np.mean(values)",
    "statistics": "import statistics\nmean = statistics.mean",
    "class with call": "class M:\n    def __call__(self, v):\n        return sum(v) / len(v)\n"
    "mean = M()",
    "recursion": "def mean(v, n=None):\n    n = n or len(v)\n"
    "    return v[0] / n + (mean(v[1:], n) if v[1:] else 0)",
    "decorator": "import functools\n@functools.cache\ndef third(): return 1\n"
    "def mean(v):\n    return sum(v) / len(v) * third()",
    "partial": "import functools\ndef power(p, v):\n"
    "    return (sum(x**p for x in v) / len(v)) ** (1/p)\n"
    "mean = functools.partial(power, 1)",
    "fraction": "from fractions import Fraction\ndef mean(v):\n"
    "    return sum(map(Fraction, v)) / len(v)",
    "pandas": "import pandas as pd\ndef mean(v):\n    return pd.Series(v).mean()",
    "prints": "def mean(v):\n    print('computing', v)\n    return sum(v) / len(v)",
    "stderr": "import sys\ndef mean(v):\n    print('hm', file=sys.stderr)\n"
    "    return sum(v) / len(v)",
    "warning": "import warnings\ndef mean(v):\n    warnings.warn('slow')\n"
    "    return sum(v) / len(v)",
    "division warning": "import numpy as np\ndef mean(v):\n    np.array([1.0]) / 0\n"
    "    return sum(v) / len(v)",
    "threads": "from concurrent.futures import ThreadPoolExecutor\ndef mean(v):\n"
    "    with ThreadPoolExecutor(2) as pool:\n        return sum(pool.map(float, v)) / len(v)",
    "processes": "import subprocess\ndef mean(v):\n"
    "    return float(subprocess.run(['echo', str(sum(v))], capture_output=True).stdout) / len(v)",
    "async": "import asyncio\nasync def slow(v):\n    await asyncio.sleep(0.01)\n"
    "    return sum(v) / len(v)\ndef mean(v):\n"
    "    return asyncio.new_event_loop().run_until_complete(slow(v))",
    "global that changes": "calls = 0\ndef mean(v):\n    global calls\n    calls += 1\n"
    "    return sum(v) / len(v)",
    "reads its file": "import json\nopen('n.json', 'w').write('[1]')\ndef mean(v):\n"
    "    return sum(v) / len(v) * json.load(open('n.json'))[0]",
}


@pytest.mark.parametrize("answer", list(MEAN))
def test_a_right_answer_written_in_any_way_earns_everything(box, answer):
    assert scores(box, {"mean": MEAN[answer]}) == (FULL, ())


HABITS = {
    "prints a lot": own("for n in range(50_000): print(n)"),
    "plots": own("import matplotlib.pyplot as plt\nplt.plot([1, 2]);"),
    "shows tables": own(
        "import pandas as pd\nfor _ in range(30): display(pd.DataFrame({'a': [1]}))"
    ),
    "line magics": own("%matplotlib inline\n%load_ext autoreload\n%autoreload 2\n%config x = 1"),
    "cell magic": own("%%time\nx = sum(range(1000))"),
    "shell": own("!ls\n!echo hi"),
    "pip": own("%pip install nothing-at-all"),
    "help": own("len?"),
    "await": own("import asyncio\nawait asyncio.sleep(0.01)"),
    "an exception": own("1 / 0"),
    "a syntax error": own("def broken(:"),
    "input": own("name = input('Your name? ')"),
    "exit": own("exit()"),
    "quit": own("quit"),
    "sys.exit": own("import sys\nsys.exit(0)"),
    "seeds": own("import random, numpy as np\nrandom.seed(1); np.random.seed(1)"),
    "a warning filter": own("import warnings\nwarnings.simplefilter('error')"),
    "another folder": own(
        "import os\nos.makedirs('out', exist_ok=True)\nos.chdir('out')", place=-1
    ),
    "logging": own("import logging\nlogging.basicConfig(level=10)\nlogging.debug('x' * 1000)"),
    "a thread that stays": own(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(30,), daemon=True).start()"
    ),
    "a module of its own": own(
        "open('mine.py', 'w').write('Y = 3')\nimport mine\nassert mine.Y == 3"
    ),
    "deletes its variables": own("del DOCKS", place=-1),
    "a shadowed name": own("list = [1]\nsum_ = sum", place=-1),
    "magic and widget": own("from ipywidgets import IntSlider\nIntSlider()"),
    "an empty cell": own("", "   ", "# nothing"),
    "unknown tags": own("x = 1", metadata={"tags": ["skip-execution", "hide"], "collapsed": True}),
    "old outputs": own(
        "x = 1", outputs=[{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}]
    ),
    "emoji": own("# \N{BICYCLE}\nwort = 'Räder \N{BICYCLE}'"),
    "a long line": own("x = '" + "y" * 100_000 + "'"),
    "kills a child": own("import subprocess\np = subprocess.Popen(['sleep', '50'])\np.kill()"),
}


@pytest.mark.parametrize("habit", list(HABITS))
def test_what_learners_do_around_their_answers_costs_nothing(box, habit):
    assert scores(box, change=HABITS[habit])[0] == FULL


def split(made):
    named(made, "mean").update(source="def add(v):\n    return sum(v)")
    made.insert(4, cell("def mean(v):\n    return add(v) / len(v)"))


ACCIDENTS = {
    "deletes a test": lambda made: made.remove(named(made, "test_mean")),
    "deletes all tests": lambda made: [made.remove(named(made, n)) for n in FULL] and None,
    "deletes the setup": lambda made: made.remove(named(made, "setup")),
    "deletes the headings": lambda made: [c for c in made if c["metadata"]],
    "edits a test": lambda made: named(made, "test_mean").update(source="assert True"),
    "empties a test": lambda made: named(made, "test_mean").update(source=""),
    "moves the tests to the end": lambda made: sorted(
        made, key=lambda c: c["metadata"].get("nbgrader", {}).get("grade", False)
    ),
    "turns everything around": lambda made: made[::-1],
    "duplicates an answer": lambda made: made.insert(3, dict(named(made, "mean"))),
    "duplicates every cell": lambda made: [one for c in made for one in (c, dict(c))],
    "keeps the stub above": lambda made: made.insert(
        3, cell(STUBS["mean"], nbgrader=about("mean", solution=True))
    ),
    "keeps the stub below": lambda made: made.insert(
        4, cell(STUBS["mean"], nbgrader=about("mean", solution=True))
    ),
    "makes the answer markdown": lambda made: named(made, "mean").update(cell_type="markdown"),
    "makes a test raw": lambda made: named(made, "test_mean").update(cell_type="raw"),
    "renames the answer": lambda made: named(made, "mean")["metadata"]["nbgrader"].update(
        grade_id="mine"
    ),
    "loses all metadata of the answer": lambda made: named(made, "mean").update(metadata={}),
    "locks the answer": lambda made: named(made, "mean")["metadata"]["nbgrader"].update(
        locked=True, grade=True, solution=False, points=5
    ),
    "changes the schema version": lambda made: named(made, "mean")["metadata"]["nbgrader"].update(
        schema_version=99
    ),
    "changes the points": lambda made: named(made, "test_mean")["metadata"]["nbgrader"].update(
        points=0
    ),
    "splits the answer in two": split,
}


@pytest.mark.parametrize("accident", list(ACCIDENTS))
def test_what_happens_to_a_notebook_by_accident_costs_nothing(box, accident):
    assert scores(box, change=ACCIDENTS[accident])[0] == FULL


MEAN_ONLY = {"test_mean": 2.0, "test_total": 0}
TOTAL_ONLY = {"test_mean": 0, "test_total": 3.0}


class TestOneBadCell:
    """Only what the bad cell answers is lost."""

    @pytest.mark.parametrize(
        "bad",
        [
            "import os; os._exit(1)",
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL); 1/0",
            "import ctypes; ctypes.string_at(0)",
            "import os; os.abort()",
            "import sys; sys.setrecursionlimit(10**9)\ndef f(): return f()\nf()",
            "x = 'x' * 10**11",
            "total = undefined_name",
            "import os; os.close(3)",
            "import os; os.closerange(0, 300)",
        ],
        ids=[
            "_exit",
            "kill",
            "segfault",
            "abort",
            "stack",
            "memory",
            "NameError",
            "close",
            "all files",
        ],
    )
    def test_a_cell_that_ends_python_leaves_what_stands_above(self, box, bad, monkeypatch):
        monkeypatch.setattr(run_cells, "CELL_SECONDS", 3)  # a deep stack is slow to grow
        assert scores(box, {"total": bad})[0] == MEAN_ONLY

    @pytest.mark.parametrize("bad", ["import os; os._exit(1)", "1/0"])
    def test_a_cell_that_ends_python_leaves_what_stands_below(self, box, bad):
        found, notes = scores(box, {"mean": bad})
        assert found == TOTAL_ONLY
        assert any("ended Python" in note for note in notes) == ("exit" in bad)

    def test_an_own_cell_that_ends_python_costs_nothing(self, box):
        assert scores(box, change=before("total", "import os; os._exit(1)"))[0] == FULL

    @pytest.mark.parametrize(
        "bad",
        [
            "while True: pass",
            "import time; time.sleep(1000)",
            "input_ = open(0).read()\nwhile 1: 1",
            "import signal\nsignal.signal(2, signal.SIG_IGN)\nwhile True: pass",
        ],
        ids=["loop", "sleep", "loop after reading", "loop that ignores Ctrl-C"],
    )
    def test_a_cell_without_an_end_costs_only_its_own_points(self, box, bad, monkeypatch):
        monkeypatch.setattr(run_cells, "CELL_SECONDS", 1)
        assert scores(box, {"total": bad})[0] == MEAN_ONLY
        assert scores(box, change=before("total", bad))[0] == FULL

    def test_a_function_that_ends_python_in_a_test_costs_only_that_test(self, box):
        bad = "import os\ndef mean(v):\n    os._exit(1)"
        assert scores(box, {"mean": bad})[0] == TOTAL_ONLY

    def test_a_function_that_fails_on_one_hidden_input_earns_the_rest(self, box):
        bad = "import os\ndef mean(v):\n    if v[0] < 0: os._exit(1)\n    return sum(v) / len(v)"
        assert scores(box, {"mean": bad})[0] == {"test_mean": 1.0, "test_total": 3.0}

    def test_many_cells_that_end_python_leave_what_stands_above_them(self, box):
        bad = ["import os; os._exit(1)"] * 8
        assert scores(box, change=before("total", *bad))[0] == MEAN_ONLY

    def test_a_function_without_an_end_costs_only_its_test(self, box, monkeypatch):
        from boxgrader.checking import run_tests

        monkeypatch.setattr(run_cells, "CELL_SECONDS", 1)
        monkeypatch.setattr(run_tests, "CELL_SECONDS", 1)
        bad = "def mean(v):\n    while v[0] < 0: pass\n    return sum(v) / len(v)"
        found, _ = scores(box, {"mean": bad})
        assert found["test_total"] == 3.0
        assert found["test_mean"] < 2


class TestFiles:
    def test_a_file_handed_in_beside_the_notebook_can_be_read(self, box):
        answer = "import pandas as pd\ntotal = int(pd.read_csv('mine.csv')['n'].sum())"
        assert scores(box, {"total": answer}, files={"mine.csv": b"n\n10\n6\n"})[0] == FULL

    def test_a_module_handed_in_beside_the_notebook_can_be_imported(self, box):
        answer = "from mine import mean"
        files = {"mine.py": b"def mean(v): return sum(v) / len(v)"}
        assert scores(box, {"mean": answer}, files=files)[0] == FULL

    def test_a_file_named_like_a_library_costs_nothing(self, box):
        files = {"random.py": b"x = 1", "numpy.py": b"1/0", "json.py": b"1/0", "helper.pyc": b"x"}
        assert scores(box, files=files)[0] == FULL

    def test_an_answer_clicked_in_a_widget_and_never_run_counts(self, box):
        """The answers file stands in for an untouched answer cell; tested with the whole course."""
        assignment = exercise("x = 1", "assert x == 1", files={"questions.yml": b"questions: []"})
        made = Submission(handed_in(assignment, "x = 1"), {"one.answers.json": b"{}"})
        assert grade_one(made, assignment, box).scores["test"] == 2


def test_a_notebook_without_any_known_cell_earns_nothing_but_is_graded(box):
    graded = grade_one(json.dumps(notebook(cell("print(1)"))).encode(), lesson(), box)
    assert set(graded.scores.values()) == {0}
    assert len(graded.notes) == len(RIGHT) + 3


def test_scores_do_not_depend_on_what_was_graded_before(box):
    """Nothing of one learner reaches the next."""
    poison = (
        "import builtins, os, sys, pandas as pd, random\nbuiltins.sum = lambda *_: 0\n"
        "sys.modules['math'] = None\npd.DataFrame.sum = None\nos.environ['PYTHONPATH'] = '/tmp'\n"
        "open('/tmp/left', 'w').write('x')\nopen('helper.py', 'w').write('RATES = None')"
    )
    first = scores(box)
    scores(box, change=own(poison))
    assert scores(box) == first
