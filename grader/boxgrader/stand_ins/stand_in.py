"""A learner's function, class or object, as a test sees it: a stand-in that asks.

A question must not carry the expected answer into the learner's process, or an object that says yes
to everything would pass. So an operator, a comparison or a method with arguments is asked only in a
test that names a class which learners are to write, and only if the instructor's own class has it:
there it is the answer. Comparisons with data are never asked. Everywhere else a test may call
functions, read attributes, call methods without arguments, look up, iterate and convert.
"""

from __future__ import annotations

import inspect
import operator
from types import MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from boxgrader.analysis.solution_classes import EVERYTHING
from boxgrader.stand_ins.awaitables import kind_of_awaited
from boxgrader.stand_ins.context_managers import ManagedStandIn
from boxgrader.stand_ins.stand_in_types import DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from boxgrader.calls.connection import Connection

_CLOSED = "only a test of a class may hand something to its objects, and only to what classes have"
# Methods of the usual libraries that take an input, as a function does, and no expected answer.
_INPUT_METHODS = {
    *("group", "groupdict", "start", "end", "span", "match", "fullmatch", "search", "findall"),
    *("send", "sub", "split", "finditer", "integers", "predict", "transform", "get_group"),
}
# Attributes under which honest objects keep a class.
_CLASSES = {"__class__", "type", "dtype", "default_factory"}


