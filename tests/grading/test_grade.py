"""`grade_one` is a pure function that any thread may call, again and again."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from boxgrader import grade_one
from boxgrader.grade_one import grade_one, warm_box
from boxgrader.sandbox.box import BoxError
from grading.lesson import FULL, lesson, submitted

pytestmark = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is missing")


@pytest.fixture
def own_box(monkeypatch):
    """This thread's own box, and none afterwards."""
    monkeypatch.setattr(grade_one, "_stopped", threading.Event())
    monkeypatch.setattr(grade_one, "_boxes", {})
    yield warm_box()
    grade_one.stop()


def scores(graded):
    return {name: graded.scores[name] for name in FULL}


def test_a_thread_keeps_its_box(own_box):
    assert scores(grade_one(submitted(), lesson())) == FULL
    assert warm_box() is own_box


def test_a_box_that_has_died_is_made_again(own_box):
    own_box.origin.process.send_signal(signal.SIGKILL)
    assert scores(grade_one(submitted(), lesson())) == FULL
    assert warm_box() is not own_box


def test_a_box_is_proven_for_each_course(own_box, tmp_path):
    """A course whose files would show gets no box that was proven for another one."""
    other = warm_box([tmp_path])
    assert other is not own_box
    assert warm_box([tmp_path]) is warm_box() is other
    with pytest.raises(BoxError, match="no_foreign_files"):
        warm_box([Path("/usr/bin")])


def test_every_thread_has_a_box_of_its_own(own_box):
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(warm_box).result() is not own_box


def test_a_box_outlives_the_thread_in_which_the_first_one_was_made(own_box):
    """The kernel ends a process with the thread that made it, if so told."""
    grade_one.stop()
    grade_one._stopped.clear()
    first, second = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
    first.submit(warm_box).result()
    other = second.submit(warm_box).result()
    first.shutdown()
    assert not other.has_ended(0.5)
    second.shutdown()


def test_the_box_of_a_thread_that_has_ended_is_closed(own_box):
    with ThreadPoolExecutor(1) as pool:
        gone = pool.submit(warm_box).result()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(warm_box).result()
    assert gone.has_ended(1)
    assert not own_box.has_ended()


def test_when_grading_is_stopped_boxes_end_and_no_new_one_is_made(own_box):
    grade_one.stop()
    assert own_box.has_ended()
    with pytest.raises(BoxError, match="stopped"):
        warm_box()


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
