"""The application itself: how each command is registered and how it fails."""

from __future__ import annotations

import sys
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boxgrader.submission.learner_id import odd_name
from boxgrader.terminal import plain
from pmlearn.course.layout import CourseError

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    name="pmlearn",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="A course on project, program, portfolio, product and service management.\n\n"
    "Start with `pmlearn course`; then `pmlearn site` to read, `pmlearn lab` to learn.",
)

LEARN, TEACH, KEEP = "Read and learn", "Teach", "Keep the course"


def learner_id(learner: str) -> str:
    """An id given on the command line.

    Raises:
        typer.BadParameter: no learner can have it.
    """
    if refused := odd_name(learner):
        raise typer.BadParameter(f"{learner!a}: {refused}")
    return learner


def learner_ids(learners: list[str] | None) -> list[str] | None:
    """Ids given on the command line.

    Raises:
        typer.BadParameter: no learner can have one of them.
    """
    return learners and [learner_id(one) for one in learners]


Learner = Annotated[
    str, typer.Argument(help="The learner's id in the gradebook.", callback=learner_id)
]
Slug = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="The assignment's slug.")]
Port = Annotated[int, typer.Option(help="The port on this machine.", min=1, max=65535)]
RealNames = Annotated[
    bool,
    typer.Option("--names", help="Real names and ids instead of pseudonyms, for your own use."),
]


def command(panel: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a command; what a person can mend ends in one line and exit code 2."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except CourseError as error:
                print(plain(f"pmlearn: {error}", keep="\n\t"), file=sys.stderr)
                raise typer.Exit(2) from None
            except KeyboardInterrupt:
                print("pmlearn: stopped", file=sys.stderr)
                raise typer.Exit(130) from None

        app.command(rich_help_panel=panel)(run)
        return run

    return register
