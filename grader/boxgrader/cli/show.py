"""What the grading commands show: progress while they run, a table at the end."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from boxgrader.records.ledger import GRADED, PENDING
from boxgrader.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from boxgrader.records.ledger import Outcome

console = Console(stderr=True, highlight=False)
# A longer table nobody reads: then only those are listed about whom there is something to say.
MOST_ROWS = 40


class Telling:
    """Moves the bar when a submission has ended, and remembers whose was graded in this run."""

    def __init__(self, progress: Progress, bar: TaskID) -> None:
        self.now: set[str] = set()
        self._progress, self._bar = progress, bar
        self._pages: TaskID | None = None

    def __call__(self, outcome: Outcome, now: bool) -> None:
        """Show how a submission ended, and whether it was graded now."""
        if now:
            self.now.add(outcome.learner)
        self._progress.update(self._bar, advance=1, description=plain(outcome.learner))

    def page(self, learner: str, total: int) -> None:
        """Show whose feedback page was written, and how many there will be."""
        if self._pages is None:
            self._pages = self._progress.add_task("feedback", total=total)
        self._progress.update(self._pages, advance=1, description=f"feedback: {plain(learner)}")


class _Rate(ProgressColumn):
    """Submissions per second; per minute where they are slow."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if not speed:
            return Text("")
        return Text(f"{speed:.1f}/s" if speed >= 1 else f"{60 * speed:.0f}/min")


@contextlib.contextmanager
def grading_progress(total: int) -> Iterator[Telling]:
    """A bar with count, rate, time left and the latest learner; yields what to call for each."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Telling(progress, progress.add_task("starting workers", total=total))


@contextlib.contextmanager
def run(
    slug: str, total: int, ended: Callable[[], list[Outcome]], refusal: type[Exception]
) -> Iterator[Telling]:
    """The progress of a run; where that is cut off, it ends with what was done until then.

    Args:
        slug: The assignment.
        total: How many submissions there are.
        ended: Says how they ended so far.
        refusal: The error that says what a person can do; others show nothing first.
    """
    graded_now: set[str] = set()
    try:
        with grading_progress(total) as progress:
            graded_now = progress.now
            yield progress
    except (refusal, KeyboardInterrupt):
        if graded_now:
            outcomes(slug, ended(), graded_now)
        raise


def outcomes(slug: str, ended: list[Outcome], now: Collection[str] | None = None) -> None:
    """Who was graded, with which score, and what there is to say about it.

    Args:
        slug: The assignment.
        ended: How each submission ended.
        now: Who was graded in this run: only their scores can have changed. All unless given.
    """
    notes = [_notes(one, now=now is None or one.learner in now) for one in ended]
    every = len(ended) <= MOST_ROWS
    console.print(Text(title(slug, ended, now), style="italic"))
    table = Table()
    for column in ("learner", "score", "of", "note"):
        justify: Any = "right" if column in ("score", "of") else "left"
        table.add_column(column, justify=justify, overflow="fold")
    for outcome, said in zip(ended, notes, strict=True):
        if every or said:
            table.add_row(
                Text(plain(outcome.learner)),
                _number(outcome.score),
                _number(outcome.max_score),
                Text(plain("; ".join(said))),
                style=None if outcome.status == GRADED else "yellow",
            )
    console.print(table)
    if not every:
        console.print(f"{len(ended) - table.row_count} more without anything to note")


def title(slug: str, ended: list[Outcome], now: Collection[str] | None = None) -> str:
    """What happened, in numbers."""
    graded = [one for one in ended if one.status == GRADED]
    parts = [f"{n} {status}" for status, n in sorted(Counter(e.status for e in ended).items())]
    further = {
        "repaired or with notes": sum(bool(one.notes) for one in graded),
        "waiting for a person": sum(one.needs_manual_grade for one in graded),
        "with a changed score": sum(
            _changed(one) for one in ended if now is None or one.learner in now
        ),
    }
    parts += [f"{count} {what}" for what, count in further.items() if count]
    return f"{slug}: {len(ended)} submissions ({', '.join(parts)})"


def _changed(outcome: Outcome) -> bool:
    return (
        outcome.status != PENDING and outcome.before is not None and outcome.score != outcome.before
    )


def _notes(outcome: Outcome, *, now: bool) -> list[str]:
    notes = [f"{outcome.status}: {outcome.reason}"] if outcome.reason else []
    if now and _changed(outcome) and outcome.before is not None:
        if outcome.score is None:
            notes.append(f"its score of {rounded(outcome.before)} was taken back")
        else:
            change = outcome.score - outcome.before
            before, score = rounded(outcome.before), rounded(outcome.score)
            notes.append(f"was {before}, now {score} ({'+' * (change > 0)}{rounded(change)})")
    notes += [f"manual mark of {cell} archived, the answer changed" for cell in outcome.archived]
    notes += outcome.notes
    if outcome.needs_manual_grade:
        notes.append("waits for a person to judge an answer")
    if outcome.late_seconds > 0:
        notes.append(f"late by {outcome.late_seconds / 3600:.1f} h")
    return notes


def rounded(points: float) -> str:
    """Points with one decimal, where there is one."""
    return f"{points:.1f}".removesuffix(".0")


def _number(value: float | None) -> str:
    return "-" if value is None else rounded(value)
