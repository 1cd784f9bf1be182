"""What a test has set up around a call of a learner's function, and what the call leaves behind.

All of it goes with each question that runs learners' code, and holds for that question only.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from boxgrader.calls.overwrite import overwrite
from boxgrader.calls.questions import Surroundings
from boxgrader.calls.warning_filters import filters, warn_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from boxgrader.calls.carried_values import CarriedNames
    from boxgrader.calls.connection import Connection
    from boxgrader.calls.questions import Answer
    from boxgrader.calls.random_state import RandomState
    from boxgrader.calls.working_files import Folder
    from boxgrader.checking.namespace import TestNamespace


class CallState:
    """The surroundings of the calls of one test.

    Args:
        names: The test's global names, among them the functions of a user that it plays.
        carried: Those that travel.
        folder: Where files are read and written that travel; None when none do.
        streams: Tells whether a seed was set, for the other side to draw from; None: it never is.
        paths: The files that the instructor's answers name.

    Attributes:
        sends_filters: Whether the test's filters of warnings hold for the learner's code.
    """

    def __init__(
        self,
        names: TestNamespace,
        carried: CarriedNames,
        folder: Folder | None,
        streams: RandomState | None,
        paths: Iterable[str],
    ) -> None:
        self._names, self._carried, self._paths = names, carried, tuple(paths)
        self._folder, self._streams = folder, streams
        self.sends_filters = False

    def for_question(self, connection: Connection, values: list[Any]) -> Surroundings:
        """What goes with a question that hands these values over."""
        played = {
            name: connection.encode(_quiet(one)) for name, one in self._names.played().items()
        }
        carried = self._carried.for_question(connection)
        return Surroundings(
            played=played,
            deleted=self._names.deleted(),
            carried=carried,
            watched=self._carried.watched(carried),
            files=self._folder.named([*values, *self._paths]) if self._folder else None,
            filters=filters() if self.sends_filters else None,
            streams=self._streams.changed() if self._streams else {},
        )

    def after_question(self) -> None:
        """Look the learner's data up anew: whatever came of the question may have changed them."""
        self._names.look_again()

    def apply_answer(
        self, connection: Connection, answer: Answer, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Take over what a call has changed: files, arguments and names."""
        if self._folder is not None:
            self._folder.put(answer.files)
        for old, new in zip(args, connection.decode(answer.args) or (), strict=False):
            overwrite(old, new)
        for name, new in (connection.decode(answer.kwargs) or {}).items():
            overwrite(kwargs.get(name), new)
        warn_again(connection, answer.warned)
        self._carried.apply_answer(connection, answer.carried)


def print_output(answer: Answer) -> None:
    """Print what the learner's code has printed."""
    for stream, text in ((sys.stdout, answer.printed), (sys.stderr, answer.complained)):
        if text:
            stream.write(text)


def _quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, of whose results only a text is given away."""

    def played(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        return result if isinstance(result, str) else None

    return played
