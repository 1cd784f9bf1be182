"""Which cells of notebooks learners run without reading them, and which may fail.

JupyterLab folds a cell's code away when its metadata says `jupyter.source_hidden`, and goes on
after an error, as nbclient does, when the cell has the tag `raises-exception`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pmlearn.notebooks import read_cells

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pmlearn.notebooks import Cell

MAY_FAIL = "raises-exception"
# Without these nothing below can work, so Run All stops there.
_BEGINNING = ("sheet", "setup")
# A lab's widgets and the checks of its tasks; its models are there to be read.
_MACHINERY = re.compile(r"\bpractice\(|\bself_assess\w*\(|^def check\(|^with check\(", re.MULTILINE)


def mistakes(notebook: Path) -> Iterator[str]:
    """One sentence for each cell of an assignment or lab that does not say what it must."""
    for number, cell in enumerate(read_cells(notebook), 1):
        if cell.kind != "code":
            continue
        where = f"{notebook.name}, cell {cell.grade_id or number}"
        hidden = bool(cell.metadata.get("jupyter", {}).get("source_hidden"))
        if hidden != hides_code(cell):
            yield (
                f"{where}: its code is {'hidden' if hidden else 'shown'}; set the metadata "
                f"jupyter.source_hidden to {str(not hidden).lower()}"
            )
        if may_fail(cell) and MAY_FAIL not in cell.tags:
            yield f"{where}: Run All stops where it is not answered; give it the tag {MAY_FAIL}"


def hides_code(cell: Cell) -> bool:
    """Whether a code cell is there for what it shows, not for its text."""
    if cell.nbgrader:
        return cell.is_locked and not cell.grade_id.startswith("example")
    return "hide-input" in cell.tags or bool(_MACHINERY.search(cell.text))


def may_fail(cell: Cell) -> bool:
    """Whether a code cell of an assignment can fail because something is not answered yet."""
    return bool(cell.nbgrader) and cell.grade_id not in _BEGINNING
