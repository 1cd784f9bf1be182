"""What a test came to that ran where it stands: in the learner's own process, as in nbgrader.

The checker says the same of a test that it runs apart from learners' code (`checker`).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from pmlearn.grading.points import points
from pmlearn.grading.scopes import parsed

if TYPE_CHECKING:
    from pmlearn.grading.wire import Message

MOST_TEXT = 5_000


def verdict(result: Any, source: str, space: dict[str, Any]) -> Message | None:
    """A failure, a number of points, or neither; None when the test did not come to its end.

    Args:
        result: What IPython says of the cell, its last value with it.
        source: The test.
        space: The notebook's names, among which it ran.
    """
    if result is None:
        return None
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        return {"ename": type(error).__name__, "evalue": _text(error), "line": _line(error, space)}
    if result.result is None:  # also where a semicolon keeps it from being shown
        return {}
    tree = parsed(source)
    last = tree.body[-1]
    number = points(result.result, tree, last.value) if isinstance(last, ast.Expr) else None
    return {} if number is None else {"number": number}


def _line(error: BaseException, space: dict[str, Any]) -> int:
    """The line of the test that failed; 0 when it is not known."""
    frame = error.__traceback__
    while frame is not None and frame.tb_frame.f_globals is not space:
        frame = frame.tb_next
    return frame.tb_lineno if frame is not None else 0


def _text(error: BaseException) -> str:
    try:
        return str(error)[:MOST_TEXT]
    except Exception:  # noqa: BLE001  the message is code of the learner's, too
        return ""
