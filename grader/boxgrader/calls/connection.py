"""Questions between a test and a learner's process, over one line.

Data travel as themselves (`encode`, `decode`); a function, a class or any other object stays where
it is and the other side gets a `StandIn`, which asks. Both sides run the same code, but the
checker's side answers next to nothing: only what a test itself hands over may be called or read.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from boxgrader.analysis.solution_classes import EVERYTHING
from boxgrader.calls.questions import Answer, Question
from boxgrader.codec.decode import Decoder
from boxgrader.codec.encode import Encoder
from boxgrader.codec.exceptions import ExceptionCodec, is_odd
from boxgrader.codec.references import decode_reference, encode_reference
from boxgrader.limits import MAX_EXPORTS
from boxgrader.sandbox.messages import LineClosedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from boxgrader.calls.call_state import CallState
    from boxgrader.sandbox.messages import Line, Message
    from boxgrader.stand_ins.stand_in import StandIn


class Connection:
    """One end of a line on which both sides may ask.

    Args:
        line: The line; None when there is nobody to ask.
        answer: What this side does with a question: it gets this connection and the question.
        trusted: Modules whose dataclasses may be built from what the other side sends.
        on_answer: Called with each answer, to print what the other side has printed.

    Attributes:
        deadline: Until when an answer is waited for, by the monotonic clock; None: for ever.
        objects: The methods and operators of the other side's objects that may be handed something
            (see `StandIn`).
        kept: Names of classes that extend data, but whose instances stay where they are.
        own_class: Gives the class of this side that has a name, or None: one that both sides have.
        builds_records: Whether an instance of such a class, if it is a dataclass, is built here.
        imports: Whether modules, and what libraries define, are imported that are named.
        names_libraries: Whether what libraries define is handed over by its name.
        around: What goes with each question that runs code of the other side; None: nothing.
    """

    def __init__(
        self,
        line: Line | None,
        answer: Callable[[Connection, Question], Answer],
        trusted: frozenset[str] = frozenset(),
        on_answer: Callable[[Answer], Any] = lambda _: None,
    ) -> None:
        self._line = line
        self._answer = answer
        self._on_answer = on_answer
        self._decoder = Decoder(lambda data: decode_reference(self, data), trusted)
        self._exports: list[Any] = []
        self.stand_ins: dict[int, StandIn] = {}
        self._places: dict[int, int] = {}
        self.exceptions = ExceptionCodec(self)
        self._gone = "" if line else "the answer holds something that is no value"
        self._met_oddity = False
        self.deadline: float | None = None
        self.objects = frozenset({EVERYTHING})
        self.kept = frozenset[str]()
        self.builds_records = False
        self.own_class: Callable[[str], Any] = lambda _: None
        self.imports = self.names_libraries = False
        self.call_state: CallState | None = None

    def serve(self) -> None:
        """Answer until the other side hangs up."""
        assert self._line is not None
        with contextlib.suppress(LineClosedError):
            while True:
                self._reply(self._line, self._line.receive())

    def _reply(self, line: Line, message: Message) -> None:
        try:
            answer = self._answer(self, Question.from_message(message))
        except Exception as error:  # noqa: BLE001  whatever goes wrong here is the answer
            answer = Answer(error=self.exceptions.describe(error))
        try:
            line.send(answer.to_message())
        except ValueError as error:
            line.send(Answer(error=self.exceptions.describe(error)).to_message())

    def ask(self, question: Question) -> Answer:
        """Ask the other side; questions that it has meanwhile are answered.

        Raises:
            RuntimeError: the other side has ended or does not answer.
        """
        line = self._line
        if self._gone or line is None:
            raise RuntimeError(self._gone)
        self._gone = "the answer's code did not come back from an earlier call"
        try:
            line.send(question.to_message())
            while (message := line.receive(self._seconds())).get("kind") != Answer.__name__:
                unanswered, self._gone = self._gone, ""  # what is called now may call back
                self._reply(line, message)
                self._gone = unanswered
        except LineClosedError:
            self._gone = "the answer's code ended Python"
            raise RuntimeError(self._gone) from None
        self._gone = ""
        answer = Answer.from_message(message)
        self._on_answer(answer)
        if answer.error is not None:
            self._met_oddity |= is_odd(answer.error)
            error = self.exceptions.rebuild(answer.error)
            if isinstance(error, StopIteration) and question.name != "__next__":
                raise RuntimeError(
                    "the answer raised StopIteration"
                )  # or it would end a test's loop
            raise error
        return answer

    def _seconds(self) -> float | None:
        return None if self.deadline is None else max(0.001, self.deadline - time.monotonic())

    def fetch(self, name: str) -> Any:
        """The value of a name on the other side, not yet decoded.

        Raises:
            KeyError: there is no such name.
        """
        if self._line is None:
            raise KeyError(name)
        answer = self.ask(Question("get", name, kept=sorted(self.kept)))
        if answer.missing:
            raise KeyError(name)
        return answer.value

    def call(self, ref: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call something of the other side; what it changes in its arguments is changed here."""
        return self._called("call", ref, "", args, kwargs)

    def method(self, ref: int, name: str, *args: Any) -> Any:
        """Call a special method, such as `__len__`, of something of the other side."""
        return self._called("method", ref, name, args, {})

    def attribute(self, ref: int, name: str) -> Any:
        """An attribute of something of the other side."""
        return self._called("attribute", ref, name, (), {})

    def look(self, ref: int, what: str) -> Any:
        """The source, signature or fields of a function or class of the other side."""
        return self.decode(self.ask(Question(what, ref=ref)).value)

    def set_attribute(self, ref: int, name: str, value: Any) -> None:
        """Set an attribute of something of the other side."""
        self._called("set", ref, name, (value,), {})

    def _called(
        self, op: str, ref: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        encoded = self.encode(list(args)), self.encode(kwargs)
        question = Question(op, name, ref, *encoded, kept=sorted(self.kept))
        if self.call_state is None:
            return self.decode(self.ask(question).value)
        around = self.call_state.for_question(self, [*args, *kwargs.values()])
        try:
            answer = self.ask(replace(question, surroundings=around))
        finally:
            self.call_state.after_question()
        self.call_state.apply_answer(self, answer, args, kwargs)
        if answer.same is not None and 0 <= answer.same < len(args):
            return args[answer.same]
        return self.decode(answer.value)

    def encode(self, value: Any) -> Any:
        """The value as JSON, with references to what stays here."""
        return Encoder(lambda one: encode_reference(self, one), self.kept).encode(value)

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

    @property
    def is_plain(self) -> bool:
        """Whether only data and functions crossed, and errors that are the same on both sides."""
        return self._decoder.is_plain and not (self._exports or self._met_oddity)

    def exported(self, ref: Any) -> Any:
        """What this side has given a reference to.

        Raises:
            ValueError: nothing has that reference.
        """
        if not isinstance(ref, int) or not 0 <= ref < len(self._exports):
            raise ValueError("there is nothing with this reference")
        return self._exports[ref]

    def reference(self, value: Any) -> int:
        """The number by which the other side may ask for something that stays here.

        Raises:
            ValueError: there are too many.
        """
        place = self._places.get(id(value))
        if place is None:
            if len(self._exports) >= MAX_EXPORTS:
                raise ValueError("too many objects were handed over")
            place = self._places[id(value)] = len(self._exports)
            self._exports.append(value)
        return place
