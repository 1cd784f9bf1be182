"""Grading a class: nbgrader's results, nothing done twice, nothing lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from grading.course import SLUG, SmallCourse

from boxgrader import workers as module
from boxgrader.pool import GradingPool
from boxgrader.records.lock import BusyError, alone
from boxgrader.workers import ClusterWorkers

ANSWERS = {
    "right": {},
    "wrong": {"mean": "def mean(values):\n    return 0", "total": "total = 1"},
    "partly": {"mean": "def mean(values):\n    return sum(values) / 3", "total": "total = 16"},
    "raises": {"total": "total = 1 / 0"},
    "blank": {"essay": "YOUR ANSWER HERE"},
}


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """A course whose assignment nbgrader has generated, and nothing is handed in."""
    course = SmallCourse(tmp_path_factory.mktemp("generated") / "exercises")
    course.nbgrader("generate_assignment", SLUG)
    course.nbgrader("db", "assignment", "add", SLUG, "--duedate=2026-01-16 18:00:00 UTC")
    return course


@pytest.fixture(scope="module")
def workers(generated):
    with GradingPool(generated.exercises, 2) as made:
        yield made


@pytest.fixture
def course(generated, tmp_path, box):
    """A copy of it of the test's own; `box` skips where there is none."""
    return generated.copy(tmp_path / "exercises")


def hand_in_all(course):
    for learner, answers in ANSWERS.items():
        course.hand_in(learner, answers)
    course.hand_in("late", {}, stamp="2026-01-17 18:00:00 UTC")


def test_the_gradebook_is_the_one_that_nbgrader_makes(course, workers):
    hand_in_all(course)
    outcomes, changed = course.grade(workers=workers)
    ours = course.scores()
    assert changed == sorted([*ANSWERS, "late"])
    assert {outcome.status for outcome in outcomes.values()} == {"graded"}
    shutil.rmtree(course.exercises / "autograded")
    course.nbgrader("autograde", SLUG)
    assert course.scores() == ours
    assert ours["late"]["penalty"] == [2.0]
    assert outcomes["late"].score == 3.0
    assert outcomes["late"].late_seconds == 24 * 3600


def test_nbgrader_takes_our_graded_notebooks_for_its_own(course):
    hand_in_all(course)
    course.grade()
    course.nbgrader("generate_feedback", SLUG)
    page = course.exercises / "feedback" / "wrong" / SLUG / "docks.html"
    assert "the mean of 2 and 4 is 3" in page.read_text()
    before = course.scores()
    course.nbgrader("autograde", SLUG)  # all stand in autograded/, with their time of handing in
    assert course.scores() == before


class TestAgain:
    def test_a_second_run_does_nothing(self, course):
        hand_in_all(course)
        first, _ = course.grade()
        second, changed = course.grade()
        assert second == first
        assert changed == []
        assert not any(now for _, now in course.told)

    def test_only_who_handed_in_again_is_graded_and_the_score_before_is_told(self, course):
        hand_in_all(course)
        course.grade()
        course.hand_in("wrong", {}, stamp="2026-01-11 12:00:00 UTC")
        outcomes, changed = course.grade()
        assert changed == ["wrong"]
        assert (outcomes["wrong"].before, outcomes["wrong"].score) == (0.0, 5.0)

    def test_a_changed_assignment_is_graded_again(self, course):
        course.hand_in("right")
        course.grade()
        source = course.exercises / "source" / SLUG / "docks.ipynb"
        source.write_text(source.read_text().replace("16.875", "16.876"))
        outcomes, changed = course.grade()
        assert changed == ["right"]
        assert outcomes["right"].score == 4.0

    def test_what_is_missing_in_the_gradebook_is_graded_again(self, course):
        course.hand_in("right")
        course.grade()
        shutil.rmtree(course.exercises / "autograded" / "right")
        assert course.grade()[1] == ["right"]

    def test_force_grades_everything(self, course):
        course.hand_in("right")
        course.grade()
        assert course.grade(force=True)[1] == ["right"]


class TestWhatCannotBeGraded:
    def test_is_set_aside_with_a_reason_and_stops_nobody(self, course):
        course.hand_in("right")
        course.hand_in("broken", raw=b"no notebook")
        (course.exercises / "submitted" / "empty" / SLUG).mkdir(parents=True)
        outcomes, changed = course.grade()
        assert changed == ["right"]
        assert outcomes["broken"].status == outcomes["empty"].status == "set aside"
        assert "no notebook" in outcomes["broken"].reason
        assert course.scores()["broken"]["test_mean"] == (None, None, True, 0.0)
        assert course.grade()[1] == []

    def test_stops_nobody_where_a_text_is_no_text(self, course):
        """Half a character of UTF-16 can be written into JSON and nowhere else."""
        course.hand_in("right")
        course.hand_in("half", {"essay": "\ud800", "total": "total = 16 # \udfff"})
        outcomes, _ = course.grade()
        assert outcomes["right"].status == "graded"
        assert outcomes["half"].score == 5.0

    def test_takes_back_an_earlier_score(self, course):
        course.hand_in("right")
        course.grade()
        course.hand_in("right", raw=b"no notebook", stamp="2026-01-11 12:00:00 UTC")
        outcomes, _ = course.grade()
        assert outcomes["right"].status == "set aside"
        assert course.scores()["right"]["test_total"] == (None, None, True, 0.0)
        assert not (course.exercises / "autograded" / "right" / SLUG).exists()
        assert (outcomes["right"].before, outcomes["right"].score) == (5.0, None)


