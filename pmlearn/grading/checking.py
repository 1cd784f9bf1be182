"""Runs an assignment's tests against the snapshots of an execution, and writes what they came to.

The verdict becomes the test cell's outputs in such a form that nbgrader's own rules read the score
from it: an error for no points, a number for part of them, nothing for all.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pmlearn.grading.execution import CELL_SECONDS, NOTEBOOK_SECONDS, Moment
from pmlearn.grading.inert import inert_text
from pmlearn.grading.wire import LineClosedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

    from pmlearn.grading.box import Box, Room
    from pmlearn.grading.execution import Execution, Outputs
    from pmlearn.grading.plan import Plan
    from pmlearn.grading.wire import Message

_GRACE_SECONDS = 3
_UNSEEN = "the check failed when it was graded, though it had passed before"


@dataclass(slots=True)
class Checks:
    """The tests of one submission.

    Attributes:
        box: Where the checker gets its room.
        plan: What the checker runs.
        files: The released files; a test imports from these, never from the learner's.
        execution: The learner's side.
        notes: What was odd about a score, for the instructor.
        deadline: After this a test gets one second only, by the monotonic clock.
    """

    box: Box
    plan: Plan
    files: Mapping[str, bytes]
    execution: Execution
    notes: list[str] = field(default_factory=list)
    deadline: float = field(default_factory=lambda: time.monotonic() + NOTEBOOK_SECONDS)

    def run(self, notebook: NotebookNode) -> None:
        """Run all tests in order and write their verdicts into the notebook."""
        room = self._room()
        done: list[NotebookNode] = []
        try:
            for number, cell in enumerate(notebook.cells):
                name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
                if name not in self.plan.tests and name not in self.plan.setups:
                    continue
                op = "check" if name in self.plan.tests else "define"
                verdict = self._ask(room, op, cell)
                if verdict is None:
                    room.close()
                    room = self._again(done)
                    verdict = {"ename": "DeadKernelError", "evalue": "the check ended Python"}
                if op == "check":
                    cell.outputs = self._outputs(cell, verdict, number)
                done.append(cell)
        finally:
            room.close()

    def read(self, notebook: NotebookNode) -> None:
        """Write into the notebook what tests came to that ran where they stand."""
        for number, cell in enumerate(notebook.cells):
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if name in self.execution.verdicts:
                cell.outputs = self._outputs(cell, self.execution.verdicts[name], number)

    def _room(self) -> Room:
        modules = [PurePosixPath(path).stem for path in self.files if path.endswith(".py")]
        helpers = {"source": self.plan.helpers, "seconds": CELL_SECONDS}
        return self.box.open(
            "checker", self.files, modules=modules, helpers=helpers, released=self.plan.released
        )

    def _ask(
        self, room: Room, op: str, cell: NotebookNode, *, alone: bool = False
    ) -> Message | None:
        """Have the checker run a cell; None when it has ended over it."""
        name = cell.metadata.nbgrader.grade_id
        seconds = min(CELL_SECONDS, max(1, self.deadline - time.monotonic()))
        moment = Moment() if alone else self.execution.moments.pop(name, Moment())
        order = {
            "op": op,
            "source": cell.source,
            "seconds": seconds,
            "snapshot": moment.snapshot is not None,
            "values": moment.values,
            "files": moment.files if name in self.plan.reading else None,
            "carried": self.plan.carried.get(name, []),
            "paths": self.plan.paths,
            "answers": sorted(self.plan.answers),
            "libraries": self.plan.libraries,
            "reflective": name in self.plan.reflective,
            "silent": name in self.plan.silent,
            "objects": self.plan.objects.get(name, []),
            "given_back": self.plan.given_back[name],
        }
        try:
            room.line.send(order, (moment.snapshot,) if moment.snapshot else ())
            return room.line.receive(seconds + _GRACE_SECONDS, most=1_000_000)
        except (LineClosedError, TimeoutError, ValueError):
            return None
        finally:
            moment.close()

    def _again(self, done: list[NotebookNode]) -> Room:
        """A new checker that knows what the old one had defined, as far as it needs no learner."""
        room = self._room()
        for cell in done:
            self._ask(room, "define", cell, alone=True)
        return room

    def _outputs(self, cell: NotebookNode, verdict: Message, number: int) -> list[Any]:
        """What the learner saw of the test, and the verdict."""
        name = cell.metadata.nbgrader.grade_id
        seen = self.execution.outputs.get(number, [])
        outputs = [_node(one) for one in seen if one.get("name") == "stdout"]
        if "ename" in verdict:
            return [*outputs, _node(self._error(name, verdict, seen, number))]
        if "number" in verdict:
            points = self._points(name, float(verdict["number"]), cell.metadata.nbgrader.points)
            value = {"data": {"text/plain": repr(points)}, "metadata": {}, "execution_count": None}
            return [*outputs, _node({"output_type": "execute_result"} | value)]
        return outputs

    def _error(self, name: str, verdict: Message, seen: Outputs, number: int) -> dict[str, Any]:
        """The error of a failed test.

        In the visible part it is the one that the learner saw: this one's name and text may tell
        what a hidden test did. In the hidden part it is for the instructor; feedback hides it.
        """
        line = int(verdict.get("line") or 0)
        ename, text = inert_text(verdict["ename"])[:200], inert_text(verdict.get("evalue", ""))
        if line not in self.plan.hidden_lines[name]:
            shown = next((one for one in seen if one["output_type"] == "error"), None)
            if shown is None:  # a trick, or a test that needs another way
                words = " ".join(f"{ename}: {text}".split())[:200]
                reason = "".join(filter(str.isprintable, words))  # for a terminal
                self.notes.append(f"{name}: passed in the notebook but not in the check: {reason}")
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


def _node(output: Mapping[str, Any]) -> Any:
    from nbformat import from_dict

    return from_dict(dict(output))
