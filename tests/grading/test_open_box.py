"""Grading without a box, for code that is trusted: the same scores, nothing left behind."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from grading.lesson import FULL, exercise, handed_in, lesson, submitted
from grading.processes import descendants, gone

from boxgrader.feedback.hidden_tests import HIDDEN_CHECK_FAILED, HideHiddenTests
from boxgrader.grade_submission import grade_one
from boxgrader.sandbox.box import UnsandboxedBox
from boxgrader.sandbox.messages import LineClosedError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="rooms are made on Linux only")


def scores(answers, open_box):
    graded = grade_one(submitted(answers), lesson(), open_box)
    return {name: graded.scores[name] for name in FULL}


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"total": "total = 1 / 0"},
        {"mean": "def mean(values):\n    return 0"},
        {
            "mean": "def mean(values):\n    return sum(values) // len(values)"
        },  # a part of the points
        {"mean": "import sys\ndef mean(values):\n    print(1, file=sys.stderr)\n    return 3"},
        {"mean": "def mean(values):\n    return 3\nprint('half done')\nimport no_such_module"},
        {"mean": "class Own:\n    def __call__(self, values):\n        return 3\nmean = Own()"},
        {"mean": "import os\nos._exit(3)"},
        {"mean": "import builtins\nbuiltins.abs = lambda _: 0\nmean = None"},
    ],
)
def test_scores_are_those_of_a_box(box, open_box, answers):
    boxed = grade_one(submitted(answers), lesson(), box)
    assert scores(answers, open_box) == {name: boxed.scores[name] for name in FULL}


@pytest.mark.parametrize(
    ("last", "points", "notes"),
    [
        ("1.5", 1.5, 0),
        ("np.float64(1.5)", 1.5, 0),
        ("True", 2, 0),
        ("1.5;", 2, 0),
        ("one = 1.5", 2, 0),
        ("np.array([1, 2])", 2, 0),
        ("3", 2, 1),
        ("-1", 0, 1),
        ("float('nan')", 0, 1),
    ],
)
def test_the_last_value_of_a_test_gives_the_same_points(box, open_box, last, points, notes):
    made = exercise("x = 1", "import numpy as np\nprint('seen')", hidden=last)
    for one in (box, open_box):
        graded = grade_one(handed_in(made, "x = 1"), made, one)
        assert (graded.scores, len(graded.notes)) == ({"test": points}, notes)


def test_feedback_hides_what_a_hidden_test_did(open_box):
    """Neither its text nor an error that quotes its input is shown, whatever caused the error."""
    made = exercise("def f(x): return x", "assert f(1) == 1", hidden="assert f(4711) == 4711")
    answer = (
        "def f(x):\n    try:\n        return {1: 1}[x]\n    except KeyError:\n"
        "        print(x)\n        raise ValueError(f'not {x}')"
    )
    graded = grade_one(handed_in(made, answer), made, open_box)
    assert graded.scores == {"test": 0}
    cell = graded.notebook.cells[-1]
    shown, _ = HideHiddenTests().preprocess_cell(cell, {}, 0)
    assert "4711" not in str(shown)
    assert HIDDEN_CHECK_FAILED in str(shown)


@pytest.mark.each_user
def test_bubblewrap_is_not_needed(monkeypatch):
    monkeypatch.setenv("PATH", "")
    made = UnsandboxedBox()
    assert scores({}, made) == FULL
    made.close()


def test_the_graders_shell_changes_no_score(monkeypatch):
    """Variables of the shell do not reach the cells, in a box or not."""
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("GRADERS_SECRET", "1")
    made = UnsandboxedBox()
    room = made.open("probe")
    answer = room.ask({"source": "import os; result = sorted(os.environ)"}, 20)
    assert not {"PYTHONWARNINGS", "GRADERS_SECRET"} & set(answer["result"])
    room.close()
    made.close()


@pytest.mark.each_user
def test_a_room_has_a_folder_of_its_own_that_goes_with_it(open_box):
    room = open_box.open("probe", {"data/one.csv": b"1,2"})
    found = room.ask({"source": "import os; result = os.getcwd()"}, 20)["result"]
    assert (Path(found) / "data" / "one.csv").read_bytes() == b"1,2"
    room.close()
    assert not Path(found).exists()


@pytest.mark.each_user
def test_a_rooms_processes_end_with_it(open_box):
    """Also those that have made themselves independent."""
    before = set(descendants(open_box.fork_server.process.pid))
    room = open_box.open("probe")
    source = (
        "import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n        os.setsid()\n"
        "        if os.fork() == 0:\n            time.sleep(60)\n        os._exit(0)\n"
        "time.sleep(0.2)\nresult = 1"
    )
    room.ask({"source": source}, 20)
    during = set(descendants(open_box.fork_server.process.pid)) - before
    assert len(during) >= 4
    room.close()
    assert gone(during)


@pytest.mark.each_user
def test_memory_is_bounded(open_box):
    room = open_box.open("probe")
    answer = room.ask({"source": "x = bytearray(1 << 30); result = 1"}, 20)
    assert answer["error"].startswith("MemoryError")
    room.close()


@pytest.mark.each_user
def test_a_room_that_dies_says_so(open_box):
    room = open_box.open("probe")
    with pytest.raises(LineClosedError):
        room.ask({"source": "import os; os._exit(1)"}, 20)
    assert room.close() == "died"


@pytest.mark.each_user
def test_closing_it_leaves_nothing_behind():
    made = UnsandboxedBox()
    room = made.open("probe")
    family = descendants(made.fork_server.process.pid)
    assert len(family) >= 2
    folder = made.fork_server._folder.name
    made.close()
    with pytest.raises((LineClosedError, TimeoutError)):
        room.line.receive(5)
    assert not Path(folder).exists()
    assert gone(family)
