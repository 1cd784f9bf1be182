"""Grading as the course does it: where it keeps what was graded, and whose code may run."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from boxgrader import grade_course
from boxgrader.grade_course import NO_BUBBLEWRAP, NotGradedError, Options
from boxgrader.records.ledger import Ledger, Outcome
from pmlearn.course.layout import SAMPLE_PREFIX, CourseError, Layout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from boxgrader.grade_course import TakeOutcome, TakePage
    from boxgrader.pool import GradingPool


def learners(layout: Layout, slug: str, named: list[str] | None = None) -> list[str]:
    """Who has handed in; or those named.

    Raises:
        CourseError: a learner named has handed in nothing; the message lists who has.
    """
    with _as_course_error():
        return grade_course.handed_in(layout.exercises, slug, named)


def files(layout: Layout, slug: str, learner: str) -> list[Path]:
    """The ordinary files that a learner has handed in."""
    return grade_course.submitted_files(layout.exercises, slug, learner)


def ledger(layout: Layout, slug: str) -> Ledger:
    """What was graded of an assignment."""
    return Ledger(layout.build / "grading" / slug)


def open_pool(layout: Layout, options: Options | None = None) -> GradingPool:
    """What grades the submissions of this course; open it with `with`.

    Args:
        layout: The course.
        options: How to grade.
    """
    pool = grade_course.open_pool(layout.exercises, options)
    if pool.unsandboxed and sys.platform != "linux":
        os.environ["PMLEARN_UNSANDBOXED"] = "1"  # read by nbgrader_config.py
    return pool


def start_workers(
    pool: GradingPool, layout: Layout, slug: str, chosen: list[str], options: Options
) -> None:
    """Start what will grade these learners' submissions, while the caller goes on.

    Raises:
        CourseError: there is no cluster, or a setting of the course is wrong.
    """
    with _as_course_error():
        grade_course.start_workers(pool, chosen, ledger(layout, slug), force=options.force)


def grade(
    pool: GradingPool,
    layout: Layout,
    slug: str,
    named: list[str] | None = None,
    options: Options | None = None,
    *,
    on_outcome: TakeOutcome,
    on_page: TakePage = lambda *_: None,
) -> list[Outcome]:
    """Grade what changed, write its feedback, and return how every submission ended.

    Args:
        pool: Who grades, as `open_pool` makes it of the same options.
        layout: The course.
        slug: The assignment.
        named: Whose submissions; everybody's unless given.
        options: How to grade.
        on_outcome: Called for each submission with its outcome and whether it was graded now.
        on_page: Called for each feedback page with its learner and how many there are.

    Raises:
        CourseError: it cannot begin or go on; the message says why and what a person can do.
    """
    options = options or Options()
    chosen = learners(layout, slug, named)
    if pool.unsandboxed and not options.unsandboxed:
        _refuse_strangers(chosen)
    with _as_course_error():
        return grade_course.grade(
            pool,
            slug,
            chosen,
            ledger(layout, slug),
            on_outcome=on_outcome,
            on_page=on_page,
            force=options.force,
            feedback=options.feedback,
        )


def ended(layout: Layout, slug: str, chosen: list[str]) -> list[Outcome]:
    """How the submissions of these learners ended, as far as they did."""
    return grade_course.ended(ledger(layout, slug), chosen)


@contextlib.contextmanager
def _as_course_error() -> Iterator[None]:
    """Let what the grader says a person can do be an error of the course."""
    try:
        yield
    except NotGradedError as error:
        raise CourseError(str(error)) from error


def _refuse_strangers(chosen: list[str]) -> None:
    """The sample class is ours; whoever else's code runs with our rights must be asked for.

    Raises:
        CourseError: somebody is not of the sample class.
    """
    strangers = [learner for learner in chosen if not learner.startswith(SAMPLE_PREFIX)]
    if strangers:
        who = f"{strangers[0]}{' and others' if strangers[1:] else ''}"
        raise CourseError(NO_BUBBLEWRAP.format(who=who))
