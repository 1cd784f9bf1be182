"""References to what is no data: how an object is handed over, and what arrives of it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from boxgrader.codec.exceptions import bases
from boxgrader.stand_ins.awaitables import awaited
from boxgrader.stand_ins.stand_in import StandIn, kind_of
from boxgrader.stand_ins.stand_in_types import BASES, ancestors, by_name, claimed, extending, named

if TYPE_CHECKING:
    from boxgrader.calls.connection import Connection


def encode_reference(connection: Connection, value: Any) -> dict[str, Any]:
    """A reference to something that stays on this side.

    Args:
        connection: The side that this is.
        value: A function, a class or another object.
    """
    if isinstance(value, StandIn) and value._connection is connection:  # noqa: SLF001  a stand-in has no public names
        return {"t": "back", "v": value._ref}  # noqa: SLF001  as above
    kind = kind_of(value)
    if kind == "module":
        return {"t": "ref", "v": -1, "kind": kind, "name": value.__name__[:100]}
    if connection.names_libraries and (found := by_name(value)):
        return {"t": "ref", "v": -1, "kind": "library", "name": found}
    name = str(getattr(value, "__name__", type(value).__name__))[:100]
    made = {"t": "ref", "v": connection.reference(value), "kind": kind, "name": name}
    if isinstance(value, BaseException):
        return made | {"kind": "error", "error": connection.exceptions.describe(value)}
    return made | {"bases": bases(value) if kind == "exception" else ancestors(value)}


def decode_reference(connection: Connection, data: dict[str, Any]) -> Any:
    """The object of this side that a received reference stands for."""
    if data["t"] == "back":
        return connection.exported(data["v"])
    name, kind = str(data["name"])[:100], str(data["kind"])
    if connection.imports and kind in {"module", "library"}:
        return named(name)
    if kind in {"coroutine", "asyncgen"}:
        return awaited(connection, int(data["v"]), kind)
    if kind == "error":
        return connection.exceptions.rebuild(data["error"])
    if kind == "exception":
        found = connection.exceptions.kinds(data["bases"], {name: int(data["v"])})
        return found[0] if found else Exception
    return _stand_in(connection, int(data["v"]), kind, name, data.get("bases"))


def _stand_in(connection: Connection, ref: int, kind: str, name: str, bases: Any) -> Any:
    """The one stand-in for a reference; what both sides define is this side's own."""
    if kind == "module":
        return StandIn(connection, ref, kind, name, ModuleType)
    if kind == "class" and bases and bases[0] == ["__main__", name] and connection.own_class(name):
        return connection.own_class(name)
    if kind == "class" and bases and tuple(bases[0]) in BASES:
        return named(":".join(bases[0]))
    if kind == "object" and connection.builds_records and (own := _given_record(connection, bases)):
        return own(
            **{one.name: connection.attribute(ref, one.name) for one in fields(own) if one.init}
        )
    if ref not in connection.stand_ins:
        claim = type if kind == "class" else claimed(bases, connection.own_class)
        if kind == "object" and not connection.kept.isdisjoint(str(one[1]) for one in bases):
            claim = extending(bases)
        connection.stand_ins[ref] = StandIn(connection, ref, kind, name, claim)
    return connection.stand_ins[ref]


def _given_record(connection: Connection, bases: Any) -> Any:
    """The dataclass of this side whose instance was received, or None."""
    module, name = bases[0] if bases else ("", "")
    own = connection.own_class(str(name)) if module == "__main__" else None
    return own if is_dataclass(own) else None
