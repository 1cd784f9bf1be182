"""Which tests forbid something or put something else in its place, read from their text.

    np.linalg.solve = None          # a solution must not use it
    helper = must_not_be_called

In the checker such a change never reaches the learner's process, so a learner who does what is
forbidden would pass; nor are the doctests of learners' functions found there. These tests have to
run in a copy of that process as well.
"""

from __future__ import annotations

import ast
import builtins
import re
from typing import TYPE_CHECKING

from boxgrader.analysis.parsing import one_at_a_time
from boxgrader.analysis.plan import plan
from boxgrader.analysis.python_names import loads, statements, stored, stores

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from boxgrader.submission.assignment import Assignment

_PATCHING = re.compile(r"(mock\.)?patch(\.(object|dict|multiple))?|monkeypatch\.\w+|MonkeyPatch.*")
_SPACES = re.compile(
    r"(globals|vars|locals)\(.*\)|sys\.modules|.*\.(__dict__|user_ns|user_global_ns)|__builtins__"
)
# What the checker itself lets a test play.
_PLAYED = frozenset({"input", "print"})
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_STREAMS = frozenset({"sys.stdin", "sys.stdout", "sys.stderr"})


def forbidden(assignment: Assignment) -> dict[str, str]:
    """grade_id of a test -> what it forbids or replaces, of those that do."""
    planned = plan(assignment)
    with one_at_a_time:
        texts = {
            name: cell.source
            for cell in assignment.cells()
            if (name := str(cell.metadata.nbgrader.grade_id)) in planned.tests
        }
        given = _given(assignment, texts)
        said = {n: forbidding(text, planned.libraries, given) for n, text in texts.items()}
    return {name: what for name, what in said.items() if what}


def _given(assignment: Assignment, tests: Mapping[str, str]) -> set[str]:
    """Functions and classes that learners are given or asked for, and data that they look up.

    What only the author's own answer defines on its way is not what learners have.
    """
    solutions = assignment.solutions()
    known = [*tests.values(), *solutions.values()]
    handed_out = [text for text in assignment.code() if text not in known]
    handed_out += [assignment.released_texts()[name] for name in solutions]
    given = [one for text in handed_out for one in statements(text)]
    solved = [one for text in solutions.values() for one in statements(text)]
    asked = set[str]().union(*map(loads, tests.values()))
    made = {one.name for one in given if isinstance(one, _DEFINITIONS)}
    made |= {one.name for one in solved if isinstance(one, _DEFINITIONS)} & asked
    inside = [ast.unparse(one) for one in solved if isinstance(one, _DEFINITIONS)]
    looked_up = set[str]().union(*map(loads, inside)) - set[str]().union(*map(stores, inside))
    return made | (set[str]().union(*map(stored, given)) & looked_up)


def forbidding(test: str, libraries: Collection[str], given: Collection[str]) -> str:
    """What a test forbids or replaces, such as "replaces np.sum"; empty when it does not.

    Args:
        test: The text of the test, hidden lines included.
        libraries: The names under which the instructor's notebook imports modules.
        given: The functions and classes that other cells define, and the data that learners'
            functions look up.
    """
    body = statements(test)
    modules = {*libraries, "builtins", "__builtins__", *_imported(body)}
    known = (set(dir(builtins)) - _PLAYED) | set(given) | modules
    for node in (one for statement in body for one in ast.walk(statement)):
        if isinstance(node, ast.Call) and (said := _called(node, modules)):
            return said
    for statement in body:
        for target in _targets(statement):
            text = ast.unparse(target)
            if _is_theirs(target, modules, known):
                return f"replaces {text}"
    return ""


def _is_theirs(target: ast.expr, modules: Collection[str], known: Collection[str]) -> bool:
    """Whether a learner's function may find what stands here."""
    if isinstance(target, ast.Name):
        return target.id in known
    if isinstance(target, ast.Attribute):
        played = ast.unparse(target) in _STREAMS or target.attr in _PLAYED
        return _root(target) in modules and not played
    return isinstance(target, ast.Subscript) and bool(_SPACES.fullmatch(ast.unparse(target.value)))


def _called(node: ast.Call, modules: Collection[str]) -> str:
    """What a call replaces, or looks for."""
    function = ast.unparse(node.func)
    if _PATCHING.fullmatch(function.removeprefix("unittest.")):
        first = node.args[0] if node.args else None
        text = first.value if isinstance(first, ast.Constant) else ""
        played = str(text).rpartition(".")[2] in _PLAYED
        return "" if played or function.endswith((".undo", ".context")) else f"calls {function}"
    if function in {"setattr", "delattr"} and node.args and _root(node.args[0]) in modules:
        return f"calls {function} of {ast.unparse(node.args[0])}"
    space, _, method = function.rpartition(".")
    if method == "testmod":
        return "looks for doctests"
    changes = method in {"update", "pop", "clear", "setdefault", "popitem"}
    return f"changes {space}" if changes and _SPACES.fullmatch(space) else ""


def _targets(statement: ast.stmt) -> Iterator[ast.expr]:
    """What a test sets or deletes on purpose: not what a loop or a function of its own sets."""
    for node in _own(statement):
        if isinstance(node, ast.Assign | ast.Delete):
            for target in node.targets:
                yield from target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield ast.Name(node.name, ast.Store())
            yield from (one for one in _written(node) if not isinstance(one, ast.Name))


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """A statement and those in it, but none of a function or class in it."""
    yield node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        for one in ast.iter_child_nodes(node):
            yield from _own(one)


def _written(function: ast.AST) -> Iterator[ast.expr]:
    """Attributes and elements that a test's own function sets."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.Delete):
            yield from node.targets


def _root(node: ast.expr) -> str:
    """The name at the beginning of `name.a.b`; empty when there is none."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _imported(body: list[ast.stmt]) -> set[str]:
    """The names that a test imports."""
    nodes = (one for statement in body for one in ast.walk(statement))
    return {
        (alias.asname or alias.name).partition(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
