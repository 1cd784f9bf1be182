"""Which cells of notebooks learners run without reading them, and which may fail.

JupyterLab folds a cell's code away when its metadata says `jupyter.source_hidden`, and goes on
after an error, as nbclient does, when the cell has the tag `raises-exception`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Cell = dict[str, Any]

MAY_FAIL = "raises-exception"
# Without these nothing below can work, so Run All stops there.
_BEGINNING = ("sheet", "setup")
# A lab's widgets and the checks of its tasks; its models are there to be read.
_MACHINERY = re.compile(r"\bpractice\(|\bself_assess\w*\(|^def check\(|^with check\(", re.MULTILINE)


def mistakes(notebook: Path) -> Iterator[str]:
    """One sentence for each cell of an assignment or lab that does not say what it must."""
    for number, cell in enumerate(json.loads(notebook.read_text(encoding="utf-8"))["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        about, metadata = cell["metadata"].get("nbgrader", {}), cell["metadata"]
        where = f"{notebook.name}, cell {about.get('grade_id', number)}"
        hidden = bool(metadata.get("jupyter", {}).get("source_hidden"))
        if hidden != hides_code(cell):
            yield (
                f"{where}: its code is {'hidden' if hidden else 'shown'}; set the metadata "
                f"jupyter.source_hidden to {str(not hidden).lower()}"
            )
        if may_fail(cell) and MAY_FAIL not in metadata.get("tags", []):
            yield f"{where}: Run All stops where it is not answered; give it the tag {MAY_FAIL}"


def hides_code(cell: Cell) -> bool:
    """Whether a code cell is there for what it shows, not for its text."""
    about, text = cell["metadata"].get("nbgrader"), "".join(cell["source"])
    if about is not None:
        return bool(about["locked"]) and not about["grade_id"].startswith("example")
    return "hide-input" in cell["metadata"].get("tags", []) or bool(_MACHINERY.search(text))


def may_fail(cell: Cell) -> bool:
    """Whether a code cell of an assignment can fail because something is not answered yet."""
    about = cell["metadata"].get("nbgrader")
    return about is not None and about["grade_id"] not in _BEGINNING
