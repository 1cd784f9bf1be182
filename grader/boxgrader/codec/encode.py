"""Values as data: what a test and a learner's process may tell each other.

Only what stands here crosses the boundary. It runs on both sides; whatever the learner's side makes
of it, the result is JSON that `boxgrader.codec.decode` builds fresh, plain objects from. A subclass
travels as its base, so a comparison, hash or operator of the learner's own making stays behind.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
from typing import TYPE_CHECKING, Any

from boxgrader.codec import scalars, tables
from boxgrader.limits import MAX_DEPTH, MAX_NODES
from boxgrader.stand_ins.stand_in import StandIn
from boxgrader.stand_ins.stand_in_types import NAMED

if TYPE_CHECKING:
    from collections.abc import Callable

    Export = Callable[[Any], dict[str, Any]]

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
            return scalars.integer(value)
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
        scalar = scalars.encode(value)
        return self._collection(value, depth) if scalar is None else scalar

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
