"""Restores the assignment's own cells in a submitted notebook, with the learner's answers in them.

The learner's own cells stay where they stood, after the cell above them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.grading.inert import inert_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbformat import NotebookNode

    from pmlearn.grading.assignment import Assignment
    from pmlearn.grading.intake import Piece

_MISSING = "# This cell was missing from the submission."


def restore(pieces: Iterable[Piece], assignment: Assignment) -> tuple[NotebookNode, list[str]]:
    """The notebook to grade: the assignment's cells with the learner's answers, and own cells.

    Returns:
        The notebook, and notes about what was repaired.
    """
    from nbformat.v4 import new_notebook

    sorter = _Sorter(list(pieces), assignment)
    cells: list[NotebookNode] = sorter.own_cells("")
    for model in assignment.cells():
        cells += sorter.added_cells(model)
        cells.append(sorter.graded_cell(model))
        cells += sorter.own_cells(model.metadata.nbgrader.grade_id)
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=cells, metadata=assignment.metadata()), sorter.notes


class _Sorter:
    """Sorts submitted cells into answers by grade_id and own cells by the cell above them."""

    def __init__(self, pieces: list[Piece], assignment: Assignment) -> None:
        self.released = assignment.released_texts()
        self.instructions = assignment.instructions()
        self.given: dict[str, list[Piece]] = {name: [] for name in self.released}
        self.own: dict[str, list[Piece]] = {"": []}
        self.notes: list[str] = []
        above, order = "", []
        for piece in pieces:
            if piece.grade_id in self.given:
                above = piece.grade_id
                order.append(above)
                self.given[above].append(piece)
            elif piece.source.strip():
                self.own.setdefault(above, []).append(piece)
        first_seen = list(dict.fromkeys(order))
        if first_seen != [name for name in self.released if name in first_seen]:
            self.notes.append("cells had been moved; their order was restored")
        self.above = ""

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
        stub = self.released[name]
        changed = [piece for piece in given if piece.source != stub]
        if not given:
            changed = self._adopted(model)
        elif len(given) > 1:
            self.notes.append(f"{name}: the cell is there {len(given)} times")
        if changed:
            chosen, *others = changed
            model.source = _source(chosen, model.cell_type)
            if chosen.attachments and model.cell_type == "markdown":
                model["attachments"] = chosen.attachments
            self.own[name] = others + self.own.get(name, [])
        elif not given:
            self.notes.append(f"{name}: the cell is missing")
            model.source = stub if model.metadata.nbgrader.grade else _MISSING

    def _adopted(self, model: NotebookNode) -> list[Piece]:
        """A renamed cell between the right neighbors; for judged answers also a newly made one."""
        nearby = self.own.get(self.above, [])
        name, judged = model.metadata.nbgrader.grade_id, model.metadata.nbgrader.grade
        for piece in nearby:
            new = judged and piece.kind == model.cell_type and not piece.grade_id
            if piece.grade_id or (new and piece.source.strip() not in self.instructions):
                nearby.remove(piece)
                where = f"a cell called {piece.grade_id!r}" if piece.grade_id else "a new cell"
                self.notes.append(f"{name}: the cell is missing; the answer was taken from {where}")
                return [piece]
        return []

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
