"""What the learner's process replies to a test's questions about names and objects in it."""

from __future__ import annotations

import builtins
import contextlib
import dataclasses
import inspect
import io
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from boxgrader.calls.carried_values_learner import NamesDuringCall
from boxgrader.calls.questions import Answer, Surroundings
from boxgrader.calls.random_state import resume
from boxgrader.calls.warning_filters import filtered
from boxgrader.limits import MAX_SHOWN_CHARACTERS, MAX_WARNINGS
from boxgrader.stand_ins.operators import SPECIAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boxgrader.calls.connection import Connection
    from boxgrader.calls.questions import Question
    from boxgrader.calls.working_files import Folder


class Replies:
    """Replies about some names.

    Args:
        names: Name -> what it stands for.
        folder: The files of the working folder.
        seconds: A question that takes longer ends this process.
    """

    def __init__(self, names: dict[str, Any], folder: Folder, seconds: int) -> None:
        self._names, self._folder, self._seconds = names, folder, seconds

    def own_class(self, name: str) -> Any:
        """The learner's class of a name; objects of a class that was given are of it here, too."""
        found = self._names.get(name)
        return found if issubclass(type(found), type) else None  # a stand-in only claims to be one

    def reply(self, connection: Connection, question: Question) -> Answer:
        """The reply to a question; whatever goes wrong is one, too."""
        printed, complained = io.StringIO(), io.StringIO()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(self._seconds + 1)
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
                answer = self._answer(connection, question)
        except BaseException as error:  # noqa: BLE001  also what ends Python is only an answer
            answer = Answer(error=connection.exceptions.describe(error))
        signal.alarm(0)
        return replace(
            answer,
            printed=printed.getvalue()[:MAX_SHOWN_CHARACTERS],
            complained=complained.getvalue()[:MAX_SHOWN_CHARACTERS],
        )

    def _answer(self, connection: Connection, question: Question) -> Answer:
        connection.kept = frozenset(question.kept)
        if question.op == "get":
            if question.name not in self._names:
                return Answer(missing=True)
            return Answer(connection.encode(self._names[question.name]))
        target = connection.exported(question.ref)
        if question.op in _LOOKS:
            return Answer(connection.encode(_LOOKS[question.op](target)))
        return self._called(connection, question, target)

    def _called(self, connection: Connection, question: Question, target: Any) -> Answer:
        around = question.surroundings or Surroundings()
        args, kwargs = connection.decode(question.args), connection.decode(question.kwargs)
        self._folder.put(around.files)
        resume(around.streams)
        with (
            filtered(around.filters) as warned,
            self._user(connection, around),
            NamesDuringCall(self._names, connection, around) as carrying,
        ):
            value = _done(question, target, args, kwargs)
            if question.name == "__data__":
                connection.kept = frozenset()
            same = next(
                (n for n, one in enumerate(args) if one is value and _may_change(one)), None
            )
            encoded = None if same is not None else connection.encode(value)
        after = connection.encode(args), connection.encode(kwargs)
        return Answer(
            encoded,
            same=same,
            args=after[0] if after[0] != question.args else None,
            kwargs=after[1] if after[1] != question.kwargs else None,
            carried=carrying.changed,
            files=self._folder.changed([value]) if around.files is not None else None,
            warned=[connection.exceptions.describe(one.message) for one in warned[:MAX_WARNINGS]],
        )

    @contextlib.contextmanager
    def _user(self, connection: Connection, around: Surroundings) -> Iterator[None]:
        """Let the test play the user: what `input` and `print` do, and which names are gone."""
        played = {name: connection.decode(one) for name, one in around.played.items()}
        own = {name: getattr(builtins, name) for name in played}
        names = self._names
        gone = {name: names.pop(name) for name in around.deleted if name in names}
        vars(builtins).update(played)
        try:
            yield
        finally:
            vars(builtins).update(own)
            names.update(gone)


def _may_change(value: Any) -> bool:
    return isinstance(value, list | dict | set | bytearray) or hasattr(value, "dtype")


def _done(question: Question, target: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """The result of a question that runs the learner's code."""
    if question.op == "call":
        return target(*args, **kwargs)
    if question.op == "method":
        return SPECIAL[question.name](target, *args)
    return _ATTRIBUTES[question.op](target, question.name, *args)


_ATTRIBUTES: dict[str, Any] = {"attribute": getattr, "set": setattr}
_LOOKS: dict[str, Any] = {
    "source": inspect.getsource,
    "signature": lambda target: _signature(inspect.signature(target)),
    "fields": lambda target: [
        [one.name, one.type, _plain(one.default)] for one in dataclasses.fields(target)
    ],
}


def _signature(found: inspect.Signature) -> list[Any]:
    """A signature as data: name, kind, default and hint of each parameter; the result's hint."""
    parameters = [
        [
            one.name,
            one.kind.value,
            [] if one.default is one.empty else [_plain(one.default)],
            [] if one.annotation is one.empty else [one.annotation],
        ]
        for one in found.parameters.values()
    ]
    returned = found.return_annotation
    return [parameters, [] if returned is found.empty else [returned]]


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str | bool | None) else None
