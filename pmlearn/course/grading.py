"""Grading as the course does it: whose submissions, on which workers, with which feedback."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
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

PAGE_SECONDS = 60  # an honest page takes a third of a second


@dataclass(frozen=True, slots=True)
class How:
    """How to grade.

    Attributes:
        force: Grade also what did not change.
        workers: Submissions at the same time; one per core unless given.
        scheduler: Address of a dask scheduler that has the workers instead.
        feedback: Write feedback pages too.
        unsandboxed: Run learners' code with the grader's own rights.
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
    folders = (layout.exercises / "submitted").glob("[!.]*")
    present = sorted(folder.name for folder in folders if _may_have_handed_in(folder, slug))
    for learner in named or []:
        if learner not in present:
            known = ", ".join(present) or "nobody yet"
            raise CourseError(f"{slug}: {learner!r} has not handed in; there are: {known}")
    return named or present


def _may_have_handed_in(folder: Path, slug: str) -> bool:
    """Whether a learner's folder holds the assignment, or cannot be looked into."""
    return os.path.lexists(folder / slug) or (folder.is_dir() and not os.access(folder, os.X_OK))


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
    unsandboxed = how.unsandboxed or not shutil.which("bwrap")
    if unsandboxed:
        _may_run_unsandboxed(chosen, how)
    if unsandboxed and sys.platform != "linux":
        _grade_as_nbgrader_does(layout, slug, chosen, how, tell)
    else:
        _grade_side_by_side(layout, slug, chosen, how, tell, unsandboxed=unsandboxed)
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


def _grade_side_by_side(
    layout: Layout, slug: str, chosen: list[str], how: How, tell: Tell, *, unsandboxed: bool
) -> None:
    book = ledger(layout, slug)
    count = how.workers or os.cpu_count() or 1
    workers: LocalWorkers | ClusterWorkers
    workers = _workers(count) if how.scheduler is None else _cluster(how.scheduler)
    if how.scheduler is None and (how.force or not all(book.path(one).is_file() for one in chosen)):
        _make_boxes(_workers(count), layout.exercises, unsandboxed=unsandboxed)
    from pmlearn.grading.box import BoxError
    from pmlearn.grading.run import BusyError, grade_assignment
    from pmlearn.grading.storage import StorageError

    try:
        changed = grade_assignment(
            layout.exercises,
            slug,
            chosen,
            book,
            workers,
            tell=tell,
            force=how.force,
            unsandboxed=unsandboxed,
        )
    except BoxError as error:
        raise CourseError(
            f"{error}; some containers and hardened systems allow no boxes: grade on another "
            "machine, or, where you trust all who handed in, with --unsandboxed"
        ) from error
    except (BusyError, StorageError) as error:
        raise CourseError(str(error)) from error
    finally:
        if how.scheduler is not None:
            workers.close()
    if how.feedback and changed:
        _write_feedback(layout, slug, changed, count)


@cache
def _workers(count: int) -> LocalWorkers:
    """One set of workers for all assignments of a run: making a box takes a second."""
    from pmlearn.grading.workers import LocalWorkers

    return LocalWorkers(count)


def _make_boxes(workers: LocalWorkers, exercises: Path, *, unsandboxed: bool) -> None:
    """Begin to make them, while this thread goes on to import nbgrader."""
    from pmlearn.grading.grade import warm_box

    workers.prepare(lambda: warm_box([exercises], unsandboxed=unsandboxed))


def _cluster(scheduler: str) -> ClusterWorkers:
    from pmlearn.grading.workers import ClusterWorkers

    try:
        return ClusterWorkers(scheduler)
    except ImportError as error:
        raise CourseError("a cluster needs: pip install 'pmlearn[cluster]'") from error
    except (OSError, ValueError) as error:
        raise CourseError(f"the scheduler {scheduler} does not answer: {error}") from error


def _write_feedback(layout: Layout, slug: str, changed: list[str], count: int) -> None:
    """Write feedback pages, several at a time."""
    from nbgrader.api import Gradebook

    # nbgrader adds a default course when it makes its first page; two at once would collide
    Gradebook(layout.gradebook_url).close()
    pool = _page_writers(count)
    pages = {pool.submit(_write_page, layout.exercises, slug, one): one for one in changed}
    failures = []
    for page in as_completed(pages):
        if failed := page.exception():
            failures.append(f"{pages[page]}: {failed}")
        else:
            ledger(layout, slug).feedback_written(pages[page])
        if isinstance(failed, BrokenProcessPool):
            _page_writers.cache_clear()
    if failures:
        raise CourseError(f"{slug}: no feedback for {'; '.join(sorted(failures))}")


@cache
def _page_writers(count: int) -> ProcessPoolExecutor:
    """Processes, since nbgrader's converter keeps one busy; loading its settings takes seconds."""
    context = multiprocessing.get_context("forkserver")  # inherits neither locks nor a database
    context.set_forkserver_preload(["pmlearn.grading.lean", "nbgrader.apps.api"])
    return ProcessPoolExecutor(count, mp_context=context)


def _write_page(exercises: Path, slug: str, learner: str) -> None:
    """Write one page, in a process of its own; no answer may keep it busy for ever."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"it took more than {PAGE_SECONDS} seconds")

    course = nbgrader_course(exercises)
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(PAGE_SECONDS)
    try:
        course.generate_feedback(slug, learner)
    finally:
        signal.alarm(0)


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


def _grade_as_nbgrader_does(
    layout: Layout, slug: str, chosen: list[str], how: How, tell: Tell
) -> None:
    """As nbgrader grades: one after another, in this process's rights."""
    course = nbgrader_course(layout.exercises, unsandboxed=True)
    book = ledger(layout, slug)
    for learner in chosen:
        before = book.find(learner)
        if before is not None and not how.force and _is_newer(layout, slug, before):
            tell(before, False)
            continue
        outcome = course.autograde(slug, learner)
        book.write(outcome)
        tell(outcome, True)


def _is_newer(layout: Layout, slug: str, known: Outcome) -> bool:
    """Whether a submission was graded after all of its files were handed in."""
    newest = max((f.stat().st_mtime for f in files(layout, slug, known.learner)), default=0)
    graded = ledger(layout, slug).path(known.learner)
    return known.status == GRADED and graded.stat().st_mtime > newest
