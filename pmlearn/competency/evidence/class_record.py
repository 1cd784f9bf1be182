"""All that reports need about one class, read once.

record = read_class("exercises/gradebook.db", Path("exercises"), pages)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from pmlearn.competency.evidence.attainment import Attainment, attain
from pmlearn.competency.evidence.cells import GradedCell, evidence_table, lesson_of, read_cells
from pmlearn.competency.evidence.check import Check, check
from pmlearn.competency.evidence.gradebook import Gradebook, read_gradebook
from pmlearn.competency.framework import Framework, load
from pmlearn.competency.framework.lessons import Lessons

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ClassRecord:
    """One class.

    Attributes:
        framework: What the class is held against.
        lessons: The lessons that the book has.
        cells: The graded cells of all assignments.
        gradebook: What nbgrader knows.
        evidence: One row per learner, graded cell and criterion; see `evidence_table`.
        attainment: What each learner has attained.
        check: What is planned, and what is wrong with the course.
        exercises: nbgrader's course folder, with source/ and submitted/.
    """

    framework: Framework
    lessons: Lessons
    cells: tuple[GradedCell, ...]
    gradebook: Gradebook
    evidence: pd.DataFrame
    attainment: Attainment
    check: Check
    exercises: Path

    @property
    def assignments(self) -> tuple[str, ...]:
        """Slugs of the assignments with graded cells, in reading order."""
        slugs = {cell.assignment for cell in self.cells}
        return tuple(sorted(slugs, key=lambda slug: (self.lessons.place(lesson_of(slug)), slug)))

    @property
    def marks(self) -> pd.DataFrame:
        """One row per learner and graded cell: evidence without the criteria."""
        return self.evidence.drop_duplicates(["learner", "assignment", "notebook", "cell"])

    def scores(self, assignment: str) -> tuple[pd.DataFrame, pd.Series[float]]:
        """A learners x cells table of scores of one assignment, and the cells' points.

        What was not handed in or still waits for a person is empty. A cell whose name two
        notebooks share bears its notebook's name too.
        """
        cells = [c for c in self.cells if c.assignment == assignment]
        rows = self.marks[(self.marks["assignment"] == assignment) & self.marks["submitted"]]
        rows = rows[~rows["needs_manual_grade"]].set_index("learner")
        shared = Counter(c.cell for c in cells)
        columns, points = {}, {}
        for c in cells:
            name = c.cell if shared[c.cell] == 1 else f"{c.notebook}/{c.cell}"
            its = (rows["notebook"] == c.notebook) & (rows["cell"] == c.cell)
            columns[name], points[name] = rows.loc[its, "score"], c.points
        return pd.DataFrame(columns), pd.Series(points, dtype=float)


def read_class(
    database: str | Path,
    exercises: Path,
    pages: Iterable[str],
    *,
    framework: Framework | None = None,
    self_ratings: Any = None,
) -> ClassRecord:
    """Read a class from its gradebook and its assignments.

    Args:
        database: The gradebook's SQLite file or database URL.
        exercises: nbgrader's course folder, with source/ and submitted/.
        pages: The book's pages in reading order, as _toc.yml names them.
        framework: Another framework than the course's own.
        self_ratings: The learners' own ratings, in a table learner, element, level; those of
            people whom the gradebook does not know are left out.

    Raises:
        ValueError: the database, a notebook or the framework cannot be used.
        FileNotFoundError: there is no such database.
    """
    framework = framework or load()
    cells = read_cells(exercises / "source")
    lessons = Lessons(tuple(pages), frozenset(cell.assignment for cell in cells))
    found = check(framework, cells, lessons)
    gradebook = read_gradebook(database)
    known = {criterion.code for criterion in framework.criteria()}
    evidence = evidence_table(gradebook, cells)
    attainment = attain(
        framework,
        evidence[evidence["criterion"].isin(known)],
        planned=found.planned,
        self_ratings=_of_class(gradebook, self_ratings),
    )
    return ClassRecord(framework, lessons, cells, gradebook, evidence, attainment, found, exercises)


def _of_class(gradebook: Gradebook, self_ratings: Any) -> pd.DataFrame | None:
    """Ratings alone make nobody a learner of this class."""
    if self_ratings is None:
        return None
    table = pd.DataFrame(self_ratings)
    if "learner" in table:
        return table[table["learner"].isin(gradebook.learners)]
    return table  # `attain` names what is missing
