"""What a test came to that ran where it stands: in the learner's own process, as in nbgrader.

The checker says the same of a test that it runs apart from learners' code (`checker`).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from pmlearn.grading.errors import failure, line_of
from pmlearn.grading.points import points
from pmlearn.grading.scopes import parsed

if TYPE_CHECKING:
    from pmlearn.grading.wire import Message


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
        return failure(error, line_of(error, lambda frame: frame.f_globals is space))
    if result.result is None:  # also where a semicolon keeps it from being shown
        return {}
    tree = parsed(source)
    last = tree.body[-1]
    number = points(result.result, tree, last.value) if isinstance(last, ast.Expr) else None
    return {} if number is None else {"number": number}
