"""The picture of the package's rooms and of what imports what, drawn from the files themselves.

    ```{rooms}
    ```

It is made when the book is built, so that it cannot tell of rooms or imports that are no more.
"""

from __future__ import annotations

import ast
import html
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Uses = Mapping[str, frozenset[str]]

GRADER = "boxgrader"
# What every room may use is drawn as one band below, without arrows.
SHARED = ("inputs", "notebooks", "files", "limits")
# Where a room stands from left to right, so that few arrows cross; others follow on the right.
COLUMN = {
    GRADER: 0.0,
    "cli": 0.5,
    "labs": 2.0,
    "course": 0.5,
    "competency": 1.0,
    "exercises": 1.0,
    "tidewell": 2.5,
    "roles": 2.0,
    "project": 3.0,
    "portfolio": 3.5,
    "plots": 4.5,
    "program": 4.0,
    "product": 5.0,
    "service": 6.0,
}
WIDE, HIGH, GAP, STEP = 88, 34, 12, 78
_FRAME = "fill:var(--pst-color-surface);stroke:var(--pst-color-text-muted)"
_TEXT = "fill:var(--pst-color-text-base);font-size:13px;text-anchor:middle"
_LINE = "stroke:var(--pst-color-text-muted);stroke-width:1.3;fill:none"


def folder(package: str) -> Path:
    """Where a package lies."""
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def uses() -> dict[str, frozenset[str]]:
    """Room -> the rooms that it imports; the grader counts as one room."""
    top = folder("pmlearn")
    found: dict[str, set[str]] = {GRADER: set()}
    for path in sorted(top.rglob("*.py")):
        room = path.relative_to(top).with_suffix("").parts[0]
        if not room.startswith("__"):
            found.setdefault(room, set()).update(_imported(path))
    return {room: frozenset(other & found.keys() - {room}) for room, other in found.items()}


def _imported(path: Path) -> Iterator[str]:
    """The rooms that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            package, _, rest = name.partition(".")
            if package == GRADER:
                yield GRADER
            elif package == "pmlearn" and rest:
                yield rest.partition(".")[0]


def arrows(found: Uses) -> dict[str, frozenset[str]]:
    """What is drawn: no arrow that follows from others, none to what every room may use."""
    own = {room: other - set(SHARED) for room, other in found.items() if room not in SHARED}

    def below(room: str) -> frozenset[str]:
        return own[room].union(*(below(other) for other in own[room]))

    return {
        room: frozenset(one for one in other if not any(one in below(o) for o in other - {one}))
        for room, other in own.items()
    }


def picture(found: Uses) -> str:
    """The rooms as boxes, users above what they use, as an SVG that takes the theme's colors."""
    drawn = arrows(found)
    places = _places(drawn)
    width = max(x for x, _ in places.values()) + WIDE / 2 + GAP
    bottom = max(y for _, y in places.values()) + HIGH
    lines = [_line(places[a], places[b]) for a in drawn for b in sorted(drawn[a])]
    boxes = [_box(name, x, y, WIDE) for name, (x, y) in sorted(places.items())]
    band = _box(
        ", ".join(SHARED) + ": for all", width / 2, bottom + HIGH / 2 + GAP, width - 2 * GAP
    )
    said = ". ".join(f"{a} uses {', '.join(sorted(b))}" for a, b in sorted(drawn.items()) if b)
    return (
        f'<div class="rooms" tabindex="0" role="group" aria-label="Rooms and arrows">'
        f'<svg viewBox="0 0 {width:g} {bottom + 2 * HIGH:g}" role="img" '
        f'aria-label="{html.escape(said)}.">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" '
        'style="fill:var(--pst-color-text-muted)"/></marker></defs>'
        f"{''.join(lines)}{''.join(boxes)}{band}</svg></div>"
    )


def _places(drawn: Uses) -> dict[str, tuple[float, float]]:
    """Middle of each room's box: in a row above all that it uses."""

    def level(room: str) -> int:
        return 1 + max((level(other) for other in drawn[room]), default=-1)

    top = max(map(level, drawn))
    unknown = sorted(drawn.keys() - COLUMN.keys())
    columns = COLUMN | {room: 7.0 + number for number, room in enumerate(unknown)}
    return {
        room: (
            GAP + WIDE / 2 + columns[room] * (WIDE + GAP),
            GAP + HIGH / 2 + (top - level(room)) * STEP,
        )
        for room in drawn
    }


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (right, down) = start, end
    return (
        f'<path d="M{x:g} {y + HIGH / 2:g}L{right:g} {down - HIGH / 2:g}" '
        f'style="{_LINE}" marker-end="url(#tip)"/>'
    )


def _box(name: str, x: float, y: float, width: float) -> str:
    return (
        f'<rect x="{x - width / 2:g}" y="{y - HIGH / 2:g}" width="{width:g}" height="{HIGH}" '
        f'rx="5" style="{_FRAME}"/><text x="{x:g}" y="{y + 4.5:g}" style="{_TEXT}">'
        f"{html.escape(name)}</text>"
    )


class RoomsDirective(SphinxDirective):
    """The picture; it is drawn again when a file of the package has changed."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The picture as part of the page."""
        for path in folder("pmlearn").rglob("*.py"):
            self.env.note_dependency(str(path))
        return [nodes.raw("", picture(uses()), format="html")]
