"""Feedback that a learner may read: a failed check as the learner saw it, never its hidden part."""

from __future__ import annotations

import re
from typing import Any

from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor

from boxgrader.analysis.plan import hidden_lines

HIDDEN_CHECK_FAILED = "A check that the assignment does not show did not pass."

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CELL_FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")


class HideHiddenTests(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no types
    """Takes hidden tests, and whatever they printed or quoted, out of a feedback notebook.

    An error that the visible part of a check raised stays, with its message; an error from the
    hidden part becomes one neutral sentence, because its traceback would quote the test and its
    message may name the key. The score stands beside the cell either way.
    """

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Clean one cell; called by nbconvert for each."""
        del index  # part of nbconvert's interface
        hidden = hidden_lines(cell.source)
        if cell.cell_type == "code" and hidden:
            lines = cell.source.split("\n")
            cell.source = "\n".join(
                line for number, line in enumerate(lines, start=1) if number not in hidden
            ).rstrip("\n")
            cell.outputs = [
                shown for output in cell.outputs if (shown := _shown(output, hidden)) is not None
            ]
        return cell, resources


def _shown(output: Any, hidden: frozenset[int]) -> Any | None:
    """What a learner may see of one output of a cell that has hidden tests."""
    if output.output_type == "error":
        traceback = _ANSI.sub("", "\n".join(output.traceback))
        frames = [(int(cell), int(line)) for cell, line in _CELL_FRAME.findall(traceback)]
        # The last cell that ran is the check itself; the others hold the learner's own functions.
        check = max(frames, default=(0, 0))[0]
        if frames and hidden.isdisjoint(line for cell, line in frames if cell == check):
            plain = f"{output.ename}: {output.evalue}"
            return new_output("error", ename=output.ename, evalue=output.evalue, traceback=[plain])
        return new_output("stream", name="stdout", text=HIDDEN_CHECK_FAILED + "\n")
    if output.output_type == "execute_result":
        # Partial credit is the only result that such a cell is written to give.
        try:
            float(output.data.get("text/plain", ""))
        except ValueError:
            return None
        return output
    # A learner's function that prints its arguments would otherwise tell the hidden inputs.
    return None
