"""`grade_one` is a pure function that any thread may call, again and again."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from grading.course import SETTINGS
from grading.lesson import FULL, lesson, submitted

from boxgrader.grade_submission import grade_one
from boxgrader.sandbox.box import BoxError
from boxgrader.sandbox.boxes import Boxes

pytestmark = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is missing")


@pytest.fixture
def boxes():
    """Boxes of the test's own, and none afterwards."""
    with Boxes(SETTINGS) as made:
        yield made


def scores(graded):
    return {name: graded.scores[name] for name in FULL}


def test_a_thread_keeps_its_box(boxes):
    first = boxes.box()
    assert scores(grade_one(submitted(), lesson(), boxes)) == FULL
    assert boxes.box() is first


def test_a_box_that_has_died_is_made_again(boxes):
    first = boxes.box()
    boxes.fork_server().process.send_signal(signal.SIGKILL)
    assert scores(grade_one(submitted(), lesson(), boxes)) == FULL
    assert boxes.box() is not first


def test_a_box_is_proven_for_its_course():
    """A course whose files would show gets no box."""
    with Boxes(forbidden=[Path("/usr/bin")]) as made, pytest.raises(BoxError, match="no_foreign"):
        made.box()


def test_every_thread_has_a_box_of_its_own(boxes):
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(boxes.box).result() is not boxes.box()


def test_a_box_outlives_the_thread_in_which_the_first_one_was_made(boxes):
    """The kernel ends a process with the thread that made it, if so told."""
    first, second = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
    first.submit(boxes.box).result()
    other = second.submit(boxes.box).result()
    first.shutdown()
    assert not other.has_ended(0.5)
    second.shutdown()


def test_the_box_of_a_thread_that_has_ended_is_closed(boxes):
    own = boxes.box()
    with ThreadPoolExecutor(1) as pool:
        gone = pool.submit(boxes.box).result()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(boxes.box).result()
    assert gone.has_ended(1)
    assert not own.has_ended()


def test_when_boxes_are_closed_they_end_and_no_new_one_is_made(boxes):
    own = boxes.box()
    boxes.close()
    assert own.has_ended()
    with pytest.raises(BoxError, match="stopped"):
        boxes.box()


def test_a_box_that_is_given_is_not_replaced(box):
    from boxgrader.sandbox.box import Box

    other = Box()
    other.close()
    with pytest.raises(BoxError, match="no room"):
        grade_one(submitted(), lesson(), other)


def test_a_result_can_be_sent_to_another_process(box):
    graded = grade_one(submitted(), lesson(), box)
    assert pickle.loads(pickle.dumps(graded)) == graded


def test_many_submissions_leave_no_open_file_and_no_process_behind(box):
    def open_files():
        return len(list(Path("/proc/self/fd").iterdir()))

    grade_one(submitted(), lesson(), box)
    before = open_files()
    for _ in range(10):
        grade_one(submitted({"mean": "import os; os._exit(1)"}), lesson(), box)
    assert open_files() == before


def test_an_untouched_judged_answer_gets_nbgraders_comment(box):
    graded = grade_one(lesson().release.encode(), lesson(), box)
    assert graded.comments["essay"] == "No response."
    assert graded.scores["essay"] == 0
    graded = grade_one(submitted(), lesson(), box)
    assert graded.comments["essay"] is None
    assert graded.scores["essay"] is None


def test_where_no_box_can_be_made_the_reason_is_told(tmp_path, monkeypatch):
    """As in a container that allows no new namespaces."""
    from boxgrader.sandbox.box import Box

    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(BoxError, match=r"to grade in: bwrap: No permissions$"):
        Box()
