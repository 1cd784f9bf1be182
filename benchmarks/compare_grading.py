"""Grades an nbgrader course both ways, as stock nbgrader does and in boxes, and prints differences.

    .venv/bin/python benchmarks/compare_grading.py COURSE [ASSIGNMENT]...

COURSE is a folder that nbgrader would take: `source/ASSIGNMENT/*.ipynb`. What is in `submitted/` is
graded; where there is none, submissions are made from the instructor's notebooks: all solved, none
solved, each solution in turn left out, and half of them. Nothing is written into the course.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from made_submissions import SkippedError, hand_in, release, settings
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from stock_grading import Scores, Work, read_scores, remembered

from boxgrader.grade_submission import grade_one
from boxgrader.sandbox.boxes import Boxes
from boxgrader.submission.assignment import Assignment
from boxgrader.submission.folder import RefusedError, read_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = ["assignment", "notebook", "learner", "grade_id", "stock", "ours", "stock said", "notes"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One notebook's scores, both ways."""

    work: Work
    stock: Scores
    ours: Scores

    def differences(self) -> list[list[str]]:
        """A row for each cell that gets other points, or that only one way has points for."""
        names = [*self.stock.points, *(n for n in self.ours.points if n not in self.stock.points)]
        rows = [
            [name, _text(self.stock, name), _text(self.ours, name), self.stock.said.get(name, "")]
            for name in names
            if _text(self.stock, name) != _text(self.ours, name)
        ]
        if bool(self.stock.points) is not bool(self.ours.points):  # one of them graded nothing
            totals = (f"{s.total:g}" if s.points else "nothing" for s in (self.stock, self.ours))
            rows = [["(all)", *totals, ""]]
        where = [self.work.slug, self.work.name, self.work.learner]
        return [[*where, *row, self._notes(row[0])] for row in rows]

    def _notes(self, name: str) -> str:
        """What both graders say about a cell, or about no cell; all for a whole notebook."""
        names = self.ours.points
        others = tuple(f"{one}: " for one in names if name in names and one != name)
        notes = (*self.stock.notes, *self.ours.notes)
        return "; ".join(note for note in notes if not note.startswith(others))


def _text(scores: Scores, name: str) -> str:
    if name not in scores.points:
        return "nothing"
    points = scores.points[name]
    return "a person judges" if points is None else f"{points:.6g}"


def grade_ours(work: Work, boxes: Boxes) -> Scores:
    """Grade with this package, as `pmlearn grade` does."""
    try:
        assignment = Assignment.load(work.copy, work.slug, work.name)
        submission = read_folder(work.folder, work.name, work.others, assignment)
        graded = grade_one(submission, assignment, boxes)
    except (RefusedError, ValueError) as error:
        return Scores(notes=(f"refused: {error}",))
    return read_scores(graded.notebook, graded.notes)


def prepare(
    course: Path, copy: Path, slugs: list[str], *, broken: int, report: Console
) -> Iterator[Work]:
    """Release the assignments in a copy, and list what there is to grade."""
    config = settings(course, copy)
    given = (course / "submitted").is_dir()
    for slug in slugs:
        try:
            names = release(course, copy, slug, config)
            for name in [] if given else names:
                hand_in(copy, slug, name, broken=broken)
        except (SkippedError, OSError, ValueError) as error:
            report.print(f"{slug}: left out: {error}", style="yellow", markup=False)
            continue
        if given:
            for folder in (course / "submitted").glob(f"*/{slug}"):
                shutil.copytree(folder, copy / "submitted" / folder.parent.name / slug)
        for folder in sorted((copy / "submitted").glob(f"*/{slug}")):
            for name in names:
                if (folder / f"{name}.ipynb").is_file():
                    others = tuple(other for other in names if other != name)
                    yield Work(copy, config, slug, name, others, folder.parent.name)


def compare(
    works: list[Work], workers: int, stock_scores: Path | None, *, isolated: bool
) -> Iterator[Compared]:
    """Grade all work both ways, several at a time, in the order given."""

    def both(work: Work) -> Compared:
        stock = remembered(work, stock_scores)
        return Compared(work, stock, grade_ours(work, boxes))

    with Boxes(unsandboxed=not isolated) as boxes, ThreadPoolExecutor(workers) as pool:
        yield from pool.map(both, works)


def tell(found: list[Compared], console: Console) -> int:
    """Print the totals and every difference; how many there are."""
    table = Table("assignment", "notebook", "learner", "tests", "stock", "ours", "differences")
    for one in found:
        different = len(one.differences())
        totals = f"{one.stock.total:g}", f"{one.ours.total:g}"
        where = one.work.slug, one.work.name, one.work.learner
        table.add_row(*where, str(len(one.ours.points)), *totals, str(different or ""))
    console.print(table)
    rows = [row for one in found for row in one.differences()]
    for slug, name, learner, cell, stock, ours, said, notes in rows:
        console.print(f"\n{slug}/{name} {learner}: {cell}", style="bold", markup=False)
        console.print(f"  stock {stock}, ours {ours}", markup=False, highlight=False)
        for label, text in (("stock said", said), ("notes", notes or "none")):
            if text:
                console.print(f"  {label}: {text}", markup=False, highlight=False)
    console.print(f"\n{len(found)} notebooks graded both ways, {len(rows)} differences")
    return len(rows)


def store(path: Path, rows: list[list[str]]) -> None:
    """Write the differences as CSV."""
    beside = path.with_name(f".{path.name}")
    with beside.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *rows])
    beside.replace(path)


def main(
    course: Annotated[Path, typer.Argument(help="A course: source/, perhaps submitted/.")],
    assignments: Annotated[list[str] | None, typer.Argument(help="All, if none is named.")] = None,
    *,
    workers: Annotated[int, typer.Option(help="Submissions graded at a time.")] = 2,
    broken: Annotated[
        int, typer.Option(help="How many submissions to make that leave one solution out.")
    ] = 100,
    unsandboxed: Annotated[bool, typer.Option(help="Ours without walls.")] = False,
    stock_scores: Annotated[
        Path | None, typer.Option(help="Keep stock's scores in this folder for the next run.")
    ] = None,
    table: Annotated[Path | None, typer.Option("--csv", help="Write differences here.")] = None,
) -> None:
    """Grade a course as stock nbgrader does and in boxes; print where the points differ.

    Stock nbgrader runs code with your rights: use courses that you trust.
    The exit code is 1 when there are differences.
    """
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # as nbgrader does for its kernels
    # nbgrader starts `alembic` by name, which is beside Python
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    console, report = Console(), Console(stderr=True)
    if not (course / "source").is_dir():
        raise typer.BadParameter(f"{course} has no folder source/", param_hint="COURSE")
    slugs = assignments or sorted(p.name for p in (course / "source").iterdir() if p.is_dir())
    for slug in slugs:
        if not (course / "source" / slug).is_dir():
            raise typer.BadParameter(f"no assignment {slug!r} in source/", param_hint="ASSIGNMENT")
    if stock_scores is not None:
        stock_scores.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, Progress(console=report) as progress:
        works = list(prepare(course, Path(place), slugs, broken=broken, report=report))
        task = progress.add_task("grading both ways", total=len(works))
        found = []
        for one in compare(works, workers, stock_scores, isolated=not unsandboxed):
            found.append(one)
            progress.update(task, advance=1, description=f"{one.work.slug} {one.work.learner}")
    differences = tell(found, console)
    if table is not None:
        store(table, [row for one in found for row in one.differences()])
    sys.exit(1 if differences or not found else 0)


if __name__ == "__main__":
    typer.run(main)
