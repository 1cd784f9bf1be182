"""Commands of readers and learners."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  typer reads annotations while it runs
from typing import Annotated

import typer

from pmlearn.cli.application import LEARN, Learner, Port, RealNames, command
from pmlearn.course.layout import find_layout


@command(LEARN)
def course(
    *,
    force: Annotated[bool, typer.Option(help="Do everything again.")] = False,
    with_sample_class: Annotated[
        bool,
        typer.Option("--with-sample-class", help="Also where the class has real learners."),
    ] = False,
    verbose: Annotated[bool, typer.Option(help="Show how each submission ended.")] = False,
) -> None:
    """Make everything: book, released assignments, graded sample class, reports.

    For trying things out: a class that has real learners is not touched unless you say so.
    """
    from pmlearn.course import make

    make.make_course(find_layout(), force=force, beside=with_sample_class, verbose=verbose)


@command(LEARN)
def book() -> None:
    """Build the book; nothing else is touched."""
    from pmlearn.course import make

    make.make_book(find_layout())


@command(LEARN)
def site(port: Port = 8000) -> None:
    """Serve the built book on this machine."""
    from pmlearn.course.book.jupyter_book import serve_book

    print(f"The book: http://127.0.0.1:{port}/  (Ctrl+C stops)")
    serve_book(find_layout(), port)


@command(LEARN)
def lab(
    port: Port = 8888,
    *,
    learner: Annotated[
        str,
        typer.Option(help="The id under which you hand in; asked for once when it is not given."),
    ] = "",
    instructor: Annotated[
        bool, typer.Option(help="Open the instructor's course folder with the formgrader.")
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Prepare the workspace and stop.")
    ] = False,
) -> None:
    """Open JupyterLab on the learner's workspace: labs and released assignments."""
    from pmlearn.course.learners import start_page, workspace

    layout = None
    folder = None if instructor else workspace.find_bundle()
    if folder is None:
        layout = find_layout()
        folder = layout.exercises if instructor else layout.workspace
        for name in () if instructor else workspace.prepare_workspace(layout):
            print(f"kept your own version of {name}")
    if not instructor:
        workspace.name_learner(folder, learner, _ask_learner)
        if layout:  # a bundle has neither the book's order nor due dates
            start_page.write_start_page(layout)
    if prepare_only:
        return
    raise typer.Exit(workspace.start_lab(folder, port, browser=browser))


def _ask_learner() -> str:
    """The id that somebody at the keyboard types; nothing when nobody is there."""
    if not sys.stdin.isatty():
        return ""
    from nbgrader.utils import get_username

    said: str = typer.prompt("The id under which you hand in", default=get_username())
    return said


@command(LEARN)
def profile(
    learner: Learner,
    role: Annotated[str, typer.Option(help="The role that the learner wants to grow into.")],
    *,
    names: RealNames = False,
    ratings: Annotated[
        Path | None,
        typer.Option(
            help="The learner's self-assessment.json, when it was neither handed in nor is it "
            "that of this workspace. Ratings are shown and never count."
        ),
    ] = None,
) -> None:
    """Write a learner's profile: what is attained, what the role asks for, what to do next."""
    from pmlearn.course.class_work.reports import write_profile

    path, found = write_profile(find_layout(), learner, role, real_names=names, ratings=ratings)
    for number, step in enumerate(found.plan, start=1):
        print(f"{number}. {step.kind} {step.lesson} ({', '.join(step.criteria)}): {step.why}")
    print(path)


@command(LEARN)
def pdf() -> None:
    """Print the whole book into one PDF, with the Chromium or Chrome on this machine."""
    from pmlearn.course.book.pdf import write_pdf

    print(write_pdf(find_layout(), print))
