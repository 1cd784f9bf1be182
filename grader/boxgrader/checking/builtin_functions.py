"""Built-in functions as a test sees them, where a stand-in would give itself away."""

from __future__ import annotations

from abc import ABCMeta
from typing import Any

from boxgrader.stand_ins.stand_in import StandIn
from boxgrader.stand_ins.stand_in_types import CLAIMED


class _ClassOf(type):
    def __call__(cls, *args: Any) -> Any:
        if len(args) != 1 or type(args[0]) is not StandIn:
            return type(*args)
        one, claim = args[0], args[0].__class__
        own = one._kind == "object" and claim.__module__ == CLAIMED  # noqa: SLF001  a stand-in has no public names
        return one.__getattr__("__class__") if own else claim

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, type)


class ClassOf(metaclass=_ClassOf):
    """`type`, as a test sees it: of a stand-in it gives the class that the stand-in is of."""


def is_callable(one: Any) -> bool:
    """`callable`: every stand-in could be called, but not what it stands for."""
    if type(one) is StandIn and one._kind == "object":  # noqa: SLF001  as above
        return one._connection.method(one._ref, "__callable__") is True  # noqa: SLF001  as above
    return callable(one)


def is_subclass(kind: Any, classes: Any) -> bool:
    """`issubclass`: an abstract class would refuse to look at a stand-in."""
    if type(kind) is StandIn and isinstance(classes, tuple):
        return any(is_subclass(kind, one) for one in classes)
    own = isinstance(classes, ABCMeta) and classes.__module__ == "__main__"
    if type(kind) is StandIn and own:
        return any(one is classes for one in kind.__mro__)
    return issubclass(kind, classes)
