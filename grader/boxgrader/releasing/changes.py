"""What differs between two versions of an assignment: its cells, its points, its texts, its files.

Cells go by nbgrader's grade_id. The ids that Jupyter gives to cells say nothing and do not count.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ADDED, REMOVED, POINTS, TEST, TEXT = "added", "removed", "points", "test", "text"
# What Jupyter and Python leave in a folder in which somebody works.
_LITTER = {".ipynb_checkpoints", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that nbgrader knows.

    Attributes:
        text: As nbgrader keeps it: a test with its hidden part, an answer without the solution.
        locked: Whether it is put back when a learner changed it.
        points: What it gives; None when it gives none.
    """

    text: str
    locked: bool
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        where: grade_id of the cell, or the file.
        kind: "added", "removed", "points", "test" (what it asks) or "text" (what learners read).
        detail: More about it, for a person.
        is_file: Whether `where` is a file.
    """

    where: str
    kind: str
    detail: str = ""
    is_file: bool = False

    @property
    def cell_moved(self) -> bool:
        """Whether it adds or removes a cell that nbgrader keeps."""
        return self.kind in (ADDED, REMOVED) and not self.is_file

    def __str__(self) -> str:
        """As a line of a list."""
        said = {TEST: "the test changed", TEXT: "the text that learners get changed"}
        return f"{self.where}: {said.get(self.kind, self.kind)} {self.detail}".rstrip()


Cells = dict[str, Cell]  # grade_id -> cell


def contents(folder: Path) -> dict[str, bytes]:
    """Path -> content of all files of a release; notebooks without what says nothing."""
    return {
        path.relative_to(folder).as_posix(): _plain(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _LITTER & set(path.relative_to(folder).parts)
    }


def cells_of(notebook: bytes) -> Cells:
    """The cells of a notebook that nbgrader keeps in the gradebook."""
    from nbformat.notebooknode import from_dict
    from nbgrader import utils

    kept = (utils.is_grade, utils.is_solution, utils.is_locked, utils.is_task)
    found = {}
    for cell in from_dict(json.loads(notebook)).cells:
        if any(is_one(cell) for is_one in kept):
            about = cell.metadata.nbgrader
            gives = utils.is_grade(cell) or utils.is_task(cell)
            points = float(about["points"]) if gives else None
            found[about["grade_id"]] = Cell("".join(cell.source), utils.is_locked(cell), points)
    return found


def compare_cells(old: Cells, new: Cells) -> Iterator[Change]:
    """What differs in points and tests, and which cells were added or removed."""
    for name in [*new, *(gone for gone in old if gone not in new)]:
        before, after = old.get(name), new.get(name)
        if after is None:
            yield Change(name, REMOVED, _worth(old[name]))
        elif before is None:
            yield Change(name, ADDED, _worth(after))
        else:
            if before.points != after.points:
                yield Change(name, POINTS, f"{_number(before.points)} → {_number(after.points)}")
            if _is_test(before) and _is_test(after) and before.text != after.text:
                yield Change(name, TEST)


def compare_texts(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[Change]:
    """What differs in what learners get: cells that are no tests, other texts, and files.

    Args:
        old: `contents` of a release.
        new: `contents` of another.
    """
    for path in [*new, *(gone for gone in old if gone not in new)]:
        if path not in new:
            yield Change(path, REMOVED, is_file=True)
        elif path not in old:
            yield Change(path, ADDED, is_file=True)
        elif path.endswith(".ipynb") and old[path] != new[path]:
            yield from _compare_notebooks(path, old[path], new[path])
        elif old[path] != new[path]:
            yield Change(path, TEXT, is_file=True)


def _compare_notebooks(path: str, old: bytes, new: bytes) -> Iterator[Change]:
    """Cells that are no tests, those that nbgrader does not know, and the rest of the file."""
    try:
        before, after = cells_of(old), cells_of(new)
    except (ValueError, AttributeError):  # what stands there was half written or edited
        yield Change(path, TEXT, is_file=True)
        return
    texts = [
        name
        for name in before.keys() & after.keys()
        if before[name].text != after[name].text and not _is_test(after[name])
    ]
    for name in sorted(texts):
        yield Change(name, TEXT)
    if _others(old) != _others(new):
        yield Change(path, TEXT, "between the cells of nbgrader", is_file=True)


def _is_test(cell: Cell) -> bool:
    return cell.locked and cell.points is not None


def _others(notebook: bytes) -> list[str]:
    """The texts of the cells that nbgrader does not know."""
    cells = json.loads(notebook)["cells"]
    return ["".join(cell["source"]) for cell in cells if not cell["metadata"].get("nbgrader")]


def _worth(cell: Cell) -> str:
    return "" if cell.points is None else f"({_number(cell.points)} points)"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def _plain(path: Path) -> bytes:
    """A file's bytes; a notebook's without the ids of its cells."""
    data = path.read_bytes()
    if path.suffix != ".ipynb":
        return data
    try:
        notebook: dict[str, Any] = json.loads(data)
        for cell in notebook["cells"]:
            cell.pop("id", None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return data
    return json.dumps(notebook, sort_keys=True).encode()
