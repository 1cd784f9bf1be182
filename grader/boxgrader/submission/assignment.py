"""A snapshot of an assignment: all that grading one submission needs to know about it.

The released notebook gives the cells and their order, the instructor's notebook the hidden tests.
A snapshot holds plain data, so it can be sent to another process or another machine.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from boxgrader.settings import Settings, WrongCourseError, cell_seconds, config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nbformat import NotebookNode


@dataclass(frozen=True, slots=True)
class Assignment:
    """One notebook of an assignment, as the instructor released it.

    Attributes:
        slug: The assignment.
        notebook: The notebook's name without its ending; mostly the slug.
        source: The instructor's notebook as JSON text, with solutions and hidden tests.
        release: The released notebook as JSON text.
        files: The released files beside the notebook: relative path -> content.
        seconds: How long a cell may take; 0 for as long as any cell may.
        packages: The course's own packages, which it may import.
        test_files: Files that only tests see: relative path -> content.

    Raises:
        WrongCourseError: the release lacks a test of the source, or two cells share a grade_id.
    """

    slug: str
    notebook: str
    source: str
    release: str
    files: Mapping[str, bytes]
    seconds: int = 0
    packages: tuple[str, ...] = ()
    test_files: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        released = [_grade_id(cell) for cell in _cells(self.release) if _grade_id(cell)]
        twice = sorted({name for name in released if released.count(name) > 1})
        if twice:
            raise WrongCourseError(f"assignment {self.slug!r}: two cells are called {twice[0]!r}")
        for cell in _cells(self.source):
            if _about(cell).get("grade") and _grade_id(cell) not in released:
                raise WrongCourseError(
                    f"assignment {self.slug!r}: the release has no cell {_grade_id(cell)!r}; "
                    "release the assignment again"
                )

    @classmethod
    def load(cls, exercises: Path, slug: str, notebook: str | None = None) -> Assignment:
        """Read an assignment from the course's source/ and release/ folders.

        Raises:
            FileNotFoundError: the assignment has not been released.
        """
        name = notebook or slug
        released = exercises / "release" / slug
        return cls(
            slug=slug,
            notebook=name,
            source=(exercises / "source" / slug / f"{name}.ipynb").read_text(encoding="utf-8"),
            release=(released / f"{name}.ipynb").read_text(encoding="utf-8"),
            files=released_files(released),
            **settings_for(exercises, slug),
        )

    def files_beside_tests(self) -> dict[str, bytes]:
        """The files in the folder in which tests run."""
        return {**self.files, **self.test_files}

    def cells(self) -> list[NotebookNode]:
        """The cells that nbgrader knows, in order: locked ones with their hidden tests."""
        from nbformat import from_dict

        model: list[NotebookNode] = from_dict(json.loads(_model(self.source, self.release)))
        return model

    def released_texts(self) -> dict[str, str]:
        """grade_id -> the text that the learner got."""
        return {_grade_id(c): _text(c) for c in _cells(self.release) if _grade_id(c)}

    def instructions(self) -> set[str]:
        """The texts of the released cells that nbgrader does not know."""
        return {_text(cell).strip() for cell in _cells(self.release) if not _grade_id(cell)}

    def solutions(self) -> dict[str, str]:
        """grade_id -> the instructor's text of the cells that learners fill in."""
        return {_grade_id(c): _text(c) for c in _cells(self.source) if _about(c).get("solution")}

    def code(self) -> list[str]:
        """The texts of the instructor's code cells."""
        return [_text(cell) for cell in _cells(self.source) if cell["cell_type"] == "code"]

    def free_code(self) -> list[str]:
        """The texts of the instructor's code cells that nbgrader neither locks nor fills in."""
        known = ("grade", "solution", "locked", "task")
        return [
            _text(cell)
            for cell in _cells(self.source)
            if cell["cell_type"] == "code" and not any(map(_about(cell).get, known))
        ]

    def metadata(self) -> dict[str, Any]:
        """The released notebook's own metadata, such as its kernel."""
        return deepcopy(_document(self.release).get("metadata", {}))


def settings_for(exercises: Path, slug: str) -> dict[str, Any]:
    """What the course's settings say about an assignment: its files of tests, seconds, packages.

    Args:
        exercises: The course's folder.
        slug: The assignment.
    """
    loaded = config(exercises)
    settings = Settings.of(loaded)
    paths = [pattern.format(assignment=slug) for pattern in settings.test_files]
    return {
        "test_files": {p: (exercises / p).read_bytes() for p in paths if (exercises / p).is_file()},
        "seconds": cell_seconds(loaded),
        "packages": settings.trusted,
    }


def released_files(folder: Path) -> dict[str, bytes]:
    """Relative path -> content of the files that come with an assignment's notebooks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".ipynb"
    }


@lru_cache(maxsize=16)
def _model(source: str, release: str) -> str:
    """The cells that nbgrader knows as JSON text, of which every submission gets its own copy."""
    import nbformat
    from nbgrader import utils

    full = {_grade_id(cell): _text(cell) for cell in _cells(source)}
    model: list[NotebookNode] = []
    for cell in nbformat.reads(release, as_version=4).cells:
        if not _grade_id(cell):
            continue
        if utils.is_locked(cell):
            cell.source = full.get(_grade_id(cell), cell.source)
        cell.metadata.nbgrader["checksum"] = utils.compute_checksum(cell)
        model.append(cell)
    return json.dumps(model)


@lru_cache(maxsize=32)
def _document(text: str) -> dict[str, Any]:
    """A notebook, to be read only: all submissions share it."""
    found: dict[str, Any] = json.loads(text)
    return found


def _cells(text: str) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = _document(text)["cells"]
    return cells


def _about(cell: Mapping[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return about


def _grade_id(cell: Mapping[str, Any]) -> str:
    return str(_about(cell).get("grade_id", ""))


def _text(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])
