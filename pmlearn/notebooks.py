"""Notebooks as files: their cells, and what nbgrader and this course note about each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pmlearn.files import read_within

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; what is missing in it, or of another kind than it should be, counts as empty.

    Attributes:
        raw: The cell as it stands in the file.
    """

    raw: dict[str, Any]

    @property
    def id(self) -> str:
        """The cell's own id."""
        return str(self.raw.get("id", ""))

    @property
    def kind(self) -> str:
        """`code`, `markdown` or `raw`."""
        return str(self.raw.get("cell_type", ""))

    @property
    def text(self) -> str:
        """What stands in it; a file may have it line by line."""
        source = self.raw.get("source", "")
        return "".join(map(str, source)) if isinstance(source, list) else str(source)

    @property
    def metadata(self) -> dict[str, Any]:
        """The cell's metadata."""
        return _table(self.raw.get("metadata"))

    @property
    def nbgrader(self) -> dict[str, Any]:
        """What nbgrader notes about it; empty where nbgrader has nothing to do with it."""
        return _table(self.metadata.get("nbgrader"))

    @property
    def course(self) -> dict[str, Any]:
        """What this course notes about it, such as its criteria."""
        return _table(self.metadata.get("pmlearn"))

    @property
    def tags(self) -> list[Any]:
        """Its tags."""
        found = self.metadata.get("tags")
        return found if isinstance(found, list) else []

    @property
    def grade_id(self) -> str:
        """The name that nbgrader knows it by; empty where it has none."""
        return str(self.nbgrader.get("grade_id", ""))

    @property
    def is_graded(self) -> bool:
        """Whether it gives points."""
        return bool(self.nbgrader.get("grade") or self.nbgrader.get("task"))

    @property
    def is_solution(self) -> bool:
        """Whether learners fill it in."""
        return bool(self.nbgrader.get("solution"))

    @property
    def is_locked(self) -> bool:
        """Whether it is the instructor's, and stays as it was released."""
        return bool(self.nbgrader.get("locked"))


def read_notebook(path: Path, limit: int | None = None) -> dict[str, Any]:
    """A notebook as it stands in its file.

    Args:
        path: The file.
        limit: The most bytes that it may have, where somebody else wrote it; then it must be an
            ordinary file, too.

    Raises:
        ValueError: it is no notebook; the message names it.
        OSError: it cannot be read.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8") if limit is None else read_within(path, limit)
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is not a notebook: {error}") from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError(f"{name} is not a notebook: it has no list of cells")  # noqa: TRY004  a file
    return notebook


def cells_in(notebook: dict[str, Any]) -> list[Cell]:
    """The cells of a notebook that was read."""
    return [Cell(raw) for raw in notebook["cells"] if isinstance(raw, dict)]


def read_cells(path: Path, limit: int | None = None) -> list[Cell]:
    """The cells of a notebook's file; see `read_notebook`."""
    return cells_in(read_notebook(path, limit))


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
