"""Functions as they are at one moment, kept without keeping all of the process.

A function that uses nothing but its arguments, constants, libraries and other such functions is the
same function later, as long as it still finds the same ones by their names and no cell has changed
how libraries work.

All of this only saves time: what is not kept here is in a copy of the process, with the same
scores. Always copying took 1.1 to 1.7 times as long on this course's assignments (decisions/0013).
A library that the list lacks costs a copy; what changes libraries and is not known here costs the
test of a function that uses them.
"""

from __future__ import annotations

import builtins
import dis
import re
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from boxgrader.trusted import COURSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SCALARS = (int, float, complex, bool, str, bytes, range, type(None))
_LIBRARIES = re.compile(
    "bisect|builtins|calendar|cmath|collections|copy|datetime|decimal|fractions|functools|heapq|"
    "itertools|json|math|numbers|numpy|operator|pandas|re|statistics|string|textwrap|typing"
)
# With one of these a function may depend on what happens later, or see that it was moved.
_REFUSED = re.compile(
    r"dir|eval|exec|get_ipython|globals|locals|query|samples?|vars|(.*\.)?random(\..*)?"
    r"|chdir|environ|fromfile|genfromtxt|getcwd|getenv|load(txt)?|open|os|os\.path|Path|read_\w+"
)
# A library's attribute, once set, is set for everybody.
_SETTERS = frozenset(
    dis.opmap[f"{what}_{where}"] for what in ("STORE", "DELETE") for where in ("GLOBAL", "ATTR")
)


# What changes how libraries work: settings, attributes of modules, the working folder.
_CHANGES = re.compile(
    r"(?<!\bself)\.(?!(columns|index|names?)\b)\w+\s*[-+*/|]?=(?!=)|%cd\b"
    r"|\b(environ|vars|__dict__|patch|chdir|(re)?set_option"
    r"|set_printoptions|set(attr|context|err|firstweekday|locale|recursionlimit))\b"
)


class ChangingError(ValueError):
    """A value may be another one later."""


def frozen(names: Iterable[str], space: Mapping[str, Any]) -> dict[str, Any]:
    """Functions of a notebook and all that they use, as they are now.

    Args:
        names: What to keep.
        space: The notebook's names.

    Raises:
        ChangingError: one of them is no function, or may be another one later.
    """
    freezer = _Freezer(space)
    for name in names:
        if type(space[name]) is not FunctionType:
            raise ChangingError(name)
        freezer.keep(name)
    return freezer.kept


def may_change_libraries(source: str) -> bool:
    """Whether a cell may change how libraries work, so that functions have to be left behind."""
    return _CHANGES.search(source) is not None


class _Freezer:
    """Copies functions into a space of their own."""

    def __init__(self, space: Mapping[str, Any]) -> None:
        self._space = space
        self._copies: dict[FunctionType, FunctionType] = {}
        self.kept: dict[str, Any] = {"__builtins__": builtins, "__name__": "__main__"}

    def keep(self, name: str) -> None:
        if name in self.kept or name not in self._space:  # it is known, a builtin or an attribute
            return
        value = self._space[name]
        if type(value) is FunctionType and value.__globals__ is self._space:
            self._keep_function(name, value)
        elif _is_constant(value):
            self.kept[name] = value
        else:
            raise ChangingError(name)

    def _keep_function(self, name: str, function: FunctionType) -> None:
        if function in self._copies:  # under another name
            self.kept[name] = self._copies[function]
            return
        code = function.__code__
        given = (function.__defaults__ or (), *(function.__kwdefaults__ or {}).values())
        plain = not function.__closure__ and not vars(function) and all(map(_is_constant, given))
        if not plain or _sets(code) or any(map(_REFUSED.fullmatch, _names(code))):
            raise ChangingError(name)
        copy = FunctionType(code, self.kept, function.__name__, function.__defaults__)
        for about in ("__kwdefaults__", "__annotations__", "__qualname__", "__doc__"):
            setattr(copy, about, getattr(function, about))
        self.kept[name] = self._copies[function] = copy  # first, as it may use itself
        for used in _names(code):
            self.keep(used)


def _names(code: CodeType) -> Iterator[str]:
    """The names, global ones and attributes, in a function and in those inside it."""
    return (name for one in _codes(code) for name in one.co_names)


def _sets(code: CodeType) -> bool:
    return not all(_SETTERS.isdisjoint(one.co_code[::2]) for one in _codes(code))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code, and that of those inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _is_constant(value: Any) -> bool:
    if type(value) in {tuple, frozenset}:
        return all(map(_is_constant, value))
    if type(value) is ModuleType:
        return _is_library(value.__name__)
    if type(value) in {FunctionType, BuiltinFunctionType, type}:
        return _is_library(str(value.__module__))
    return type(value) in _SCALARS


def _is_library(module: str) -> bool:
    top, *inside = module.split(".")
    known = top in COURSE or _LIBRARIES.fullmatch(top) is not None
    return known and "random" not in inside
