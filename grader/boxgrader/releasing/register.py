"""Writes an assignment's cells into the gradebook, all of them or none, and says who has scores."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbgrader.api import MissingEntry
from nbgrader.preprocessors import SaveCells

from boxgrader.nbgrader_api import GradingError
from boxgrader.records.gradebook import Gradebook
from boxgrader.releasing.changes import Cell, Cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from boxgrader.records.current_scores import CurrentScore


@dataclass(frozen=True, slots=True)
class Scored:
    """What the gradebook holds about a learner's submission.

    Attributes:
        score: None when the submission was not graded, for instance since it was set aside.
        max_score: Points that the assignment gives.
        marks: grade_id -> points that a person gave.
    """

    score: float | None
    max_score: float
    marks: Mapping[str, float]


class Register(Gradebook):
    """The gradebook, as one needs it to release an assignment."""

    def cells(self, slug: str) -> dict[str, Cells]:
        """Notebook name -> its cells as they were released last; empty before the first time."""
        return {book.name: _cells(book) for book in self._notebooks(slug)}

    def scored(self, slug: str) -> dict[str, Scored]:
        """Learner -> what there is about their submission."""
        try:
            submissions = self._database.find_assignment(slug).submissions
        except MissingEntry:
            return {}
        return {
            one.student.id: Scored(
                score=_score(self.current_score(slug, one.student.id)),
                max_score=float(one.max_score),
                marks={
                    grade.name: float(grade.manual_score)
                    for book in one.notebooks
                    for grade in book.grades
                    if grade.manual_score is not None
                },
            )
            for one in submissions
        }

    @contextlib.contextmanager
    def saving(self, slug: str, notebooks: Mapping[str, bytes]) -> Iterator[None]:
        """Save the cells as nbgrader does; they stand when the block ends without an error.

        Args:
            slug: The assignment.
            notebooks: Name -> the notebook as it stands before nbgrader hides the hidden tests.
        """
        with self._transaction():
            self._database.update_or_create_assignment(slug)
            for book in self._notebooks(slug):
                if book.name not in notebooks:
                    self._database.remove_notebook(book.name, slug)
            for name, notebook in notebooks.items():
                _CellSaver().save(self._database, slug, name, notebook)
            yield

    def _notebooks(self, slug: str) -> list[Any]:
        try:
            return list(self._database.find_assignment(slug).notebooks)
        except MissingEntry:
            return []


class _CellSaver(SaveCells):  # type: ignore[misc]  # nbgrader ships no types
    """nbgrader's own step of generate_assignment, in a transaction that is not its own."""

    def save(self, database: Any, slug: str, name: str, notebook: bytes) -> None:
        import nbformat

        self.gradebook, self.assignment_id, self.notebook_id = database, slug, name
        self.new_grade_cells: dict[str, Any] = {}
        self.new_solution_cells: dict[str, Any] = {}
        self.new_task_cells: dict[str, Any] = {}
        self.new_source_cells: dict[str, Any] = {}
        read = nbformat.reads(notebook.decode(), as_version=4)
        for index, cell in enumerate(read.cells):
            self.preprocess_cell(cell, {}, index)
        try:
            self._create_notebook(read)
        except RuntimeError as error:  # a cell is of another kind now, and there are submissions
            raise GradingError(str(error)) from error


def _score(known: CurrentScore | None) -> float | None:
    return None if known is None else known.score


def _cells(book: Any) -> Cells:
    points = {cell.name: float(cell.max_score) for cell in [*book.grade_cells, *book.task_cells]}
    return {
        cell.name: Cell(cell.source or "", bool(cell.locked), points.get(cell.name))
        for cell in book.source_cells
    }
