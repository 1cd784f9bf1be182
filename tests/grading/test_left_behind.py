"""A command that is killed leaves no process of its own behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from grading.course import SLUG
from grading.processes import descendants, gone, runs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells whose child is whose")

WRITERS = """
import time
from boxgrader.feedback.write_pages import new_pool
if __name__ == "__main__":
    pool = new_pool(2)
    pages = [pool.submit(time.sleep, 60) for _ in range(2)]
    time.sleep(60)
"""


SECONDS = 10  # at most: a busy machine needs a while to end processes


def killed(command, folder, is_at_it, **more):
    """What is left, after some seconds, of a command that was killed when it was at it."""
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more
    ) as process:
        until = time.monotonic() + 60
        while not is_at_it(family := descendants(process.pid)):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
    assert len(family) >= 2
    gone(family, SECONDS)
    return commands(filter(runs, family))


def commands(processes):
    found = []
    for process in processes:
        try:
            found.append(Path(f"/proc/{process}/cmdline").read_bytes().decode())
        except OSError:
            continue
    return " ".join(found)


def is_in_a_room(family):
    """Whether a room has begun to run a cell: what it runs sleeps."""
    return "sleep\x0061" in commands(family)


@pytest.fixture
def endless(fresh, tmp_path):
    """A course with a submission that takes its time, with this course's settings."""
    course = fresh.copy(tmp_path / "exercises")
    answer = "import subprocess\nsubprocess.run(['sleep', '61'])\ntotal = sum(DOCKS)"
    course.hand_in("slow", {"total": answer})
    config = course.exercises / "nbgrader_config.py"
    config.write_text(
        f"{config.read_text()}\nfrom boxgrader.nbgrader_hooks import GradeInBox\n"
        "from nbgrader.preprocessors import SaveAutoGrades\n"
        "c.Autograde.sanitize_preprocessors = []\n"
        "c.Autograde.autograde_preprocessors = [GradeInBox, SaveAutoGrades]\n"
    )
    return course


def test_of_pmlearn_grade(endless, box):
    command = [sys.executable, "-m", "pmlearn", "grade", SLUG]
    assert killed(command, endless.exercises.parent, is_in_a_room) == ""


def test_of_nbgrader_autograde(endless, box):
    command = [sys.executable, "-m", "nbgrader", "autograde", SLUG, "--create"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    assert killed(command, endless.exercises, is_in_a_room, env=environment) == ""


def test_of_writers_of_feedback(tmp_path):
    (tmp_path / "script.py").write_text(WRITERS)

    def both(family):
        return commands(family).count("forkserver") >= 3  # itself and two that it has forked

    assert killed([sys.executable, "script.py"], tmp_path, both) == ""
