"""What the tests of ordinary courses do around an answer works as in one process."""

from __future__ import annotations

import json

import pytest
from grading.lesson import about, cell, exercise, handed_in, notebook

from boxgrader.grade_submission import grade_one
from boxgrader.submission.assignment import Assignment

NOT_DONE = "raise NotImplementedError()"


def scores(box, cells, answer=None):
    """The scores of the tests, each worth one point, of (role, text) cells.

    Args:
        cells: The roles are setup, answer and test.
        answer: Handed in for every answer cell instead of the instructor's.
    """

    def made(*, solved):
        texts = [text if role != "answer" or solved else NOT_DONE for role, text in cells]
        return [
            cell(text, nbgrader=about(f"c{n}", grade=role == "test", solution=role == "answer"))
            for n, (text, (role, _)) in enumerate(zip(texts, cells, strict=True))
        ]

    source, release = made(solved=True), made(solved=False)
    for one in (*source, *release):
        if one["metadata"]["nbgrader"]["grade"]:
            one["metadata"]["nbgrader"]["points"] = 1
    given = made(solved=True)
    for one in given:
        if answer is not None and one["metadata"]["nbgrader"]["solution"]:
            one["source"] = answer
    book, blank, mine = (json.dumps(notebook(*one)) for one in (source, release, given))
    graded = grade_one(mine.encode(), Assignment("a", "a", book, blank, {}), box)
    return [graded.scores[f"c{n}"] for n, (role, _) in enumerate(cells) if role == "test"]


CHANGED = {
    "column": ("t = pd.DataFrame({'a': [1, 2]})", "t['b'] = t['a'] * 2", "list(t['b']) == [2, 4]"),
    "list": ("given = [1]", "given.append(2)", "given == [1, 2]"),
    "dictionary": ("given = {}", "for k in 'ab':\n    given[k] = 1", "set(given) == {'a', 'b'}"),
    "array": ("a = np.zeros(3)", "a[1:] = 5", "a.sum() == 10"),
    "attribute": ("class Box: pass\nbox = Box()", "box.v = 3", "box.v == 3"),
    "inplace": (
        "t = pd.DataFrame({'a': [2, 1]})",
        "t.sort_values('a', inplace=True)",
        "list(t['a']) == [1, 2]",
    ),
    "deleted": ("given = {'a': 1}", "del given['a']", "given == {}"),
    "by a function": ("log = []", "def add(x):\n    log.append(x)\nadd(1)", "log == [1]"),
    "plot": (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()",
        "ax.set_title('T')",
        "ax.get_title() == 'T'",
    ),
}


@pytest.mark.parametrize("what", list(CHANGED))
def test_what_learners_are_given_to_change_is_looked_up_where_they_changed_it(box, what):
    setup, answer, test = CHANGED[what]
    cells = [
        ("setup", f"import numpy as np\nimport pandas as pd\n{setup}"),
        ("answer", answer),
        ("test", f"assert {test}"),
    ]
    assert scores(box, cells) == [1]
    assert scores(box, cells, "pass") == [0]


def test_what_learners_are_not_asked_to_change_stays_the_instructors(box):
    cells = [
        ("setup", "import pandas as pd\nt = pd.DataFrame({'a': [1, 2]})\nlimit = 2"),
        ("answer", "def most(v):\n    limit = max(v)\n    return limit\ntop = t['a'].max()"),
        ("test", "assert top == t['a'].max()"),
        ("test", "assert most([2]) == limit"),
    ]
    assert scores(box, cells) == [1, 1]
    lie = "t['a'] = 7\ntop = 7\nlimit = 5\ndef most(v): return 5"
    assert scores(box, cells, lie) == [0, 0]


def test_a_given_function_may_use_what_learners_define_later(box):
    cells = [
        ("setup", "def check():\n    assert all(f(n) == n + step for n in range(3))"),
        ("answer", "step = 1\ndef f(n): return n + step"),
        ("test", "check()"),
        ("test", "def again(): return f(step)\nassert again() == 2"),
        ("test", "assert again() == 2"),
    ]
    assert scores(box, cells) == [1, 1, 1]
    assert scores(box, cells, "step = 1\ndef f(n): return n") == [0, 0, 0]


def test_an_answer_that_a_test_sets_aside_and_puts_back_is_still_there_for_the_next(box):
    cells = [
        ("answer", "x = 5"),
        ("test", "kept = x\nx = 9\nassert x == 9\nx = kept"),
        ("test", "assert x == 5"),
    ]
    assert scores(box, cells) == [1, 1]


