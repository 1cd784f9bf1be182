"""What a test came to that ran in the learner's own process, as in nbgrader.

The checker says the same of a test that it runs apart from learners' code (`checking.runner`).
"""

from __future__ import annotations

import ast
import contextlib
import os
import signal
from typing import TYPE_CHECKING, Any

from boxgrader.analysis.python_names import parsed
from boxgrader.execution import unchanged_functions
from boxgrader.execution.orders import InsideAnswer
from boxgrader.execution.points import points
from boxgrader.execution.shell_setup import ShellSetup
from boxgrader.execution.verdict import CellTimeoutError, Verdict, line_of
from boxgrader.limits import MAX_CHANGED_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boxgrader.execution.orders import InsideOrder

_setups: list[ShellSetup] = []


def remember(shell: Any) -> None:
    """Keep how the process's shell runs cells, before any of the learner's code does."""
    _setups[:] = [ShellSetup(shell)]


def verdict(result: Any, source: str, space: dict[str, Any]) -> Verdict | None:
    """What a test came to; None when it did not come to its end.

    Args:
        result: What IPython says of the cell, its last value with it.
        source: The test.
        space: The notebook's names, among which it ran.
    """
    if result is None:
        return None
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        return Verdict.of_error(error, line_of(error, lambda frame: frame.f_globals is space))
    if result.result is None:  # also where a semicolon keeps it from being shown
        return Verdict()
    tree = parsed(source)
    last = tree.body[-1]
    number = points(result.result, tree, last.value) if isinstance(last, ast.Expr) else None
    return Verdict(number=number)


def judged(order: InsideOrder, shell: Any) -> InsideAnswer:
    """Run a test in a copy of the learner's process; its verdict, and what has changed there.

    Args:
        order: The test.
        shell: The process's shell.
    """
    for one in _setups:
        one.put_back()
    unchanged_functions.uncover(shell.user_ns, order.needs)
    changed = unchanged_functions.changed(shell.user_ns, order.needs)[:MAX_CHANGED_NAMES]
    with _limited(order.seconds):
        for text in order.needs.before:
            with contextlib.suppress(Exception):  # as when it failed where it stands
                exec(compile(text, "<test>", "exec"), shell.user_ns)  # noqa: S102  the instructor's own
        shell.run(order.source)
    return InsideAnswer(changed, verdict(shell.result, order.source, shell.user_ns))


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer; end the process if it does not mind."""
    late = 0

    def too_late(*_: object) -> None:
        nonlocal late
        late += 1
        if late > 1:
            os._exit(1)
        raise CellTimeoutError("the check took too long")

    signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
