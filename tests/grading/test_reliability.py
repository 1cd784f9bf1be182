"""Whatever goes wrong while results are stored: nothing is lost, and the next run finishes it."""

from __future__ import annotations

import json
import os
import shutil
import signal

import pytest
from grading.course import SLUG, Here, SmallCourse
from grading.faults import Faults, killed

from pmlearn.grading.storage import StorageError

BEFORE = {"essay": "Another reason.", "total": "total = 1"}


class Remembering(Here):
    """Grades each submission once for all tests: these are about what happens to results."""

    def __init__(self):
        self._known = {}

    def map(self, function, jobs):
        for job in jobs:
            content = tuple(one.notebook for one in job.submission.values())
            if content not in self._known:
                [(_, self._known[content])] = super().map(function, [job])
            yield job, self._known[content]


@pytest.fixture(scope="module")
def workers():
    return Remembering()


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    course = SmallCourse(tmp_path_factory.mktemp("reliable") / "exercises")
    course.nbgrader("generate_assignment", SLUG)
    return course


@pytest.fixture(scope="module")
def waiting(generated, tmp_path_factory, workers, box):
    """Two judged learners have handed in again, one of them garbage; a third hands in first."""
    course = generated.copy(tmp_path_factory.mktemp("waiting") / "exercises")
    for learner in ("again", "broken"):
        course.hand_in(learner, BEFORE)
    course.grade(workers=workers)
    for learner in ("again", "broken"):
        course.judge(learner, 3)
    course.hand_in("again", {}, stamp="2026-01-11 12:00:00 UTC")
    course.hand_in("broken", raw=b"garbage", stamp="2026-01-11 12:00:00 UTC")
    course.hand_in("first", {})
    return course


@pytest.fixture(scope="module")
def undisturbed(waiting, tmp_path_factory, workers):
    """What an undisturbed run makes of it, and how many things it writes."""
    course = waiting.copy(tmp_path_factory.mktemp("undisturbed") / "exercises")
    with Faults().injected() as faults:
        course.grade(workers=workers)
    return state(course), faults


def state(course):
    """All that a run leaves, apart from times."""
    archive = course.exercises / "archived_marks.jsonl"
    lines = [json.loads(line) for line in archive.read_text().splitlines() if line]
    for line in lines:
        del line["time"]
    return {
        "scores": course.scores(),
        "folders": folders(course),
        "archive": sorted(lines, key=str),
        "ledger": [
            (one.learner, one.status, one.reason, one.score, one.before, one.needs_manual_grade)
            for one in course.ledger
        ],
    }


def folders(course):
    """Every file of autograded/ and feedback/, hidden ones too."""
    return {
        str(path.relative_to(course.exercises)): path.read_bytes()
        for step in ("autograded", "feedback")
        for path in sorted((course.exercises / step).rglob("*"))
        if path.is_file()
    }


def old_or_new(course, old, new):
    """Whether each learner's scores and graded notebook are those of before or of after."""
    found = course.scores()
    for learner in new["scores"]:
        assert found.get(learner) in (old["scores"].get(learner), new["scores"][learner])
    graded = {name: data for name, data in folders(course).items() if "/." not in name}
    for name, data in graded.items():
        assert data in (old["folders"].get(name), new["folders"].get(name))


def in_a_process(function):
    """How a process ends in which the function runs."""
    if not (child := os.fork()):
        try:
            function()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class TestEachThingThatIsWritten:
    def test_many_things_are_written(self, undisturbed):
        _, faults = undisturbed
        assert any("archived_marks" in name for name in faults.names)
        assert any(name.startswith("COMMIT") for name in faults.names)
        assert any(name.startswith("rename") for name in faults.names)

    @pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
    def test_can_meet_a_full_disk(self, waiting, undisturbed, workers, tmp_path, lasting):
        after, faults = undisturbed
        before = {"scores": waiting.scores(), "folders": folders(waiting)}
        for number in range(1, faults.count + 1):
            course = waiting.copy(tmp_path / "exercises")
            with (
                Faults(number, lasting=lasting).injected() as injected,
                pytest.raises(StorageError, match=r"(?i)(full|space).*goes on where it stopped"),
            ):
                course.grade(workers=workers)
            old_or_new(course, before, after)
            course.grade(workers=workers)
            assert state(course) == after, injected.names[number - 1]
            shutil.rmtree(course.exercises)

    def test_can_be_the_last_one_before_the_grader_is_killed(
        self, waiting, undisturbed, workers, tmp_path
    ):
        after, faults = undisturbed
        before = {"scores": waiting.scores(), "folders": folders(waiting)}
        for number in range(1, faults.count + 1):
            course = waiting.copy(tmp_path / "exercises")

            def grade_and_die(course=course, number=number):
                with Faults(number, killed).injected():
                    course.grade(workers=workers)

            assert in_a_process(grade_and_die) == -signal.SIGKILL
            old_or_new(course, before, after)
            course.grade(workers=workers)
            assert state(course) == after, faults.names[number - 1]
            shutil.rmtree(course.exercises)
