"""What operators, conversions and built-in functions do with an object of the other process."""

from __future__ import annotations

import copy
import dataclasses
import operator
from typing import Any

from boxgrader.stand_ins.awaitables import finished


def _left(target: Any, name: str, error: BaseException | None = None) -> Any:
    at = None if error is None else error.__traceback__
    kind = None if error is None else type(error)
    return getattr(type(target), name)(target, kind, error, at)


def _turned(name: str) -> Any:
    forward = getattr(operator, f"__{name}__")
    return lambda target, other: forward(other, target)


_OPERATORS = (
    *("eq", "lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow"),
    *("matmul", "and", "or", "xor", "neg", "index", "contains", "getitem", "setitem", "delitem"),
)
SPECIAL: dict[str, Any] = {
    "__str__": str,
    "__repr__": repr,
    "__format__": format,
    "__hash__": hash,
    "__callable__": callable,
    "__data__": lambda target: target,  # encoded as what it extends
    "__replace__": lambda target, changes: dataclasses.replace(target, **changes),
    "__delattr__": delattr,
    "__dir__": dir,
    "__copy__": copy.copy,
    "__deepcopy__": copy.deepcopy,
    "__bool__": bool,
    "__len__": len,
    "__iter__": iter,
    "__next__": next,
    "__abs__": abs,
    "__round__": round,
    "__int__": int,
    "__float__": float,
    "__divmod__": divmod,
    "__instancecheck__": lambda kind, value: isinstance(value, kind),
    "__subclasscheck__": lambda kind, other: issubclass(other, kind),
    "__enter__": lambda target: type(target).__enter__(target),
    "__exit__": lambda target, *error: bool(_left(target, "__exit__", *error)),
    "__await__": finished,
    "__aiter__": aiter,
    "__anext__": lambda target: finished(anext(target)),
    "__aenter__": lambda target: finished(type(target).__aenter__(target)),
    "__aexit__": lambda target, *error: finished(_left(target, "__aexit__", *error)),
    **{f"__{name}__": getattr(operator, f"__{name}__") for name in _OPERATORS},
    **{f"__i{name}__": getattr(operator, f"__i{name}__") for name in ("add", "sub", "mul")},
    **{f"__r{name}__": _turned(name) for name in ("add", "sub", "mul", "truediv")},
}
