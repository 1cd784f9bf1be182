"""Rehearsals: before learners get an assignment, its own solution is graded as theirs will be."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from pmlearn.course.class_work import grading
from pmlearn.course.layout import CourseError
from pmlearn.course.runner import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from boxgrader.pool import GradingPool
    from boxgrader.rehearsal.report import Rehearsal
    from boxgrader.submission.assignment import Assignment
    from pmlearn.course.layout import Layout

    TakeVersion = Callable[[str, int], None]

_SHOWN = {"apart": "apart", "inside": "inside (less protected)", "both": "both, the lower counts"}


class Rehearsing:
    """Rehearses one assignment at its release, and remembers what came of it.

    Args:
        pool: Has the boxes.
        layout: The course.
        slug: The assignment.

    Attributes:
        again: Whether to rehearse also what has passed before.
        on_version: Called before each version with what it is, and how many there are.
        found: What was rehearsed.
    """

    def __init__(self, pool: GradingPool, layout: Layout, slug: str) -> None:
        self._pool = pool
        self._layout, self._slug = layout, slug
        self.again = False
        self.on_version: TakeVersion = lambda *_: None
        self.found: list[Rehearsal] = []

    def __call__(self, assignments: Mapping[str, Assignment]) -> None:
        """Rehearse a version, unless just this one has passed before.

        Raises:
            GradingError: its own solution would not get all points.
        """
        from boxgrader.nbgrader_api import GradingError
        from boxgrader.rehearsal import placement, rehearse
        from boxgrader.rehearsal.report import refusals

        ledger = grading.ledger(self._layout, self._slug)
        passed = not self.again and placement.has_passed(ledger, assignments)
        if self.found or passed or not can_rehearse():
            return
        box = self._pool.isolated_boxes.box()
        for one in assignments.values():
            found = rehearse.rehearse(one, box, self.on_version)
            placement.remember(one, found.placements)
            self.found.append(found)
        wrong = [text for one in self.found for text in refusals(one)]
        if wrong:
            more = f" (and {len(wrong) - 1} more)" if wrong[1:] else ""
            raise GradingError(f"{wrong[0]}{more}; nothing was released")
        placement.store(ledger, assignments, passed=True)

    def released(self) -> None:
        """Rehearse what is released.

        Raises:
            CourseError: its own solution would not get all points.
        """
        from boxgrader.nbgrader_api import GradingError
        from boxgrader.submission.assignment import Assignment

        folder = self._layout.exercises / "source" / self._slug
        names = sorted(path.stem for path in folder.glob("*.ipynb"))
        known = {n: Assignment.load(self._layout.exercises, self._slug, n) for n in names}
        try:
            self(known)
        except GradingError as error:
            raise CourseError(f"{self._slug}: {error}") from error


def can_rehearse() -> bool:
    """Whether there can be a box."""
    from boxgrader.sandbox import bubblewrap

    return sys.platform == "linux" and bubblewrap.is_installed()


@contextlib.contextmanager
def progress() -> Iterator[TakeVersion]:
    """A bar with the version that is graded now; yields what to call before each."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        bar = shown.add_task("rehearsing", total=None)

        def show(version: str, total: int) -> None:
            shown.update(bar, total=total, advance=1, description=f"rehearsing: {version}")

        yield show


def show(found: list[Rehearsal]) -> None:
    """How each test will run, where two ways differ, and what an author should look at."""
    from boxgrader.rehearsal.report import differences, warnings

    if not found and not can_rehearse():
        console.print("not rehearsed: bubblewrap is not installed, so there is no box to do it in")
    for one in found:
        table = Table(title=f"{one.notebook}: how its tests run", title_justify="left")
        for column in ("test", "points", "how", "why"):
            table.add_column(column, overflow="fold")
        for name, placed in one.placements.items():
            table.add_row(name, f"{one.most[name]:g}", _SHOWN[placed.kind], placed.reason)
        console.print(table)
        for line in differences(one):
            console.print(f"  differs: {line}", markup=False)
        for line in warnings(one):
            console.print(f"warning: {line}", style="yellow", markup=False)