class StandIn(ManagedStandIn):
    """Something that stays in the other process."""

    __slots__ = ("_claim", "_connection", "_kind", "_method", "_name", "_ref")

    def __init__(self, connection: Connection, ref: int, kind: str, name: str, claim: type) -> None:
        values = (claim, connection, kind, "", name, ref)
        for slot, value in zip(StandIn.__slots__, values, strict=True):
            object.__setattr__(self, slot, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: D102  a call is a call
        takes_input = not self._method or self._method in _INPUT_METHODS
        if (args or kwargs) and not takes_input and not _open(self._connection, self._method):
            raise TypeError(f"{self._method}(): {_CLOSED}")
        return self._connection.call(self._ref, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__array_"):
            raise AttributeError(name)  # numpy would read memory wherever such an answer points
        value = self._connection.attribute(self._ref, name)
        return value if _open(self._connection, name) else as_attribute(value, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if not self._connection.objects:
            raise TypeError(f"{name}: {_CLOSED}")
        self._connection.set_attribute(self._ref, name, value)

    @property  # type: ignore[misc]  # isinstance() reads it
    def __class__(self) -> Any:
        return self._claim

    @property
    def __signature__(self) -> inspect.Signature:
        parameters, returned = self._connection.look(self._ref, "signature")
        empty, kinds = inspect.Signature.empty, list(inspect._ParameterKind)  # noqa: SLF001  in order
        return inspect.Signature(
            [
                inspect.Parameter(
                    name,
                    kinds[kind],
                    default=default[0] if default else empty,
                    annotation=hint[0] if hint else empty,
                )
                for name, kind, default, hint in parameters
            ],
            return_annotation=returned[0] if returned else empty,
        )

    def __instancecheck__(self, instance: Any) -> bool:
        if not isinstance(instance, StandIn):
            return hasattr(instance, "_fields") and type(instance).__name__ == self._name
        return self._connection.method(self._ref, "__instancecheck__", instance) is True

    def __subclasscheck__(self, kind: Any) -> bool:
        if not isinstance(kind, StandIn):
            return False
        return self._connection.method(self._ref, "__subclasscheck__", kind) is True

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StandIn) or other._connection is not self._connection:
            if self._is_data():
                return bool(self._data() == other)
            given = type(other).__module__ == "__main__"  # its class is the instructor's
            return NotImplemented if given else False
        if self._ref == other._ref:
            return True
        asked = bool(self._connection.objects)
        return asked and self._connection.method(self._ref, "__eq__", other) is True

    def _is_data(self) -> bool:
        """Whether it is of a class of the learner's that extends one of data."""
        return self._kind == "object" and issubclass(self._claim, DATA)

    def _data(self) -> Any:
        """What such an object holds, without what its class adds."""
        return self._connection.method(self._ref, "__data__")

    def __delattr__(self, name: str) -> None:
        if not self._connection.objects:
            raise TypeError(f"{name}: {_CLOSED}")
        self._connection.method(self._ref, "__delattr__", name)

    def __hash__(self) -> int:
        if self._kind == "object" and self._connection.objects:
            return int(self._connection.method(self._ref, "__hash__"))
        return hash((id(self._connection), self._ref))

    def __get__(self, owner: Any, _: type | None = None) -> Any:
        bound = self._kind == "function" and owner is not None
        return MethodType(self, owner) if bound else self

    def __repr__(self) -> str:
        return self._text("__repr__")

    def __str__(self) -> str:
        return self._text("__str__")

    def __dir__(self) -> list[str]:
        return [str(name) for name in self._connection.method(self._ref, "__dir__")]

    def __copy__(self) -> Any:
        return self._connection.method(self._ref, "__copy__")

    def __deepcopy__(self, _: Any) -> Any:
        return self._connection.method(self._ref, "__deepcopy__")

    def __format__(self, how: str) -> str:
        return self._text("__format__", how)

    def _text(self, method: str, *args: str) -> str:
        if self._kind == "function":
            return f"<function {self._name}>"
        return str(self._connection.method(self._ref, method, *args))

    def __bool__(self) -> bool:
        if self._kind != "object":
            return True
        return self._connection.method(self._ref, "__bool__") is True

    def __len__(self) -> int:
        return int(self._connection.method(self._ref, "__len__"))

    def __contains__(self, item: Any) -> bool:
        return any(bool(one == item) for one in self)

    def __iter__(self) -> Iterator[Any]:
        iterator: Iterator[Any] = self._connection.method(self._ref, "__iter__")
        return iter(iterator) if not isinstance(iterator, StandIn) else iterator


def _asked(name: str) -> Callable[..., Any]:
    """A special method that is always asked for."""

    def method(self: StandIn, *args: Any) -> Any:
        return self._connection.method(self._ref, name, *args)

    return method


def _asked_of_a_class(name: str) -> Callable[..., Any]:
    """A special method that is asked for in a test of a class."""

    def method(self: StandIn, *args: Any) -> Any:
        if self._is_data() and name not in self._connection.objects and name not in _IN_PLACE:
            own = getattr(self._data(), name, None)
            return own(*args) if own else NotImplemented
        return (
            self._connection.method(self._ref, name, *args)
            if _open(self._connection, name)
            else NotImplemented
        )

    return method


_IN_PLACE = {f"__{name}__" for name in ("iadd", "isub", "imul", "setitem", "delitem")}


def _compared(name: str) -> Callable[..., Any]:
    """A comparison, asked for between two objects in a test of a class."""

    def method(self: StandIn, other: Any) -> Any:
        if not isinstance(other, StandIn) and self._is_data():
            return getattr(operator, name)(self._data(), other)
        if not isinstance(other, StandIn) or not self._connection.objects:
            return NotImplemented
        return self._connection.method(self._ref, name, other)

    return method


# a test that reads a function's docstring means the learner's, not the one above
_doc: Any = property(lambda self: self._connection.attribute(self._ref, "__doc__"))
StandIn.__doc__ = _doc

for _make, _names in (
    (_asked, "abs round int float index neg next getitem"),
    (_compared, "lt le gt ge"),
    (_asked_of_a_class, "add sub mul truediv floordiv mod pow matmul and or xor"),
    (_asked_of_a_class, "radd rsub rmul rtruediv iadd isub imul setitem delitem"),
):
    for _name in _names.split():
        setattr(StandIn, f"__{_name}__", _make(f"__{_name}__"))


def as_attribute(value: Any, name: str = "an element") -> Any:
    """What a learner's object or record holds under a name, for use as a method without arguments.

    Raises:
        TypeError: it is a class of this process, which would take any argument right here.
    """
    if type(value) is StandIn:
        object.__setattr__(value, "_method", name)
    elif isinstance(value, type) and name not in _CLASSES:
        raise TypeError(f"{name}: {_CLOSED}")
    return value


def _open(connection: Connection, name: str) -> bool:
    """Whether a test may hand something to an operator or method of this name."""
    return not connection.objects.isdisjoint({name, EVERYTHING})


def kind_of(value: Any) -> str:
    """How to speak of a value that is no data."""
    if isinstance(value, ModuleType):
        return "module"
    if isinstance(value, type):
        return "exception" if issubclass(value, BaseException) else "class"
    if awaited := kind_of_awaited(value):
        return awaited
    return "function" if callable(value) and hasattr(value, "__name__") else "object"
