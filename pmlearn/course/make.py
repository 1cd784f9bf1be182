"""The commands: which steps they run and what they tell at the end."""

from __future__ import annotations

import contextlib
import shutil
from functools import partial
from typing import TYPE_CHECKING

from rich.table import Table

from boxgrader.cli import show
from boxgrader.records.ledger import GRADED
from pmlearn.course import steps
from pmlearn.course.class_work import grading, rehearsing, releasing, sample_class
from pmlearn.course.layout import SAMPLE_PREFIX, CourseError
from pmlearn.course.runner import console, run_steps
from pmlearn.limits import MAX_NAMED_LEARNERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from boxgrader.grade_course import Options
    from boxgrader.pool import GradingPool
    from boxgrader.releasing.release import Review
    from pmlearn.course.class_work.rehearsing import Rehearsing
    from pmlearn.course.layout import Layout
    from pmlearn.course.runner import Step


def make_book(layout: Layout) -> None:
    """Build the book, and touch nothing else.

    Raises:
        CourseError: the book did not build.
    """
    _run(layout, steps.book_steps(layout))
    console.print(f"the book: {layout.site / 'index.html'}", soft_wrap=True)


def make_course(
    layout: Layout, *, force: bool = False, beside: bool = False, verbose: bool = False
) -> None:
    """Build the book, release all assignments, grade the sample class, write reports.

    Args:
        layout: The course's folders.
        force: Do everything again.
        beside: Do it although there are learners of flesh and blood.
        verbose: Show how each submission ended.

    Raises:
        CourseError: a step failed, or there are real learners and nobody said what to do.
    """
    if not beside:
        _refuse_real_class(layout)
    slugs = [layout.assignment(slug) for slug in layout.assignments()]
    if force:
        _state(layout).unlink(missing_ok=True)
    with grading.open_pool(layout) as pool:
        _run(
            layout,
            [
                *steps.book_steps(layout),
                *steps.assignment_steps(pool, layout, slugs),
                *steps.release_steps(pool, layout, slugs),
                *steps.sample_steps(pool, layout, slugs),
            ],
        )
        graded = steps.grade_steps(pool, layout, slugs)
        _run(layout, [*graded, *steps.report_steps(layout, slugs, graded)])
    for slug in slugs:
        ended = list(grading.ledger(layout, slug))
        if verbose:
            show.outcomes(slug, ended)
        else:
            console.print(show.title(slug, ended), markup=False, soft_wrap=True)
    _show_where(layout, slugs)


def _refuse_real_class(layout: Layout) -> None:
    """Keep made-up learners out of a real class, unless somebody asks for them."""
    real = sample_class.real_learners(layout)
    if real:
        named, more = ", ".join(real[:MAX_NAMED_LEARNERS]), len(real) - MAX_NAMED_LEARNERS
        named += f" and {more} more" if more > 0 else ""
        raise CourseError(
            f"this class has real learners: {named}. `pmlearn course` would put the sample class "
            "beside them, set due dates that have passed, release every assignment and grade what "
            "was handed in. For the book alone: pmlearn book; for an assignment: pmlearn release, "
            "pmlearn grade. If you want all of it: pmlearn course --with-sample-class"
        )


def release(layout: Layout, slug: str, *, look_only: bool = False) -> None:
    """Make and release one assignment, and say what that changes for whom.

    Args:
        layout: The course's folders.
        slug: The assignment.
        look_only: Only say it.

    Raises:
        CourseError: there is no such assignment, or it cannot be released like this.
    """
    slugs = [layout.assignment(slug)]
    if look_only:
        with grading.open_pool(layout) as pool:
            releasing.show(rehearse(pool, layout, slug, again=True))
        console.print(f"{slug}: this was only a look; nothing was done")
        return
    reviews: list[Review] = []
    offered: list[str] = []
    with grading.open_pool(layout) as pool, _rehearsed(pool, layout, slug) as rehearser:
        todo = [
            *steps.assignment_steps(pool, layout, slugs, reviews.append, rehearser),
            *steps.release_steps(pool, layout, slugs, offered.append, rehearser),
        ]
        _run(layout, todo)
    for review in reviews:
        releasing.show(review)
    if offered:
        console.print(
            f"released {slug}: learners get it with `pmlearn lab` or `nbgrader fetch_assignment`"
        )
    elif any(review.swapped for review in reviews):
        console.print(f"{slug}: what learners fetch is as it was")
    else:
        console.print(f"{slug}: nothing changed since it was released; nothing was done")