def _fails(job, _):
    if job == "raises":
        raise ValueError(job)
    return job.upper()


def _sleep(seconds, _):
    time.sleep(seconds)


class TestWorkers:
    def test_a_job_that_fails_stops_no_other(self, workers):
        found = dict(workers.map(_fails, ["a", "raises", "b", "c", "d"]))
        assert {job: found[job] for job in "abcd"} == {"a": "A", "b": "B", "c": "C", "d": "D"}
        assert str(found["raises"]) == "raises"

    def test_no_jobs_are_no_work(self, workers):
        assert list(workers.map(_fails, [])) == []

    def test_jobs_are_read_as_workers_have_room_for_them(self, workers):
        taken = []
        results = workers.map(_fails, (taken.append(job) or str(job) for job in range(100)))
        next(results)
        assert len(taken) <= 4
        results.close()

    def test_a_box_that_is_killed_in_the_middle_costs_nothing(self, course, workers):
        learners = [f"learner{number}" for number in range(8)]
        for learner in learners:
            course.hand_in(learner)

        def kill_one(_):
            workers.boxes.fork_server().process.kill()

        outcomes, changed = course.grade(workers=workers, at_first=kill_one)
        assert changed == learners
        assert {outcome.score for outcome in outcomes.values()} == {5.0}


class TestCluster:
    def test_a_class_is_graded_although_a_worker_is_killed_in_the_middle(self, course):
        """Slow: every process of a cluster imports the grader, the one that replaces it too."""
        from distributed import LocalCluster

        learners = [f"learner{number}" for number in range(8)]
        for learner in learners:
            course.hand_in(learner)
        options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
        with LocalCluster(**options) as cluster:
            pool = GradingPool(course.exercises, scheduler=cluster.scheduler_address)

            def kill_one(_):
                next(iter(cluster.workers.values())).process.process.kill()

            outcomes, changed = course.grade(workers=pool, at_first=kill_one)
            pool.close()
        assert changed == learners
        assert {outcome.score for outcome in outcomes.values()} == {5.0}

    def test_a_scheduler_that_is_not_there_is_told(self, monkeypatch):
        monkeypatch.setattr(module, "CONNECT_SECONDS", 1)
        with pytest.raises(OSError, match=r"127\.0\.0\.1:9"):
            ClusterWorkers("tcp://127.0.0.1:9")

    def test_a_scheduler_that_goes_in_the_middle_is_told(self):
        from distributed import LocalCluster

        with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
            workers = ClusterWorkers(cluster.scheduler_address)
            results = workers.map(_sleep, [0, 60, 60])
            assert next(results)[0] == 0
            cluster.close()
            with pytest.raises(ConnectionError, match="goes on where it stopped"):
                list(results)
            workers.close()


class TestAtAnyMoment:
    def test_a_killed_grader_goes_on_where_it_stopped(self, course):
        for number in range(8):
            course.hand_in(f"learner{number}")
        script = (
            "import sys; sys.path.insert(0, sys.argv[1])\n"
            "from pathlib import Path\n"
            "from grading.course import SmallCourse\n"
            "if __name__ == '__main__':\n"
            "    made = object.__new__(SmallCourse)\n"
            "    made.exercises = Path(sys.argv[2])\n"
            "    from boxgrader.records.ledger import Ledger\n"
            "    made.ledger = Ledger(Path(sys.argv[3]))\n"
            "    from boxgrader.pool import GradingPool\n"
            "    with GradingPool(made.exercises, 2) as pool:\n"
            "        made.grade(workers=pool)\n"
        )
        tests = Path(__file__).parents[1]
        command = [sys.executable, "-c", script, tests, course.exercises, course.ledger.folder]
        grader = subprocess.Popen(command, start_new_session=True)
        deadline = time.monotonic() + 120
        while not list(course.ledger.folder.glob("*.json")) and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(grader.pid, signal.SIGKILL)
        grader.wait()
        done = {outcome.learner for outcome in course.ledger if outcome.status == "graded"}
        assert done
        outcomes, changed = course.grade()
        assert done.isdisjoint(changed)
        assert {outcome.score for outcome in outcomes.values()} == {5.0}
        assert len(outcomes) == 8

    def test_two_graders_do_not_work_at_the_same_time(self, course):
        course.hand_in("right")
        with alone(course.ledger), pytest.raises(BusyError, match="another grader is at work"):
            course.grade()
        assert course.grade()[1] == ["right"]


def test_a_gradebook_on_a_server_holds_the_same(generated, tmp_path, box, postgresql_url):
    there = SmallCourse(tmp_path / "exercises", postgresql_url)
    there.nbgrader("generate_assignment", SLUG)
    there.hand_in("right")
    there.hand_in("wrong", ANSWERS["wrong"])
    there.grade()
    scores = there.scores()
    assert scores["right"]["test_mean"] == (2.0, None, False, 2.0)
    assert scores["wrong"]["test_total"] == (0.0, None, False, 0.0)
    assert scores["right"]["essay"] == (None, None, True, 0.0)
