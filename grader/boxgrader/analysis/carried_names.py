"""The names of tests and locked cells that travel with each call of a learner's function."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from boxgrader.analysis.python_names import changes, reached, read_later, statements, stores

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PATCHES = re.compile(r"__main__|\b(globals|get_ipython|setattr)\b")


def carried_names(
    solutions: Iterable[str], locked: Mapping[str, str], tests: Iterable[str], helping: str
) -> dict[str, list[str]]:
    """grade_id of a test -> the names that travel with its calls.

    Args:
        solutions: The instructor's answers.
        locked: grade_id -> the text of a locked cell, in order.
        tests: grade_ids of the locked cells that are tests.
        helping: The instructor's functions of other cells.
    """
    solutions, tests = list(solutions), set(tests)
    given = [helping, *(text for name, text in locked.items() if name not in tests)]
    inside = {
        one.name: read_later(ast.unparse(one))
        for text in given
        for one in statements(text)
        if isinstance(one, ast.FunctionDef | ast.ClassDef)
    }
    read = reached(set[str]().union(*map(read_later, solutions)), inside)
    touched = _set_by_functions(helping)
    found: dict[str, list[str]] = {}
    for name, text in locked.items():
        touched |= _set_by_functions(text) if name not in tests else _set_by_test(text)
        if name in tests:
            found[name] = sorted(read & touched)
    return found


def _set_by_test(source: str) -> set[str]:
    """The names that a test defines or changes, or names in a text, as `patch` wants them."""
    found = stores(source) | changes(source)
    if _PATCHES.search(source):
        every = (node for one in statements(source) for node in ast.walk(one))
        texts = (one.value for one in every if isinstance(one, ast.Constant))
        found |= {one.removeprefix("__main__.") for one in texts if isinstance(one, str)}
    return found


def _set_by_functions(source: str) -> set[str]:
    """The names that the functions of a cell define or change when a test calls them."""
    found = set[str]()
    for one in statements(source):
        if isinstance(one, ast.FunctionDef | ast.ClassDef):
            text = ast.unparse(one)
            found |= (stores(text) - {one.name}) | changes(text)
    return found
