"""Intake: reads any submitted notebook, or refuses it.

The submitted file is untrusted data. Only four things are taken from each of its cells: the kind,
the text, the grade_id and pasted pictures. Everything else (points, locks, tags, outputs, widget
state, ids) comes from the assignment (`boxgrader.submission.restore`).
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boxgrader.limits import (
    MAX_CELL_CHARACTERS,
    MAX_CELLS,
    MAX_NOTEBOOK_BYTES,
    MAX_SOURCE_CHARACTERS,
)
from boxgrader.submission.bounded_read import RefusedError
from boxgrader.submission.sanitize import inert_attachments

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS = ("points", "grade", "solution", "locked", "task")
_KINDS = {"code": "code", "markdown": "markdown", "heading": "markdown", "raw": "raw"}


@dataclass(frozen=True, slots=True)
class Piece:
    """All that is taken from one submitted cell.

    Attributes:
        kind: code, markdown or raw.
        source: Its text.
        grade_id: What nbgrader knows it by; empty for the learner's own cells.
        attachments: Pictures pasted into it: name -> type -> Base64 text.
        settings: What the file says nbgrader has to do with it; compared with the release only.
    """

    kind: str
    source: str
    grade_id: str
    attachments: Mapping[str, Mapping[str, str]]
    settings: Mapping[str, float] = field(default_factory=dict)


def read_notebook(content: bytes) -> tuple[list[Piece], list[str]]:
    """The cells of a submitted file, and what had to be put right to read them.

    Raises:
        RefusedError: it is no notebook, or larger or deeper than any honest one.
    """
    if len(content) > MAX_NOTEBOOK_BYTES:
        raise RefusedError(f"the notebook has more than {MAX_NOTEBOOK_BYTES:,} bytes")
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
    if len(cells) > MAX_CELLS:
        raise RefusedError(f"the notebook has {len(cells):,} cells, more than {MAX_CELLS:,}")
    pieces = [piece for cell in cells if (piece := _piece(cell)) is not None]
    if len(pieces) < len(cells):
        notes.append(f"{len(cells) - len(pieces)} cells could not be read and were left out")
    if sum(len(piece.source) for piece in pieces) > MAX_SOURCE_CHARACTERS:
        raise RefusedError(
            f"the notebook's cells hold more than {MAX_SOURCE_CHARACTERS:,} characters"
        )
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
    if not isinstance(source, str) or len(source) > MAX_CELL_CHARACTERS:
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
        settings={
            name: about[name]
            for name in SETTINGS
            if isinstance(about, dict) and isinstance(about.get(name), (bool, int, float))
        },
    )


def _plain(text: str) -> str:
    """The text with Python's line ends; half a surrogate pair is no text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode()
