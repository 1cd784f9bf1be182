"""Grades an assignment of a course and writes feedback: what `boxgrader grade` does."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boxgrader.pool import GradingPool
from boxgrader.records.ledger import GRADED, Ledger, Outcome
from boxgrader.sandbox import bubblewrap
from boxgrader.settings import WrongCourseError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    TakeOutcome = Callable[[Outcome, bool], None]
    TakePage = Callable[[str, int], None]

NO_BUBBLEWRAP = (
    f"{bubblewrap.MISSING}. Where there is none (macOS, Windows), --unsandboxed runs the code of "
    "{who} with all of your rights"
)


class NotGradedError(Exception):
    """Grading cannot begin or go on; the message says why and what a person can do."""


@dataclass(frozen=True, slots=True)
class Options:
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


def open_pool(exercises: Path, options: Options | None = None) -> GradingPool:
    """What grades the submissions of a course; open it with `with`.

    Args:
        exercises: The folder that holds nbgrader_config.py.
        options: How to grade.
    """
    options = options or Options()
    return GradingPool(
        exercises,
        options.workers,
        unsandboxed=options.unsandboxed or not bubblewrap.is_installed(),
        scheduler=options.scheduler,
    )


def handed_in(exercises: Path, slug: str, named: list[str] | None = None) -> list[str]:
    """Who has handed in; or those named.

    Raises:
        NotGradedError: a learner named has handed in nothing; the message lists who has.
    """
    folders = (exercises / "submitted").glob("*")
    present = sorted(folder.name for folder in folders if _may_have_handed_in(folder, slug))
    for learner in named or []:
        if learner not in present:
            known = ", ".join(present) or "nobody yet"
            raise NotGradedError(f"{slug}: {learner!r} has not handed in; there are: {known}")
    return named or present


def submitted_files(exercises: Path, slug: str, learner: str) -> list[Path]:
    """The ordinary files that a learner has handed in."""
    folder = exercises / "submitted" / learner / slug
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def grade(
    pool: GradingPool,
    slug: str,
    learners: list[str],
    ledger: Ledger,
    *,
    on_outcome: TakeOutcome,
    on_page: TakePage = lambda *_: None,
    force: bool = False,
    feedback: bool = True,
) -> list[Outcome]:
    """Grade what changed, write its feedback, and return how every submission ended.

    Args:
        pool: Who grades.
        slug: The assignment, already generated.
        learners: Whose submissions; each has a folder in submitted/.
        ledger: What was graded before.
        on_outcome: Called for each submission with its outcome and whether it was graded now.
        on_page: Called for each feedback page with its learner and how many there are.
        force: Grade also what did not change.
        feedback: Write feedback pages too.

    Raises:
        NotGradedError: there is no box, another grader is at work, the assignment has not been
            generated, the scheduler has gone, or results or all feedback cannot be written.
    """
    if pool.unsandboxed and sys.platform != "linux":
        _grade_as_nbgrader_does(pool, slug, learners, ledger, force=force, on_outcome=on_outcome)
        return ended(ledger, learners)
    changed = _grade_side_by_side(pool, slug, learners, ledger, force=force, on_outcome=on_outcome)
    failed = _write_feedback(pool, slug, changed, ledger, on_page) if feedback else {}
    return [_noted(outcome, failed.get(outcome.learner)) for outcome in ended(ledger, learners)]


def ended(ledger: Ledger, learners: list[str]) -> list[Outcome]:
    """How the submissions of these learners ended, as far as they did."""
    wanted = set(learners)
    return [outcome for outcome in ledger if outcome.learner in wanted]


def _may_have_handed_in(folder: Path, slug: str) -> bool:
    """Whether a learner's folder holds the assignment, or cannot be looked into."""
    shut = not folder.name.startswith(".") and folder.is_dir() and not os.access(folder, os.X_OK)
    return os.path.lexists(folder / slug) or shut


