"""Commands of those who keep the course."""

from __future__ import annotations

import sys
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from pmlearn.cli.application import KEEP, Port, command
from pmlearn.course.layout import CourseError, find_layout

if TYPE_CHECKING:
    from collections.abc import Iterable


@command(KEEP)
def framework(
    creator: Annotated[str, typer.Option(help="Who publishes the framework.")],
    base_url: Annotated[str, typer.Option(help="The address under which it is published.")],
) -> None:
    """Export the competency framework as a 1EdTech CASE 1.1 package."""
    from pmlearn.course.class_work.reports import export_framework

    print(export_framework(find_layout(), creator, base_url))


@command(KEEP)
def check(
    slug: Annotated[
        str | None, typer.Argument(metavar="[ASSIGNMENT]", help="Rehearse this one, and no other.")
    ] = None,
) -> None:
    """Check evidence, keys and story of the course, and rehearse assignments.

    Every graded cell proves known criteria; every criterion is assessed or marked as planned, from
    level 3 on by more than choosing; every wrong option has a reason; every decision of the company
    has one owner, and no page states one of its facts otherwise. A rehearsal grades an assignment's
    own solution, the untouched version and one without each answer in turn, and shows how each test
    runs; one that has passed as it stands is rehearsed again only when named. Exit code 1 when a
    rule is broken or a test does not give its own solution all points.
    Elements whose lessons are still to come are listed.
    """
    from pmlearn.course import make
    from pmlearn.course.class_work import grading
    from pmlearn.course.class_work.reports import check_course

    layout = find_layout()
    wrong = []
    with grading.open_pool(layout) as pool:
        for one in [layout.assignment(slug)] if slug else layout.assignments():
            try:
                make.rehearse(pool, layout, one, again=bool(slug))
            except CourseError as refused:
                wrong.append(str(refused))
    found = check_course(layout)
    for error in (*found.errors, *wrong):
        print(f"error: {error}")
    count = len(found.errors) + len(wrong)
    print(f"{count} errors, {len(found.planned)} criteria planned, in the elements:")
    print(", ".join(found.planned_elements) or "none")
    if count:
        raise typer.Exit(1)


@command(KEEP)
def links(
    *,
    external: Annotated[
        bool, typer.Option(help="Ask the other hosts too; needs a network and takes minutes.")
    ] = False,
) -> None:
    """Follow every link of the built book and name those that lead nowhere."""
    from pmlearn.course.book.links import broken_foreign_links, broken_links

    layout = find_layout()
    broken = broken_links(layout.site)
    if external:
        broken += broken_foreign_links(layout)
    for link in broken:
        print(link)
    print("Every link leads somewhere." if not broken else f"{len(broken)} links lead nowhere.")
    if broken:
        raise typer.Exit(1)


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
    from pmlearn.course.authoring.new_lesson import new_lesson

    for path in new_lesson(find_layout(), slug, part, title, criterion):
        print(path)
    print(
        "Fill them in; `pmlearn labs` stores the lab's outputs, `make test` says what is missing."
    )


@command(KEEP)
def tasks(
    slugs: Annotated[
        list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="All unless named.")
    ] = None,
) -> None:
    """Write what follows from the tasks' definition, after a change to exercises/tasks/.

    That is the learner's questions.yml and, for each task, three cells of the instructor's
    notebook: ask, answer with the solution, and test. The rest of the notebook stays as it is.
    """
    from pmlearn.course.authoring.tasks import with_tasks, write_tasks

    layout = find_layout()
    for slug in [layout.assignment(slug) for slug in slugs or with_tasks(layout)]:
        changed = write_tasks(layout, slug)
        for path in changed:
            print(path.relative_to(layout.root))
        if not changed:
            print(f"{slug}: nothing to change")


@command(KEEP)
def overview() -> None:
    """Show each lesson and each assignment in numbers.

    Of a lesson: words, self-checks and how many of them draw fresh cases, tasks, criteria that its
    assignment proves, points of the source texts that have a passage, minutes to read.

    Of an assignment: points by kind, fresh cases, what guessing earns, code. Guessing is the
    highest mean mark that blind clicking earns in one of its tasks.
    """
    from pmlearn.course.authoring.lesson_numbers import lessons_in_numbers
    from pmlearn.course.authoring.overview import overview as in_numbers

    layout = find_layout()
    lessons = [
        (
            *(one.slug, one.words, one.self_checks, one.fresh, one.tasks, one.judged),
            *(one.anchored, one.minutes, ", ".join(one.criteria)),
        )
        for one in lessons_in_numbers(layout)
    ]
    _show_table(
        ["lesson", "words", "self-checks", "fresh", "tasks", "judged", "texts", "min", "proves"],
        lessons,
    )
    assignments = [
        (
            *(one.slug, one.tasks, one.drawn, f"{one.guess:.0%}", one.code_cells),
            f"{one.test_lines:g}",
            ", ".join(f"{kind} {number:g}" for kind, number in sorted(one.points.items())),
        )
        for one in map(partial(in_numbers, layout), layout.assignments())
    ]
    heads = ["assignment", "tasks", "drawn", "guessing", "code cells", "test lines", "points"]
    _show_table(heads, assignments)


def _show_table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table()
    for number, name in enumerate(heads):
        shown.add_column(name, no_wrap=number == 0)
    for row in rows:
        shown.add_row(*map(str, row))
    Console().print(shown)


@command(KEEP)
def preview(
    slug: Annotated[str, typer.Argument(metavar="ASSIGNMENT", help="Such as control-and-closing.")],
    learner: Annotated[str, typer.Option(help="Whose case is shown.")] = "instructor",
    port: Port = 8001,
) -> None:
    """Show an assignment's tasks as one learner sees them, drawn anew when their file is saved.

    The page shows keys' feedback as a self-check does, so it is for authors alone.
    """
    from pmlearn.course.authoring.preview import serve_preview
    from pmlearn.course.book.jupyter_book import serve_folder

    layout = find_layout()
    print(f"The tasks: http://127.0.0.1:{port}/  (Ctrl+C stops)")
    again = f"pmlearn preview {slug}"
    serve_preview(layout, slug, learner, lambda folder: serve_folder(folder, port, again))


@command(KEEP)
def labs() -> None:
    """Run all labs and store their outputs, after a change to a lab or to what it uses."""
    from pmlearn.course.authoring.labs import store_outputs

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
