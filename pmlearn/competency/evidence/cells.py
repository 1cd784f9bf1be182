"""What each graded cell proves: its criteria stand in the cell's own metadata.

    "nbgrader": {"grade": true, "grade_id": "test_kappa", "points": 3, ...},
    "pmlearn": {"criteria": ["CO6.3"]}

A cell that looks at a simulation log says so: `"pmlearn": {"criteria": [...], "evidence": "sim"}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from pmlearn import notebooks
from pmlearn.competency.evidence.answers import read_questions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pmlearn.competency.evidence.gradebook import Gradebook
    from pmlearn.notebooks import Cell

KEYS = ["assignment", "notebook", "cell"]
# Kinds of questions whose answers are picked out of what is shown.
_CHOSEN = {"choice", "choices", "sort", "match", "order"}
NO_CRITERION = ""
# An assignment of this ending is for those who program: never needed, never held against anybody.
_OPTIONAL = "-in-code"


@dataclass(frozen=True, slots=True)
class GradedCell:
    """One graded cell of an assignment.

    Attributes:
        assignment: The assignment's slug.
        notebook: The notebook's name without suffix.
        cell: The cell's grade_id.
        points: What it gives at most.
        criteria: Codes of the criteria that it assesses.
        judged: Whether a person marks it.
        kind: "auto", "manual" or "sim".
        chosen: Whether it marks what was chosen from given options, and nothing else.
    """

    assignment: str
    notebook: str
    cell: str
    points: float
    criteria: tuple[str, ...]
    judged: bool
    kind: str
    chosen: bool = False

    @property
    def name(self) -> str:
        """Where it stands, for messages."""
        return f"{self.assignment}/{self.notebook}.ipynb, cell {self.cell}"


def is_optional(assignment: str) -> bool:
    """Whether an assignment is further evidence that nobody needs."""
    return assignment.endswith(_OPTIONAL)


def in_code(lesson: str) -> str:
    """The slug that a lesson's optional assignment has; there need not be one."""
    return lesson + _OPTIONAL


def lesson_of(assignment: str) -> str:
    """The slug of an assignment's lesson."""
    return assignment.removesuffix(_OPTIONAL)


def read_cells(source: Path) -> tuple[GradedCell, ...]:
    """The graded cells of all assignments.

    Args:
        source: nbgrader's folder of instructor versions, source/<assignment>/<notebook>.ipynb.

    Raises:
        ValueError: a notebook cannot be read, or a cell's metadata is not of the documented form.
    """
    return tuple(cell for path in sorted(source.glob("*/*.ipynb")) for cell in graded_cells(path))


def graded_cells(path: Path) -> list[GradedCell]:
    """The graded cells of one notebook of an assignment.

    Raises:
        ValueError: it or its questions cannot be read, or a cell's metadata is not of the
            documented form.
    """
    cells = [cell for cell in notebooks.read_cells(path) if cell.is_graded]
    questions = read_questions(path.parent).values()
    chosen = {f"test_{question.id}" for question in questions if question.kind in _CHOSEN}
    return [_graded_cell(path, cell, chosen) for cell in cells]


def evidence_table(gradebook: Gradebook, cells: Iterable[GradedCell]) -> pd.DataFrame:
    """Everything that the gradebook says about every criterion of every learner.

    Work that was not handed in has rows too, with `submitted` False and no score. So has a cell
    that names no criterion, with an empty one: its points count although they prove nothing.

    Returns:
        One row per learner, graded cell and criterion, with the columns learner, assignment,
        notebook, cell, criterion, kind, judged, score, max_score, needs_manual_grade, submitted,
        late, optional. `score` is what the cell earned, by a person or else by the machine: no
        extra credit and no penalty, since being late says nothing about what somebody can do.
    """
    wanted = pd.DataFrame(
        [
            (c.assignment, c.notebook, c.cell, code, c.kind, c.judged, float(c.points))
            for c in cells
            for code in c.criteria or (NO_CRITERION,)
        ],
        columns=[*KEYS, "criterion", "kind", "judged", "points"],
    )
    learners = pd.DataFrame({"learner": gradebook.learners})
    table = learners.merge(wanted, how="cross")
    table = table.merge(gradebook.submissions, how="left", on=["learner", "assignment"])
    table = table.merge(gradebook.scores, how="left", on=["learner", *KEYS])
    table["submitted"] = table["submitted"].eq(other=True)
    table["late"] = table["late"].eq(other=True)
    table["max_score"] = table["max_score"].fillna(table["points"])
    table["needs_manual_grade"] = table["needs_manual_grade"].eq(other=True)
    table["optional"] = table["assignment"].map(is_optional).astype(bool)
    _nothing_for_deleted_tests(table)
    return table.drop(columns=["points", "due", "timestamp", "penalty", "extra"])


def _nothing_for_deleted_tests(table: pd.DataFrame) -> None:
    """A test that is gone from a notebook whose other tests were marked earned nothing.

    Where no test of a notebook was marked, the notebook could not be read: that is no evidence at
    all, and nothing in it waits for a person.
    """
    machine = ~table["judged"]
    work = [table[name] for name in ("learner", "assignment", "notebook")]
    marked = (table["score"].notna() & machine).groupby(work).transform("any")
    gone = machine & marked & table["score"].isna()
    table.loc[gone, "score"] = 0.0
    table.loc[gone, "needs_manual_grade"] = False
    unread = machine.groupby(work).transform("any") & ~marked
    table.loc[unread, "needs_manual_grade"] = False


def _graded_cell(path: Path, cell: Cell, chosen: set[str]) -> GradedCell:
    where = f"{path.parent.name}/{path.name}, cell {cell.grade_id}"
    codes, declared = cell.course.get("criteria", []), cell.course.get("evidence")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise ValueError(f"{where}: pmlearn.criteria must be a list of codes, got {codes!r}")
    if declared not in (None, "sim"):
        raise ValueError(f"{where}: pmlearn.evidence can only be 'sim', got {declared!r}")
    judged = cell.is_solution or bool(cell.nbgrader.get("task"))
    return GradedCell(
        assignment=path.parent.name,
        notebook=path.stem,
        cell=cell.grade_id,
        points=float(cell.nbgrader.get("points", 0)),
        criteria=tuple(codes),
        judged=judged,
        kind=declared or ("manual" if judged else "auto"),
        chosen=cell.grade_id in chosen,
    )
