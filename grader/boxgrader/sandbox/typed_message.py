"""Messages between processes as dataclasses: to JSON and back, checked when they are read.

    @dataclass(frozen=True, slots=True)
    class Greeting(TypedMessage):
        text: str

    line.send(Greeting("hello").to_message())
    greeting = Greeting.from_message(line.receive())

A field's type says what it may hold: bool, int, float, str, Any, another message, a list, tuple or
dict of these, or None beside one of them.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from boxgrader.sandbox.messages import Message

    Read = Callable[[Any], Any]


class TypedMessage:
    """What all messages have in common; each is a frozen dataclass."""

    __slots__ = ()

    def to_message(self) -> Message:
        """The message as a JSON object: its `kind`, and a key for each field."""
        kind: Any = type(self)
        values = {name: getattr(self, name) for name in _fields(kind)}
        return {"kind": kind.__name__} | {
            name: one.to_message() if isinstance(one, TypedMessage) else one
            for name, one in values.items()
        }

    @classmethod
    def from_message(cls, message: Any) -> Self:
        """The message that a JSON object stands for, whoever made it.

        Raises:
            ValueError: it is of another kind, a key is missing or unknown, or a value does not have
                its field's type.
        """
        if not isinstance(message, dict) or message.get("kind") != cls.__name__:
            raise ValueError(f"{cls.__name__}: the message is of another kind")
        kind: Any = cls
        read = _fields(kind)
        for key in message:
            if key not in read and key != "kind":
                raise ValueError(f"{cls.__name__}: the key {key!r} is unknown")
        values = {}
        for name, of_type in read.items():
            if name not in message:
                raise ValueError(f"{cls.__name__}: the key {name!r} is missing")
            try:
                values[name] = of_type(message[name])
            except ValueError as error:
                raise ValueError(f"{cls.__name__}: the key {name!r}: {error}") from error
        return cls(**values)


def one_of(message: Message, *kinds: type[TypedMessage]) -> TypedMessage:
    """The message that a JSON object stands for, where it may be of several kinds.

    Args:
        message: The object.
        kinds: The kinds that it may be of.

    Raises:
        ValueError: it is of none of them, or as for `TypedMessage.from_message`.
    """
    known = {kind.__name__: kind for kind in kinds}
    name = message.get("kind")
    if not isinstance(name, str) or name not in known:
        raise ValueError(f"a message must be one of {', '.join(known)}")
    return known[name].from_message(message)


@cache
def _fields(kind: Any) -> dict[str, Read]:
    """Name -> what reads a value of it, of all fields."""
    return {name: _reader(hint) for name, hint in typing.get_type_hints(kind).items()}


def _reader(hint: Any) -> Read:
    """What turns a value of JSON into one of this type, or raises ValueError."""
    kind, inside = typing.get_origin(hint) or hint, typing.get_args(hint)
    if kind in _READERS:
        return _READERS[kind](*inside)
    message: type[TypedMessage] = hint
    return message.from_message if issubclass(hint, TypedMessage) else _scalar(hint)


def _any() -> Read:
    return lambda value: value


def _optional(hint: Any, _: Any) -> Read:
    read = _reader(hint)
    return lambda value: None if value is None else read(value)


def _scalar(kind: type) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"expected {kind.__name__}, got {type(value).__name__}")
        return value

    return read


def _float() -> Read:
    def read(value: Any) -> float:
        if type(value) not in {float, int}:
            raise ValueError(f"expected a number, got {type(value).__name__}")
        try:
            return float(value)
        except OverflowError as error:
            raise ValueError("the number is too large") from error

    return read


def _list(hint: Any) -> Read:
    known, read = _scalar(list), _reader(hint)
    return lambda value: [read(one) for one in known(value)]


def _tuple(*inside: Any) -> Read:
    """Reads a tuple: as many values of one type as there are, or one of each type."""
    known, reads = _scalar(list), [_reader(one) for one in inside if one is not ...]

    def read(value: Any) -> tuple[Any, ...]:
        every = reads * len(known(value)) if ... in inside else reads
        if len(every) != len(value):
            raise ValueError(f"expected {len(every)} values, got {len(value)}")
        return tuple(one(each) for one, each in zip(every, value, strict=True))

    return read


def _dict(_: Any, hint: Any) -> Read:
    known, read = _scalar(dict), _reader(hint)
    return lambda value: {key: read(one) for key, one in known(value).items()}


# Type -> what makes a reader of the types inside it.
_READERS: dict[Any, Callable[..., Read]] = {
    Any: _any,
    float: _float,
    types.UnionType: _optional,
    list: _list,
    tuple: _tuple,
    dict: _dict,
    Mapping: _dict,
}
