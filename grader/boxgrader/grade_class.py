"""Grades an assignment: many workers, one writer, every submission with an end.

Each submission ends graded, set aside with a reason, or pending; none can stop the run or change
another one's result. Whatever kills the grader loses nothing: what stands in the ledger is done,
the rest is done by the next run.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from boxgrader import light_import  # noqa: F401  before anything imports nbgrader
from boxgrader.grade_job import grade
from boxgrader.records.files import outage, telling_outages
from boxgrader.records.gradebook import Gradebook, time_of
from boxgrader.records.ledger import (
    GRADED,
    PENDING,
    SET_ASIDE,
    Ledger,
    Outcome,
    key,
    release_version,
)
from boxgrader.records.lock import alone
from boxgrader.records.result import Job, Result
from boxgrader.records.same_text import note_likeness, others_named, own_texts
from boxgrader.rehearsal.placement import store, stored
from boxgrader.sandbox.box import BoxError
from boxgrader.settings import config
from boxgrader.submission.assignment import Assignment
from boxgrader.submission.folder import RefusedError, read_folder, read_stamp
from boxgrader.submission.learner_id import odd_name, refuse_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from boxgrader.analysis.placement import Placements
    from boxgrader.pool import GradingPool
    from boxgrader.records.current_scores import CurrentScore
    from boxgrader.submission.folder import Submission


def grade_assignment(
    exercises: Path,
    slug: str,
    learners: Iterable[str],
    ledger: Ledger,
    pool: GradingPool,
    *,
    on_outcome: Callable[[Outcome, bool], None],
    force: bool = False,
) -> list[str]:
    """Grade what changed; returns the learners whose feedback has to be written again.

    Args:
        exercises: The folder that holds nbgrader_config.py.
        slug: The assignment, already generated.
        learners: Whose submissions; each has a folder in submitted/.
        ledger: What was graded before.
        pool: Who grades.
        on_outcome: Called for each submission with its outcome and whether it was graded now.
        force: Grade also what has not changed.

    Raises:
        BoxError: there is no box to grade in.
        BusyError: another grader is at work on this assignment.
        FileNotFoundError: the assignment has not been generated.
        StorageError: disk or database are full, locked or gone; the rest is pending.
    """
    _import_first()
    with telling_outages(), alone(ledger), Gradebook(exercises, config(exercises)) as gradebook:
        names = gradebook.notebooks(slug)
        assignments = {name: Assignment.load(exercises, slug, name) for name in names}
        run = _Run(
            exercises, slug, ledger, gradebook, assignments, on_outcome, force, pool.unsandboxed
        )
        run.release = release_version(assignments)
        run.placements = stored(ledger, assignments)
        for job, result in pool.map(grade, run.jobs(learners)):
            run.finish(job, result)
        store(ledger, assignments, run.placements)
        note_likeness(ledger)
        return run.without_feedback


def _import_first() -> None:
    """Import what the workers need: a thread that imports beside another may get half a module."""
    for name in ("nbgrader.preprocessors", "nbgrader.utils", "IPython.core.inputtransformer2"):
        import_module(name)


@dataclass(slots=True)
class _Task:
    """What the writer keeps while a worker grades."""

    key: str
    submission: Mapping[str, Submission]
    stamp: bytes | None
    before: float | None


@dataclass(slots=True)
class _Run:
    """One pass over submissions."""

    exercises: Path
    slug: str
    ledger: Ledger
    gradebook: Gradebook
    assignments: Mapping[str, Assignment]
    on_outcome: Callable[[Outcome, bool], None]
    force: bool
    unsandboxed: bool
    without_feedback: list[str] = field(default_factory=list)
    placements: Mapping[str, Placements] = field(default_factory=dict)
    roster: set[str] = field(default_factory=set)
    release: bytes = b""
    _tasks: dict[str, _Task] = field(default_factory=dict)

    def jobs(self, learners: Iterable[str]) -> Iterator[Job]:
        """What has to be graded, read when a worker has room for it."""
        for learner in dict.fromkeys(learners):
            job = None
            with self._surviving(learner):
                job = self._job(learner)
            if job is not None:
                yield job

    def finish(self, job: Job, result: dict[str, Result] | Exception) -> None:
        """Store a result, or say why there is none.

        Raises:
            BoxError: there is no box to grade in.
        """
        if isinstance(result, BoxError):
            raise result  # no submission's fault, and none can be graded without a box
        task = self._tasks.pop(job.learner)
        with self._surviving(job.learner):
            if isinstance(result, RefusedError):
                self._set_aside(job.learner, str(result), task)
            elif isinstance(result, Exception):
                raise result
            else:
                self._store(job.learner, task, result)

    def _job(self, learner: str) -> Job | None:
        """What a worker has to do for a learner; None when that is nothing."""
        if refused := odd_name(learner):
            self._end(Outcome(learner, SET_ASIDE, reason=refused))
            return None
        known = self.ledger.find(learner)
        folder = self.exercises / "submitted" / learner / self.slug
        stamp, submission, refused = None, {}, ""
        try:
            refuse_link(folder.parent)
            submission = {
                name: read_folder(
                    folder, name, self.assignments.keys() - {name}, assignment, learner
                )
                for name, assignment in self.assignments.items()
            }
            stamp = read_stamp(folder)
        except RefusedError as error:
            refused = str(error)
        how = f"{refused} {'without a box' * self.unsandboxed}"
        found = key(submission, self.release, (stamp or b"") + how.encode())
        current = self.gradebook.current_score(self.slug, learner)
        if known is not None and not self.force and _holds(known, found, current):
            self._end_again(known, current)
            return None
        task = _Task(found, submission, stamp, _before(known, current))
        self.ledger.begin(learner, task.before)
        if refused:
            self._set_aside(learner, refused, task)
            return None
        self._tasks[learner] = task
        return Job(learner, submission, self.assignments, self.placements)

    def _end_again(self, known: Outcome, current: CurrentScore | None) -> None:
        """End with what the ledger says, and first what a person or a rule has changed since."""
        if known.status == GRADED and current is not None:
            if known.late_seconds or current.late_seconds:
                current = self.gradebook.settled(self.slug, known.learner)
            if (known.shown, known.late_seconds) != (current.shown, current.late_seconds):
                now = replace(known, before=known.score, archived=(), **asdict(current))
                self.without_feedback.append(known.learner)
                self._end(now)
                return
            if not (
                self.ledger.has_feedback(known.learner)
                and self.gradebook.has_feedback(self.slug, known.learner)
            ):
                self.without_feedback.append(known.learner)
        self.on_outcome(known, False)

    def _store(self, learner: str, task: _Task, result: Mapping[str, Result]) -> None:
        current, archived = self.gradebook.store(
            self.slug, learner, task.submission, result, task.stamp
        )
        notes = [note for graded in result.values() for note in graded.notes]
        if task.stamp is not None and time_of(task.stamp) is None:
            notes.append("timestamp.txt holds no time: when it was handed in is not known")
        self.roster = self.roster or self.gradebook.learners()
        notes += others_named(result, learner, self.roster)
        known: Any = {"before": task.before, "archived": archived, "key": task.key}
        known["texts"] = own_texts(result, self.assignments)
        self._end(Outcome(learner, GRADED, notes=tuple(notes), **known, **asdict(current)))
        self.without_feedback.append(learner)

    def _set_aside(self, learner: str, reason: str, task: _Task) -> None:
        archived = self.gradebook.set_aside(self.slug, learner, task.stamp)
        known: Any = {"before": task.before, "archived": archived, "key": task.key}
        self._end(Outcome(learner, SET_ASIDE, reason=reason, **known))

    @contextlib.contextmanager
    def _surviving(self, learner: str) -> Iterator[None]:
        """Whatever one submission meets stays its own; what all would meet ends the run."""
        try:
            yield
        except Exception as error:
            if failed := outage(error):
                raise failed from error
            current = self.gradebook.current_score(self.slug, learner)
            before = _before(self.ledger.find(learner), current)
            reason = f"{type(error).__name__}: {error}"
            self._end(Outcome(learner, PENDING, reason=reason, before=before))

    def _end(self, outcome: Outcome) -> None:
        self.ledger.write(outcome)
        self.on_outcome(outcome, True)


def _holds(known: Outcome, found: str, current: CurrentScore | None) -> bool:
    """Whether what the ledger says of a submission is still true."""
    if known.key != found or known.status == PENDING:
        return False
    return known.status == SET_ASIDE or current is not None


def _before(known: Outcome | None, current: CurrentScore | None) -> float | None:
    """The score that was told last: after a run that was cut off, its own is not."""
    if known is not None and known.status == PENDING:
        return known.before
    return None if current is None else current.score
