"""The sample class: made-up learners whose work is built from recipes and the current release.

A recipe says how a learner's notebook differs from the release or from the instructor's solution,
so that the sample class never falls behind an assignment. The recipes stand in
exercises/sample_class/<assignment>.yml, which explains the format.
"""

from __future__ import annotations

import json
import shutil
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import yaml

from pmlearn.competency.evidence.self_ratings import FILE, SelfRatings, as_json
from pmlearn.course.authoring.tasks import load_tasks, with_tasks
from pmlearn.course.layout import SAMPLE_PREFIX, CourseError
from pmlearn.exercises.cell import write_answer
from pmlearn.exercises.kinds import KINDS
from pmlearn.files import write_text
from pmlearn.notebooks import cells_in, read_notebook

if TYPE_CHECKING:
    from pathlib import Path

    from pmlearn.course.layout import Layout

IN_TIME = "2026-01-15 12:00:00 UTC"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one learner's notebook differs from the release; see the comment in the recipe file.

    `start: solution` and `solve` take the solution of the learner's own case where tasks draw one,
    or of the case of another learner, `case_of`.
    """

    about: str
    start: str = "release"
    case_of: str = ""
    solve: list[str] = field(default_factory=list)
    clicked: list[str] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    delete: list[str] = field(default_factory=list)
    answers_file: dict[str, Any] | None = None
    ratings: dict[str, int | None] | None = None
    raw: str | None = None
    timestamp: str = IN_TIME
    expected: dict[str, Any] = field(default_factory=dict)


def recipe_file(layout: Layout, slug: str) -> Path:
    """Where the recipes of an assignment stand; it need not exist."""
    return layout.exercises / "sample_class" / f"{slug}.yml"


def recipes(layout: Layout, slug: str) -> dict[str, Recipe]:
    """The recipes of an assignment by learner.

    Raises:
        CourseError: a learner's id or a recipe's key is not one of the format.
    """
    path = recipe_file(layout, slug)
    found: dict[str, Recipe] = {}
    for learner, recipe in _read(path)["learners"].items():
        if not learner.startswith(SAMPLE_PREFIX):
            raise CourseError(f"{path}: learner {learner!r} must begin with {SAMPLE_PREFIX!r}")
        try:
            found[learner] = Recipe(**recipe)
        except TypeError as error:
            raise CourseError(f"{path}: {learner}: {error}") from error
    return found


def due_date(layout: Layout, slug: str) -> str | None:
    """When the assignment is due for the sample class; None without a date or a sample class."""
    file = recipe_file(layout, slug)
    return _read(file).get("duedate") if file.is_file() else None


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def hand_in(layout: Layout, slug: str) -> None:
    """Write the sample class's submissions; those that stay the same are not touched.

    Raises:
        CourseError: a recipe names a cell that the assignment does not have.
    """
    released = read_notebook(layout.exercises / "release" / slug / f"{slug}.ipynb")
    source = read_notebook(layout.exercises / "source" / slug / f"{slug}.ipynb")
    release = layout.exercises / "release" / slug
    for learner, recipe in recipes(layout, slug).items():
        folder = layout.exercises / "submitted" / learner / slug
        for file in release.iterdir():
            if file.is_file() and file.suffix != ".ipynb":
                _write(folder / file.name, file.read_text(encoding="utf-8"))
        try:
            answers = _answers(layout, slug, recipe.case_of or learner)
            solutions = _solutions(source) | answers.cells
            text = recipe.raw or _dump(_changed(released, solutions, recipe))
            clicked = {name: answers.values[name] for name in recipe.clicked}
        except KeyError as error:
            raise CourseError(
                f"{recipe_file(layout, slug)}: {learner}: no cell {error.args[0]!r} in {slug}"
            ) from error
        _write(folder / f"{slug}.ipynb", text)
        if recipe.answers_file is not None or clicked:
            clicked |= recipe.answers_file or {}
            _write(folder / f"{slug}.answers.json", _clicked(folder, slug, learner, clicked))
        if recipe.ratings is not None:
            _write(folder / FILE, _rated(learner, recipe.ratings))
        _write(folder / "timestamp.txt", recipe.timestamp)


def real_learners(layout: Layout) -> list[str]:
    """Everybody in the roster or with something handed in who is not of the sample class.

    Raises:
        CourseError: there is a gradebook that cannot be read.
    """
    from pmlearn.competency.evidence.gradebook import read_learners

    folders = (layout.exercises / "submitted").glob("[!.]*")
    try:
        known = {folder.name for folder in folders} | set(read_learners(layout.gradebook_url))
    except ValueError as error:
        raise CourseError(str(error)) from error
    return sorted(one for one in known if not one.startswith(SAMPLE_PREFIX))


def remove(layout: Layout) -> None:
    """Remove the sample class: submissions, autograded copies, feedback, scores and due dates."""
    from boxgrader.nbgrader_api import Course
    from boxgrader.records.ledger import Ledger

    learners: set[str] = set()
    for place in ("submitted", "autograded", "feedback"):
        for folder in (layout.exercises / place).glob(f"{SAMPLE_PREFIX}*"):
            learners.add(folder.name)
            shutil.rmtree(folder)
    for folder in (layout.build / "grading").glob("*/"):
        for learner in learners:
            Ledger(folder).forget(learner)
    course = Course(layout.exercises)
    course.forget(sorted(learners))
    for slug in layout.assignments():
        if due := due_date(layout, slug):
            course.withdraw_due_date(slug, due)


@dataclass(frozen=True, slots=True)
class _Answers:
    """What earns all points of the tasks in somebody's case, by the task's id."""

    values: Json = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)


def _answers(layout: Layout, slug: str, learner: str) -> _Answers:
    if slug not in with_tasks(layout):
        return _Answers()
    tasks = load_tasks(layout, slug, learner)
    values = {name: KINDS[task.kind].solution(task) for name, task in tasks.items()}
    return _Answers(values, {name: write_answer(tasks[name], values[name]) for name in tasks})


def _clicked(folder: Path, slug: str, learner: str, answers: dict[str, Any]) -> str:
    """The file that the widgets write when somebody clicks these answers."""
    from pmlearn.exercises.questions import load_file
    from pmlearn.exercises.record import draft_of

    questions = load_file(folder / "questions.yml", graded=True, learner=learner)
    return json.dumps(draft_of(slug, questions, answers, when=IN_TIME), indent=1)


def _rated(learner: str, ratings: dict[str, int | None]) -> str:
    """The file that the self-assessment writes when somebody rates themself like this."""
    when = datetime.strptime(IN_TIME, "%Y-%m-%d %H:%M:%S %Z").replace(tzinfo=UTC)
    return as_json(SelfRatings(ratings, "program manager", learner).saved(when))


def _changed(released: Json, solutions: dict[str, str], recipe: Recipe) -> Json:
    """The release with a recipe's changes."""
    notebook = deepcopy(released)
    cells = {cell.grade_id: cell.raw for cell in cells_in(notebook) if cell.grade_id}
    solve = list(solutions) if recipe.start == "solution" else recipe.solve
    for name in solve:
        cells[name]["source"] = solutions[name]
    for name, text in recipe.cells.items():
        cells[name]["source"] = text
    gone = [cells[name] for name in recipe.delete]
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in gone]
    return notebook


def _solutions(source: Json) -> dict[str, str]:
    """grade_id -> the instructor's solution, without the lines that mark it."""
    return {
        cell.grade_id: "\n".join(
            line
            for line in cell.text.split("\n")
            if "### BEGIN SOLUTION" not in line and "### END SOLUTION" not in line
        )
        for cell in cells_in(source)
        if cell.is_solution
    }


def _dump(notebook: Json) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    """Write a file unless it says the same already."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    write_text(path, text)
