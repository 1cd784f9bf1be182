"""The global names that a cell defines, changes in place and uses, read from its text."""

from __future__ import annotations

import ast
import contextlib
import re
import symtable
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
    return found.union(*(stored(one) for one in statements(source)))


def stored(statement: ast.stmt) -> set[str]:
    """The global names that a statement, or a function that it defines, may define."""
    imported = {one.get_name() for one in _globals(statement) if one.is_imported()}
    return assigned(statement) | imported


def assigned(statement: ast.stmt) -> set[str]:
    """The global names that a statement may define otherwise than by an import."""
    return {one.get_name() for one in _globals(statement) if one.is_assigned()}


def loads(source: str) -> set[str]:
    """The global names that a cell uses, or deletes, before it has defined them itself."""
    known: set[str] = set()
    found: set[str] = set()
    for statement in statements(source):
        deleted = statement.targets if isinstance(statement, ast.Delete) else []
        found |= {one.id for one in deleted if isinstance(one, ast.Name)} - known
        found |= {one.get_name() for one in _globals(statement) if one.is_referenced()} - known
        known |= stored(statement)
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
    for one in statements(source):
        used = {symbol.get_name() for symbol in _globals(one) if symbol.is_referenced()}
        for name in stored(one):
            found[name] = found.get(name, set()) | used
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


def _globals(statement: ast.stmt) -> Iterator[symtable.Symbol]:
    """The global symbols of a statement and of all scopes inside it."""
    try:
        scopes = [symtable.symtable(ast.unparse(statement), "<cell>", "exec")]
    except (SyntaxError, ValueError, RecursionError):  # such as `return` outside of a function
        return
    for scope in scopes:
        yield from (one for one in scope.get_symbols() if one.is_global())
        scopes += scope.get_children()


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
