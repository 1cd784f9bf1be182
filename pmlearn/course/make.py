"""The commands: which steps they run and what they tell at the end."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from rich.table import Table

from pmlearn.course import sample_class, steps
from pmlearn.course.layout import SAMPLE_PREFIX
from pmlearn.course.runner import console, run_steps

if TYPE_CHECKING:
    from pathlib import Path

    from pmlearn.course.layout import Layout
    from pmlearn.course.runner import Step
    from pmlearn.grading.autograde import Outcome


def make_course(layout: Layout, *, force: bool = False) -> None:
    """Build the book, release all assignments, grade the sample class, write reports.

    Raises:
        CourseError: a step failed.
    """
    slugs = layout.assignments()
    if force:
        _state(layout).unlink(missing_ok=True)
    _run(
        layout,
        [
            *steps.book_steps(layout),
            *steps.assignment_steps(layout, slugs),
            *steps.release_steps(layout, slugs),
            *steps.sample_steps(layout, slugs),
        ],
    )
    graded = [step for slug in slugs for step in steps.grade_steps(layout, slug)]
    _run(layout, [*graded, *steps.report_steps(layout, slugs, graded)])
    for slug in slugs:
        _show_outcomes(slug, steps.outcomes(layout, slug))
    _show_where(layout, slugs)


def release(layout: Layout, slug: str) -> None:
    """Make and release one assignment.

    Raises:
        CourseError: there is no such assignment, or nbgrader refused it.
    """
    slugs = [layout.assignment(slug)]
    _run(layout, [*steps.assignment_steps(layout, slugs), *steps.release_steps(layout, slugs)])
    console.print(
        f"released {slug}: learners get it with `pmlearn lab` or `nbgrader fetch_assignment`"
    )


def grade(layout: Layout, slug: str, learners: list[str] | None, *, force: bool = False) -> bool:
    """Grade submissions of one assignment; whether all of them could be graded.

    Raises:
        CourseError: no such assignment, or a named learner has handed in nothing.
    """
    todo = steps.grade_steps(layout, layout.assignment(slug), learners)
    if force:
        for step in todo:
            for output in step.outputs:
                if output.suffix == ".json":
                    output.unlink(missing_ok=True)
    _run(layout, [*steps.assignment_steps(layout, [slug]), *todo])
    ended = steps.outcomes(layout, slug)
    _show_outcomes(slug, ended)
    return all(outcome.status == "graded" for outcome in ended)


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


def _show_outcomes(slug: str, ended: list[Outcome]) -> None:
    table = Table(title=f"{slug}: {len(ended)} submissions", title_justify="left")
    for column in ("learner", "score", "of", "note"):
        justify: Any = "right" if column in ("score", "of") else "left"
        table.add_column(column, justify=justify, overflow="fold")
    for outcome in ended:
        notes = [outcome.reason] if outcome.reason else []
        if outcome.needs_manual_grade:
            notes.append("waits for a person to judge an answer")
        if outcome.late_seconds > 0:
            notes.append(f"late by {outcome.late_seconds / 3600:.1f} h")
        table.add_row(
            outcome.learner,
            "-" if outcome.score is None else f"{outcome.score:g}",
            "-" if outcome.max_score is None else f"{outcome.max_score:g}",
            "; ".join(notes),
            style=None if outcome.status == "graded" else "yellow",
        )
    console.print(table)


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
