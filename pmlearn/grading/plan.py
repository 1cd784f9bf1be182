"""What has to happen with each of an assignment's cells, read from the instructor's notebook.

A name in a test belongs to the instructor or to the learner. Whatever locked cells and tests define
is the instructor's, computed by the checker itself; whatever the cells that learners fill in define
is the learner's, and is asked for. A learner cannot move a name from one side to the other.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pmlearn.grading.assignment import Assignment

_ANSWER = re.compile(r"\s*%%answer\s+(\w+)")


@dataclass(frozen=True, slots=True)
class Plan:
    """How to grade a submission.

    Attributes:
        tests: grade_ids of the cells that give points.
        setups: grade_ids of the locked cells that tests build on; the checker runs these as well.
        given_back: grade_id -> names that learners (re)define between the checker's last cell and
            this one.
        wanted: grade_id -> names that the checker may ask the learner's process for.
        answers: All names that learners are asked to define.
        objects: grade_ids of the cells that name a class which learners are asked to write.
        libraries: Names that the instructor's notebook has from imports alone -> module and what
            of it, if not the module itself. The checker imports these itself.
        imports: Modules that the assignment uses, to be loaded before any room is made.
        visible: grade_id of a test -> the part that the learner saw.
        hidden_lines: grade_id of a test -> the numbers of its hidden lines, from 1.
    """

    tests: frozenset[str] = frozenset()
    setups: frozenset[str] = frozenset()
    given_back: dict[str, list[str]] = field(default_factory=dict)
    wanted: dict[str, list[str]] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    libraries: dict[str, tuple[str, str]] = field(default_factory=dict)
    imports: tuple[str, ...] = ()
    visible: dict[str, str] = field(default_factory=dict)
    hidden_lines: dict[str, frozenset[int]] = field(default_factory=dict)


def plan(assignment: Assignment) -> Plan:
    """The plan of an assignment."""
    return _planned(_Key(assignment))


class _Key:
    """An assignment by its two notebooks, so that its plan is made once."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.texts = (assignment.source, assignment.release)

    def __hash__(self) -> int:
        return hash(self.texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.texts == other.texts


@lru_cache(maxsize=16)
def _planned(key: _Key) -> Plan:
    from nbgrader import utils

    code = [cell for cell in key.assignment.cells() if cell.cell_type == "code"]
    names = [cell.metadata.nbgrader.grade_id for cell in code]
    solutions = key.assignment.solutions()
    tests = [
        n for n, c in zip(names, code, strict=True) if utils.is_locked(c) and utils.is_grade(c)
    ]
    locked = {n: c.source for n, c in zip(names, code, strict=True) if utils.is_locked(c)}
    setups = _needed(locked, tests)
    answered = {n: stores(text) for n, text in solutions.items() if n in names}
    answers = frozenset[str]().union(*answered.values())
    given_back: dict[str, list[str]] = {}
    wanted: dict[str, list[str]] = {}
    own = set(dir(builtins)) - answers
    since: set[str] = set()
    for name in names:
        since |= answered.get(name, set())
        if name in tests or name in setups:
            own -= since
            wanted[name] = sorted(loads(locked[name]) - own)
            given_back[name] = sorted(since)
            own |= stores(locked[name])
            since = set()
    released = key.assignment.released_texts()
    return Plan(
        tests=frozenset(tests),
        setups=frozenset(setups),
        given_back=given_back,
        wanted=wanted,
        answers=answers,
        objects=frozenset(n for n, text in locked.items() if loads(text) & _classes(solutions)),
        libraries=_libraries(key.assignment),
        imports=_imports(key.assignment),
        visible={name: released[name] for name in tests},
        hidden_lines={name: frozenset(_hidden(locked[name])) for name in tests},
    )


def _imports(assignment: Assignment) -> tuple[str, ...]:
    """The modules that the instructor's cells and files import, the files themselves aside."""
    helpers = [text.decode() for path, text in assignment.files.items() if path.endswith(".py")]
    found: set[str] = set()
    for text in (*assignment.code(), *helpers):
        for node in (node for one in statements(text) for node in ast.walk(one)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    own = {path.partition("/")[0].removesuffix(".py") for path in assignment.files}
    return tuple(sorted(name for name in found if name.partition(".")[0] not in own))


def _libraries(assignment: Assignment) -> dict[str, tuple[str, str]]:
    """The names that only imports define, in any of the instructor's cells."""
    found: dict[str, tuple[str, str]] = {}
    others: set[str] = set()
    every = (one for text in assignment.code() for one in statements(text))
    for node in (node for one in every for node in ast.walk(one)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = (alias.name if alias.asname else top, "")
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = (node.module, alias.name)
        else:
            others.update(_stored(node))
    return {name: origin for name, origin in found.items() if name not in others}


def _classes(solutions: dict[str, str]) -> set[str]:
    """The classes that the instructor's answers define."""
    found = (one for text in solutions.values() for one in statements(text))
    return {one.name for one in found if isinstance(one, ast.ClassDef)}


def _needed(locked: dict[str, str], tests: list[str]) -> set[str]:
    """The locked cells that define what a test, or another needed cell, uses."""
    wanted: set[str] = set().union(*(loads(locked[name]) for name in tests))
    needed: set[str] = set()
    for name in reversed(locked):
        if name not in tests and stores(locked[name]) & wanted:
            needed.add(name)
            wanted |= loads(locked[name])
    return needed


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
    """The names that a cell may define."""
    answer = _ANSWER.match(source)
    found = {answer[1]} if answer else set()
    return found.union(*(stored(one) for one in statements(source)))


def stored(statement: ast.AST) -> set[str]:
    """The names that a statement may define."""
    return {name for node in ast.walk(statement) for name in _stored(node)}


def _stored(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)


def loads(source: str) -> set[str]:
    """The names that a cell uses before it has defined them itself."""
    known: set[str] = set()
    found: set[str] = set()
    for statement in statements(source):
        used: Any = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
        found |= {node.id for node in used if isinstance(node.ctx, ast.Load)} - known
        known |= stored(statement)
    return found


def _hidden(source: str) -> Iterator[int]:
    from nbgrader.preprocessors.clearhiddentests import ClearHiddenTests

    inside = False
    for number, line in enumerate(source.split("\n"), start=1):
        inside = inside or ClearHiddenTests.begin_test_delimeter.default_value in line
        if inside:
            yield number
        if ClearHiddenTests.end_test_delimeter.default_value in line:
            inside = False
