"""The global names that a cell defines, changes in place and uses, read from its text."""

from __future__ import annotations

import ast
import contextlib
import re
import symtable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# A cell that uses one of these may reach any name without naming it.
REFLECTIVE = frozenset({"globals", "locals", "vars", "dir", "eval", "exec", "get_ipython"})
_AT_ONCE = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})
_ANSWER = re.compile(r"\s*%%answer\s+(\w+)")
# Methods that change what they are called on, when nobody wants their result ...
_METHODS = re.compile(
    "append|extend|insert|remove|clear|sort|reverse|appendleft|rotate|add|update|discard|fill|put"
    "|(set|add|remove)_.*|execute.*|fit|plot|scatter|bar|barh|legend|text|annotate|axhline|axvline"
)
# ... or in any case, and functions that change their first argument.
_TAKERS = frozenset({"pop", "popleft", "popitem", "setdefault"})
_FUNCTIONS = re.compile(
    "shuffle|heap(push|pop|ify)|insort(_left|_right)?|put|copyto|fill_diagonal|place|putmask|setattr"
)


def statements(source: str) -> list[ast.stmt]:
    """A cell's statements as Python, its magics turned into calls; none if it is not Python."""
    try:
        return parsed(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def parsed(source: str, name: str = "<cell>") -> ast.Module:
    """A cell as Python, its magics turned into calls.

    Raises:
        SyntaxError: it is none.
    """
    with contextlib.suppress(SyntaxError):
        return ast.parse(source, name)
    from IPython.core import inputtransformer2

    manager: Any = inputtransformer2.TransformerManager
    text: str = manager().transform_cell(source)
    return ast.parse(text, name)


def stores(source: str) -> set[str]:
    """The global names that a cell may define."""
    answer = _ANSWER.match(source)
    found = {answer[1]} if answer else set()
    return found.union(*(one.stored for one in _in_turn(source)))


def stored(statement: ast.stmt) -> frozenset[str]:
    """The global names that a statement, or a function that it defines, may define."""
    return _globals(statement).stored


def assigned(statement: ast.stmt) -> frozenset[str]:
    """The global names that a statement may define otherwise than by an import."""
    return _globals(statement).assigned


def loads(source: str) -> set[str]:
    """The global names that a cell uses, or deletes, before it has defined them itself."""
    known: set[str] = set()
    found: set[str] = set()
    for names in _in_turn(source):
        found |= (names.deleted | names.used) - known
        known |= names.stored
    return found


def read_later(source: str) -> set[str]:
    """The global names that the functions and classes of a cell use whenever they are called."""
    found = set[str]()
    for one in statements(source):
        with contextlib.suppress(SyntaxError, ValueError, RecursionError):
            top = symtable.symtable(ast.unparse(one), "<cell>", "exec")
            todo = [inner for inner in top.get_children() if inner.get_name() not in _AT_ONCE]
            while todo:
                scope = todo.pop()
                todo += scope.get_children()
                found |= {each.get_name() for each in scope.get_symbols() if each.is_global()}
    return found


def origins(source: str) -> dict[str, set[str]]:
    """Name -> the global names from which a cell makes its value; a function uses them again."""
    found: dict[str, set[str]] = {}
    for names in _in_turn(source):
        for name in names.stored:
            found[name] = found.get(name, set()) | names.used
    return found


def reached(names: set[str], inside: dict[str, set[str]]) -> set[str]:
    """These names, and those that may be used again when something of theirs is called.

    Args:
        names: What a cell uses.
        inside: The `origins` of the cells up to there.
    """
    found, todo = set[str](), set(names)
    while todo:
        found |= todo
        todo = set[str]().union(*(inside.get(name, set()) for name in todo)) - found
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    """The global names of a statement and of all scopes inside it, by what becomes of them."""

    assigned: frozenset[str] = frozenset()
    stored: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()


@lru_cache(maxsize=1000)  # an assignment's plan asks for the same cells again and again
def _in_turn(source: str) -> tuple[_Names, ...]:
    """The names of each of a cell's statements, in order."""
    return tuple(_globals(one) for one in statements(source))


def _globals(statement: ast.stmt) -> _Names:
    """The global names of a statement; none where it cannot stand alone."""
    try:
        scopes = [symtable.symtable(ast.unparse(statement), "<cell>", "exec")]
    except (SyntaxError, ValueError, RecursionError):  # such as `return` outside of a function
        return _Names(deleted=_deleted(statement))
    symbols: list[symtable.Symbol] = []
    for scope in scopes:
        symbols += (one for one in scope.get_symbols() if one.is_global())
        scopes += scope.get_children()
    assigned = frozenset(one.get_name() for one in symbols if one.is_assigned())
    imported = {one.get_name() for one in symbols if one.is_imported()}
    used = frozenset(one.get_name() for one in symbols if one.is_referenced())
    return _Names(assigned, assigned | imported, used, _deleted(statement))


def _deleted(statement: ast.stmt) -> frozenset[str]:
    """The names that a statement deletes, wherever they come from."""
    deleted = statement.targets if isinstance(statement, ast.Delete) else []
    return frozenset(one.id for one in deleted if isinstance(one, ast.Name))


def changes(source: str) -> set[str]:
    """The global names whose values a cell, or a function that it defines, may change in place."""
    return set().union(*(_changed(one, frozenset()) for one in statements(source)))


def _changed(node: ast.AST, local: frozenset[str]) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        local |= _locals(node)
    found = {name for target in _targets(node) if (name := _root(target)) not in local}
    return found.union(*(_changed(one, local) for one in ast.iter_child_nodes(node))) - {""}


def _targets(node: ast.AST) -> Iterator[ast.AST]:
    """What a node changes: the `a` of `a[0] = 1`, `del a.b`, `a.append(1)`, `shuffle(a)`."""
    if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        yield node
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        function = node.value.func
        if isinstance(function, ast.Attribute) and _METHODS.fullmatch(function.attr):
            yield function.value
    elif isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        in_place = name in _TAKERS or any(word.arg == "inplace" for word in node.keywords)
        if isinstance(node.func, ast.Attribute) and in_place:
            yield node.func.value
        if _FUNCTIONS.fullmatch(name):
            yield from node.args[:1]


def _root(node: ast.AST) -> str:
    """The name at the beginning of `name.a[0].b`; empty when there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _locals(function: ast.AST) -> set[str]:
    """The names that are a function's own."""
    inside = list(ast.walk(function))
    declared = {name for one in inside if isinstance(one, ast.Global) for name in one.names}
    arguments = {one.arg for one in inside if isinstance(one, ast.arg)}
    assigned = {
        one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    return (arguments | assigned) - declared
