"""Whatever goes wrong while results are stored: nothing is lost, and the next run finishes it."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import sqlite3
import threading
from datetime import UTC, datetime

import postgresql
import psutil
import pytest
from grading.course import SLUG, SmallCourse
from grading.faults import Faults, killed
from grading.processes import in_a_process
from grading.stored import folders, state

from boxgrader.records import gradebook
from boxgrader.records.files import StorageError, append_line
from boxgrader.records.manual_marks import take_off


def old_or_new(course, old, new):
    """Whether each learner's scores and graded notebook are those of before or of after."""
    found = course.scores()
    for learner in new["scores"]:
        assert found.get(learner) in (old["scores"].get(learner), new["scores"][learner])
    graded = {name: data for name, data in folders(course).items() if "/." not in name}
    for name, data in graded.items():
        assert data in (old["folders"].get(name), new["folders"].get(name))


# A fifth of all moments, another one each day; all of them with `-m exhaustive`.
STEPS = [
    pytest.param(5, id="a fifth"),
    pytest.param(1, id="all", marks=pytest.mark.exhaustive),
]


def moments(count, step):
    """Every so many of the numbers from 1 to count."""
    return range(1 + datetime.now(UTC).toordinal() % step, count + 1, step)


class TestEachThingThatIsWritten:
    def test_many_things_are_written(self, undisturbed):
        _, faults = undisturbed
        assert any("archived_marks" in name for name in faults.names)
        assert any(name.startswith("COMMIT") for name in faults.names)
        assert any(name.startswith("rename") for name in faults.names)

    @pytest.mark.parametrize("step", STEPS)
    @pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
    def test_can_meet_a_full_disk(self, waiting, undisturbed, remembering, tmp_path, lasting, step):
        after, faults = undisturbed
        before = {"scores": waiting.scores(), "folders": folders(waiting)}
        for number in moments(faults.count, step):
            course = waiting.copy(tmp_path / "exercises")
            with (
                Faults(number, lasting=lasting).injected() as injected,
                pytest.raises(StorageError, match=r"(?i)(full|space).*goes on where it stopped"),
            ):
                course.grade(workers=remembering)
            old_or_new(course, before, after)
            course.grade(workers=remembering)
            assert state(course) == after, injected.names[number - 1]
            shutil.rmtree(course.exercises)

    @pytest.mark.parametrize("step", STEPS)
    def test_can_be_the_last_one_before_the_grader_is_killed(
        self, waiting, undisturbed, remembering, tmp_path, step
    ):
        after, faults = undisturbed
        before = {"scores": waiting.scores(), "folders": folders(waiting)}
        for number in moments(faults.count, step):
            course = waiting.copy(tmp_path / "exercises")

            def grade_and_die(course=course, number=number):
                with Faults(number, killed).injected():
                    course.grade(workers=remembering)

            assert in_a_process(grade_and_die) == -signal.SIGKILL
            old_or_new(course, before, after)
            course.grade(workers=remembering)
            assert state(course) == after, faults.names[number - 1]
            shutil.rmtree(course.exercises)


def quickly(course):
    """The course with a database that waits a moment only."""
    config = course.exercises / "nbgrader_config.py"
    config.write_text(config.read_text().replace("gradebook.db", "gradebook.db?timeout=0.2"))
    return course


class TestALockedGradebook:
    def test_is_waited_for(self, waiting, undisturbed, remembering, tmp_path):
        course = waiting.copy(tmp_path / "exercises")
        other = locked(course)
        release = threading.Timer(2, other.rollback)
        release.start()
        course.grade(workers=remembering)
        release.join()
        other.close()
        assert state(course) == undisturbed[0]

    def test_for_ever_ends_in_one_message(self, waiting, undisturbed, remembering, tmp_path):
        course = quickly(waiting.copy(tmp_path / "exercises"))
        other = locked(course)
        with pytest.raises(StorageError, match=r"the gradebook: database is locked; another"):
            course.grade(workers=remembering)
        other.close()
        course.grade(workers=remembering)
        assert state(course) == undisturbed[0]

    def test_in_the_middle_leaves_the_rest_for_the_next_run(
        self, waiting, undisturbed, remembering, tmp_path, capfd
    ):
        course = quickly(waiting.copy(tmp_path / "exercises"))
        others = []
        with pytest.raises(StorageError, match="database is locked"):
            course.grade(workers=remembering, at_first=lambda _: others.append(locked(course)))
        others[0].close()
        assert [outcome.learner for outcome, _ in course.told] == ["again"]
        assert not "".join(capfd.readouterr())
        course.grade(workers=remembering)
        assert state(course) == undisturbed[0]


