"""Single values as data: each kind, how it is written for `encode` and read for `decode`."""

from __future__ import annotations

import base64
import datetime  # noqa: ICN001  `dt` is what pandas calls its own
import decimal
import fractions
import pathlib
import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boxgrader.limits import MAX_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable

_EXACT = 1 << 53  # JSON's readers agree on integers up to here


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of values.

    Attributes:
        base: The class that they are of.
        write: What stands for one, as JSON.
        read: The value that this stands for; a fresh, plain one.
    """

    base: type
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def encode(value: Any) -> Any:
    """The value as JSON; None when it is none of these kinds."""
    if isinstance(value, str):
        return str.__str__(value) if type(value) is str else "".join(str.__iter__(value))
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, float):
        return float.__add__(value, 0.0)
    for tag, kind in KINDS.items():
        if isinstance(value, kind.base):
            return {"t": tag, "v": kind.write(value)}
    return None


def integer(value: int) -> Any:
    """The number as JSON."""
    plain = int.__add__(value, 0)
    return plain if -_EXACT < plain < _EXACT else {"t": "int", "v": hex(plain)}


def decode(tag: str, data: Any) -> Any:
    """The value of a kind that some data stand for.

    Raises:
        ValueError: they stand for none; so do TypeError, KeyError, AttributeError and
            ArithmeticError.
    """
    return KINDS[tag].read(data)


def _bytes(value: Any) -> str:
    return base64.b64encode(value).decode()


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError("the number is too long")
    return int(text, 16)


def _integers(*numbers: int) -> list[str]:
    return [hex(one) for one in numbers]


def _datetime(value: datetime.datetime) -> list[Any]:
    zone = getattr(value.tzinfo, "key", None)
    return [datetime.datetime.isoformat(value), zone, value.fold]


def _read_datetime(data: Any) -> datetime.datetime:
    text, zone, fold = data
    value = datetime.datetime.fromisoformat(text).replace(fold=int(fold))
    return value.replace(tzinfo=zoneinfo.ZoneInfo(str(zone))) if zone else value


# Tag -> kind; an instance travels as the first of these that it is one of.
KINDS: dict[str, _Kind] = {
    "int": _Kind(int, hex, _integer),
    "complex": _Kind(
        complex, lambda one: [one.real, one.imag], lambda data: complex(*map(float, data))
    ),
    "bytes": _Kind(bytes, _bytes, base64.b64decode),
    "bytearray": _Kind(bytearray, _bytes, lambda data: bytearray(base64.b64decode(data))),
    "range": _Kind(
        range,
        lambda one: _integers(one.start, one.stop, one.step),
        lambda data: range(*map(_integer, data)),
    ),
    "datetime": _Kind(datetime.datetime, _datetime, _read_datetime),
    "date": _Kind(datetime.date, datetime.date.isoformat, datetime.date.fromisoformat),
    "time": _Kind(datetime.time, datetime.time.isoformat, datetime.time.fromisoformat),
    "timedelta": _Kind(
        datetime.timedelta,
        lambda one: [one.days, one.seconds, one.microseconds],
        lambda data: datetime.timedelta(*map(int, data)),
    ),
    "Decimal": _Kind(decimal.Decimal, decimal.Decimal.__str__, decimal.Decimal),
    "path": _Kind(pathlib.PurePath, str, lambda data: pathlib.Path(str(data))),
    "Ellipsis": _Kind(type(...), lambda _: None, lambda _: ...),
    "timezone": _Kind(
        datetime.timezone,
        lambda one: one.utcoffset(None).total_seconds(),
        lambda data: datetime.timezone(datetime.timedelta(seconds=data)),
    ),
    "Fraction": _Kind(
        fractions.Fraction,
        lambda one: _integers(one.numerator, one.denominator),
        lambda data: fractions.Fraction(*map(_integer, data)),
    ),
}
