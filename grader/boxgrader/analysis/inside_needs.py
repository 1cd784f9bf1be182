"""What a test needs that runs in a copy of the learner's process instead of the checker.

There the hidden parts of the tests above have not run, and names may have come to stand for
something else than the instructor means.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from boxgrader.analysis.parsing import one_at_a_time
from boxgrader.analysis.plan import Key, hidden_lines, plan
from boxgrader.analysis.python_names import (
    loads,
    origins,
    parsed,
    reached,
    statements,
    stored,
    stores,
)
from boxgrader.sandbox.typed_message import TypedMessage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boxgrader.submission.assignment import Assignment

# Names under which a notebook finds something of IPython's.
_IPYTHONS = frozenset({"open", "exit", "quit", "input", "get_ipython", "display"})


@dataclass(frozen=True, slots=True)
class Needs(TypedMessage):
    """What one test needs.

    Attributes:
        before: Texts of the statements that run first: what hidden parts above define for it.
        builtins: Names under which it means what Python has of that name.
        libraries: Names under which it means what the instructor imports -> module, what of it.
        functions: Names of functions of locked cells -> their definition.
    """

    before: tuple[str, ...] = ()
    builtins: tuple[str, ...] = ()
    libraries: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)


def needs(assignment: Assignment) -> Mapping[str, Needs]:
    """grade_id of a test -> what it needs."""
    planned = plan(assignment)
    with one_at_a_time:
        return _needs(Key(assignment), tuple(sorted(planned.libraries.items())), planned.tests)


@lru_cache(maxsize=16)
def _needs(
    key: Key, libraries: tuple[tuple[str, tuple[str, str]], ...], tests: frozenset[str]
) -> Mapping[str, Needs]:
    from nbgrader import utils

    assignment = key.assignment
    locked = {
        str(cell.metadata.nbgrader.grade_id): str(cell.source)
        for cell in assignment.cells()
        if cell.cell_type == "code" and utils.is_locked(cell)
    }
    own = set[str]().union(*map(stores, assignment.code()))
    made = origins("\n".join(text for name, text in locked.items() if name not in tests))
    functions = _functions(text for name, text in locked.items() if name not in tests)
    others = [*assignment.solutions().values(), *(locked[name] for name in tests)]
    changed = set[str]().union(*map(stores, others))
    found: dict[str, Needs] = {}
    hidden: list[ast.stmt] = []
    for name, text in locked.items():
        if name not in tests:
            continue
        used = reached(loads(text), made)
        found[name] = Needs(
            before=_before(used, hidden),
            builtins=tuple(sorted(used & set(dir(builtins)) - own - _IPYTHONS)),
            libraries={one: origin for one, origin in libraries if one in used},
            functions={one: functions[one] for one in functions if one in used - changed},
        )
        hidden += _hidden(text)
    return found


def _functions(texts: Iterable[str]) -> dict[str, str]:
    """Name -> definition of the functions that locked cells define, each once, undecorated."""
    every = [one for text in texts for one in statements(text)]
    names = [name for one in every for name in stored(one)]
    plain = [one for one in every if isinstance(one, ast.FunctionDef) and not one.decorator_list]
    return {one.name: ast.unparse(one) for one in plain if names.count(one.name) == 1}


def _before(used: set[str], hidden: list[ast.stmt]) -> tuple[str, ...]:
    """Those of the statements that define what is used, or what they use themselves."""
    wanted, chosen = set(used), list[str]()
    for one in reversed(hidden):
        if stored(one) & wanted:
            chosen.insert(0, ast.unparse(one))
            wanted |= loads(chosen[0])
    return tuple(chosen)


def _hidden(text: str) -> list[ast.stmt]:
    """The statements that stand in a test's hidden lines."""
    lines = hidden_lines(text)
    try:
        return [one for one in parsed(text).body if one.lineno in lines]
    except (SyntaxError, ValueError):
        return []
