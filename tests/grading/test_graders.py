"""Graders as processes: killed at any moment, and several at once."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from grading.course import SLUG
from grading.stored import state

GRADER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from grading import course as module
from boxgrader.records.ledger import Ledger
from boxgrader.pool import GradingPool

if __name__ == "__main__":
    if "piers" in sys.argv:
        module.SLUG = "piers"
    course = object.__new__(module.SmallCourse)
    name = "ledger" if module.SLUG == "docks" else "ledger-piers"
    course.exercises, course.ledger = Path(sys.argv[2]), Ledger(Path(sys.argv[2]) / name)
    print("ready", flush=True)
    with GradingPool(course.exercises, 2) as pool:
        course.grade(workers=pool, force="force" in sys.argv)
"""


def grader(course, *options):
    """A grader in a process group of its own, as soon as it begins."""
    command = [sys.executable, "-c", GRADER, Path(__file__).parents[1], course.exercises, *options]
    process = subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.readline()
    return process


@pytest.mark.parametrize(
    "times",
    [pytest.param(4, id="four"), pytest.param(30, id="thirty", marks=pytest.mark.exhaustive)],
)
def test_killed_again_and_again_it_ends_as_if_undisturbed(
    waiting, undisturbed, remembering, tmp_path, box, times
):
    """Slow: graders start, and each is killed at another moment, at others each day."""
    course = waiting.copy(tmp_path / "exercises")
    delays = random.Random(datetime.now(UTC).toordinal())
    for _ in range(times):
        process = grader(course, "force")
        time.sleep(delays.uniform(0, 4))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    course.grade(workers=remembering)
    found, expected = state(course), undisturbed[0]
    assert found["scores"] == expected["scores"]
    assert found["folders"] == expected["folders"]
    assert found["archive"] == expected["archive"]


def at_work(course):
    """A grader that has graded somebody, and the processes that it has started."""
    process = grader(course)
    while not list(course.ledger.folder.glob("*.json")) and process.poll() is None:
        time.sleep(0.02)
    return process, psutil.Process(process.pid).children(recursive=True)


def test_a_killed_grader_leaves_no_process(fresh, tmp_path, box):
    course = fresh.copy(tmp_path / "exercises")
    for number in range(20):
        course.hand_in(f"learner{number}")
    process, children = at_work(course)
    assert children
    process.kill()
    process.communicate()
    assert not psutil.wait_procs(children, timeout=30)[1]


def test_killed_boxes_and_kernels_cost_nobody_a_point(fresh, remembering, tmp_path, box):
    course = fresh.copy(tmp_path / "exercises")
    for number in range(20):
        course.hand_in(f"learner{number}")
    process, children = at_work(course)
    for child in random.Random(6).sample(children, len(children) // 2):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    _, said = process.communicate()
    assert process.returncode == 0, said
    assert len(list(course.ledger)) == 20
    course.grade(workers=remembering)  # whoever was left pending
    assert {(one.status, one.score) for one in course.ledger} == {("graded", 5.0)}


ANSWERS = {"mean": "def mean(values):\n    return 0"}


def test_graders_at_once_do_not_corrupt_each_other(fresh, remembering, tmp_path, box):
    """Two of ours, one on another assignment, and nbgrader's own."""
    course = fresh.copy(tmp_path / "exercises")
    shutil.copytree(course.exercises / "source" / SLUG, course.exercises / "source" / "piers")
    course.nbgrader("generate_assignment", "piers")
    for number in range(4):
        course.hand_in(f"learner{number}", ANSWERS if number % 2 else {})
        folder = course.exercises / "submitted" / f"learner{number}"
        shutil.copytree(folder / SLUG, folder / "piers")
    stock = subprocess.Popen(
        [sys.executable, "-m", "nbgrader", "autograde", "piers"],
        cwd=course.exercises,
        stderr=subprocess.PIPE,
    )
    ours = [grader(course), grader(course), grader(course, "piers")]
    said = [process.communicate()[1].decode() for process in ours]
    stock.communicate()
    codes = [process.returncode for process in ours]
    assert codes[2] == 0, said[2]
    assert 0 in codes[:2]
    for code, text in zip(codes[:2], said[:2], strict=True):
        assert code == 0 or "another grader is at work" in text
    with sqlite3.connect(course.exercises / "gradebook.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert course.grade(workers=remembering)[1] == []
    scores = course.scores()
    for number in range(4):
        found = [scores[f"learner{number}"][test][0] for test in ("test_mean", "test_total")]
        assert found == [0 if number % 2 else 2, 3]
    mended = grader(course, "piers", "force")
    mended.communicate()
    assert course.scores("piers") == scores


WATCHED = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from grading.course import SmallCourse
from boxgrader.records.ledger import Ledger
from boxgrader.pool import GradingPool


class Watched(GradingPool):
    def map(self, function, jobs):
        known = set(sys.modules)
        yield from super().map(function, jobs)
        print(*{name.partition(".")[0] for name in set(sys.modules) - known})


course = object.__new__(SmallCourse)
course.exercises, course.ledger = Path(sys.argv[2]), Ledger(Path(sys.argv[2]) / "ledger")
with Watched(course.exercises, 2) as pool:
    course.grade(workers=pool, force=True)
"""


def test_no_worker_imports_a_library_while_another_thread_may(waiting, tmp_path, box):
    """Python may hand a thread half a module; its submission would end pending."""
    course = waiting.copy(tmp_path / "exercises")
    command = [sys.executable, "-c", WATCHED, Path(__file__).parents[1], course.exercises]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert loaded <= {"boxgrader", *sys.stdlib_module_names}
