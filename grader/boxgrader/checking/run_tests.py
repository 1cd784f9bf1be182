"""Runs an assignment's tests against the snapshots of an execution, and writes what they came to.

All tests run in the checker first, so that none of them meets anything that a hidden test has left
in the learner's processes. Then those run in a copy of the learner's process that have to, and
those that failed although they may pass there: nobody loses a point to the boundary unnoticed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from boxgrader.analysis.inside_needs import Needs
from boxgrader.analysis.placement import APART, BOTH, Placement, Placements
from boxgrader.checking.inside_tests import InsideResult, run_inside, shown
from boxgrader.checking.orders import CheckerAnswer, CheckerOrder, CheckerTask
from boxgrader.checking.verdicts import VerdictWriter
from boxgrader.execution.snapshot_handle import Snapshot
from boxgrader.execution.verdict import SILENT, Verdict
from boxgrader.limits import ANSWER_SECONDS, CELL_SECONDS, MAX_SECONDS_AGAIN, NOTEBOOK_SECONDS
from boxgrader.sandbox.messages import LineClosedError
from boxgrader.submission.folder import AUTHOR

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from nbformat import NotebookNode

    from boxgrader.analysis.plan import Plan
    from boxgrader.execution.run_cells import Execution
    from boxgrader.sandbox.box import Box, Room


@dataclass(frozen=True, slots=True)
class _CheckedTest:
    """A test, where it stands in the notebook, and what it came to in the checker."""

    cell: NotebookNode
    number: int
    verdict: Verdict
    plain: bool

    @property
    def name(self) -> str:
        return str(self.cell.metadata.nbgrader.grade_id)

    @property
    def points(self) -> float:
        return self.verdict.worth(self.cell.metadata.nbgrader.points)


@dataclass(slots=True)
class Checks:
    """The tests of one submission.

    Attributes:
        box: Where the checker gets its room.
        plan: What the checker runs.
        files: The released files; a test imports from these, never from the learner's.
        execution: The learner's side.
        placements: grade_id -> how a test runs; apart unless given.
        needs: grade_id -> what a test needs that runs in the learner's process.
        learner: Whose case the tests ask for.
        again: Runs the learner's cells once more, with copies of the process for these tests.
        notes: What was odd about a score, for the instructor.
        ended: Why the checker's rooms ended, as `Room.close` says it.
        deadline: After this a test gets one second only, by the monotonic clock.
    """

    box: Box
    plan: Plan
    files: Mapping[str, bytes]
    execution: Execution
    placements: Placements = field(default_factory=dict)
    needs: Mapping[str, Needs] = field(default_factory=dict)
    learner: str = AUTHOR
    again: Callable[[Collection[str]], Execution] | None = None
    notes: list[str] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    deadline: float = field(default_factory=lambda: time.monotonic() + NOTEBOOK_SECONDS)

    def run(self, notebook: NotebookNode) -> None:
        """Run all tests in order and write their verdicts into the notebook."""
        tests = self._checked(notebook)
        doubtful = [one for one in tests if self._kind(one) == APART and self._is_doubtful(one)]
        counted = {one.name: self._counted(one) for one in tests if self._kind(one) != APART}
        self._look_again(doubtful)
        for one in tests:
            verdict = counted.get(one.name, one.verdict)
            one.cell.outputs = self._writer().outputs(one.cell, verdict, one.number)

    def both(
        self, notebook: NotebookNode, names: Collection[str]
    ) -> dict[str, tuple[Verdict, InsideResult | None]]:
        """grade_id -> what a test came to in the checker, and, of those named, inside as well."""
        tests = self._checked(notebook)
        inside = {one.name: self._inside(one) for one in tests if one.name in names}
        return {one.name: (one.verdict, inside.get(one.name)) for one in tests}

    def _checked(self, notebook: NotebookNode) -> list[_CheckedTest]:
        """Run all tests in the checker."""
        room = self._room()
        done: list[NotebookNode] = []
        tests: list[_CheckedTest] = []
        try:
            for number, cell in enumerate(notebook.cells):
                name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
                if name not in self.plan.tests and name not in self.plan.setups:
                    continue
                op = "check" if name in self.plan.tests else "define"
                answer = self._ask(room, op, cell)
                if answer is None:
                    self.ended.add(room.close())
                    room = self._reopened(done)
                    answer = CheckerAnswer()
                if op == "check":
                    tests.append(_CheckedTest(cell, number, answer.verdict, answer.plain))
                done.append(cell)
        finally:
            self.ended.add(room.close())
        return tests

    def _seconds(self) -> float:
        """How long the next test may take."""
        return min(self.plan.seconds or CELL_SECONDS, max(1, self.deadline - time.monotonic()))

    def _kind(self, one: _CheckedTest) -> str:
        return self.placements.get(one.name, Placement()).kind

    def _inside(self, one: _CheckedTest, execution: Execution | None = None) -> InsideResult | None:
        snapshot = (execution or self.execution).snapshots.get(one.name, Snapshot())
        return run_inside(one.cell, snapshot, self.needs.get(one.name, Needs()), self._seconds())

    def _counted(self, one: _CheckedTest) -> Verdict:
        """The verdict that counts of a test that does not only run apart."""
        both = self._kind(one) == BOTH
        found = self._inside(one)
        if found is None:  # only a test that nothing was run above has no copy, or a forged one
            return SILENT if both else one.verdict
        known = self.placements[one.name].replaced
        if changed := [name for name in found.changed if name not in known]:
            said = "it ran apart from it" if not both else "its score may be too low"
            self.notes.append(f"{one.name}: the notebook replaces {shown(changed)}; {said}")
            return one.verdict if not both else self._lower(one, found)
        return self._lower(one, found) if both else found.verdict

    def _lower(self, one: _CheckedTest, found: InsideResult) -> Verdict:
        most = float(one.cell.metadata.nbgrader.points)
        return min(one.verdict, found.verdict, key=lambda verdict: verdict.worth(most))

    def _is_doubtful(self, one: _CheckedTest) -> bool:
        """Whether a test that ran apart lost points that the boundary may have cost.

        One that failed in the visible part needs no second look: it is either the failure that the
        learner saw, or it gets a note in any case.
        """
        snapshot = self.execution.snapshots.get(one.name, Snapshot())
        if one.points >= one.cell.metadata.nbgrader.points or self.execution.notes:
            return False
        if one.verdict.ename is not None:
            if one.verdict.line not in self.plan.hidden_lines[one.name]:
                return False
        elif any(o["output_type"] == "error" for o in self.execution.outputs.get(one.number, [])):
            return False
        return not (snapshot.plain and one.plain)

    def _look_again(self, doubtful: list[_CheckedTest]) -> None:
        """Note which of these tests pass, or give more, where the boundary is not in the way."""
        left = [one for one in doubtful if not self._noted(one, self.execution)]
        if not left or self.again is None or self.execution.seconds > MAX_SECONDS_AGAIN:
            return
        execution = self.again({one.name for one in left})
        try:
            for one in left:
                self._noted(one, execution)
        finally:
            execution.close()

    def _noted(self, one: _CheckedTest, execution: Execution) -> bool:
        """Look at a test inside, if a copy of the process is there; whether it was."""
        found = self._inside(one, execution)
        if found is None:
            return False
        most = float(one.cell.metadata.nbgrader.points)
        if not found.changed and found.verdict.worth(most) > one.points:
            reason = one.verdict.error or f"{one.points:g} of {most:g} points"
            self._writer().note(one.name, reason)
        return True

    def _writer(self) -> VerdictWriter:
        return VerdictWriter(self.plan, self.execution.outputs, self.notes)

    def read(self, notebook: NotebookNode) -> None:
        """Write into the notebook what tests came to that ran where they stand."""
        for number, cell in enumerate(notebook.cells):
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if name in self.execution.verdicts:
                cell.outputs = self._writer().outputs(cell, self.execution.verdicts[name], number)

    def _room(self) -> Room:
        task = CheckerTask(
            modules=[PurePosixPath(path).stem for path in self.files if path.endswith(".py")],
            helpers=self.plan.helpers,
            seconds=self.plan.seconds or CELL_SECONDS,
            released=list(self.plan.released),
        )
        return self.box.open("checker", self.files, task, learner=self.learner)

    def _ask(
        self, room: Room, op: str, cell: NotebookNode, *, alone: bool = False
    ) -> CheckerAnswer | None:
        """Have the checker run a cell; None when it has ended over it."""
        name = cell.metadata.nbgrader.grade_id
        seconds = self._seconds()
        snapshot = Snapshot() if alone else self.execution.snapshots.get(name, Snapshot())
        order = CheckerOrder(
            op=op,
            source=cell.source,
            seconds=seconds,
            has_socket=snapshot.question_socket is not None,
            values=snapshot.values,
            files=snapshot.files if name in self.plan.reading else None,
            carried=self.plan.carried.get(name, []),
            paths=list(self.plan.paths),
            answers=sorted(self.plan.answers),
            libraries=self.plan.libraries,
            reflective=name in self.plan.reflective,
            silent=name in self.plan.silent,
            extending=sorted(self.plan.extending),
            objects=self.plan.objects.get(name, []),
            given_back=self.plan.given_back[name],
        )
        try:
            room.line.send(order.to_message(), snapshot.sockets())
            said = room.line.receive(seconds + ANSWER_SECONDS, most=1_000_000)
            return CheckerAnswer.from_message(said)
        except (LineClosedError, TimeoutError, ValueError):
            return None
        finally:
            snapshot.end_questions()

    def _reopened(self, done: list[NotebookNode]) -> Room:
        """A new checker that knows what the old one had defined, as far as it needs no learner."""
        room = self._room()
        for cell in done:
            self._ask(room, "define", cell, alone=True)
        return room
