"""Grading as the course does it: whose submissions, on which workers, with which feedback."""

from __future__ import annotations

import atexit
import os
import shutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pmlearn.course.layout import SAMPLE_PREFIX, CourseError, Layout
from pmlearn.grading.ledger import GRADED, Ledger, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pmlearn.grading.autograde import Course
    from pmlearn.grading.workers import ClusterWorkers, LocalWorkers

    Tell = Callable[[Outcome, bool], None]


@dataclass(frozen=True, slots=True)
class How:
    """How to grade.

    Attributes:
        force: Grade also what did not change.
        workers: Processes that grade; one per core unless given.
        scheduler: Address of a dask scheduler that has the workers instead.
        feedback: Write feedback pages too.
        unsandboxed: Run learners' code as nbgrader does, with the grader's own rights.
    """

    force: bool = False
    workers: int | None = None
    scheduler: str | None = None
    feedback: bool = True
    unsandboxed: bool = False


def learners(layout: Layout, slug: str, named: list[str] | None = None) -> list[str]:
    """Who has handed in; or those named.

    Raises:
        CourseError: a learner named has handed in nothing; the message lists who has.
    """
    present = sorted(p.parent.name for p in (layout.exercises / "submitted").glob(f"*/{slug}"))
    for learner in named or []:
        if learner not in present:
            known = ", ".join(present) or "nobody yet"
            raise CourseError(f"{slug}: {learner!r} has not handed in; there are: {known}")
    return named or present


def files(layout: Layout, slug: str, learner: str) -> list[Path]:
    """The ordinary files that a learner has handed in."""
    folder = layout.exercises / "submitted" / learner / slug
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def ledger(layout: Layout, slug: str) -> Ledger:
    """What was graded of an assignment."""
    return Ledger(layout.build / "grading" / slug)


def grade(
    layout: Layout,
    slug: str,
    named: list[str] | None = None,
    how: How | None = None,
    *,
    tell: Tell,
) -> list[Outcome]:
    """Grade what changed, write its feedback, and return how every submission ended.

    Raises:
        CourseError: there is no box to grade in, another grader is at work, the scheduler does
            not answer, results cannot be kept, or some feedback could not be written.
    """
    how = how or How()
    chosen = learners(layout, slug, named)
    if how.unsandboxed or not shutil.which("bwrap"):
        _may_run_unsandboxed(chosen, how)
        _grade_unsandboxed(layout, slug, chosen, how, tell)
    else:
        _grade_boxed(layout, slug, chosen, how, tell)
    return [outcome for outcome in ledger(layout, slug) if outcome.learner in chosen]


def _may_run_unsandboxed(chosen: list[str], how: How) -> None:
    """The sample class is ours; whoever else's code runs with our rights must be asked for."""
    strangers = [learner for learner in chosen if not learner.startswith(SAMPLE_PREFIX)]
    if strangers and not how.unsandboxed:
        raise CourseError(
            "bubblewrap is not installed, so learners' code cannot be shut in; on Debian or "
            "Ubuntu: apt install bubblewrap, on Fedora: dnf install bubblewrap. Where there is "
            "none (macOS, Windows), --unsandboxed runs the code of "
            f"{strangers[0]}{' and others' if strangers[1:] else ''} with all of your rights"
        )


def _grade_boxed(layout: Layout, slug: str, chosen: list[str], how: How, tell: Tell) -> None:
    from pmlearn.grading.box import BoxError
    from pmlearn.grading.run import BusyError, grade_assignment
    from pmlearn.grading.storage import StorageError

    here = _local_workers(how.workers or os.cpu_count() or 1)
    workers = here if how.scheduler is None else _cluster(how.scheduler)
    book = ledger(layout, slug)
    try:
        changed = grade_assignment(
            layout.exercises, slug, chosen, book, workers, tell=tell, force=how.force
        )
    except (BoxError, BusyError, StorageError) as error:
        raise CourseError(str(error)) from error
    finally:
        if workers is not here:
            workers.close()
    jobs = [(layout.exercises, slug, learner) for learner in changed if how.feedback]
    failures = []
    for (_, _, learner), failed in here.map(write_feedback, jobs):
        if failed is None:
            book.feedback_written(learner)
        else:
            failures.append(f"{learner}: {failed}")
    if failures:
        raise CourseError(f"{slug}: no feedback for {'; '.join(sorted(failures))}")


@cache
def _local_workers(count: int) -> LocalWorkers:
    """One set of workers for all assignments of a run: making a box takes seconds."""
    from pmlearn.grading.workers import LocalWorkers

    workers = LocalWorkers(count)
    atexit.register(workers.close)
    return workers


def _cluster(scheduler: str) -> ClusterWorkers:
    from pmlearn.grading.workers import ClusterWorkers

    try:
        return ClusterWorkers(scheduler)
    except ImportError as error:
        raise CourseError("a cluster needs: pip install 'pmlearn[cluster]'") from error
    except (OSError, ValueError) as error:
        raise CourseError(f"the scheduler {scheduler} does not answer: {error}") from error


def write_feedback(job: tuple[Path, str, str]) -> None:
    """Write the feedback page of one learner, in a worker's process.

    Raises:
        GradingError: nbgrader refused.
    """
    exercises, slug, learner = job
    nbgrader_course(exercises).generate_feedback(slug, learner)


@cache
def nbgrader_course(exercises: Path, *, unsandboxed: bool = False) -> Course:
    """One nbgrader course per process: loading its settings takes a second.

    Args:
        exercises: The folder that holds nbgrader_config.py.
        unsandboxed: Whether nbgrader executes submissions itself.
    """
    from pmlearn.grading.autograde import Course

    if unsandboxed:
        os.environ["PMLEARN_UNSANDBOXED"] = "1"  # read by nbgrader_config.py
    return Course(exercises)


def _grade_unsandboxed(layout: Layout, slug: str, chosen: list[str], how: How, tell: Tell) -> None:
    """As nbgrader grades: one after another, in this process's rights."""
    course = nbgrader_course(layout.exercises, unsandboxed=True)
    book = ledger(layout, slug)
    for learner in chosen:
        newest = max((path.stat().st_mtime for path in files(layout, slug, learner)), default=0)
        before = book.find(learner)
        unchanged = before is not None and book.path(learner).stat().st_mtime > newest
        if unchanged and before is not None and before.status == GRADED and not how.force:
            tell(before, False)
            continue
        outcome = course.autograde(slug, learner)
        book.write(outcome)
        tell(outcome, True)