def locked(course):
    """What another program does that holds the gradebook's only lock."""
    path = course.exercises / "gradebook.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    return other


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request, fresh, tmp_path, box):
    """A course with its gradebook in a file, or on a server."""
    if request.param == "sqlite":
        return fresh.copy(tmp_path / "exercises")
    course = SmallCourse(tmp_path / "exercises", request.getfixturevalue("postgresql_url"))
    course.nbgrader("generate_assignment", SLUG)
    return course


def test_a_mark_given_while_results_are_stored_comes_before_or_after(
    either, remembering, monkeypatch
):
    """The formgrader writes it; in between it would be overwritten."""
    course = either
    course.hand_in("right")
    course.grade(workers=remembering)
    course.judge("right", 2)
    course.hand_in("right", {"essay": "Another reason."}, stamp="2026-01-11 12:00:00 UTC")
    givers = []

    def meanwhile(notebook, judged, result):
        assert [g.manual_score for g in notebook.grades if g.manual_score is not None] == [2.0]
        givers.append(threading.Thread(target=course.judge, args=("right", 3)))
        givers[-1].start()
        givers[-1].join(1)
        return take_off(notebook, judged, result)

    monkeypatch.setattr(gradebook, "take_off", meanwhile)
    course.grade(workers=remembering)
    for giver in givers:
        giver.join()
    assert course.scores()["right"]["essay"][1] == 3.0


def test_a_torn_line_of_the_log_spoils_no_other(tmp_path):
    log = tmp_path / "log.jsonl"
    append_line(log, '{"a": 1}')
    log.write_bytes(log.read_bytes() + b'{"tor')
    append_line(log, '{"b": 2}')
    assert log.read_text().splitlines() == ['{"a": 1}', '{"tor', '{"b": 2}']


def test_a_line_that_does_not_fit_leaves_nothing_of_itself(tmp_path):
    log = tmp_path / "log.jsonl"
    append_line(log, "x" * 1000)

    def append():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
        with contextlib.suppress(OSError):
            append_line(log, "y" * 1000)

    assert in_a_process(append) == 0
    assert log.read_text() == "x" * 1000 + "\n"


def test_a_server_that_goes_away_ends_in_one_message(tmp_path, remembering, box):
    binaries = postgresql.programs()
    if binaries is None:
        pytest.skip("no PostgreSQL server on this machine; install it to run the database tests")
    with contextlib.suppress(AssertionError), postgresql.server(binaries) as server:
        # a stopped server cannot be stopped again: that is the assertion suppressed
        course = SmallCourse(tmp_path / "exercises", postgresql.new_database(server))
        course.nbgrader("generate_assignment", SLUG)
        for number in range(3):
            course.hand_in(f"learner{number}")
        port = int(server.rpartition(":")[2])
        with pytest.raises(StorageError, match=r"the gradebook: .*goes on where it stopped"):
            course.grade(workers=remembering, at_first=lambda _: end_server(port))
        assert [one.status for one in course.ledger][:1] == ["graded"]


def end_server(port):
    for connection in psutil.net_connections("tcp"):
        if connection.laddr.port == port and connection.status == "LISTEN":
            os.kill(connection.pid, signal.SIGQUIT)  # PostgreSQL's immediate shutdown
            psutil.Process(connection.pid).wait(20)
            return