def test_a_test_may_delete_a_function_to_see_whether_another_relies_on_it(box):
    """The example that nbgrader's own documentation gives."""
    test = (
        "original = squares\ndel squares\ntry:\n    total(1)\nexcept NameError:\n    pass\n"
        "else:\n    raise AssertionError('total does not use squares')\n"
        "finally:\n    squares = original"
    )
    cells = [
        ("answer", "def squares(n): return [i * i for i in range(n + 1)]"),
        ("answer", "def total(n): return sum(squares(n))"),
        ("test", test),
        ("test", "assert squares(2) == [0, 1, 4] and total(2) == 5"),
    ]
    assert scores(box, cells) == [1, 1]
    alone = "def squares(n): return [i * i for i in range(n + 1)]\ndef total(n): return 5"
    assert scores(box, cells, alone) == [0, 1]


@pytest.mark.parametrize(
    "test",
    [
        "'x' in globals()",
        "'x' in dir()",
        "globals()['x'] == 5",
        "locals().get('x') == 5",
        "vars()['x'] == 5",
        "eval('x') == 5",
        "all(name in globals() for name in ['x', 'f']) and 'y' not in globals()",
        "get_ipython().user_ns['x'] == 5",
    ],
)
def test_an_answer_is_found_by_the_text_of_its_name(box, test):
    assignment = exercise("x = 5\ndef f(): pass", f"assert {test}")
    for answer, expected in {"x = 5\ndef f(): pass": 2, "z = 5": 0}.items():
        assert grade_one(handed_in(assignment, answer), assignment, box).scores["test"] == expected


def test_data_that_a_call_changes_is_looked_up_again(box):
    cells = [
        ("answer", "count = 0\ndef f():\n    global count\n    count += 1"),
        ("test", "before = count\nf()\nf()\nassert count == before + 2"),
    ]
    assert scores(box, cells) == [1]
    assert scores(box, cells, "count = 0\ndef f(): pass") == [0]


USER = {
    "patched input": "with patch('builtins.input', side_effect=['1', '2']) as m:\n"
    "    assert add() == 3\nassert m.call_count == 2",
    "own input": "lines = iter(['1', '2'])\ninput = lambda prompt='': next(lines)\n"
    "assert add() == 3\ndel input",
    "typed text": "import io, sys\nsys.stdin = io.StringIO('1\\n2\\n')\n"
    "try:\n    assert add() == 3\nfinally:\n    sys.stdin = sys.__stdin__",
    "patched print": "with patch('builtins.print') as p, patch('builtins.input', lambda *_: '1'):\n"
    "    add()\np.assert_called_once_with('sum', 2, sep=': ')",
}


@pytest.mark.parametrize("way", list(USER))
def test_a_test_plays_the_user(box, way):
    answer = (
        "def add():\n    total = int(input('a')) + int(input('b'))\n"
        "    print('sum', total, sep=': ')\n    return total"
    )
    cells = [("answer", answer), ("test", f"from unittest.mock import patch\n{USER[way]}")]
    assert scores(box, cells) == [1]
    assert scores(box, cells, "def add(): return 0") == [0]


def test_an_assignment_may_have_more_tests_than_a_room_has_processes(box):
    """Each test of a function keeps a copy of the learner's process waiting."""
    count = box.limits.processes + 30
    cells = [("answer", "def twice(n):\n    return 2 * n")]
    cells += [("test", f"assert twice({number}) == {2 * number}") for number in range(count)]
    found = scores(box, cells)
    assert found == [1.0] * count


def test_an_object_from_above_may_use_an_answer_when_it_is_asked(box):
    cells = [
        ("setup", "class Shop:\n    def price(self):\n        return fare(2)\n\nshop = Shop()"),
        ("answer", "def fare(zones):\n    return 3 * zones"),
        ("test", "assert shop.price() == 6"),
    ]
    assert scores(box, cells) == [1]
    assert scores(box, cells, "def fare(zones):\n    return 1") == [0]


DRAWS = {
    "python": "import random\ndef f(): return random.random()",
    "numpy": "import numpy as np\ndef f(): return np.random.normal()",
}
SEEDED = {
    "what comes next": "{0}.seed(7)\na = f(), f()\n{0}.seed(7)\n"
    "assert (f(), f()) == a and len(set(a)) == 2",
    "a known number": "{0}.seed(7)\nexpected = {1}\n{0}.seed(7)\nassert f() == expected",
    "after own draws": "{0}.seed(7)\n{1}\nx = {1}\n{0}.seed(7)\n{1}\nassert f() == x",
}


@pytest.mark.parametrize("seeded", list(SEEDED))
@pytest.mark.parametrize("source", list(DRAWS))
def test_a_test_sets_the_seed_of_what_a_function_draws(box, source, seeded):
    module = {"python": "random", "numpy": "np.random"}[source]
    draw = {"python": "random.random()", "numpy": "np.random.normal()"}[source]
    start = "import random\nimport numpy as np\n"
    test = start + SEEDED[seeded].format(module, draw)
    assert scores(box, [("answer", DRAWS[source]), ("test", test)]) == [1]
    assert scores(box, [("answer", DRAWS[source]), ("test", test)], "def f(): return 4") == [0]
