"""What `dataclasses` and `typing` say of a learner's class, asked for where the class is."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from typing import TYPE_CHECKING, Any

from boxgrader.stand_ins.stand_in import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable


def prepare() -> None:
    """Let the functions of these modules work with stand-ins, too."""
    _extend(dataclasses, "fields", _fields)
    _extend(dataclasses, "asdict", lambda one, **_: _plain(one, dict))
    _extend(
        dataclasses,
        "astuple",
        lambda one, **_: _plain(one, lambda pairs: tuple(dict(pairs).values())),
    )
    _extend(dataclasses, "is_dataclass", lambda one: hasattr(one, "__dataclass_fields__"))
    _extend(dataclasses, "replace", _replaced)
    _extend(typing, "get_type_hints", lambda one, *_, **__: dict(one.__annotations__))
    _extend(inspect, "getsource", lambda one: one._connection.look(one._ref, "source"))  # noqa: SLF001  a stand-in has no public names
    _extend(
        inspect, "getsourcelines", lambda one: (inspect.getsource(one).splitlines(keepends=True), 1)
    )


def _extend(module: Any, name: str, ask: Callable[..., Any]) -> None:
    own = getattr(module, name)

    def function(*args: Any, **kwargs: Any) -> Any:
        is_stand_in = bool(args) and type(args[0]) is StandIn
        return ask(*args, **kwargs) if is_stand_in else own(*args, **kwargs)

    setattr(module, name, function)


def _fields(one: Any) -> tuple[Any, ...]:
    return tuple(_field(*about) for about in one._connection.look(one._ref, "fields"))  # noqa: SLF001  as above


def _field(name: str, kind: Any, default: Any) -> Any:
    made: Any = dataclasses.field(default=default)
    made.name, made.type = name, kind
    return made


def _replaced(one: Any, **changes: Any) -> Any:
    return one._connection.method(one._ref, "__replace__", changes)  # noqa: SLF001  as above


def _plain(value: Any, made: Callable[[Any], Any]) -> Any:
    """A record as a plain collection, and so those inside it."""
    if type(value) is StandIn and hasattr(value, "__dataclass_fields__"):
        names = [one.name for one in _fields(value)]
        return made([(name, _plain(getattr(value, name), made)) for name in names])
    if type(value) in {list, tuple}:
        return type(value)(_plain(one, made) for one in value)
    if type(value) is dict:
        return {key: _plain(one, made) for key, one in value.items()}
    return value
