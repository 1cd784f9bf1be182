"""The files of the course's own packages that an assignment depends on, found from their texts."""

from __future__ import annotations

import ast
import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from boxgrader.analysis.imports import imports
from boxgrader.analysis.parsing import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boxgrader.submission.assignment import Assignment


def used_files(assignment: Assignment) -> tuple[Path, ...]:
    """The files that an assignment's imports lead to, those of imported modules included, sorted.

    A change of one of them may change what the assignment's tests come to; of all others it cannot.
    Data files count with the modules beside which they are.

    Args:
        assignment: The assignment; of libraries only its course's own packages are looked into.
    """
    with one_at_a_time:
        return _used_files(assignment)


def _used_files(assignment: Assignment) -> tuple[Path, ...]:
    found: set[Path] = set()
    waiting = list(imports(assignment))
    known: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in known or name.partition(".")[0] not in assignment.packages:
            continue
        known.add(name)
        for path in _files(name):
            found.add(path)
            waiting += _imported(path)
    data = [one for folder in {path.parent for path in found} for one in _data(folder)]
    return tuple(sorted({*found, *data}))


def _files(name: str) -> Iterator[Path]:
    """The file of a module, and those of the packages that it is in; none of one that is absent."""
    top, *rest = name.split(".")
    place = _root(top)
    if place is None:
        return
    for part in [*rest, None]:
        if (init := place / "__init__.py").is_file():
            yield init
        if part is None:
            return
        if (module := place / f"{part}.py").is_file():
            yield module
            return
        place /= part


@cache
def _root(top: str) -> Path | None:
    spec = importlib.util.find_spec(top)
    return Path(spec.origin).parent if spec and spec.origin else None


@cache
def _imported(path: Path) -> tuple[str, ...]:
    """Every module that a file may import, wherever in it that is said; types aside."""
    found: list[str] = []
    try:
        waiting: list[ast.AST] = [ast.parse(path.read_bytes())]
    except (SyntaxError, ValueError):  # whoever imports it will be told
        return ()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        waiting += ast.iter_child_nodes(node)
    return tuple(found)


def _data(folder: Path) -> list[Path]:
    """The files of a package's folder that are no code."""
    return [p for p in folder.iterdir() if p.is_file() and p.suffix not in {".py", ".pyc"}]
