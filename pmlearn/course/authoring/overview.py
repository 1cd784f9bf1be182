"""What each assignment asks for, in numbers: tasks, points by kind, cases, guessing, code."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random
from statistics import fmean, median
from typing import TYPE_CHECKING

from pmlearn.competency.evidence.answers import read_questions
from pmlearn.course.authoring.tasks import load_tasks, with_tasks
from pmlearn.exercises.kinds import KINDS
from pmlearn.notebooks import read_cells

if TYPE_CHECKING:
    from pmlearn.course.layout import Layout
    from pmlearn.exercises.question import Question
    from pmlearn.notebooks import Cell

_GUESSES = 200


@dataclass(frozen=True, slots=True)
class Overview:
    """One assignment in numbers.

    Attributes:
        slug: The assignment.
        tasks: How many tasks a machine marks.
        judged: How many answers a person marks.
        points: Kind of exercise, "judged" or "code" -> points.
        drawn: Tasks that draw a case for each learner.
        guess: The highest mean mark that blind clicking earns in a task, as a share of its points.
        code_cells: Cells in which learners write Python.
        test_lines: The median of lines in a test cell.
    """

    slug: str
    tasks: int
    judged: int
    points: dict[str, float]
    drawn: int
    guess: float
    code_cells: int
    test_lines: float


def expected_guess(task: Question, guesses: int = _GUESSES) -> float:
    """The mean mark of blind answers, as a share of the points; the same each time.

    Args:
        task: With its key.
        guesses: Of how many answers.
    """
    kind, random = KINDS[task.kind], Random(task.id)  # noqa: S311  no secret
    return fmean(kind.mark(task, kind.guess(task, random), 1).points for _ in range(guesses))


def overview(layout: Layout, slug: str) -> Overview:
    """An assignment in numbers.

    Raises:
        CourseError: its tasks break a rule.
        ValueError: its notebook cannot be read.
    """
    tasks = load_tasks(layout, slug) if slug in with_tasks(layout) else {}
    cells = [one for path in layout.source_notebooks(slug) for one in read_cells(path)]
    tests = [one for one in cells if one.is_graded and not one.is_solution]
    asked = read_questions(layout.exercises / "source" / slug)
    points: dict[str, float] = defaultdict(float)
    for cell in (one for one in cells if one.is_graded):
        points[_kind_of(cell, asked)] += float(cell.nbgrader.get("points", 0))
    return Overview(
        slug=slug,
        tasks=len(tests),
        judged=sum(one.is_graded and one.is_solution for one in cells),
        points=dict(points),
        drawn=sum(task.is_drawn for task in tasks.values()),
        guess=max(map(expected_guess, tasks.values()), default=0.0),
        code_cells=sum(map(_is_code, cells)),
        test_lines=median([one.text.count("\n") + 1 for one in tests] or [0]),
    )


def _kind_of(cell: Cell, asked: dict[str, Question]) -> str:
    if cell.is_solution:
        return "judged"
    task = asked.get(cell.grade_id.removeprefix("test_"))
    return task.kind if task else "code"


def _is_code(cell: Cell) -> bool:
    """Whether learners write Python there, and no answer as data."""
    return cell.is_solution and cell.kind == "code" and not cell.text.startswith("%%answer")
