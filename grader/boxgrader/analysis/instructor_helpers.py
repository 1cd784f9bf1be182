"""Functions that an instructor defines in cells which nbgrader does not know.

Learners may change such a cell, but it is not their answer: a test that uses the function gets the
instructor's own. What looks as if learners were to fill it in stays theirs.
"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from boxgrader.analysis.python_names import statements, stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


def helpers(texts: Iterable[str], answers: Collection[str]) -> str:
    """Their definitions as one text, with the imports that stand beside them.

    Left out is what uses another name than a module's or a helper's as soon as it is defined.

    Args:
        texts: The instructor's cells.
        answers: Names that learners are asked to define.
    """
    known = set(dir(builtins))
    found: list[ast.stmt] = []
    for one in (one for text in texts for one in statements(text)):
        imports = isinstance(one, ast.Import | ast.ImportFrom)
        helps = (
            isinstance(one, ast.FunctionDef)
            and one.name not in answers
            and not _is_stub(one)
            and known.issuperset(_needed_at_once(one))
        )
        if imports or helps:
            found.append(one)
            known |= stored(one)
    defined = any(isinstance(one, ast.FunctionDef) for one in found)
    return "\n".join(map(ast.unparse, found)) if defined else ""


def _is_stub(function: ast.FunctionDef) -> bool:
    """Whether it does nothing yet."""
    return all(
        isinstance(one, ast.Pass | ast.Raise)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        or (isinstance(one, ast.Return) and isinstance(one.value, ast.Constant | None))
        for one in function.body
    )


def _needed_at_once(function: ast.FunctionDef) -> Iterator[str]:
    """The names that a definition uses, other than in the function's body."""
    inside = {id(node) for one in function.body for node in ast.walk(one)}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and id(node) not in inside:
            yield node.id
