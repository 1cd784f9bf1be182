"""What class a stand-in tells that it is of, so that `isinstance` and `type` say what they should.

The other process only claims it. A claim gives a stand-in no method of that class, and none to be
one of the classes whose instances travel as data: who had one would have sent it.
"""

from __future__ import annotations

import collections
import datetime  # noqa: ICN001  `dt` is what pandas calls its own
import decimal
import fractions
import importlib
import sys
import types
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from boxgrader.limits import MAX_BASES
from boxgrader.trusted import LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

# Classes that are nowhere to be found under their own names.
_UNNAMED = {
    "function": types.FunctionType,
    "method": types.MethodType,
    "generator": types.GeneratorType,
}
CLAIMED = "claimed"  # the module of classes that only stand for one of the other process

# What the usual short names stand for; any other module must go by its own name.
_SHORT = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "dt": "datetime"}
# Classes that travel by their names.
_BUILTIN = (bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset)
_DATA = (
    *(range, slice, type(None), decimal.Decimal, fractions.Fraction),
    *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta),
    *(collections.Counter, collections.OrderedDict, collections.defaultdict, collections.deque),
    *(np.ndarray, np.bool_, np.int32, np.int64, np.float32, np.float64),
    *(pd.DataFrame, pd.Series, pd.Index, pd.DatetimeIndex, pd.MultiIndex, pd.Timestamp),
)
DATA = (*_BUILTIN, *_DATA)
# Classes of libraries that learners' own classes may be told to be derived from.
BASES = {
    ("enum", "Enum"),
    ("enum", "IntEnum"),
    ("enum", "StrEnum"),
    ("enum", "Flag"),
    ("abc", "ABC"),
}
NAMED: dict[str, type] = {
    f"{one.__module__}.{one.__qualname__}": one for one in (object, *_BUILTIN, *_DATA)
}


def ancestors(value: Any) -> list[list[str]]:
    """The classes that an object, or a class, is made of, most special first, by their names."""
    kind = value if isinstance(value, type) else type(value)
    return [[str(one.__module__), str(one.__qualname__)] for one in type.mro(kind)][:MAX_BASES]


def claimed(names: Any, own: Callable[[str], Any]) -> type:
    """The class that an object's ancestors stand for, or an empty one of its name below them.

    Args:
        names: What `ancestors` made, or anything else.
        own: Gives the class of the instructor's notebook that has a name, or None.
    """
    pairs = [(str(one[0]), str(one[1])) for one in names or () if len(one) == 2]  # noqa: PLR2004  a pair
    if not pairs:
        return object
    known = [kind for pair in pairs if (kind := _known(*pair, own)) is not None]
    if known and _known(*pairs[0], own) is known[0]:
        return known[0]
    return _below(pairs[0][1].rpartition(".")[2], known[:1])


def extending(names: Any) -> type:
    """The same for an object whose class is to extend one of data, which it may claim."""
    pairs = [(str(one[0]), str(one[1])) for one in names]
    known = [
        kind for pair in pairs[1:] if (kind := NAMED.get(".".join(pair))) not in {None, object}
    ]
    return _below(pairs[0][1], known[:1])


def by_name(value: Any) -> str:
    """The name under which a library has this function or class; empty when none has."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str):
        return ""
    if module.partition(".")[0] not in LIBRARIES or _inside(module, name) is not value:
        return ""
    return f"{module}:{name}"


def named(name: str) -> Any:
    """What a library has under such a name, or the module of this name.

    Raises:
        ImportError: there is none.
        AttributeError: the module has no such thing.
    """
    module, _, inside = name.partition(":")
    importlib.import_module(module)
    return _inside(module, inside) if inside else sys.modules[module]


def _inside(module: str, name: str) -> Any:
    found = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def _below(name: str, bases: Sequence[type]) -> type:
    body = {"__module__": CLAIMED}
    try:
        return type(name, tuple(bases), body)
    except Exception:  # noqa: BLE001  some classes have none below them
        return type(name, (), body)


def _known(module: str, name: str, own: Callable[[str], Any]) -> type | None:
    """A class that this process has anyway; nothing is imported for it."""
    if module == "__main__":
        found = own(name)
    elif module == "builtins" and name in _UNNAMED:
        return _UNNAMED[name]
    elif module.partition(".")[0] in LIBRARIES:
        found = _inside(module, name)
    else:
        return None
    plain = isinstance(found, type) and not issubclass(found, (*_BUILTIN, *_DATA))
    return found if plain else None


def library(alias: str, module: str) -> ModuleType:
    """A library under the name that a learner's notebook gives it.

    A module under a name that is not its own could answer a test's questions in its own way.

    Raises:
        ValueError: it is none of the libraries that tests use, or not called as usual.
    """
    usual = {module, module.rpartition(".")[2]}
    if module.partition(".")[0] not in LIBRARIES or _SHORT.get(alias, alias) not in usual:
        raise ValueError(f"{alias} stands for the module {module}, which a test cannot use")
    if alias in _SHORT and module != _SHORT[alias]:
        raise ValueError(f"{alias} stands for the module {module}, not for {_SHORT[alias]}")
    return importlib.import_module(module)
