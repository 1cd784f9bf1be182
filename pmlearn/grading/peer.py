"""Questions between a test and a learner's process, over one line.

Data travel as themselves (`encode`, `decode`); a function, a class or any other object stays where
it is and the other side gets a `Remote`, which asks. Both sides run the same code, but the
checker's side answers next to nothing: only what a test itself hands over may be called or read.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pmlearn.grading import errors
from pmlearn.grading.claims import ancestors, claimed
from pmlearn.grading.classes import EVERYTHING
from pmlearn.grading.decode import Decoder
from pmlearn.grading.encode import Encoder
from pmlearn.grading.remote import Remote, kind_of
from pmlearn.grading.wire import LineClosedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmlearn.grading.files import Folder
    from pmlearn.grading.streams import Streams
    from pmlearn.grading.wire import Line, Message

MOST_EXPORTS = 10_000


class Peer:
    """One side of a line on which both sides may ask.

    Args:
        line: The line; None when there is nobody to ask.
        answer: What this side does with a question: it gets this peer and the question, and
            returns the message that answers it.
        trusted: Modules whose dataclasses may be built from what the other side sends.
        hear: Told what the other side printed while it answered.

    Attributes:
        deadline: Until when an answer is waited for, by the monotonic clock; None: for ever.
        objects: The methods and operators of the other side's objects that may be handed something
            (see `Remote`).
        own_class: Gives the class of this side that has a name, or None: one that both sides have.
        builds_records: Whether an instance of such a class, if it is a dataclass, is built here.
        called: Told after each call.
        played: The functions that stand for a user at the keyboard now: `input`, `print`.
        deleted: The names that are to be missing on the other side during a call.
        folder: Where files are written that come back from a call; None when none are wanted.
        streams: Tells whether a seed was set, for the other side to draw from; None: it never is.
    """

    def __init__(
        self,
        line: Line | None,
        answer: Callable[[Peer, Message], Message],
        trusted: frozenset[str] = frozenset(),
        hear: Callable[[str], Any] = lambda _: None,
    ) -> None:
        self._line = line
        self._answer = answer
        self._hear = hear
        self._decoder = Decoder(self._arrived, trusted)
        self._exports: list[Any] = []
        self._arrivals: dict[int, Remote] = {}
        self._known_errors: dict[str, type[BaseException]] = {}
        self._gone = "" if line else "the answer holds something that is no value"
        self.deadline: float | None = None
        self.objects = frozenset({EVERYTHING})
        self.builds_records = False
        self.own_class: Callable[[str], Any] = lambda _: None
        self.called: Callable[[], Any] = lambda: None
        self.played: Callable[[], dict[str, Any]] = dict
        self.deleted: Callable[[], list[str]] = list
        self.folder: Folder | None = None
        self.streams: Streams | None = None

    def serve(self) -> None:
        """Answer until the other side hangs up."""
        assert self._line is not None
        with contextlib.suppress(LineClosedError):
            while True:
                self._reply(self._line, self._line.receive())

    def _reply(self, line: Line, question: Message) -> None:
        try:
            answer = self._answer(self, question)
        except Exception as error:  # noqa: BLE001  whatever goes wrong here is the answer
            answer = {"error": errors.describe(error)}
        try:
            line.send({"answer": True} | answer)
        except ValueError as error:
            line.send({"answer": True, "error": errors.describe(error)})

    def ask(self, question: Message) -> Message:
        """Ask the other side; questions that it has meanwhile are answered.

        Raises:
            RuntimeError: the other side has ended or does not answer.
        """
        line = self._line
        if self._gone or line is None:
            raise RuntimeError(self._gone)
        self._gone = "the answer's code did not come back from an earlier call"
        try:
            line.send(question)
            while "answer" not in (message := line.receive(self._seconds())):
                self._reply(line, message)
        except LineClosedError:
            self._gone = "the answer's code ended Python"
            raise RuntimeError(self._gone) from None
        self._gone = ""
        if message.get("printed"):
            self._hear(str(message["printed"]))
        if "error" in message:
            error = errors.rebuild(message["error"], self._known_errors)
            if isinstance(error, StopIteration) and question.get("name") != "__next__":
                raise RuntimeError(
                    "the answer raised StopIteration"
                )  # or it would end a test's loop
            raise error
        return message

    def _seconds(self) -> float | None:
        return None if self.deadline is None else max(0.001, self.deadline - time.monotonic())

    def wire(self, name: str) -> Any:
        """The value of a name on the other side, not yet decoded.

        Raises:
            KeyError: there is no such name.
        """
        message = self.ask({"op": "get", "name": name}) if self._line else {}
        if "value" not in message:
            raise KeyError(name)
        return message["value"]

    def call(self, ref: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call something of the other side; what it changes in its arguments is changed here."""
        return self._called({"op": "call", "ref": ref}, args, kwargs)

    def method(self, ref: int, name: str, *args: Any) -> Any:
        """Call a special method, such as `__len__`, of something of the other side."""
        return self._called({"op": "method", "ref": ref, "name": name}, args, {})

    def attribute(self, ref: int, name: str) -> Any:
        """An attribute of something of the other side."""
        return self.decode(self.ask({"op": "attribute", "ref": ref, "name": name}).get("value"))

    def source(self, ref: int) -> str:
        """The text of a function or class of the other side."""
        return str(self.decode(self.ask({"op": "source", "ref": ref}).get("value")))

    def signature(self, ref: int) -> list[list[Any]]:
        """The parameters of a function: name, kind, whether it has a default, the default."""
        found: list[list[Any]] = self.decode(self.ask({"op": "signature", "ref": ref})["value"])
        return found

    def set_attribute(self, ref: int, name: str, value: Any) -> None:
        """Set an attribute of something of the other side."""
        self.ask({"op": "set", "ref": ref, "name": name, "value": self.encode(value)})

    def _called(self, question: Message, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        wire = {"args": self.encode(list(args)), "kwargs": self.encode(kwargs)}
        wire["played"] = {name: self.encode(_quiet(one)) for name, one in self.played().items()}
        wire["deleted"] = self.deleted()
        if self.folder is not None:
            wire["files"] = self.folder.named([*args, *kwargs.values()])
        if self.streams is not None:
            wire["streams"] = self.streams.changed()
        try:
            message = self.ask(question | wire)
        finally:
            self.called()
        if self.folder is not None:
            self.folder.put(message.get("files"))
        if "args" in message:
            for old, new in zip(args, self.decode(message["args"]), strict=False):
                _overwrite(old, new)
        return self.decode(message.get("value"))

    def encode(self, value: Any) -> Any:
        """The value as JSON, with references to what stays here."""
        return Encoder(self._export).encode(value)

    def decode(self, data: Any) -> Any:
        """The value that the other side sent.

        Raises:
            ValueError: it stands for none.
        """
        return self._decoder.decode(data)

    @property
    def has_exported(self) -> bool:
        """Whether anything was handed over that is no data."""
        return bool(self._exports)

    def exported(self, ref: Any) -> Any:
        """What this side has given a reference to.

        Raises:
            ValueError: nothing has that reference.
        """
        if not isinstance(ref, int) or not 0 <= ref < len(self._exports):
            raise ValueError("there is nothing with this reference")
        return self._exports[ref]

    def _export(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Remote) and value._peer is self:  # noqa: SLF001  a stand-in has no public names
            return {"t": "back", "v": value._ref}  # noqa: SLF001
        kind = kind_of(value)
        if kind == "module":
            return {"t": "ref", "v": -1, "kind": kind, "name": value.__name__[:100]}
        place = next((n for n, one in enumerate(self._exports) if one is value), None)
        if place is None:
            if len(self._exports) >= MOST_EXPORTS:
                raise ValueError("too many objects were handed over")
            place = len(self._exports)
            self._exports.append(value)
        name = str(getattr(value, "__name__", type(value).__name__))[:100]
        bases = errors.bases(value) if kind == "exception" else ancestors(value)
        return {"t": "ref", "v": place, "kind": kind, "name": name, "bases": bases}

    def _arrived(self, data: dict[str, Any]) -> Any:
        if data["t"] == "back":
            return self.exported(data["v"])
        name, kind = str(data["name"])[:100], str(data["kind"])
        if kind == "exception":
            return errors.learned(name, data["bases"], self._known_errors)
        return self._stand_in(int(data["v"]), kind, name, data.get("bases"))

    def _stand_in(self, ref: int, kind: str, name: str, bases: Any) -> Any:
        """The one stand-in for a reference; what both sides define is this side's own."""
        if kind == "module":
            return Remote(self, ref, kind, name, ModuleType)
        if kind == "class" and bases and bases[0] == ["__main__", name] and self.own_class(name):
            return self.own_class(name)
        if kind == "object" and self.builds_records and (own := self._given_record(bases)):
            return own(
                **{one.name: self.attribute(ref, one.name) for one in fields(own) if one.init}
            )
        if ref not in self._arrivals:
            claim = type if kind == "class" else claimed(bases, self.own_class)
            self._arrivals[ref] = Remote(self, ref, kind, name, claim)
        return self._arrivals[ref]

    def _given_record(self, bases: Any) -> Any:
        """The dataclass of this side whose instance has arrived, or None."""
        module, name = bases[0] if bases else ("", "")
        own = self.own_class(str(name)) if module == "__main__" else None
        return own if is_dataclass(own) else None


def _quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, of whose results only a text is given away."""

    def played(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        return result if isinstance(result, str) else None

    return played


def _overwrite(old: Any, new: Any) -> None:
    """Give an argument the content that the call has left in it."""
    if type(old) is not type(new):
        return
    if isinstance(old, list | bytearray):
        old[:] = new
    elif isinstance(old, dict | set):
        old.clear()
        old.update(new)
    elif type(old).__name__ == "ndarray" and old.shape == new.shape and old.dtype == new.dtype:
        old[...] = new
    elif type(old).__name__ in {"DataFrame", "Series"}:
        old._update_inplace(new)  # noqa: SLF001  what pandas' own inplace=True does
