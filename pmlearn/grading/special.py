"""What operators, conversions and built-in functions do with an object of the other process."""

from __future__ import annotations

import copy
import operator
from typing import Any


def _exit(target: Any, error: BaseException | None = None) -> bool:
    at = None if error is None else error.__traceback__
    kind = None if error is None else type(error)
    return bool(type(target).__exit__(target, kind, error, at))


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
    "__exit__": _exit,
    **{f"__{name}__": getattr(operator, f"__{name}__") for name in _OPERATORS},
    **{f"__r{name}__": _turned(name) for name in ("add", "sub", "mul", "truediv")},
}
