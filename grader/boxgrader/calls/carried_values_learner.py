"""In the learner's process: the names of a test, there for as long as a call takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from boxgrader.calls.connection import Connection
    from boxgrader.calls.questions import Surroundings

_MISSING = object()


class NamesDuringCall:
    """Lets names stand for what a test has made of them.

    Args:
        names: The global names of the learner's functions.
        connection: The connection to the test that asks.
        around: What the question brings along, the names that travel among it.

    Attributes:
        changed: Afterwards, name -> whether it stands for another object now, and its value.
    """

    def __init__(self, names: dict[str, Any], connection: Connection, around: Surroundings) -> None:
        self._names, self._connection = names, connection
        self._encoded, self._watched = around.carried, around.watched
        self.changed: dict[str, tuple[bool, Any]] = {}

    def __enter__(self) -> Self:
        self._values = {
            name: self._connection.decode(encoded) for name, encoded in self._encoded.items()
        }
        self._before = {name: self._names.get(name, _MISSING) for name in self._values}
        self._names.update(self._values)
        return self

    def __exit__(self, *_: object) -> None:
        now = {name: self._names.get(name, _MISSING) for name in self._values}
        for name, value in self._before.items():
            if value is _MISSING:
                self._names.pop(name, None)
            else:
                self._names[name] = value
        for name in self._watched:
            if now[name] is not _MISSING:
                rebound, encoded = (
                    now[name] is not self._values[name],
                    self._connection.encode(now[name]),
                )
                if rebound or encoded != self._encoded[name]:
                    self.changed[name] = rebound, encoded
