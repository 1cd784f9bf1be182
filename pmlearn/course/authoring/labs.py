"""Runs a lab and stores its outputs, as readers and tests expect them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.course.layout import CourseError
from pmlearn.files import write_text
from pmlearn.limits import MAX_LAB_CELL_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def store_outputs(lab: Path, say: Callable[[str], None]) -> None:
    """Execute a lab and write it back with its outputs.

    A widget's view names a model that lives in one kernel only, so it is not stored; what the
    widget also is (HTML, or its text) stays.

    Raises:
        CourseError: a cell of the lab fails.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(lab, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=MAX_LAB_CELL_SECONDS,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(lab.parent)}},
        on_cell_start=lambda **cell: say(f"{lab.stem}, cell {cell['cell_index'] + 1}"),
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise CourseError(f"{lab.name}: {error.ename}: {error.evalue}") from error
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    write_text(lab, nbformat.writes(notebook) + "\n")
