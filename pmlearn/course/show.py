"""What the grading commands show: progress while they run, a table at the end."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from pmlearn.course.runner import console
from pmlearn.grading.ledger import GRADED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pmlearn.grading.ledger import Outcome

# A longer table nobody reads: then only those are listed about whom there is something to say.
MOST_ROWS = 40


@contextlib.contextmanager
def grading_progress(total: int) -> Iterator[Callable[[Outcome, bool], None]]:
    """A bar with count, rate, time left and the latest learner; yields what to call for each."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("starting workers", total=total)

        def tell(outcome: Outcome, _: bool) -> None:
            progress.update(bar, advance=1, description=outcome.learner)

        yield tell


def outcomes(slug: str, ended: list[Outcome]) -> None:
    """Who was graded, with which score, and what there is to say about it."""
    every = len(ended) <= MOST_ROWS
    rows = [outcome for outcome in ended if every or _notes(outcome)]
    counts = Counter(outcome.status for outcome in ended)
    manual = sum(outcome.needs_manual_grade for outcome in ended)
    parts = [f"{count} {status}" for status, count in sorted(counts.items())]
    parts += [f"{manual} wait for a person"] if manual else []
    title = f"{slug}: {len(ended)} submissions ({', '.join(parts)})"
    table = Table(title=title, title_justify="left")
    for column in ("learner", "score", "of", "note"):
        justify: Any = "right" if column in ("score", "of") else "left"
        table.add_column(column, justify=justify, overflow="fold")
    for outcome in rows:
        table.add_row(
            outcome.learner,
            _number(outcome.score),
            _number(outcome.max_score),
            "; ".join(_notes(outcome)),
            style=None if outcome.status == GRADED else "yellow",
        )
    console.print(table)
    if not every:
        console.print(f"{len(ended) - len(rows)} more without anything to note")


def _notes(outcome: Outcome) -> list[str]:
    notes = [f"{outcome.status}: {outcome.reason}"] if outcome.reason else []
    if outcome.before is not None and outcome.score != outcome.before:
        notes.append(f"was {outcome.before:g}")
    notes += [f"manual mark of {cell} archived, the answer changed" for cell in outcome.archived]
    notes += outcome.notes
    if outcome.needs_manual_grade:
        notes.append("waits for a person to judge an answer")
    if outcome.late_seconds > 0:
        notes.append(f"late by {outcome.late_seconds / 3600:.1f} h")
    return notes


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
