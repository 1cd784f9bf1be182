"""The points that a test's last value stands for.

nbgrader reads a number as partial credit and gives full marks for everything else. So a learner who
answers with an array where a number belongs, and thereby makes an array of the points that the test
adds up, would have them all.
"""

from __future__ import annotations

import ast
from typing import Any


def points(value: Any, tree: ast.Module, last: ast.expr) -> float | None:
    """The points; None when the value says nothing about them.

    Args:
        value: What the last expression came to.
        tree: The test above it.
        last: The last expression.
    """
    number = getattr(value, "item", None) if type(value).__module__ == "numpy" else None
    value = number() if number is not None and value.ndim == 0 else value
    if value is None or isinstance(value, bool | str):
        return None
    if isinstance(value, int | float):
        return float(value)
    return 0.0 if _counts(tree, last) else None


def _counts(tree: ast.Module, last: ast.expr) -> bool:
    """Whether a test's last expression counts points, so that only a number can be its value."""
    if isinstance(last, ast.Name):
        return last.id in _counters(tree)
    if isinstance(last, ast.BinOp):
        return _counts(tree, last.left) or _counts(tree, last.right)
    name = last.func.id if isinstance(last, ast.Call) and isinstance(last.func, ast.Name) else ""
    given = last.args if isinstance(last, ast.Call) else []
    if name == "sum":
        return any(isinstance(one, ast.GeneratorExp | ast.ListComp) for one in given)
    return name in {"min", "max", "round"} and any(_counts(tree, one) for one in given)


def _counters(tree: ast.Module) -> set[str]:
    """The names that a test sets to a number and adds to."""
    nodes = list(ast.walk(tree))
    added = {getattr(one.target, "id", "") for one in nodes if isinstance(one, ast.AugAssign)}
    begun: set[str] = set()
    for one in nodes:
        names = {getattr(name, "id", "") for name in getattr(one, "targets", [])}
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.BinOp):
            added |= names & {name.id for name in ast.walk(one.value) if isinstance(name, ast.Name)}
        elif isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant):
            begun |= names if isinstance(one.value.value, int | float) else set()
    return begun & added
