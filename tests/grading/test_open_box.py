"""Grading without a box, for code that is trusted: the same scores, nothing left behind."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from grading.lesson import FULL, exercise, handed_in, lesson, submitted

from pmlearn.grading.box import Limits, OpenBox
from pmlearn.grading.grade import grade_one
from pmlearn.grading.wire import LineClosedError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="rooms are made on Linux only")


@pytest.fixture(scope="module")
def open_box():
    made = OpenBox(Limits(memory=1 << 29))
    yield made
    made.close()


def scores(answers, open_box):
    graded = grade_one(submitted(answers), lesson(), open_box)
    return {name: graded.scores[name] for name in FULL}


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"total": "total = 1 / 0"},
        {"mean": "def mean(values):\n    return 0"},
        {"mean": "def mean(values):\n    return {2: 3.0, 3: 4.0}[len(values)]"},
        {"mean": "import os\nos._exit(3)"},
        {"mean": "import builtins\nbuiltins.abs = lambda _: 0\nmean = None"},
    ],
)
def test_scores_are_those_of_a_box(box, open_box, answers):
    boxed = grade_one(submitted(answers), lesson(), box)
    assert scores(answers, open_box) == {name: boxed.scores[name] for name in FULL}


@pytest.mark.parametrize("value", ["7", "-1", "float('nan')", "'done'", "2.5;"])
def test_points_are_those_of_a_box(box, open_box, value):
    assignment = exercise("a = 1", "assert a == 1", hidden=value)
    work = handed_in(assignment, "a = 1")
    boxed, there = (grade_one(work, assignment, one) for one in (box, open_box))
    assert boxed.scores == there.scores
    assert boxed.notes == there.notes


def test_bubblewrap_is_not_needed(monkeypatch):
    monkeypatch.setenv("PATH", "")
    made = OpenBox()
    assert scores({}, made) == FULL
    made.close()


def test_the_graders_shell_changes_no_score(monkeypatch):
    """Variables of the shell do not reach the cells, in a box or not."""
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("GRADERS_SECRET", "1")
    made = OpenBox()
    room = made.open("probe")
    answer = room.ask({"source": "import os; result = sorted(os.environ)"}, 20)
    assert not {"PYTHONWARNINGS", "GRADERS_SECRET"} & set(answer["result"])
    room.close()
    made.close()


def test_a_room_has_a_folder_of_its_own_that_goes_with_it(open_box):
    room = open_box.open("probe", {"data/one.csv": b"1,2"})
    found = room.ask({"source": "import os; result = os.getcwd()"}, 20)["result"]
    assert (Path(found) / "data" / "one.csv").read_bytes() == b"1,2"
    room.close()
    assert not Path(found).exists()


def test_a_rooms_processes_end_with_it(open_box):
    room = open_box.open("probe")
    source = (
        "import os, time\nchild = os.fork()\nif child == 0:\n    time.sleep(60)\n"
        "result = [os.getpid(), child]"
    )
    processes = room.ask({"source": source}, 20)["result"]
    room.close()
    deadline = time.monotonic() + 10
    while any(map(_runs, processes)):  # they were told to end, and may need a moment
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _runs(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_memory_is_bounded(open_box):
    room = open_box.open("probe")
    answer = room.ask({"source": "x = bytearray(1 << 30); result = 1"}, 20)
    assert answer["error"].startswith("MemoryError")
    room.close()


def test_a_room_that_dies_says_so(open_box):
    room = open_box.open("probe")
    with pytest.raises(LineClosedError):
        room.ask({"source": "import os; os._exit(1)"}, 20)
    assert room.close() == "died"


def test_closing_it_leaves_nothing_behind():
    made = OpenBox()
    room = made.open("probe")
    process = room.ask({"source": "import os; result = os.getpid()"}, 20)["result"]
    folder = made.origin._folder.name
    made.close()
    with pytest.raises((LineClosedError, TimeoutError)):
        room.line.receive(5)
    assert not Path(folder).exists()
    assert not _runs(process)
