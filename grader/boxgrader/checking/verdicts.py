"""Writes what tests came to into the notebook, so that nbgrader's own rules read the score from it.

A verdict becomes an error for no points, a number for part of them, and nothing for all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boxgrader.submission.sanitize import inert_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

    from boxgrader.analysis.plan import Plan
    from boxgrader.execution.run_cells import Outputs
    from boxgrader.execution.verdict import Verdict

_UNSEEN = "the check failed when it was graded, though it had passed before"


@dataclass(frozen=True, slots=True)
class VerdictWriter:
    """Turns verdicts into outputs.

    Attributes:
        plan: Knows the tests' hidden lines.
        shown: Cell number -> what the cell showed to the learner.
        notes: Where to put what was odd about a score.
    """

    plan: Plan
    shown: Mapping[int, Outputs]
    notes: list[str]

    def outputs(self, cell: NotebookNode, verdict: Verdict, number: int) -> list[Any]:
        """What the learner saw of the test, and the verdict."""
        name = cell.metadata.nbgrader.grade_id
        seen = self.shown.get(number, [])
        outputs = [_node(one) for one in seen if one.get("name") == "stdout"]
        if verdict.ename is not None:
            return [*outputs, _node(self._error(name, verdict, seen, number))]
        if verdict.number is not None:
            points = self._points(name, verdict.number, cell.metadata.nbgrader.points)
            value = {"data": {"text/plain": repr(points)}, "metadata": {}, "execution_count": None}
            return [*outputs, _node({"output_type": "execute_result"} | value)]
        return outputs

    def _error(self, name: str, verdict: Verdict, seen: Outputs, number: int) -> dict[str, Any]:
        """The error of a failed test.

        In the visible part it is the one that the learner saw: this one's name and text may tell
        what a hidden test did. In the hidden part it is for the instructor; feedback hides it.
        """
        line = verdict.line
        ename, text = inert_text(verdict.ename), inert_text(verdict.evalue)
        if line not in self.plan.hidden_lines[name]:
            shown = next((one for one in seen if one["output_type"] == "error"), None)
            if shown is None:  # a trick, or a test that needs another way
                self.note(name, f"{ename}: {text}")
            ename = shown["ename"] if shown else "CheckError"
            text = shown["evalue"] if shown else _UNSEEN
        return {
            "output_type": "error",
            "ename": ename,
            "evalue": text,
            "traceback": [f"Cell In[{number + 1}], line {line}", f"{ename}: {text}"],
        }

    def _points(self, name: str, number: float, most: float) -> float:
        """A number of points that nbgrader accepts as it is."""
        if 0 <= number <= most:
            return number
        self.notes.append(f"{name}: the check came to {number:g} of {most:g} points")
        return 0.0 if math.isnan(number) or number < 0 else float(most)

    def note(self, name: str, reason: str) -> None:
        """Say that a test failed in the check although the learner may have seen it pass."""
        words = " ".join(inert_text(reason).split())[:200]
        plain = "".join(filter(str.isprintable, words))  # for a terminal
        self.notes.append(f"{name}: passed in the notebook but not in the check: {plain}")


def _node(output: Mapping[str, Any]) -> Any:
    from nbformat import from_dict

    return from_dict(dict(output))
