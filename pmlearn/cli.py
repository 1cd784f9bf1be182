"""`pmlearn <verb>`: what the Makefile calls."""

from __future__ import annotations

import sys
from enum import StrEnum
from functools import wraps
from pathlib import Path  # noqa: TC003  typer reads annotations while it runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmlearn.course.layout import CourseError, find_layout

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

Slug = Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="The assignment's slug.")]
Port = Annotated[int, typer.Option(help="The port on this machine.", min=1, max=65535)]


def command(panel: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a command; what a person can mend ends in one line and exit code 2."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except CourseError as error:
                print(f"pmlearn: {error}", file=sys.stderr)
                raise typer.Exit(2) from None
            except KeyboardInterrupt:
                print("pmlearn: stopped", file=sys.stderr)
                raise typer.Exit(130) from None

        app.command(rich_help_panel=panel)(run)
        return run

    return register


@command(LEARN)
def course(*, force: Annotated[bool, typer.Option(help="Do everything again.")] = False) -> None:
    """Make everything: book, released assignments, graded sample class, reports."""
    from pmlearn.course import make

    make.make_course(find_layout(), force=force)


@command(LEARN)
def site(port: Port = 8000) -> None:
    """Serve the built book on this machine."""
    from pmlearn.course.book import serve_book

    print(f"The book: http://127.0.0.1:{port}/  (Ctrl+C stops)")
    serve_book(find_layout(), port)


@command(LEARN)
def lab(
    port: Port = 8888,
    *,
    instructor: Annotated[
        bool, typer.Option(help="Open the instructor's course folder with the formgrader.")
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help="Prepare the workspace and stop.")
    ] = False,
) -> None:
    """Open JupyterLab on the learner's workspace: labs and released assignments."""
    from pmlearn.course import workspace

    layout = find_layout()
    folder = layout.exercises if instructor else layout.workspace
    if not instructor:
        for name in workspace.prepare_workspace(layout):
            print(f"kept your own version of {name}")
    if prepare_only:
        return
    raise typer.Exit(workspace.start_lab(folder, port, browser=browser))


@command(TEACH)
def release(slug: Slug) -> None:
    """Make an assignment's release version and put it where learners fetch it."""
    from pmlearn.course import make

    make.release(find_layout(), slug)


@command(TEACH)
def grade(
    slug: Slug,
    learners: Annotated[
        list[str] | None, typer.Argument(metavar="[LEARNER]...", help="All unless named.")
    ] = None,
    *,
    force: Annotated[bool, typer.Option(help="Grade also what did not change.")] = False,
) -> None:
    """Autograde what was handed in and write feedback; only what changed.

    Exit code 1 when a submission could not be graded; the table says which and why.
    """
    from pmlearn.course import make

    if not make.grade(find_layout(), slug, learners, force=force):
        raise typer.Exit(1)


RealNames = Annotated[
    bool, typer.Option("--names", help="Real ids instead of pseudonyms, for your own use.")
]


@command(TEACH)
def report(*, names: RealNames = False) -> None:
    """Write the class report: who attained what, which items worked, exports for Moodle, Canvas."""
    from pmlearn.course.reports import write_class_report

    for path in write_class_report(find_layout(), real_names=names):
        print(path)