def _noted(outcome: Outcome, failed: str | None) -> Outcome:
    """The outcome, with a note where the learner's feedback page could not be made."""
    if failed is None:
        return outcome
    note = f"no feedback page: {failed}; the next run tries again"
    return replace(outcome, notes=(*outcome.notes, note))


def _grade_side_by_side(
    pool: GradingPool,
    slug: str,
    learners: list[str],
    ledger: Ledger,
    *,
    force: bool,
    on_outcome: TakeOutcome,
) -> list[str]:
    """Grade what changed; returns whose feedback has to be written again."""
    start_workers(pool, learners, ledger, force=force)
    from boxgrader.grade_class import grade_assignment
    from boxgrader.records.files import StorageError
    from boxgrader.records.lock import BusyError
    from boxgrader.sandbox.box import BoxError

    try:
        return grade_assignment(
            pool.exercises, slug, learners, ledger, pool, on_outcome=on_outcome, force=force
        )
    except BoxError as error:
        raise NotGradedError(
            f"{error}; some containers and hardened systems allow no boxes: grade on another "
            "machine, or, where you trust all who handed in, with --unsandboxed"
        ) from error
    except (BusyError, StorageError, WrongCourseError, ConnectionError) as error:
        raise NotGradedError(str(error)) from error


def start_workers(
    pool: GradingPool, learners: list[str], ledger: Ledger, *, force: bool = False
) -> None:
    """Start the workers, if there may be something to grade, while the caller goes on.

    Args:
        pool: Who grades.
        learners: Whose submissions.
        ledger: What was graded before.
        force: Whether what did not change is graded as well.

    Raises:
        NotGradedError: there is no cluster, or a setting of the course is wrong.
    """
    if pool.unsandboxed and sys.platform != "linux":
        return
    if not force and all(ledger.path(learner).is_file() for learner in learners):
        return
    try:
        pool.prepare()
    except ImportError as error:
        raise NotGradedError("a cluster needs: pip install 'boxgrader[cluster]'") from error
    except (OSError, ValueError) as error:
        raise NotGradedError(str(error)) from error


def _write_feedback(
    pool: GradingPool, slug: str, learners: list[str], ledger: Ledger, on_page: TakePage
) -> dict[str, str]:
    """Write feedback pages, and remember for which of them that was possible.

    Returns:
        Learner -> why there is no page.

    Raises:
        NotGradedError: several pages were to be written, and none could be.
    """
    failures = {}
    for learner, failed in pool.writers.write(slug, learners) if learners else ():
        on_page(learner, len(learners))
        if failed:
            failures[learner] = str(failed) or type(failed).__name__
        else:
            ledger.feedback_written(learner)
    if len(failures) == len(learners) > 1:
        raise NotGradedError(f"{slug}: no feedback can be written: {failures[learners[0]]}")
    return failures


def _grade_as_nbgrader_does(
    pool: GradingPool,
    slug: str,
    learners: list[str],
    ledger: Ledger,
    *,
    force: bool,
    on_outcome: TakeOutcome,
) -> None:
    """As nbgrader grades: one after another, in this process's rights."""
    course = pool.course
    for learner in learners:
        before = ledger.find(learner)
        if before is not None and not force and _is_newer(pool.exercises, slug, before, ledger):
            now = course.settled(slug, before)
            if now != before:
                ledger.write(now)
                course.generate_feedback(slug, learner)
            on_outcome(now, now != before)
            continue
        outcome = course.autograde(slug, learner)
        ledger.write(outcome)
        on_outcome(outcome, True)


def _is_newer(exercises: Path, slug: str, known: Outcome, ledger: Ledger) -> bool:
    """Whether a submission was graded after all of its files were handed in."""
    files = submitted_files(exercises, slug, known.learner)
    newest = max((f.stat().st_mtime for f in files), default=0)
    return known.status == GRADED and ledger.path(known.learner).stat().st_mtime > newest
