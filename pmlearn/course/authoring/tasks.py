"""An assignment's tasks: what follows from `exercises/tasks/<assignment>.yml`, and where it goes.

The file with keys is the one definition. From it follow the learner's `questions.yml` and, in the
instructor's notebook, for each task three cells: ask, answer (with the solution of the instructor's
own case) and test. Everything else in the notebook is the author's.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import yaml

from pmlearn.course.layout import CourseError
from pmlearn.exercises.cell import write_answer
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.question_fields import without_key
from pmlearn.exercises.questions import AUTHOR, load_file, read_document
from pmlearn.files import write_text
from pmlearn.notebooks import cells_in, read_notebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pmlearn.course.layout import Layout
    from pmlearn.exercises.question import Question
    from pmlearn.notebooks import Cell

_HEAD = """\
# Written by `pmlearn tasks {slug}` from exercises/tasks/{slug}.yml: change that file, not this one.
# It is what learners get: neither keys nor feedback.
"""
_ONLY_KEYS = {"solve", "solve_with"}
_WIDTH = 100


def task_file(layout: Layout, slug: str) -> Path:
    """Where the tasks of an assignment stand with their keys; it need not exist."""
    return layout.exercises / "tasks" / f"{slug}.yml"


def with_tasks(layout: Layout) -> list[str]:
    """The assignments whose tasks stand in such a file."""
    return sorted(path.stem for path in (layout.exercises / "tasks").glob("*.yml"))


def load_tasks(layout: Layout, slug: str, learner: str = AUTHOR) -> dict[str, Question]:
    """The tasks of an assignment with their keys and a learner's case, by id.

    Raises:
        CourseError: the file breaks a rule; the message names file, task and rule.
    """
    path = task_file(layout, slug)
    beside = layout.exercises / "source" / slug
    try:
        tasks = load_file(path, graded=False, learner=learner, beside=beside)
    except (OSError, ValueError) as error:
        raise CourseError(str(error)) from error
    for task in tasks.values():
        if not task.points:
            raise CourseError(f"{path.name}: question {task.id!r}: needs points")
    return tasks


def check_cases(layout: Layout, slug: str, learners: Iterable[str]) -> None:
    """Draw and solve the tasks of an assignment for learners, as grading will.

    Raises:
        CourseError: a case cannot be drawn or solved; the message names the learner.
    """
    for learner in learners:
        try:
            for task in load_tasks(layout, slug, learner).values():
                _check_solution(task)
        except (CourseError, ValueError) as error:
            raise CourseError(f"the case of learner {learner!r}: {error}") from error


def _check_solution(task: Question) -> None:
    """Refuse a task whose own solution does not earn everything.

    Raises:
        CourseError: so it is.
    """
    mark = KINDS[task.kind].mark(task, KINDS[task.kind].solution(task), task.points)
    if mark.points < task.points:
        raise CourseError(f"question {task.id!r}: its own solution earns {mark.points:g}")


def public_text(layout: Layout, slug: str) -> str:
    """The text of the learner's questions.yml."""
    document = read_document(task_file(layout, slug))
    public = {name: part for name, part in document.items() if name not in _ONLY_KEYS}
    public["questions"] = [without_key(raw) for raw in document["questions"]]
    text: str = yaml.safe_dump(public, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return _HEAD.format(slug=slug) + text


def write_tasks(layout: Layout, slug: str) -> list[Path]:
    """Write what follows from the tasks; returns the files that have changed.

    Raises:
        CourseError: there is no such file, or it breaks a rule. Nothing is written then.
    """
    new = dict(_derived(layout, slug))
    changed = [path for path, text in new.items() if not path.is_file() or _text(path) != text]
    for path in changed:
        write_text(path, new[path])
    return changed


def stale_files(layout: Layout, slug: str) -> Iterator[str]:
    """Sentences about files that no longer follow from the tasks.

    Raises:
        CourseError: the tasks break a rule.
    """
    for path, text in _derived(layout, slug):
        if not path.is_file() or _text(path) != text:
            where = path.relative_to(layout.root).as_posix()
            yield f"{where}: does not follow from exercises/tasks/{slug}.yml; run pmlearn tasks"


def _derived(layout: Layout, slug: str) -> Iterator[tuple[Path, str]]:
    """Each file that follows from the tasks, and its text."""
    tasks = load_tasks(layout, slug)
    folder = layout.exercises / "source" / slug
    yield folder / "questions.yml", public_text(layout, slug)
    path = folder / f"{slug}.ipynb"
    notebook = with_cells(read_notebook(path), tasks)
    yield path, json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def with_cells(notebook: dict[str, Any], tasks: dict[str, Question]) -> dict[str, Any]:
    """The instructor's notebook with the three cells of each task as the tasks have them.

    Cells of a task that are there stay where they are; those of a new task come before the judged
    answers and the texts above them, or at the end.
    """
    made = deepcopy(notebook)
    known = {cell.grade_id: cell for cell in cells_in(made) if cell.grade_id}
    for task in tasks.values():
        new: list[dict[str, Any]] = []
        for cell in _cells_of(task):
            name = cell["metadata"]["nbgrader"]["grade_id"]
            if name in known:
                _update(known[name], cell)
            else:
                new += [cell] if new else [_heading(task), cell]
        place = _end_of_tasks(made)
        made["cells"][place:place] = new
    return made


def _end_of_tasks(notebook: dict[str, Any]) -> int:
    """The place of the first heading above a judged answer, or of the last text."""
    cells = cells_in(notebook)
    judged = [n for n, cell in enumerate(cells) if cell.is_graded and cell.is_solution]
    place = judged[0] if judged else len(cells)
    while place and cells[place - 1].kind == "markdown" and not cells[place - 1].grade_id:
        place -= 1
    return place


def _update(cell: Cell, wanted: dict[str, Any]) -> None:
    """Let a cell say what the task says; its id and what else stands in its metadata stay."""
    cell.raw["source"] = wanted["source"]
    cell.raw["metadata"] = {**cell.metadata, **wanted["metadata"]}


def _heading(task: Question) -> dict[str, Any]:
    """A heading for a new task, for the author to reword."""
    title = task.id.replace("_", " ").capitalize()
    text = f"### {title} ({task.points:g} points)"
    return {"cell_type": "markdown", "id": f"about-{task.id}", "metadata": {}, "source": [text]}


def _cells_of(task: Question) -> list[dict[str, Any]]:
    """Ask, answer, test."""
    name = task.id
    answer = write_answer(task, KINDS[task.kind].solution(task)).split("\n", 1)
    solved = f"{answer[0]}\n### BEGIN SOLUTION\n{answer[1]}\n### END SOLUTION"
    test = (
        f'sheet.check("{name}", {name})\n### BEGIN HIDDEN TESTS\nsheet.mark("{name}", {name})\n'
        "### END HIDDEN TESTS"
    )
    folded = {"jupyter": {"source_hidden": True}, "editable": False}
    lenient = {"tags": ["raises-exception"]}
    graded = {"points": task.points}
    return [
        _cell(f'sheet.ask("{name}")', f"ask_{name}", {**folded, **lenient}, locked=True),
        _cell(solved, name, lenient, solution=True),
        _cell(
            test,
            f"test_{name}",
            {**folded, **lenient, "pmlearn": {"criteria": list(task.criteria)}},
            locked=True,
            grade=True,
            **graded,
        ),
    ]


def _cell(source: str, grade_id: str, metadata: dict[str, Any], **nbgrader: Any) -> dict[str, Any]:
    about = {
        "cell_type": "code",
        "grade": False,
        "grade_id": grade_id,
        "locked": False,
        "schema_version": 3,
        "solution": False,
        "task": False,
        **nbgrader,
    }
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": grade_id.replace("_", "-"),
        "metadata": {"deletable": False, **metadata, "nbgrader": dict(sorted(about.items()))},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
