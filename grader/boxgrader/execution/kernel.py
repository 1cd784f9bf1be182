"""The kernel: runs a learner's cells in a room, and keeps for each test what it needs of them.

This is the learner's own process. Nothing here is a boundary: whatever it says may be forged, and
the grader treats it so.
"""

from __future__ import annotations

import contextlib
import io
import signal
import sys
from typing import TYPE_CHECKING, Any

from boxgrader.calls.working_files import Folder
from boxgrader.execution import tests_in_place, unchanged_functions
from boxgrader.execution.ipython_shell import Shell
from boxgrader.execution.orders import (
    AnswerTests,
    CellAnswer,
    InsideAnswer,
    InsideOrder,
    KernelTask,
    RunCell,
    TakeSnapshot,
)
from boxgrader.execution.snapshots import SnapshotKeeper
from boxgrader.sandbox.messages import Line, LineClosedError
from boxgrader.sandbox.typed_message import one_of

if TYPE_CHECKING:
    from boxgrader.sandbox.messages import Message

_shell: Any = None  # a Shell, whose base has no types


def prepare() -> None:
    """Make the shell, once for all rooms."""
    global _shell  # noqa: PLW0603  forked rooms inherit it
    _shell = Shell.prepared()
    _shell.warm_up()
    unchanged_functions.remember()
    tests_in_place.remember(_shell)


def draw_once() -> None:
    """Load what a plot needs, for all rooms of an assignment that has plots."""
    with contextlib.suppress(Exception):
        import matplotlib.pyplot as plt

        plt.figure(figsize=(1, 1)).savefig(io.BytesIO())
        plt.close("all")
        module: Any = plt
        switch: Any = plt.switch_backend

        def switch_backend(name: str) -> None:
            """Change where plots are drawn; windows need a display, and there is none."""
            try:
                switch(name)
            except ImportError as error:
                sys.stderr.write(f"{error}. Plots are drawn inline.\n")

        module.switch_backend = switch_backend


def main(line: Line, task: Message) -> None:
    """Run cells, and keep snapshots for tests, until the grader hangs up."""
    assert _shell is not None
    about = KernelTask.from_message(task)
    if about.inside:
        unchanged_functions.remember(about.imports)

    def judge(order: InsideOrder) -> InsideAnswer:
        return tests_in_place.judged(order, _shell)

    snapshots = SnapshotKeeper(line, Folder(about.released), about.call_seconds, judge)
    _shell.start()
    while True:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            message = line.receive(descriptors=True)
        except LineClosedError:
            return
        order = one_of(message, RunCell, TakeSnapshot, AnswerTests)
        if isinstance(order, TakeSnapshot):
            own, copy = Line(line.take_socket()), Line(line.take_socket())
            snapshots.take(_shell.user_ns, order, own, copy)
        elif isinstance(order, RunCell):
            snapshots.leave_behind(order.source)
            line.send(_answer(order).to_message())
        else:
            snapshots.serve()


def _answer(order: RunCell) -> CellAnswer:
    """Run a cell, and say what came of it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):  # it may come just after the cell
        _shell.run(order.source)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    verdict = None
    if order.judged:
        verdict = tests_in_place.verdict(_shell.result, order.source, _shell.user_ns)
    return CellAnswer(_shell.outputs.items, verdict)