@command(LEARN)
def profile(
    learner: Annotated[str, typer.Argument(help="The learner's id in the gradebook.")],
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
    from pmlearn.course.reports import write_profile

    path, found = write_profile(find_layout(), learner, role, real_names=names, ratings=ratings)
    for number, step in enumerate(found.plan, start=1):
        print(f"{number}. {step.kind} {step.lesson} ({', '.join(step.criteria)}): {step.why}")
    print(path)


@command(TEACH)
def badges(
    learner: Annotated[str, typer.Argument(help="The learner's id in the gradebook.")],
    issuer_url: Annotated[str, typer.Option(help="A URL or DID that the issuer controls.")],
    issuer_name: Annotated[str, typer.Option(help="The issuer's name.")],
    *,
    names: RealNames = False,
) -> None:
    """Write a learner's attainment as signed Open Badges 3.0 credentials."""
    from pmlearn.course.reports import award

    written = award(find_layout(), learner, issuer_url, issuer_name, real_names=names)
    for path in written:
        print(path)
    if not written:
        print(f"{learner} has attained no level yet")


@command(TEACH)
def verify(
    badge: Annotated[Path, typer.Argument(help="A .jwt file of `pmlearn badges`.")],
    key: Annotated[Path, typer.Option(help="The issuer's public key (.pub.pem).")],
) -> None:
    """Say whether a badge was signed by the key's owner and not changed since."""
    from pmlearn.course.reports import verified

    print(f"valid: {verified(badge, key)}")


@command(KEEP)
def framework(
    creator: Annotated[str, typer.Option(help="Who publishes the framework.")],
    base_url: Annotated[str, typer.Option(help="The address under which it is published.")],
) -> None:
    """Export the competency framework as a 1EdTech CASE 1.1 package."""
    from pmlearn.course.reports import export_framework

    print(export_framework(find_layout(), creator, base_url))


@command(KEEP)
def check() -> None:
    """Check that every graded cell proves known criteria and every criterion is assessed.

    Exit code 1 when a rule is broken. Elements whose lessons are still to come are listed.
    """
    from pmlearn.course.reports import check_course

    found = check_course(find_layout())
    for error in found.errors:
        print(f"error: {error}")
    print(f"{len(found.errors)} errors, {len(found.planned)} criteria planned, in the elements:")
    print(", ".join(found.planned_elements) or "none")
    if not found.ok:
        raise typer.Exit(1)


@command(KEEP)
def links(
    *,
    external: Annotated[
        bool, typer.Option(help="Ask the other hosts too; needs a network and takes minutes.")
    ] = False,
) -> None:
    """Follow every link of the built book and name those that lead nowhere."""
    from pmlearn.course.links import broken_foreign_links, broken_links

    layout = find_layout()
    broken = broken_links(layout.site)
    if external:
        broken += broken_foreign_links(layout)
    for link in broken:
        print(link)
    print("Every link leads somewhere." if not broken else f"{len(broken)} links lead nowhere.")
    if broken:
        raise typer.Exit(1)


@command(LEARN)
def pdf() -> None:
    """Print the whole book into one PDF, with the Chromium or Chrome on this machine."""
    from pmlearn.course.pdf import write_pdf

    print(write_pdf(find_layout(), print))


@command(KEEP)
def new(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="Such as critical-path.")],
    part: Annotated[str, typer.Option(help="The part of the book, as _toc.yml names it.")],
    title: Annotated[str, typer.Option(help="The lesson's title.")] = "",
    criterion: Annotated[
        str, typer.Option(help="The criterion that the template's cells name.")
    ] = "",
) -> None:
    """Make a new lesson from templates: chapter, lab, assignment, questions; add it to the book."""
    from pmlearn.course.new_lesson import new_lesson

    for path in new_lesson(find_layout(), slug, part, title, criterion):
        print(path)
    print(
        "Fill them in; `pmlearn labs` stores the lab's outputs, `make test` says what is missing."
    )


@command(KEEP)
def labs() -> None:
    """Run all labs and store their outputs, after a change to a lab or to what it uses."""
    from pmlearn.course.labs import store_outputs

    for lab_file in sorted(find_layout().notebooks.glob("*.ipynb")):
        store_outputs(lab_file, lambda text: print(f"\r{text}\033[K", end="", file=sys.stderr))
        print(f"\r{lab_file.name}: outputs stored\033[K", file=sys.stderr)


class What(StrEnum):
    """What `pmlearn clean` removes."""

    BUILD = "build"
    SAMPLE = "sample"


@command(KEEP)
def clean(
    what: Annotated[
        What, typer.Argument(help="build: all that can be made again; sample: the sample class.")
    ] = What.BUILD,
) -> None:
    """Remove what can be made again; never a learner's or an instructor's work."""
    from pmlearn.course import make

    make.clean(find_layout(), sample=what is What.SAMPLE)
