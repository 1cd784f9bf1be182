"""Says which stored notebooks hold what a commit should not: `python .ci/clean_notebooks.py`.

Assignments and the templates of lessons are stored without outputs. Labs keep the outputs that
readers see and tests compare, but neither views of widgets nor times of a run, which mean nothing
to anybody else.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from pmlearn.course.authoring.labs import WIDGET_VIEW

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_OUTPUTS = ["exercises/source/*/*.ipynb", "pmlearn/course/authoring/lesson_template/*.ipynb"]
WITH_OUTPUTS = ["notebooks/*.ipynb"]


def main() -> int:
    """Print one line for each fault; return 1 if there is one."""
    faults = [
        f"{path.relative_to(ROOT)}: {fault}"
        for patterns, check in ((WITHOUT_OUTPUTS, outputs_in), (WITH_OUTPUTS, leftovers_in))
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
        for fault in check(nbformat.read(path, as_version=4))
    ]
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


def outputs_in(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """What is left of a run in a notebook that is stored without outputs."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"cell {number} has an output or a number; clear all outputs, then save"


def leftovers_in(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """What only the kernel that ran a lab could use, or what differs with each run."""
    if "widgets" in notebook.metadata:
        yield "it holds the state of widgets; run: pmlearn labs"
    for number, cell in enumerate(notebook.cells, start=1):
        views = any(WIDGET_VIEW in output.get("data", {}) for output in cell.get("outputs", []))
        if views or "execution" in cell.metadata:
            yield f"cell {number} holds a widget's view or the time of a run; run: pmlearn labs"


if __name__ == "__main__":
    sys.exit(main())
