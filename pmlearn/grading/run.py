"""Grades an assignment: many workers, one writer, every submission with an end.

Each submission ends graded, set aside with a reason, or pending; none can stop the run or change
another one's result. Whatever kills the grader loses nothing: what stands in the ledger is done,
the rest is done by the next run.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from pmlearn.grading.assignment import Assignment
from pmlearn.grading.box import BoxError
from pmlearn.grading.gradebook import Gradebook
from pmlearn.grading.job import Job, Result, grade
from pmlearn.grading.ledger import GRADED, PENDING, SET_ASIDE, Ledger, Outcome, key
from pmlearn.grading.submission import RefusedError, read_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from pmlearn.grading.submission import Submission
    from pmlearn.grading.workers import ClusterWorkers, LocalWorkers

    Workers = LocalWorkers | ClusterWorkers


class BusyError(RuntimeError):
    """Another grader is at work on the same assignment."""


def settings(exercises: Path) -> Any:
    """What the course's nbgrader_config.py says."""
    from traitlets.config.loader import PyFileConfigLoader

    return PyFileConfigLoader("nbgrader_config.py", path=str(exercises)).load_config()


def grade_assignment(
    exercises: Path,
    slug: str,
    learners: Iterable[str],
    ledger: Ledger,
    workers: Workers,
    *,
    tell: Callable[[Outcome, bool], None],
    force: bool = False,
) -> list[str]:
    """Grade what changed; returns the learners whose feedback has to be written again.

    Args:
        exercises: The folder that holds nbgrader_config.py.
        slug: The assignment, already generated.
        learners: Whose submissions; each has a folder in submitted/.
        ledger: What was graded before.
        workers: Who grades.
        tell: Called for each submission with its outcome and whether it was graded now.
        force: Grade also what has not changed.

    Raises:
        BoxError: there is no box to grade in.
        BusyError: another grader is at work on this assignment.
        FileNotFoundError: the assignment has not been generated.
    """
    with _alone(ledger), Gradebook(exercises, settings(exercises)) as gradebook:
        names = gradebook.notebooks(slug)
        assignments = {name: Assignment.load(exercises, slug, name) for name in names}
        run = _Run(exercises, slug, ledger, gradebook, assignments, tell, force)
        for job, result in workers.map(grade, run.jobs(learners)):
            run.finish(job, result)
        return run.changed


@dataclass(slots=True)
class _Task:
    """What the writer keeps while a worker grades."""

    key: str
    submission: Mapping[str, Submission]


@dataclass(slots=True)
class _Run:
    """One pass over submissions."""

    exercises: Path
    slug: str
    ledger: Ledger
    gradebook: Gradebook
    assignments: Mapping[str, Assignment]
    tell: Callable[[Outcome, bool], None]
    force: bool
    changed: list[str] = field(default_factory=list)
    _tasks: dict[str, _Task] = field(default_factory=dict)

    def jobs(self, learners: Iterable[str]) -> Iterator[Job]:
        """What has to be graded, read when a worker has room for it."""
        for learner in learners:
            folder = self.exercises / "submitted" / learner / self.slug
            before = None if self.force else self.ledger.find(learner)
            try:
                submission = {name: read_folder(folder, name) for name in self.assignments}
            except RefusedError as error:
                if before == Outcome(learner, SET_ASIDE, reason=str(error)):
                    self.tell(before, False)
                else:
                    self._set_aside(learner, str(error), "")
                continue
            found = key(submission, self.assignments, _stamp(folder))
            if before is not None and self._holds(before, found):
                self.tell(before, False)
                continue
            self.ledger.forget(learner)
            self.gradebook.register(self.slug, learner)
            self._tasks[learner] = _Task(found, submission)
            yield Job(learner, submission, self.assignments, str(self.exercises))

    def finish(self, job: Job, result: dict[str, Result] | Exception) -> None:
        """Store a result, or say why there is none.

        Raises:
            BoxError: there is no box to grade in.
        """
        if isinstance(result, BoxError):
            raise result  # no submission's fault, and none can be graded without a box
        task = self._tasks.pop(job.learner)
        if isinstance(result, RefusedError):
            self._set_aside(job.learner, str(result), task.key)
        elif isinstance(result, Exception):
            reason = f"{type(result).__name__}: {result}"
            self._end(Outcome(job.learner, PENDING, reason=reason))
        else:
            stored = self.gradebook.store(self.slug, job.learner, task.submission, result)
            notes = tuple(note for graded in result.values() for note in graded.notes)
            known = asdict(stored)
            self._end(Outcome(job.learner, GRADED, notes=notes, key=task.key, **known))
            self.changed.append(job.learner)

    def _holds(self, before: Outcome, found: str) -> bool:
        """Whether what the ledger says is still true."""
        return (
            before.key == found
            and before.status in (GRADED, SET_ASIDE)
            and (before.status == SET_ASIDE or self.gradebook.has(self.slug, before.learner))
        )

    def _set_aside(self, learner: str, reason: str, found: str) -> None:
        self.gradebook.register(self.slug, learner)
        self.gradebook.set_aside(self.slug, learner)
        self._end(Outcome(learner, SET_ASIDE, reason=reason, key=found))

    def _end(self, outcome: Outcome) -> None:
        self.ledger.write(outcome)
        self.tell(outcome, True)


def _stamp(folder: Path) -> bytes:
    """The time of handing in, as nbgrader keeps it."""
    path = folder / "timestamp.txt"
    return path.read_bytes()[:100] if path.is_file() and not path.is_symlink() else b""


@contextlib.contextmanager
def _alone(ledger: Ledger) -> Iterator[None]:
    """Keep a second grader away from the assignment; a dead one's lock goes with it."""
    try:
        import fcntl
    except ImportError:  # Windows, where nothing can be shut in either
        yield
        return
    ledger.folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(ledger.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BusyError("another grader is at work on this assignment; let it finish") from error
    else:
        yield
    finally:
        os.close(descriptor)
