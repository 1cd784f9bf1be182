"""Orders of the grader to a room, as dataclasses: to JSON and back."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from boxgrader.sandbox.messages import Message


class Order:
    """What all orders have in common."""

    __slots__ = ()

    def to_message(self) -> Message:
        """The order as a JSON object with a key for each field."""
        return {name: getattr(self, name) for name in self._keys()}

    @classmethod
    def from_message(cls, message: Message) -> Self:
        """The order that a message holds.

        Raises:
            ValueError: a key is missing or unknown.
        """
        keys = cls._keys()
        for key in keys:
            if key not in message:
                raise ValueError(f"{cls.__name__}: the key {key!r} is missing")
        for key in message:
            if key not in keys:
                raise ValueError(f"{cls.__name__}: the key {key!r} is unknown")
        return cls(**message)

    @classmethod
    def _keys(cls) -> list[str]:
        every: Any = cls  # each order is a dataclass
        return [one.name for one in fields(every)]


@dataclass(frozen=True, slots=True)
class CheckerOrder(Order):
    """A cell for the checker to run.

    Attributes:
        op: "check" for a test, "define" for a locked cell whose statements run one by one.
        source: The cell's text.
        seconds: How long it may take.
        has_socket: Whether a socket comes along on which the checker asks for the learner's names.
        values: Name -> encoded value of the learner's names that are data; None: ask for none.
        files: Path -> content of files of the learner's folder; None where the cell reads none.
        carried: Names of the test's own that go with each call of a learner's function.
        paths: Files that the instructor's answers name.
        answers: Names that learners are asked to define.
        libraries: Name -> module and what of it, of the instructor's imports.
        reflective: Whether the test looks names up by itself, so that all must be there before.
        silent: Whether the test's last value gives no points.
        extending: Names of classes that extend data and whose instances stay where they are.
        objects: Methods and operators of learners' objects that a test may hand something.
        given_back: Names that are the learner's again from this cell on.
    """

    op: str
    source: str
    seconds: float
    has_socket: bool = False
    values: dict[str, Any] | None = None
    files: Any = None
    carried: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    libraries: dict[str, tuple[str, str]] = field(default_factory=dict)
    reflective: bool = False
    silent: bool = False
    extending: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    given_back: list[str] = field(default_factory=list)
