"""The names of tests and locked cells that travel with each call of a learner's function.

In one process a function finds the variables, imports, functions and classes that a test has just
(re)defined. Here those travel that the instructor's own answer reads when it is called; what no
answer reads, such as what is expected, never does.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from boxgrader.analysis.python_names import changes, reached, read_later, statements, stores
from boxgrader.calls.overwrite import overwrite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from boxgrader.calls.connection import Connection
    from boxgrader.checking.namespace import TestNamespace
    from boxgrader.sandbox.messages import Message

_PATCHES = re.compile(r"__main__|\b(globals|get_ipython|setattr)\b")


def carried(
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


class CarriedNames:
    """The names that travel with the calls of one test.

    Args:
        names: The test's global names.
        wanted: Those that travel as far as they are the instructor's, or were changed by the test.
        answers: Names that learners are asked to define or change: only these come back.
    """

    def __init__(self, names: TestNamespace, wanted: Iterable[str], answers: Iterable[str]) -> None:
        self._names, self._wanted, self._answers = names, tuple(wanted), frozenset(answers)

    def for_question(self, connection: Connection) -> Message:
        """The names as they are now, as data and stand-ins."""
        names, found = self._names, {}
        for name in self._wanted:
            if name not in names:
                continue
            encoded = connection.encode(names[name])
            if not names.is_fetched(name) or not names.is_unchanged(name, encoded):
                found[name] = encoded
        return {"globals": found, "watched": sorted(self._answers & found.keys())} if found else {}

    def apply_answer(self, connection: Connection, changed: Any) -> None:
        """Take over what a call has made of the names that it may change."""
        for name, (rebound, encoded) in (changed or {}).items():
            if name in self._answers and name in self._wanted:
                value = connection.decode(encoded)
                if rebound or not overwrite(self._names.get(name), value):
                    self._names[name] = value
