"""Runs a notebook's cells in a room, once, as the learner sees them.

What this yields is final before the first hidden test runs: outputs for the notebook, and for each
test a snapshot of the learner's process: plain values, or a copy of it that waits. So nothing that
a learner remembers of a hidden test can show in an output. Only in rooms that are not isolated, for
learners who are trusted, tests run where they stand, as in nbgrader.

A cell that ends or blocks the process does not take along what stands above it: the room is made
again, the cells run again without that one.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boxgrader.execution.orders import AnswerTests, CellAnswer, KernelTask, RunCell, TakeSnapshot
from boxgrader.execution.snapshot_handle import take
from boxgrader.limits import (
    CELL_SECONDS,
    INTERRUPT_SECONDS,
    MAX_RERUNS,
    MAX_RESTARTS,
    NOTEBOOK_CHARACTERS,
    NOTEBOOK_SECONDS,
)
from boxgrader.sandbox.messages import LineClosedError
from boxgrader.submission.folder import AUTHOR
from boxgrader.submission.sanitize import inert_outputs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from nbformat import NotebookNode

    from boxgrader.analysis.plan import Plan
    from boxgrader.execution.snapshot_handle import Snapshot
    from boxgrader.execution.verdict import Verdict
    from boxgrader.sandbox.box import Box, Room

_DRAWS = re.compile(r"matplotlib|seaborn|\.(plot|hist|boxplot)\b")
_SAID = {
    "died": "this cell ended Python",
    "killed": "something outside ended Python again and again while this cell ran",
    "memory": "this cell needed more memory than there is",
    "processes": "this cell started too many processes",
    "closed": "this cell did not answer",
}

Outputs = list[dict[str, Any]]


@dataclass(slots=True)
class Execution:
    """A room in which a notebook has run.

    Attributes:
        room: The room, with the snapshots in it; None when there is nothing to run.
        outputs: Cell number -> what the cell showed.
        snapshots: grade_id -> the learner's process as it was before that cell.
        verdicts: grade_id -> what a test came to that ran where it stands.
        notes: What went wrong, for the instructor.
        seconds: How long all of that took.
    """

    room: Room | None = None
    outputs: dict[int, Outputs] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0

    def close(self) -> str:
        """End the room and all that is in it; says why it ended, as `Room.close` does."""
        for snapshot in self.snapshots.values():
            snapshot.close()
        self.snapshots.clear()
        return self.room.close() if self.room is not None else "closed"


class _CulpritError(Exception):
    """A cell has ended its process or its room."""

    def __init__(self, cell: int, reason: str) -> None:
        super().__init__(reason)
        self.cell, self.reason = cell, reason


def execute(
    notebook: NotebookNode,
    plan: Plan,
    box: Box,
    files: Mapping[str, bytes],
    inside: Collection[str] = (),
    *,
    learner: str = AUTHOR,
) -> Execution:
    """Run all cells; close the result when the tests are done.

    Args:
        notebook: The learner's, restored.
        plan: What has to happen with its cells.
        box: Where it gets a room.
        files: What its folder holds.
        inside: grade_ids of the tests that may have to run in a copy of the learner's process.
        learner: Whose case it is.
    """
    began, again = time.monotonic(), MAX_RERUNS
    culprits: dict[int, str] = {}
    whose: Any = {"inside": inside, "learner": learner}
    code = [number for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    stop = len(notebook.cells)
    while True:
        execution = Execution()
        runner = _Runner(execution, plan, box, began + NOTEBOOK_SECONDS, **whose)
        try:
            runner.run(notebook.cells[:stop], culprits, files)
        except _CulpritError as culprit:
            execution.close()
            if culprit.reason == "killed" and again:  # no fault of the submission's
                began, again = time.monotonic(), again - 1
                continue
            left = [n for n in code if n <= culprit.cell and n not in culprits]
            if left:
                culprits[left[-1]] = culprit.reason  # no cell twice, or it never ends
            if len(culprits) > MAX_RESTARTS or not left:
                stop = culprit.cell
        except BaseException:
            execution.close()
            raise
        else:
            break
    _explain(execution, notebook, culprits, [number for number in code if number > stop])
    execution.seconds = time.monotonic() - began
    return execution


def _explain(
    execution: Execution,
    notebook: NotebookNode,
    culprits: Mapping[int, str],
    left_out: Iterable[int],
) -> None:
    """Say which cells ended the process, and which did not run because of them."""
    for number, reason in culprits.items():
        said = _SAID.get(reason, reason)
        execution.outputs[number] = [_error("DeadKernelError", said)]
        execution.notes.append(f"{_name(notebook.cells[number], number)}: {said}; it was left out")
    for number in left_out:
        execution.outputs[number] = [
            _error("NotRunError", "the cells above ended Python too often")
        ]


class _Runner:
    """One attempt to run all cells."""

    def __init__(
        self,
        execution: Execution,
        plan: Plan,
        box: Box,
        deadline: float,
        *,
        inside: Collection[str],
        learner: str,
    ) -> None:
        self.execution, self.plan, self.box, self.deadline = execution, plan, box, deadline
        self.inside, self.learner = inside, learner
        self.characters = NOTEBOOK_CHARACTERS
        self.seconds = plan.seconds or CELL_SECONDS

    def run(
        self, cells: list[NotebookNode], culprits: Mapping[int, str], files: Mapping[str, bytes]
    ) -> None:
        """Run the cells in order, without those that are known to end the process."""
        imports = [*self.plan.imports, *_plots(cells)]
        room = self.box.open(
            "kernel",
            files,
            KernelTask(self.seconds, list(self.plan.released), imports, bool(self.inside)),
            imports=imports,
            copies=len(self.plan.wanted) if self.box.isolated else 0,
            learner=self.learner,
        )
        self.execution.room = room
        for number, cell in enumerate(cells):
            if cell.cell_type != "code":
                continue
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            order = RunCell(cell.source, judged=not self.box.isolated and name in self.plan.tests)
            if self.box.isolated and name in self.plan.wanted:
                self._take(room, name, number)
                order = RunCell(self.plan.visible.get(name, cell.source))
            if number not in culprits and order.source.strip():
                shown = self._cell(room, order, name, number)
                self.execution.outputs[number] = self._bounded(shown)
        with contextlib.suppress(LineClosedError):  # whoever asks will notice
            room.line.send(AnswerTests().to_message())

    def _bounded(self, outputs: Outputs) -> Outputs:
        """The outputs, as long as all cells together show no more than anybody would look at."""
        self.characters -= len(json.dumps(outputs))
        if self.characters >= 0:
            return outputs
        return [_error("TooMuchOutputError", "the cells show more than a notebook can hold")]

    def _cell(self, room: Room, order: RunCell, name: str, number: int) -> Outputs:
        left = self.deadline - time.monotonic()
        if left <= 0:
            text = f"the cells above took more than {NOTEBOOK_SECONDS} seconds"
            return [_error("NotRunError", text)]
        try:
            said = room.ask(order.to_message(), min(self.seconds, left))
            answer = CellAnswer.from_message(said)
        except TimeoutError:
            return self._interrupt(room, number)
        except (LineClosedError, ValueError) as error:
            raise _CulpritError(number, room.close()) from error
        if order.judged and answer.verdict is not None:  # unasked for, it is forged
            self.execution.verdicts[name] = answer.verdict
        return inert_outputs(answer.outputs)

    def _interrupt(self, room: Room, number: int) -> Outputs:
        """Stop a cell as Ctrl-C does; if that is of no use, it is a culprit."""
        text = f"this cell took more than {self.seconds} seconds"
        try:
            room.interrupt()
            answer = CellAnswer.from_message(room.line.receive(INTERRUPT_SECONDS))
        except (LineClosedError, TimeoutError, ValueError) as error:
            room.close()
            raise _CulpritError(number, f"{text} and could not be interrupted") from error
        self.execution.notes.append(f"cell {number + 1}: {text}; it was interrupted")
        return [*inert_outputs(answer.outputs), _error("CellTimeoutError", text)]

    def _take(self, room: Room, name: str, number: int) -> None:
        order = TakeSnapshot(
            self.plan.wanted[name],
            files=name in self.plan.reading,
            inside=name in self.inside,
        )
        try:
            self.execution.snapshots[name] = take(room, order, 2 * INTERRUPT_SECONDS)
        except (LineClosedError, TimeoutError, ValueError) as error:
            # the cell before is to blame: it left the process unable to go on
            raise _CulpritError(max(0, number - 1), room.close()) from error


def _plots(cells: Iterable[NotebookNode]) -> list[str]:
    """What a learner needs who draws unasked: its first use takes seconds, so not in each room."""
    drawing = any(_DRAWS.search(cell.source) for cell in cells if cell.cell_type == "code")
    return ["matplotlib.pyplot"] if drawing else []


def _error(name: str, text: str) -> dict[str, Any]:
    return {
        "output_type": "error",
        "ename": name,
        "evalue": text,
        "traceback": [f"{name}: {text}"],
    }


def _name(cell: NotebookNode, number: int) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", f"cell {number + 1}"))
