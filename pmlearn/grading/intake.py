"""Intake: makes of any submitted notebook one with the assignment's own cells, or refuses it.

The submitted file is untrusted data. Only three things are taken from each of its cells: the kind,
the text and the grade_id. Everything else (points, locks, tags, outputs, widget state, ids) comes
from the assignment. The learner's own cells stay where they stood, after the cell above them.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pmlearn.grading.inert import inert_attachments, inert_markdown
from pmlearn.grading.submission import MOST_NOTEBOOK_BYTES, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nbformat import NotebookNode

    from pmlearn.grading.assignment import Assignment

MOST_CELLS = 1_000
MOST_CHARACTERS = 200_000  # of a cell; what colors code for a page takes seconds over so much
MOST_TEXT = 2_000_000  # of all cells
_KINDS = {"code": "code", "markdown": "markdown", "heading": "markdown", "raw": "raw"}
_MISSING = "# This cell was missing from the submission."


@dataclass(frozen=True, slots=True)
class Piece:
    """All that is taken from one submitted cell.

    Attributes:
        kind: code, markdown or raw.
        source: Its text.
        grade_id: What nbgrader knows it by; empty for the learner's own cells.
        attachments: Pictures pasted into it: name -> type -> Base64 text.
    """

    kind: str
    source: str
    grade_id: str
    attachments: Mapping[str, Mapping[str, str]]


def read_notebook(content: bytes) -> tuple[list[Piece], list[str]]:
    """The cells of a submitted file, and what had to be put right to read them.

    Raises:
        RefusedError: it is no notebook, or larger or deeper than any honest one.
    """
    if len(content) > MOST_NOTEBOOK_BYTES:
        raise RefusedError(f"the notebook has more than {MOST_NOTEBOOK_BYTES:,} bytes")
    notes: list[str] = []
    try:
        document = _document(_decoded(content, notes), notes)
    except RecursionError:
        raise RefusedError("the notebook is nested too deeply") from None
    except ValueError as error:
        marked = b"\n<<<<<<< " in content
        reason = "it holds the marks of a merge conflict" if marked else str(error)[:80]
        raise RefusedError(f"the file is no notebook: {reason}") from None
    cells = _cell_list(document, notes)
    if len(cells) > MOST_CELLS:
        raise RefusedError(f"the notebook has {len(cells):,} cells, more than {MOST_CELLS:,}")
    pieces = [piece for cell in cells if (piece := _piece(cell)) is not None]
    if len(pieces) < len(cells):
        notes.append(f"{len(cells) - len(pieces)} cells could not be read and were left out")
    if sum(len(piece.source) for piece in pieces) > MOST_TEXT:
        raise RefusedError(f"the notebook's cells hold more than {MOST_TEXT:,} characters")
    return pieces, notes


def _decoded(content: bytes, notes: list[str]) -> str:
    for encoding in (json.detect_encoding(content), "cp1252", "latin-1"):
        with contextlib.suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            break
    if not encoding.startswith("utf-8"):
        name = encoding.upper() if encoding.startswith("utf") else "Latin-1"
        notes.append(f"the notebook was not stored as UTF-8; it was read as {name}")
    return text.lstrip("\ufeff")


def _document(text: str, notes: list[str]) -> Any:
    """The first value of a JSON text; line breaks inside of its texts are taken as they are."""
    start = len(text) - len(text.lstrip())
    document, end = json.JSONDecoder(strict=False).raw_decode(text, start)
    if text[end:].strip("\0 \t\r\n"):
        notes.append("something stood behind the notebook's end and was left out")
    return document


def _cell_list(document: Any, notes: list[str]) -> list[Any]:
    if not isinstance(document, dict):
        raise RefusedError("the file is no notebook: it holds no cells")
    if document.get("nbformat") != 4:  # noqa: PLR2004  the format of today
        notes.append(f"notebook format {ascii(document.get('nbformat'))[:20]} was read as format 4")
    cells = document.get("cells")
    sheets = document.get("worksheets")
    if not isinstance(cells, list) and isinstance(sheets, list):  # formats 2 and 3
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for part in lists if isinstance(part, list) for cell in part]
    if not isinstance(cells, list):
        raise RefusedError("the file is no notebook: it holds no cells")
    return cells


def _piece(cell: Any) -> Piece | None:
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        broken = any(line.endswith("\n") for line in source)
        source = ("" if broken else "\n").join(source)  # some programs store lines without ends
    if not isinstance(source, str) or len(source) > MOST_CHARACTERS:
        return None
    about: Any = cell.get("metadata")
    about = about.get("nbgrader") if isinstance(about, dict) else None
    grade_id = about.get("grade_id") if isinstance(about, dict) else None
    kind = cell.get("cell_type")
    known_kind = _KINDS.get(kind) if isinstance(kind, str) else None
    if known_kind is None and not isinstance(grade_id, str):
        return None
    return Piece(
        kind=known_kind or "raw",
        source=_plain(source),
        grade_id=grade_id[:200] if isinstance(grade_id, str) else "",
        attachments=inert_attachments(cell.get("attachments")),
    )


def _plain(text: str) -> str:
    """The text with Python's line ends; half a surrogate pair is no text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode()


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
        for field in ("attachments",) if model.cell_type == "code" else ():
            model.pop(field, None)
        if model.cell_type == "code":
            model.update(outputs=[], execution_count=None)
        return model

    def _answer(self, model: NotebookNode, given: list[Piece]) -> None:
        """Put the learner's text into a cell that learners fill in."""
        name, stub = (
            model.metadata.nbgrader.grade_id,
            self.released[model.metadata.nbgrader.grade_id],
        )
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
        judged = model.metadata.nbgrader.grade
        for piece in nearby:
            new = judged and piece.kind == model.cell_type and not piece.grade_id
            if piece.grade_id or (new and piece.source.strip() not in self.instructions):
                nearby.remove(piece)
                where = f"a cell called {piece.grade_id!r}" if piece.grade_id else "a new cell"
                self.notes.append(
                    f"{model.metadata.nbgrader.grade_id}: the cell is missing; "
                    f"the answer was taken from {where}"
                )
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
