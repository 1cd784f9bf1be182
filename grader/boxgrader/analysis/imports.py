"""What the cells of an assignment import."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from boxgrader.analysis.python_names import assigned, statements

if TYPE_CHECKING:
    from boxgrader.submission.assignment import Assignment


def imports(assignment: Assignment, *, members: bool = False) -> tuple[str, ...]:
    """The modules that the instructor's cells and files import, the files themselves aside.

    Args:
        assignment: The assignment.
        members: Whether to name also what is imported from a module, which may be a module itself:
            `from scipy import stats` loads `scipy.stats`.
    """
    files = assignment.files.items()
    modules = [text.decode(errors="replace") for path, text in files if path.endswith(".py")]
    found: set[str] = set()
    for text in (*assignment.code(), *modules):
        for node in (node for one in statements(text) for node in ast.walk(one)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
                found |= {f"{node.module}.{alias.name}" for alias in node.names if members}
    own = {path.partition("/")[0].removesuffix(".py") for path in assignment.files}
    return tuple(sorted(name for name in found if name.partition(".")[0] not in own))


def libraries(assignment: Assignment) -> dict[str, tuple[str, str]]:
    """The names that only imports define, in any of the instructor's cells."""
    found: dict[str, tuple[str, str]] = {}
    every = [one for text in assignment.code() for one in statements(text)]
    for node in (node for one in every for node in ast.walk(one)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = (alias.name if alias.asname else top, "")
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = (node.module, alias.name)
    others = set[str]().union(*(assigned(one) for one in every))
    return {name: origin for name, origin in found.items() if name not in others}
