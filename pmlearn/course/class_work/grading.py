"""Grading as the course does it: whose submissions, on which workers, with which feedback."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boxgrader.records.ledger import GRADED, Ledger, Outcome
from pmlearn.course.layout import SAMPLE_PREFIX, CourseError, Layout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from boxgrader.nbgrader_api import Course
    from boxgrader.pool import GradingPool

    Tell = Callable[[Outcome, bool], None]
    TellPage = Callable[[str, int], None]


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
    folders = (layout.exercises / "submitted").glob("*")
    present = sorted(folder.name for folder in folders if _may_have_handed_in(folder, slug))
    for learner in named or []:
        if learner not in present:
            known = ", ".join(present) or "nobody yet"
            raise CourseError(f"{slug}: {learner!r} has not handed in; there are: {known}")
    return named or present


def _may_have_handed_in(folder: Path, slug: str) -> bool:
    """Whether a learner's folder holds the assignment, or cannot be looked into."""
    shut = not folder.name.startswith(".") and folder.is_dir() and not os.access(folder, os.X_OK)
    return os.path.lexists(folder / slug) or shut


def files(layout: Layout, slug: str, learner: str) -> list[Path]:
    """The ordinary files that a learner has handed in."""
    folder = layout.exercises / "submitted" / learner / slug
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def ledger(layout: Layout, slug: str) -> Ledger:
    """What was graded of an assignment."""
    return Ledger(layout.build / "grading" / slug)


def open_pool(layout: Layout, how: How | None = None) -> GradingPool:
    """What grades the submissions of this course; open it with `with`.

    Args:
        layout: The course.
        how: How to grade.

    Raises:
        CourseError: the course's settings for the grader are wrong.
    """
    from boxgrader.pool import GradingPool

    how = how or How()
    unsandboxed = how.unsandboxed or not shutil.which("bwrap")
    if unsandboxed and sys.platform != "linux":
        os.environ["PMLEARN_UNSANDBOXED"] = "1"  # read by nbgrader_config.py
    return GradingPool(
        layout.exercises, how.workers, unsandboxed=unsandboxed, scheduler=how.scheduler
    )


def grade(
    pool: GradingPool,
    layout: Layout,
    slug: str,
    named: list[str] | None = None,
    how: How | None = None,
    *,
    tell: Tell,
    tell_page: TellPage = lambda *_: None,
) -> list[Outcome]:
    """Grade what changed, write its feedback, and return how every submission ended.

    Args:
        pool: Who grades, as `open_pool` makes it of the same `how`.
        layout: The course.
        slug: The assignment.
        named: Whose submissions; everybody's unless given.
        how: How to grade.
        tell: Called for each submission with its outcome and whether it was graded now.
        tell_page: Called for each feedback page with its learner and how many there are.

    Raises:
        CourseError: there is no box to grade in, another grader is at work, the scheduler does
            not answer or has gone, results cannot be kept, or no feedback at all can be written.
    """
    how = how or How()
    chosen = learners(layout, slug, named)
    if pool.unsandboxed:
        _may_run_unsandboxed(chosen, how)
    if pool.unsandboxed and sys.platform != "linux":
        _grade_as_nbgrader_does(pool.course, layout, slug, chosen, force=how.force, tell=tell)
    else:
        changed = _grade_side_by_side(pool, layout, slug, chosen, force=how.force, tell=tell)
        if how.feedback and changed:
            failed = _write_feedback(pool, layout, slug, changed, tell_page)
            return [_noted(one, failed.get(one.learner)) for one in ended(layout, slug, chosen)]
    return ended(layout, slug, chosen)


def _noted(outcome: Outcome, failed: str | None) -> Outcome:
    """The outcome, with a note where the learner's feedback page could not be made."""
    if failed is None:
        return outcome
    note = f"no feedback page: {failed}; the next run tries again"
    return replace(outcome, notes=(*outcome.notes, note))


def ended(layout: Layout, slug: str, chosen: list[str]) -> list[Outcome]:
    """How the submissions of these learners ended, as far as they did."""
    wanted = set(chosen)
    return [outcome for outcome in ledger(layout, slug) if outcome.learner in wanted]


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
    pool: GradingPool, layout: Layout, slug: str, chosen: list[str], *, force: bool, tell: Tell
) -> list[str]:
    """Grade what changed; returns whose feedback has to be written again."""
    book = ledger(layout, slug)
    if force or not all(book.path(one).is_file() for one in chosen):
        _prepare(pool)  # while this thread goes on to import nbgrader
    from boxgrader.grade_class import BusyError, grade_assignment
    from boxgrader.records.files import StorageError
    from boxgrader.sandbox.box import BoxError

    try:
        return grade_assignment(layout.exercises, slug, chosen, book, pool, tell=tell, force=force)
    except BoxError as error:
        raise CourseError(
            f"{error}; some containers and hardened systems allow no boxes: grade on another "
            "machine, or, where you trust all who handed in, with --unsandboxed"
        ) from error
    except (BusyError, StorageError, ConnectionError) as error:
        raise CourseError(str(error)) from error


def _prepare(pool: GradingPool) -> None:
    try:
        pool.prepare()
    except ImportError as error:
        raise CourseError("a cluster needs: pip install 'pmlearn[cluster]'") from error
    except (OSError, ValueError) as error:
        raise CourseError(str(error)) from error


def _write_feedback(
    pool: GradingPool, layout: Layout, slug: str, changed: list[str], tell: TellPage
) -> dict[str, str]:
    """Write feedback pages, and remember for which of them that was possible.

    Returns:
        Learner -> why there is no page.

    Raises:
        CourseError: several pages were to be written, and none could be: it is not a learner's
            doing.
    """
    failures = {}
    for learner, failed in pool.writers.write(slug, changed):
        tell(learner, len(changed))
        if failed:
            failures[learner] = str(failed) or type(failed).__name__
        else:
            ledger(layout, slug).feedback_written(learner)
    if len(failures) == len(changed) > 1:
        raise CourseError(f"{slug}: no feedback can be written: {failures[changed[0]]}")
    return failures


def _grade_as_nbgrader_does(
    course: Course, layout: Layout, slug: str, chosen: list[str], *, force: bool, tell: Tell
) -> None:
    """As nbgrader grades: one after another, in this process's rights."""
    book = ledger(layout, slug)
    for learner in chosen:
        before = book.find(learner)
        if before is not None and not force and _is_newer(layout, slug, before):
            now = course.settled(slug, before)
            if now != before:
                book.write(now)
                course.generate_feedback(slug, learner)
            tell(now, now != before)
            continue
        outcome = course.autograde(slug, learner)
        book.write(outcome)
        tell(outcome, True)


def _is_newer(layout: Layout, slug: str, known: Outcome) -> bool:
    """Whether a submission was graded after all of its files were handed in."""
    newest = max((f.stat().st_mtime for f in files(layout, slug, known.learner)), default=0)
    graded = ledger(layout, slug).path(known.learner)
    return known.status == GRADED and graded.stat().st_mtime > newest
