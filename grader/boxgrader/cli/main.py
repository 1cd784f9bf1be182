"""`boxgrader grade ps1`, in the folder of an nbgrader course."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from boxgrader.cli import options, show
from boxgrader.grade_course import (
    NO_BUBBLEWRAP,
    NotGradedError,
    Options,
    ended,
    handed_in,
    open_pool,
)
from boxgrader.grade_course import grade as grade_assignment
from boxgrader.records.ledger import GRADED, Ledger
from boxgrader.sandbox import bubblewrap
from boxgrader.submission.learner_id import odd_name
from boxgrader.terminal import plain

RECORDS = ".boxgrader"  # beside gradebook.db: what was graded, from what

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def _commands() -> None:
    """Grades an nbgrader course: many submissions at a time, each shut in a box of its own."""


@app.command()
def grade(
    assignment: Annotated[str, typer.Argument(help="Such as ps1; it has been generated.")],
    learners: Annotated[
        list[str] | None, typer.Argument(metavar="[LEARNER]...", help="All unless named.")
    ] = None,
    *,
    course: Annotated[
        Path, typer.Option(help="The folder with nbgrader_config.py.", file_okay=False)
    ] = Path(),
    force: options.Force = False,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    feedback: options.Feedback = True,
    unsandboxed: options.Unsandboxed = False,
) -> None:
    """Autograde what was handed in and write feedback; only what changed.

    The gradebook, autograded/ and feedback/ are those of `nbgrader autograde` and
    `nbgrader generate_feedback`, with the same scores. Learners' code runs shut in by bubblewrap.
    Exit code 1 when a submission could not be graded; the table says which and why.
    """
    how = Options(force, workers, scheduler, feedback, unsandboxed)
    try:
        complete = _grade(course.resolve(), assignment, learners, how)
    except NotGradedError as error:
        print(plain(f"boxgrader: {error}", keep="\n\t"), file=sys.stderr)  # noqa: T201  a command
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        print("boxgrader: stopped; the same command goes on", file=sys.stderr)  # noqa: T201  same
        raise typer.Exit(130) from None
    if not complete:
        raise typer.Exit(1)


def _grade(course: Path, slug: str, named: list[str] | None, how: Options) -> bool:
    """Grade and show how each ended; whether all could be graded.

    Raises:
        NotGradedError: it cannot begin or go on.
    """
    _refuse_wrong_names(course, slug, named or [])
    learners = handed_in(course, slug, named)
    if learners and not bubblewrap.is_installed() and not how.unsandboxed:
        raise NotGradedError(NO_BUBBLEWRAP.format(who=learners[0]))
    ledger = Ledger(course / RECORDS / slug)
    with (
        open_pool(course, how) as pool,
        show.run(slug, len(learners), lambda: ended(ledger, learners), NotGradedError) as progress,
    ):
        outcomes = grade_assignment(
            pool,
            slug,
            learners,
            ledger,
            on_outcome=progress,
            on_page=progress.page,
            force=how.force,
            feedback=how.feedback,
        )
    show.outcomes(slug, outcomes, progress.now)
    return all(outcome.status == GRADED for outcome in outcomes)


def _refuse_wrong_names(course: Path, slug: str, named: list[str]) -> None:
    """See that there is such a course and assignment, and that names are no paths.

    Raises:
        NotGradedError: one of them is not.
    """
    for learner in named:
        if refused := odd_name(learner):
            raise NotGradedError(f"{learner!r}: {refused}")
    sources = course / "source"
    if not sources.is_dir():
        raise NotGradedError(
            f"{course} is no nbgrader course: it has no folder source/; "
            "name one with --course, or call this in its folder"
        )
    known = sorted(path.name for path in sources.iterdir() if path.is_dir())
    if slug not in known:
        raise NotGradedError(f"no assignment {slug!r} in {sources}; there are: {', '.join(known)}")
    if not list((course / "release" / slug).glob("*.ipynb")):
        raise NotGradedError(
            f"{slug} has not been generated; first: nbgrader generate_assignment {slug}"
        )