def rehearse(pool: GradingPool, layout: Layout, slug: str, *, again: bool) -> Review:
    """Grade what a release would hand out as learners' work will be, and show what came of it.

    Args:
        pool: Has the boxes and the nbgrader course.
        layout: The course.
        slug: The assignment.
        again: Rehearse it also when just this version has passed before.

    Raises:
        CourseError: it could not be released like this.
    """
    with rehearsing.progress() as on_version, _rehearsed(pool, layout, slug) as one:
        one.again, one.on_version = again, on_version
        return releasing.generate(
            pool, layout, layout.assignment(slug), look_only=True, rehearse=one
        )


@contextlib.contextmanager
def _rehearsed(pool: GradingPool, layout: Layout, slug: str) -> Iterator[Rehearsing]:
    """Show what was rehearsed, whether it is refused or not."""
    one = rehearsing.Rehearsing(pool, layout, slug)
    try:
        yield one
    finally:
        rehearsing.show(one.found)


def grade(layout: Layout, slug: str, learners: list[str] | None, how: Options) -> bool:
    """Grade submissions of one assignment; whether all of them could be graded.

    Raises:
        CourseError: no such assignment, a named learner has handed in nothing, or there is no box.
    """
    chosen = grading.learners(layout, layout.assignment(slug), learners)
    with grading.open_pool(layout, how) as pool:
        grading.start_workers(pool, layout, slug, chosen, how)
        _generate_first(pool, layout, slug)
        so_far = partial(grading.ended, layout, slug, chosen)
        with show.run(slug, len(chosen), so_far, CourseError) as progress:
            ended = grading.grade(
                pool, layout, slug, learners, how, on_outcome=progress, on_page=progress.page
            )
    show.outcomes(slug, ended, progress.now)
    return all(outcome.status == GRADED for outcome in ended)


def _generate_first(pool: GradingPool, layout: Layout, slug: str) -> None:
    """Make the version that is graded against, and say where it is not the one learners fetch."""
    reviews: list[Review] = []
    _run(layout, steps.assignment_steps(pool, layout, [slug], reviews.append))
    for review in reviews:
        releasing.show(review)
        if review.changes:
            console.print(
                f"learners still fetch the version before; offer this one: pmlearn release {slug}"
            )


def clean(layout: Layout, *, sample: bool = False) -> None:
    """Remove everything that can be made again; or the sample class and its scores."""
    if sample:
        sample_class.remove(layout)
        console.print("removed the sample class")
        return
    shutil.rmtree(layout.build, ignore_errors=True)
    console.print("removed build/; learners' work, submissions and gradebook are untouched")


def _run(layout: Layout, todo: list[Step]) -> None:
    run_steps(todo, _state(layout))


def _state(layout: Layout) -> Path:
    return layout.build / "steps.json"


def _show_where(layout: Layout, slugs: list[str]) -> None:
    # Without an activated environment the command is not on the path.
    command = "pmlearn" if shutil.which("pmlearn") else ".venv/bin/pmlearn"

    def shown(path: Path) -> str:
        return str(path.relative_to(layout.root))

    rows = [
        ("The book", shown(layout.site / "index.html"), "make site"),
        ("Labs and assignments", shown(layout.workspace) + "/", "make lab"),
        ("Released assignments", "exercises/release/", ", ".join(slugs)),
        ("Submissions and scores", "exercises/gradebook.db", f"{command} lab --instructor"),
        ("Feedback for learners", f"exercises/feedback/{SAMPLE_PREFIX}01/", ""),
        ("Class report", shown(layout.reports / "class.html"), f"{command} report --help"),
        (
            "Profiles of learners",
            shown(layout.reports / "profiles") + "/",
            f"{command} profile --help",
        ),
    ]
    table = Table(title="Everything is there", title_justify="left")
    for column in ("what", "where", "open next"):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
