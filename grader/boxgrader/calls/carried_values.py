"""The names of tests and locked cells that travel with each call of a learner's function.

In one process a function finds the variables, imports, functions and classes that a test has just
(re)defined. Here those travel that the instructor's own answer reads when it is called; what no
answer reads, such as what is expected, never does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boxgrader.calls.overwrite import overwrite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from boxgrader.calls.connection import Connection
    from boxgrader.checking.namespace import TestNamespace


class CarriedNames:
    """The names that travel with the calls of one test.

    Args:
        names: The test's global names.
        wanted: Those that travel as far as they are the instructor's, or were changed by the test.
        answers: Names that learners are asked to define or change: only these come back.
    """

    def __init__(self, names: TestNamespace, wanted: Iterable[str], answers: Iterable[str]) -> None:
        self._names, self._wanted, self._answers = names, tuple(wanted), frozenset(answers)

    def for_question(self, connection: Connection) -> dict[str, Any]:
        """The names as they are now, as data and stand-ins."""
        names, found = self._names, dict[str, Any]()
        for name in self._wanted:
            if name not in names:
                continue
            encoded = connection.encode(names[name])
            if not names.is_fetched(name) or not names.is_unchanged(name, encoded):
                found[name] = encoded
        return found

    def watched(self, carried: Iterable[str]) -> list[str]:
        """Those of the names whose new values are to come back."""
        return sorted(self._answers.intersection(carried))

    def apply_answer(self, connection: Connection, changed: Mapping[str, tuple[bool, Any]]) -> None:
        """Take over what a call has made of the names that it may change."""
        for name, (rebound, encoded) in changed.items():
            if name in self._answers and name in self._wanted:
                value = connection.decode(encoded)
                if rebound or not overwrite(self._names.get(name), value):
                    self._names[name] = value
