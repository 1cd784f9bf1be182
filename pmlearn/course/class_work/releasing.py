"""Releasing as the course does it: what a new version changes, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from boxgrader.cli.show import MOST_ROWS
from pmlearn.competency.reports.pages import rounded
from pmlearn.course.authoring.tasks import check_cases, stale_files, with_tasks
from pmlearn.course.class_work import grading
from pmlearn.course.layout import SAMPLE_PREFIX, CourseError
from pmlearn.course.runner import console

if TYPE_CHECKING:
    from pathlib import Path

    from boxgrader.pool import GradingPool
    from boxgrader.releasing.release import Affected, Review
    from pmlearn.course.class_work.rehearsing import Rehearsing
    from pmlearn.course.layout import Layout

# Cases that are drawn before a release; one that fails for one learner in ten is found for sure.
_CASES = 60


def generate(
    pool: GradingPool,
    layout: Layout,
    slug: str,
    *,
    look_only: bool = False,
    rehearse: Rehearsing | None = None,
) -> Review:
    """Make the release version and put it in place, or only look what that would change.

    Args:
        pool: Has the nbgrader course.
        layout: The course.
        slug: The assignment.
        look_only: Change nothing.
        rehearse: Rehearses a new version before it is put in place.

    Raises:
        CourseError: it cannot be made like this; what was released stays as it was.
    """
    from boxgrader.nbgrader_api import GradingError
    from boxgrader.records.files import StorageError
    from boxgrader.records.lock import BusyError
    from boxgrader.releasing import release
    from boxgrader.sandbox.box import BoxError
    from boxgrader.submission.folder import RefusedError

    _check_tasks(layout, slug)
    ledger = grading.ledger(layout, slug)
    try:
        return release.generate(
            pool.course, layout.exercises, slug, ledger, look_only=look_only, rehearse=rehearse
        )
    except release.CellsKeptError as error:
        sample = all(learner.startswith(SAMPLE_PREFIX) for learner in error.learners)
        hint = "; or remove the sample class: pmlearn clean sample" if sample else ""
        raise CourseError(f"{slug}: {error}{hint}") from error
    except (BoxError, GradingError, BusyError, RefusedError, StorageError) as error:
        raise CourseError(f"{slug}: {error}") from error


def _check_tasks(layout: Layout, slug: str) -> None:
    """Refuse tasks that some learners' cases break, or from which the release does not follow.

    Raises:
        CourseError: so it is.
    """
    if slug not in with_tasks(layout):
        return
    if stale := list(stale_files(layout, slug)):
        raise CourseError(stale[0])
    check_cases(layout, slug, [f"learner-{number}" for number in range(_CASES)])


def make_beside(pool: GradingPool, layout: Layout, slug: str, folder: Path) -> None:
    """Make what learners would get in a folder of its own; gradebook and release/ stay as they are.

    Args:
        pool: Has the nbgrader course.
        layout: The course.
        slug: The assignment.
        folder: Gets a folder with the assignment's name.

    Raises:
        CourseError: it cannot be made.
    """
    from boxgrader.nbgrader_api import GradingError
    from boxgrader.releasing import checks

    try:
        for source in layout.source_notebooks(slug):
            checks.check_format(source)
        pool.course.generate_beside(slug, str(folder))
        for source in layout.source_notebooks(slug):
            checks.check(slug, source, folder / slug / source.name)
    except GradingError as error:
        raise CourseError(f"{slug}: {error}") from error


def offer(pool: GradingPool, layout: Layout, slug: str) -> bool:
    """Put the release version where learners fetch it, unless it is there already.

    Returns:
        Whether it was put there now.

    Raises:
        CourseError: nbgrader refused.
    """
    from boxgrader.nbgrader_api import GradingError
    from boxgrader.releasing.changes import contents

    course = pool.course
    outbound = course.outbound(slug)
    made = contents(layout.exercises / "release" / slug)
    if outbound and outbound.is_dir() and contents(outbound) == made:
        return False
    try:
        course.release_assignment(slug)
    except GradingError as error:
        raise CourseError(f"{slug}: {error}") from error
    return True


def show(review: Review) -> None:
    """What a new version changes, and what that means for whom; nothing the first time."""
    slug, count = review.slug, len(review.changes)
    if not count:
        return
    changes = "1 change" if count == 1 else f"{count} changes"
    when = "since the last release" if review.swapped else "would be made"
    console.print(f"{slug}: {changes} {when}")
    for change in review.changes:
        console.print(f"  {change}", markup=False)
    if not review.affected:
        console.print("nobody has handed in yet")
        return
    every = len(review.affected) <= MOST_ROWS
    rows = [one for one in review.affected if every or one.marks]
    table = Table(title=f"{slug}: whom this affects ({len(review.affected)})", title_justify="left")
    for column in ("learner", "now", "what it means"):
        table.add_column(column, overflow="fold")
    for one in rows:
        table.add_row(one.learner, _now(one), _meaning(one))
    console.print(table)
    if rest := [one.learner for one in review.affected if one not in rows]:
        again = f"{len(rest)} more, without marks of yours, graded by the next `pmlearn grade`: "
        console.print(again + ", ".join(rest), markup=False)


def _now(one: Affected) -> str:
    if one.score is None:
        return "handed in"
    return f"graded, {rounded(one.score)} of {rounded(one.max_score or 0)}"


def _meaning(one: Affected) -> str:
    if not one.handed_in:
        said = "keeps this score: there is nothing in submitted/ to grade again"
    elif one.score is None:
        said = "graded by `pmlearn grade`, with the new version"
    else:
        said = "graded again by `pmlearn grade`"
    marks = [
        f"{cell} {mark:g}{' (more than it gives now)' if cell in one.too_high else ''}"
        for cell, mark in sorted(one.marks.items())
    ]
    return f"{said}; your marks stay: {', '.join(marks)}" if marks else said
