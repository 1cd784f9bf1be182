"""Bounds what a whole graded notebook shows: everybody who opens its page has to load it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from boxgrader.limits import MAX_PAGE_CHARACTERS

if TYPE_CHECKING:
    from nbformat import NotebookNode

_SMALL = 2_000  # what is so short stays, for instance the message of a failed test
_LEFT_OUT = {
    "output_type": "stream",
    "name": "stdout",
    "text": "(left out: all that this notebook shows would be too much for one page)\n",
}


def bound_page(notebook: NotebookNode) -> list[str]:
    """Leave out, from the end, outputs and pasted pictures that a page has no room for.

    Returns:
        A note about it, if there was anything to leave out.
    """
    from nbformat import from_dict

    room, left = MAX_PAGE_CHARACTERS, 0
    for cell in notebook.cells:
        pasted = cell.get("attachments") or {}
        for name in list(pasted):
            size = _size(pasted[name])
            if size > room:
                del pasted[name]
                left += size
            else:
                room -= size
        for number, output in enumerate(cell.get("outputs", ())):
            size = _size(output)
            if size <= max(room, _SMALL):
                room -= size
                continue
            left += size
            if output.output_type == "error":  # it decides about points, how it came about does not
                output.traceback = [f"{output.ename}: {output.evalue[:_SMALL]}"]
            elif output.output_type != "execute_result":  # which may be a test's points
                cell.outputs[number] = from_dict(_LEFT_OUT)
    if not left:
        return []
    page = f"the page, which shows {MAX_PAGE_CHARACTERS / 1e6:g} MB at most"
    return [f"outputs or pictures of {left / 1e6:.1f} MB were left out of {page}"]


def _size(shown: Any) -> int:
    """Characters that it takes in a page."""
    if isinstance(shown, str):
        return len(escape(shown))
    if isinstance(shown, dict):
        return sum(map(_size, shown.values()))
    return sum(map(_size, shown)) if isinstance(shown, list) else 0
