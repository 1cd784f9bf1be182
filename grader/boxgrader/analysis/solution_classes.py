"""What the classes in the instructor's answers offer, read from their text.

A test of a class has to trust the class, but only in what it is there for: an operator or method
that the instructor's own class lacks is nothing that a test needs to hand an expected value to.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from boxgrader.analysis.python_names import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EVERYTHING = "*"
# These bring no operator and no method that takes an argument.
_BASES = {"object", "ABC", "Protocol", "Generic", "Exception", "ValueError", "RuntimeError"}
_EXTENDED = {
    *("list", "dict", "set", "frozenset", "tuple", "int", "float", "str", "Counter", "deque"),
    *("OrderedDict", "defaultdict", "IntEnum", "StrEnum", "IntFlag"),
}
_DECORATORS = {"dataclass", "total_ordering", "final", "runtime_checkable"}


def classes(sources: Iterable[str]) -> list[ast.ClassDef]:
    """The classes that cells define."""
    found = (one for text in sources for one in statements(text))
    return [one for one in found if isinstance(one, ast.ClassDef)]


def extending(sources: Iterable[str]) -> set[str]:
    """Names of the classes that are derived from one whose instances travel as data."""
    found: set[str] = set()
    for one in classes(sources):
        bases = {_last(base) for base in one.bases}
        adds = any(isinstance(node, ast.FunctionDef) for node in one.body)
        if bases & (_EXTENDED | found) or (adds and "NamedTuple" in bases):
            found.add(one.name)
    return found


def members(found: Iterable[ast.ClassDef]) -> set[str]:
    """Names of their methods, operators and attributes; EVERYTHING where the text does not tell."""
    found = list(found)
    known = _BASES | {one.name for one in found}
    names = {name for one in found for name in _defined(one)}
    for one in found:
        if not {_last(base) for base in one.bases} <= known or one.keywords:
            names.add(EVERYTHING)
        if not {_last(decorator) for decorator in one.decorator_list} <= _DECORATORS:
            names.add(EVERYTHING)
    return names | {EVERYTHING} if names & {"__getattr__", "__getattribute__"} else names


def _defined(one: ast.ClassDef) -> Iterator[str]:
    for node in ast.walk(one):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def _last(node: ast.expr) -> str:
    """The last name in `a.b.Name`, `Name[int]` or `name(order=True)`."""
    while isinstance(node, ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
