"""Grades one submission as `nbgrader autograde` does: its own steps, in a real kernel."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode
    from traitlets.config import Config

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Scores:
    """What a grader gives for one notebook.

    Attributes:
        points: grade_id -> automatic points; None where a person has to judge.
        said: grade_id -> what the test showed, if it failed.
        notes: What the grader says about the submission as a whole.
    """

    points: Mapping[str, float | None] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """All points that need no person."""
        return sum(points or 0.0 for points in self.points.values())


@dataclass(frozen=True, slots=True)
class Work:
    """One notebook that one learner handed in.

    Attributes:
        copy: The course.
        config: nbgrader's settings for it.
        slug: The assignment.
        name: The notebook's name without its ending.
        others: The names of the assignment's other notebooks.
        learner: Who handed it in.
    """

    copy: Path
    config: Config
    slug: str
    name: str
    others: tuple[str, ...]
    learner: str

    @property
    def folder(self) -> Path:
        """What the learner handed in."""
        return self.copy / "submitted" / self.learner / self.slug


def grade_stock(work: Work) -> Scores:
    """Grade a submission."""
    import nbformat

    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(work.folder, place, dirs_exist_ok=True)
        _overwrite(work, Path(place))
        notebook = nbformat.read(work.folder / f"{work.name}.ipynb", as_version=4)
        try:
            _execute(notebook, _resources(work, place), work.config)
        except Exception as error:  # noqa: BLE001  whatever ends nbgrader is what is asked for
            return Scores(notes=(f"nbgrader stops: {said(type(error).__name__, str(error))}",))
    return read_scores(notebook)


def remembered(work: Work, store: Path | None) -> Scores:
    """The same, from an earlier run where there was one: stock nbgrader takes seconds for each.

    Args:
        work: What is graded.
        store: Where scores are kept; None to keep none.
    """
    if store is None:
        return grade_stock(work)
    about = hashlib.sha256(work.name.encode())
    for place in (work.copy / "source" / work.slug, work.folder):
        for path in sorted(p for p in place.rglob("*") if p.is_file()):
            about.update(path.relative_to(place).as_posix().encode() + path.read_bytes())
    kept = store / f"{about.hexdigest()}.json"
    if kept.is_file():
        return Scores(**json.loads(kept.read_text(encoding="utf-8")))
    scores = grade_stock(work)
    beside = kept.with_suffix(".part")
    beside.write_text(json.dumps(asdict(scores)), encoding="utf-8")
    beside.replace(kept)
    return scores


def _overwrite(work: Work, place: Path) -> None:
    """Put the instructor's files in the place of the learner's."""
    kept = work.config.Autograde.get("exclude_overwriting", {}).get(work.slug, [])
    source = work.copy / "source" / work.slug
    for path in source.rglob("*"):
        relative = path.relative_to(source)
        if path.is_file() and path.suffix != ".ipynb" and relative.as_posix() not in kept:
            target = place / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def _resources(work: Work, place: str) -> dict[str, Any]:
    return {
        "metadata": {"path": place},
        "unique_key": work.name,
        "output_files_dir": place,
        "nbgrader": {
            "assignment": work.slug,
            "notebook": work.name,
            "student": work.learner,
            "db_url": f"sqlite:///{work.copy / 'gradebook.db'}",
        },
    }


def _execute(notebook: NotebookNode, resources: dict[str, Any], config: Config) -> None:
    """Run nbgrader's steps before the scores are stored."""
    from nbgrader import preprocessors

    for step in (
        preprocessors.ClearOutput,
        preprocessors.DeduplicateIds,
        preprocessors.OverwriteKernelspec,
        preprocessors.OverwriteCells,
        preprocessors.CheckCellMetadata,
        preprocessors.Execute,
        preprocessors.IgnorePattern,
        preprocessors.LimitOutput,
    ):
        done, _ = step(config=config).preprocess(notebook, resources)
        notebook.cells = done.cells


def read_scores(notebook: NotebookNode, notes: tuple[str, ...] = ()) -> Scores:
    """The scores that nbgrader reads from an executed notebook."""
    from nbgrader import utils

    points: dict[str, float | None] = {}
    shown: dict[str, str] = {}
    for cell in filter(utils.is_grade, notebook.cells):
        name = cell.metadata.nbgrader.grade_id
        try:
            points[name] = utils.determine_grade(cell)[0]
        except ValueError as error:
            return Scores(notes=(f"nbgrader stops at {name}: {error}",))
        if cell.cell_type == "code" and not utils.is_solution(cell):
            shown[name] = _shown(cell)
    return Scores(points, shown, notes)


def _shown(cell: NotebookNode) -> str:
    """The error of a test, or what it wrote to stderr, or its value."""
    for output in cell.outputs:
        if output.output_type == "error":
            return said(output.ename, output.evalue)
        if output.get("name") == "stderr":
            return said("stderr", output.text)
        if output.output_type == "execute_result":
            return said("value", str(output.data.get("text/plain", "")))
    return ""


def said(kind: str, text: str) -> str:
    """A message in one line."""
    line = " ".join(_ANSI.sub("", f"{kind}: {text}").split())
    return line if len(line) <= 200 else f"{line[:197]}..."
