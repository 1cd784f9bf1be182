"""Restores the assignment's own cells in a submitted notebook, with the learner's answers in them.

The learner's own cells stay where they stood, after the cell above them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boxgrader.submission.changed_settings import foreign_notes, settings_notes
from boxgrader.submission.sanitize import inert_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbformat import NotebookNode

    from boxgrader.submission.assignment import Assignment
    from boxgrader.submission.notebook import Piece

_MISSING = "# This cell was missing from the submission."


def restore(
    pieces: Iterable[Piece], assignment: Assignment, *, last: bool = False
) -> tuple[NotebookNode, list[str]]:
    """The notebook to grade: the assignment's cells with the learner's answers, and own cells.

    Args:
        pieces: The submitted cells.
        assignment: What was released.
        last: Of an answer cell that is there several times, take the last answer, not the first.

    Returns:
        The notebook, and notes about what was repaired.
    """
    from nbformat.v4 import new_notebook

    pieces = list(pieces)
    sorter = _Sorter(pieces, assignment, last=last)
    cells: list[NotebookNode] = sorter.own_cells("")
    for model in assignment.cells():
        cells += sorter.added_cells(model)
        cells.append(sorter.graded_cell(model))
        cells += sorter.own_cells(model.metadata.nbgrader.grade_id)
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notes = [*foreign_notes(sorter.given, cells, pieces), *sorter.notes]
    notes += settings_notes(sorter.given, cells)
    return new_notebook(cells=cells, metadata=assignment.metadata()), notes


def answered_twice(pieces: Iterable[Piece], assignment: Assignment) -> bool:
    """Whether an answer cell is there with several answers: it can be read in two ways."""
    stubs, answers = assignment.released_texts(), assignment.solutions().keys()
    given = {(one.grade_id, one.source) for one in pieces if one.grade_id in stubs.keys() & answers}
    changed = [name for name, text in given if text != stubs[name]]
    return len(set(changed)) < len(changed)


class _Sorter:
    """Sorts submitted cells into answers by grade_id and own cells by the cell above them."""

    def __init__(self, pieces: list[Piece], assignment: Assignment, *, last: bool) -> None:
        self.released = assignment.released_texts()
        self.instructions = assignment.instructions()
        self.given: dict[str, list[Piece]] = {name: [] for name in self.released}
        self.own: dict[str, list[Piece]] = {"": []}
        self.notes: list[str] = []
        for piece in pieces:
            if piece.grade_id in self.given:
                self.given[piece.grade_id].append(piece)
        self.answers = {
            name: changed[-1 if last else 0]
            for name in self.released.keys() & assignment.solutions().keys()
            if (changed := [one for one in self.given[name] if one.source != self.released[name]])
        }
        self._place(pieces)
        self.above = ""

    def _place(self, pieces: list[Piece]) -> None:
        """Sort own cells, and the answers that do not count, by the cell above them."""
        above, order = "", []
        for piece in pieces:
            name, before = piece.grade_id, above
            if name in self.given and name not in order:
                above = name
                order.append(name)
            elif name not in self.given and piece.source.strip():
                self.own.setdefault(above, []).append(piece)
            # a second answer stays where it stood; so does the first one where the last counts
            counts = self.answers.get(name)
            if counts and piece.source not in (self.released[name], counts.source):
                self.own.setdefault(before, []).append(piece)
        if order != [name for name in self.released if name in order]:
            self.notes.append("cells had been moved; their order was restored")

    def added_cells(self, model: NotebookNode) -> list[NotebookNode]:
        """What the learner added to a locked cell's own text; it runs above the cell."""
        name = model.metadata.nbgrader.grade_id
        text = self.released[name].strip()
        if model.cell_type != "code" or model.metadata.nbgrader.get("solution") or not text:
            return []
        parts = [piece.source.partition(text) for piece in self.given[name]]
        added = [f"{above}\n{below}".strip() for above, found, below in parts if found]
        if any(added):
            self.notes.append(f"{name}: what was added to the cell was run above it")
        return [_new_cell("code", source) for source in added if source]

    def graded_cell(self, model: NotebookNode) -> NotebookNode:
        """The assignment's cell, filled with the learner's answer."""
        about = model.metadata.nbgrader
        name, given = about.grade_id, self.given[about.grade_id]
        if given and any(piece.kind != model.cell_type for piece in given):
            self.notes.append(f"{name}: the cell's type had been changed")
        if about.get("solution"):
            self._answer(model, given)
        else:
            self._note_locked(name, given)
        if given:
            self.above = name
        if model.cell_type == "code":
            model.pop("attachments", None)
            model.update(outputs=[], execution_count=None)
        return model

    def _answer(self, model: NotebookNode, given: list[Piece]) -> None:
        """Put the learner's text into a cell that learners fill in."""
        name = model.metadata.nbgrader.grade_id
        chosen = self.answers.get(name)
        if not given:
            chosen = self._adopted(model)
        elif len(given) > 1:
            self.notes.append(f"{name}: the cell is there {len(given)} times")
        if chosen is not None:
            model.source = _source(chosen, model.cell_type)
            if chosen.attachments and model.cell_type == "markdown":
                model["attachments"] = chosen.attachments
        elif not given:
            self.notes.append(f"{name}: the cell is missing")
            model.source = self.released[name] if model.metadata.nbgrader.grade else _MISSING

    def _adopted(self, model: NotebookNode) -> Piece | None:
        """A renamed cell between the right neighbors; for judged answers also a newly made one."""
        nearby = self.own.get(self.above, [])
        name, judged = model.metadata.nbgrader.grade_id, model.metadata.nbgrader.grade
        for piece in nearby:
            if piece.grade_id in self.released:
                continue
            new = judged and piece.kind == model.cell_type and not piece.grade_id
            if piece.grade_id or (new and piece.source.strip() not in self.instructions):
                nearby.remove(piece)
                where = f"a cell called {piece.grade_id!r}" if piece.grade_id else "a new cell"
                self.notes.append(f"{name}: the cell is missing; the answer was taken from {where}")
                return piece
        return None

    def _note_locked(self, name: str, given: list[Piece]) -> None:
        if not given:
            self.notes.append(f"{name}: the cell is missing; it was put back")
        elif any(piece.source.strip() != self.released[name].strip() for piece in given):
            self.notes.append(f"{name}: the cell had been changed; it was restored")

    def own_cells(self, name: str) -> list[NotebookNode]:
        """The learner's own cells below one of the assignment's."""
        pieces = self.own.get(name, [])
        cells = [_new_cell(piece.kind, _source(piece, piece.kind)) for piece in pieces]
        for cell, piece in zip(cells, pieces, strict=True):
            if piece.attachments and piece.kind == "markdown":
                cell["attachments"] = piece.attachments
        return cells


def _new_cell(kind: str, source: str) -> NotebookNode:
    """A cell; nbformat's own functions check each by itself, which is done for all together."""
    from nbformat import from_dict

    extra: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    cell: NotebookNode = from_dict({"cell_type": kind, "source": source, "metadata": {}} | extra)
    return cell


def _source(piece: Piece, kind: str) -> str:
    return piece.source if kind == "code" else inert_markdown(piece.source, piece.attachments)
