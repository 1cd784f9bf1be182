"""What a learner reads where an answer is missing, or where a check does not pass: one sentence.

In JupyterLab, and when *Validate* runs a notebook, such an error shows neither traceback nor the
text of the check. It stays an error, with its name and message, for a check that shows none counts
as passed. Errors of the learner's own code are shown as ever.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.cell import answer_cell
from pmlearn.notebooks import read_cells

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType, TracebackType

    from pmlearn.notebooks import Cell

HEADING = re.compile(r"^#{1,6}\s+(.*?)(?:\s*\([\d.+ ]+points?\))?\s*$", re.MULTILINE)
_DEFINED = re.compile(r"^(?:def|class)\s+(\w+)|^(\w+)\s*=", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """A code cell of the assignment.

    Attributes:
        cell: Its id.
        text: What stands in it.
        heading: The nearest heading above it, without its points.
        is_locked: Whether it is the instructor's.
        names: Names that stand for it.
    """

    cell: str
    text: str
    heading: str
    is_locked: bool
    names: frozenset[str]


def explain_errors(shell: Any, notebook: Path) -> None:
    """Let a learner's kernel show sentences.

    Args:
        shell: The kernel's shell.
        notebook: The assignment's file; where it is not there, only unanswered stubs are known.
    """
    shell.set_custom_exc((Exception,), partial(_show, notebook))


def places(notebook: Path) -> list[Place]:
    """The assignment's own code cells; none where the file cannot be read."""
    try:
        return list(_places(read_cells(notebook)))
    except (OSError, ValueError):
        return []


def _places(cells: list[Cell]) -> Iterator[Place]:
    heading = ""
    for cell in cells:
        if cell.kind == "markdown":
            heading = next(reversed(HEADING.findall(cell.text)), heading)
        elif cell.nbgrader and cell.kind == "code":
            names = {name for found in _DEFINED.findall(cell.text) for name in found if name}
            names |= set() if cell.is_locked else {cell.grade_id}
            if answered := answer_cell(cell.text):
                names.add(answered[0])
            yield Place(cell.id, cell.text, heading, cell.is_locked, frozenset(names))


def _show(  # noqa: PLR0917  IPython calls it so
    notebook: Path,
    shell: Any,
    kind: type[BaseException],
    value: BaseException,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    """Show an error, as IPython's handlers of exceptions do."""
    said = sentence(value, _frames(shell, trace), places(notebook), _running(shell))
    if said:
        shell._showtraceback(kind, value, [said])  # noqa: SLF001  the only way with other text
    else:
        shell.showtraceback((kind, value, trace), tb_offset=tb_offset)


def sentence(
    error: BaseException, frames: list[FrameType], known: list[Place], running: tuple[str, str]
) -> str:
    """What to show instead of a traceback; empty when that is to be shown.

    Args:
        error: What was raised.
        frames: Where, in the notebook's cells, outermost first.
        known: The assignment's cells.
        running: Id and text of the cell that runs.
    """
    here = _here(known, running)
    if isinstance(error, NotImplementedError) and not str(error):
        raised = frames[-1].f_code.co_name if frames else ""
        return _unanswered(_answering(raised, known) or here)
    name = error.name if isinstance(error, NameError) else None
    if name and (place := _answering(name, known)):
        return _unanswered(place)
    if here is None or not here.is_locked or len({f.f_code.co_filename for f in frames}) > 1:
        return ""
    return _of_check(error, here, known)


def _of_check(error: BaseException, here: Place, known: list[Place]) -> str:
    """The same for an error that a locked cell raises itself."""
    if isinstance(error, NameError):
        if any(error.name in one.names for one in known):
            return f"First run the cells above: one of them defines {error.name}."
        return _unanswered(here)
    if isinstance(error, AssertionError):
        return str(error) or "This check does not pass yet."
    return f"This check could not use your answer ({type(error).__name__}: {error})."


def _here(known: list[Place], running: tuple[str, str]) -> Place | None:
    """The cell that runs, by its id, or by its text where only one has that."""
    cell, text = running
    same = [one for one in known if one.cell and one.cell == cell]
    same = same or [one for one in known if one.text.strip() == text.strip()]
    return same[0] if len(same) == 1 else None


def _answering(name: str, known: list[Place]) -> Place | None:
    """The cell in which learners define a name."""
    return next((one for one in known if not one.is_locked and name in one.names), None)


def _unanswered(place: Place | None) -> str:
    return f"Not answered yet: {place.heading}" if place and place.heading else "Not answered yet."


def _frames(shell: Any, trace: TracebackType | None) -> list[FrameType]:
    """Those of the notebook's own cells."""
    found = []
    while trace is not None:
        if trace.tb_frame.f_globals is shell.user_ns:
            found.append(trace.tb_frame)
        trace = trace.tb_next
    return found


def _running(shell: Any) -> tuple[str, str]:
    """Id and text of the cell that runs, as far as the kernel knows them."""
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    texts = shell.history_manager.input_hist_raw
    return str(parent.get("metadata", {}).get("cellId") or ""), texts[-1] if texts else ""
