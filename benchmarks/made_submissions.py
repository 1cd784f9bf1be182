"""A copy of a course, released by nbgrader, and submissions made from its solutions.

Nothing is written into the course itself.
"""

from __future__ import annotations

import logging
import math
import re
import shutil
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode
    from traitlets.config import Config

SETTINGS = "nbgrader_config.py"
# What a course sets for these is about its own machine, or would grade with something else.
_ITS_OWN = ("CourseDirectory", "Exchange", "ExchangeFactory", "GenerateFeedback")
# nbgrader's own exception comes last and says only that there was another one before it
_ERROR = re.compile(
    r"^\s*(?!.*NbGraderException)(?:[\w.]+\.)?(\w*(?:Error|Entry): .+)$", re.MULTILINE
)


class SkippedError(Exception):
    """An assignment cannot be compared; the message says why, in one line."""


def settings(course: Path, copy: Path) -> Config:
    """Settings for the copy: the course's own rules for releasing and executing."""
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    config = Config()
    if (course / SETTINGS).is_file():
        config = PyFileConfigLoader(SETTINGS, path=str(course)).load_config()
    for section in _ITS_OWN:
        config.pop(section, None)
    for step in ("sanitize_preprocessors", "autograde_preprocessors"):
        config.Autograde.pop(step, None)
    config.CourseDirectory.root = str(copy)
    config.CourseDirectory.db_url = f"sqlite:///{copy / 'gradebook.db'}"
    config.Execute.kernel_name = "python3"  # whatever the author's was called
    config.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]
    return config


def release(course: Path, copy: Path, slug: str, config: Config) -> list[str]:
    """Copy an assignment's source and make its release; its notebooks' names.

    Raises:
        SkippedError: it is not in Python, or nbgrader refuses it.
    """
    source = copy / "source" / slug
    ignore = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    shutil.copytree(course / "source" / slug, source, ignore=ignore)
    notebooks = sorted(source.glob("*.ipynb"))
    if not notebooks:
        raise SkippedError("there is no notebook")
    for notebook in notebooks:
        _update(notebook)
    _generate(slug, config)
    return [notebook.stem for notebook in notebooks]


def _update(path: Path) -> None:
    """Bring nbgrader's metadata to today's form, as `nbgrader update` does."""
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator

    notebook = nbformat.read(path, as_version=4)
    about = notebook.metadata.get("kernelspec", {})
    language = about.get("language") or notebook.metadata.get("language_info", {}).get("name")
    if (language or "python").lower() not in ("python", "python3", "ipython"):
        raise SkippedError(f"{path.name} is in {language}, not in Python")
    notebook = MetadataValidator().upgrade_notebook_metadata(notebook)
    nbformat.write(notebook, path)


def _generate(slug: str, config: Config) -> None:
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    api = NbGraderAPI(CourseDirectory(config=deepcopy(config)), config=deepcopy(config))
    result = api.generate_assignment(slug, force=True, create=True)
    if not result["success"]:
        said = _ERROR.findall(f"{result.get('log') or ''}\n{result.get('error') or ''}")
        raise SkippedError(f"nbgrader does not release it: {said[0] if said else 'no reason'}")


def hand_in(copy: Path, slug: str, name: str, *, broken: int) -> None:
    """Make submissions of one notebook out of the instructor's.

    Args:
        copy: The course's copy, with the release made.
        slug: The assignment.
        name: The notebook's name without its ending.
        broken: How many submissions have the released text in the place of one solution.
    """
    import nbformat

    released = nbformat.read(copy / "release" / slug / f"{name}.ipynb", as_version=4)
    source = nbformat.read(copy / "source" / slug / f"{name}.ipynb", as_version=4)
    for learner, notebook in _versions(released, source, broken=broken):
        folder = copy / "submitted" / learner / slug
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / f"{name}.ipynb")


def _versions(
    released: NotebookNode, source: NotebookNode, *, broken: int
) -> Iterator[tuple[str, NotebookNode]]:
    solved = {_id(cell): cell.source for cell in source.cells if _about(cell).get("solution")}
    code = [
        _id(cell)
        for cell in released.cells
        if _id(cell) in solved and cell.cell_type == "code" and cell.source != solved[_id(cell)]
    ]
    yield "perfect", _solved(released, solved)
    yield "untouched", released
    if broken and len(code) > 1:
        half = set(code[::2])
        yield "half", _solved(released, {k: v for k, v in solved.items() if k not in half})
        for number, left in list(enumerate(code, start=1))[:: math.ceil(len(code) / broken)]:
            rest = {k: v for k, v in solved.items() if k != left}
            yield f"broken-{number:02}", _solved(released, rest)


def _solved(released: NotebookNode, solved: dict[str, str]) -> NotebookNode:
    """The released notebook with answers filled in."""
    notebook = deepcopy(released)
    for cell in notebook.cells:
        cell.source = solved.get(_id(cell), cell.source)
    return notebook


def _about(cell: NotebookNode) -> dict[str, Any]:
    about: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return about


def _id(cell: NotebookNode) -> str:
    return str(_about(cell).get("grade_id", ""))
