"""Values as data: what a test and a learner's process may tell each other.

Only what stands here crosses the boundary. It runs on both sides; whatever the learner's side makes
of it, the result is JSON that `boxgrader.codec.decode` builds fresh, plain objects from. A subclass
travels as its base, so a comparison, hash or operator of the learner's own making stays behind.
"""

from __future__ import annotations

import base64
import collections
import dataclasses
import datetime  # noqa: ICN001  `dt` is what pandas calls its own
import decimal
import enum
import fractions
import pathlib
from typing import TYPE_CHECKING, Any

from boxgrader.codec import tables
from boxgrader.limits import MAX_DEPTH, MAX_NODES
from boxgrader.stand_ins.stand_in import StandIn
from boxgrader.stand_ins.stand_in_types import NAMED

if TYPE_CHECKING:
    from collections.abc import Callable

    Export = Callable[[Any], dict[str, Any]]

_EXACT = 1 << 53

LISTS: dict[str, Any] = {
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "deque": collections.deque,
}
_KEYS: Any = type(dict[Any, Any]().keys())
DICTS: dict[str, Any] = {
    "dict": dict,
    "Counter": collections.Counter,
    "OrderedDict": collections.OrderedDict,
    "defaultdict": collections.defaultdict,
}


class Encoder:
    """Turns values into JSON.

    Args:
        export: Makes a reference to what is no data, such as a function.
        kept: Names of classes that extend data and whose instances are no data all the same.
    """

    def __init__(self, export: Export, kept: frozenset[str] = frozenset()) -> None:
        self.export, self.kept = export, kept
        self.nodes = 0

    def encode(self, value: Any, depth: int = 0) -> Any:
        """The value as JSON.

        Raises:
            ValueError: the value is too large or too deep.
        """
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ValueError("the value is too large or too deeply nested to be checked")
        kind = type(value)
        if value is None or kind in {bool, str, float}:
            return value
        if kind is int:
            return _integer(value)
        if self.kept and not self.kept.isdisjoint(one.__name__ for one in kind.__mro__):
            return self.export(value)
        if isinstance(value, list):
            return [self.encode(one, depth + 1) for one in list.__iter__(value)]
        if isinstance(value, dict):
            return self._dict(value, depth)
        return self._other(value, depth)

    def _dict(self, value: dict[Any, Any], depth: int) -> Any:
        pairs = [
            [self.encode(key, depth + 1), self.encode(one, depth + 1)]
            for key, one in dict.items(value)
        ]
        name = type(value).__name__
        if isinstance(value, collections.defaultdict) and value.default_factory in NAMED.values():
            made = self.encode(value.default_factory, depth + 1)
            return {"t": "dict", "c": "defaultdict", "v": pairs, "made": made}
        return {"t": "dict", "c": name if name in DICTS else "dict", "v": pairs}

    def _other(self, value: Any, depth: int) -> Any:
        if type(value) is StandIn:
            return self.export(value)
        if isinstance(value, enum.Enum):
            return self._enum(value, depth)
        if type(value) is _KEYS:
            return {"t": "keys", "v": [self.encode(one, depth + 1) for one in value]}
        table = tables.encode(value, lambda one: self.encode(one, depth + 1))
        if table is not None:
            return table
        write = next((write for base, write in _SCALARS.items() if isinstance(value, base)), None)
        return write(value) if write else self._collection(value, depth)

    def _collection(self, value: Any, depth: int) -> Any:
        for name, kind in LISTS.items():
            if isinstance(value, kind):
                data = [self.encode(one, depth + 1) for one in kind.__iter__(value)]
                fields = getattr(value, "_fields", None)
                if name == "tuple" and fields is not None:
                    names = [str(field) for field in fields]
                    return {"t": "namedtuple", "c": type(value).__name__, "f": names, "v": data}
                return {"t": name, "v": data, "most": getattr(value, "maxlen", None)}
        if isinstance(value, slice):
            parts = (value.start, value.stop, value.step)
            return {"t": "slice", "v": [self.encode(one, depth + 1) for one in parts]}
        if (
            isinstance(value, type)
            and (name := f"{value.__module__}.{value.__qualname__}") in NAMED
        ):
            return {"t": "type", "v": name} if NAMED[name] is value else self.export(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._record(value, depth)
        return self.export(value)

    def _enum(self, value: enum.Enum, depth: int) -> Any:
        if type(value).__module__ == "__main__":
            plain = isinstance(value, int | str)
            return self.encode(value.value, depth + 1) if plain else self.export(value)
        return {"t": "enum", "c": _path(type(value)), "v": value.name}

    def _record(self, value: Any, depth: int) -> Any:
        if type(value).__module__ == "__main__":
            return self.export(value)
        fields = {
            field.name: self.encode(getattr(value, field.name), depth + 1)
            for field in dataclasses.fields(value)
            if field.init
        }
        return {"t": "record", "c": _path(type(value)), "v": fields}


def _path(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _integer(value: int) -> Any:
    plain = int.__add__(value, 0)
    return plain if -_EXACT < plain < _EXACT else {"t": "int", "v": hex(plain)}


def _datetime(value: datetime.datetime) -> dict[str, Any]:
    zone = getattr(value.tzinfo, "key", None)
    return {"t": "datetime", "v": datetime.datetime.isoformat(value), "z": zone, "f": value.fold}


def _timedelta(value: datetime.timedelta) -> dict[str, Any]:
    return {"t": "timedelta", "v": [value.days, value.seconds, value.microseconds]}


# An instance travels as the first of these that it is one of.
_SCALARS: dict[type, Callable[[Any], Any]] = {
    str: lambda value: str.__str__(value) if type(value) is str else "".join(str.__iter__(value)),
    int: _integer,
    float: lambda value: float.__add__(value, 0.0) if type(value) is not float else value,
    complex: lambda value: {"t": "complex", "v": [value.real, value.imag]},
    bytes: lambda value: {"t": "bytes", "v": base64.b64encode(value).decode()},
    bytearray: lambda value: {"t": "bytearray", "v": base64.b64encode(value).decode()},
    range: lambda value: {
        "t": "range",
        "v": [hex(n) for n in (value.start, value.stop, value.step)],
    },
    datetime.datetime: _datetime,
    datetime.date: lambda value: {"t": "date", "v": datetime.date.isoformat(value)},
    datetime.time: lambda value: {"t": "time", "v": datetime.time.isoformat(value)},
    datetime.timedelta: _timedelta,
    decimal.Decimal: lambda value: {"t": "Decimal", "v": decimal.Decimal.__str__(value)},
    pathlib.PurePath: lambda value: {"t": "path", "v": str(value)},
    type(...): lambda _: {"t": "Ellipsis"},
    datetime.timezone: lambda value: {"t": "timezone", "v": value.utcoffset(None).total_seconds()},
    fractions.Fraction: lambda value: {
        "t": "Fraction",
        "v": [hex(value.numerator), hex(value.denominator)],
    },
}
