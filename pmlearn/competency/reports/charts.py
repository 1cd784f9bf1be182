"""The radar of a profile as SVG: no script, colors from the page's style."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

RADIUS, MARGIN = 150.0, 34.0
TOP = 5  # the highest level


def radar(
    axes: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[float | None]]],
    title: str,
) -> str:
    """A radar with one axis per element.

    Args:
        axes: The axes' labels, clockwise from the top.
        series: (style, what it is, a level from 0 to 5 for each axis); None leaves an axis out.
        title: What a screen reader says; the figures themselves stand in a table on the page.

    Raises:
        ValueError: fewer than three axes, or a series of another length.
    """
    if len(axes) < 3:  # noqa: PLR2004  two directions span no area
        raise ValueError(f"a radar needs at least three axes, got {len(axes)}")
    size = 2 * (RADIUS + MARGIN)
    label = html.escape(title, quote=True)
    opening = f'<svg class="radar" viewBox="0 0 {size:g} {size:g}" role="img" aria-label="{label}">'
    rings = [
        _polygon("grid", [_point(i, len(axes), level) for i in range(len(axes))])
        for level in range(1, TOP + 1)
    ]
    parts = [opening, *rings]
    for i, label in enumerate(axes):
        x, y = _point(i, len(axes), TOP)
        cx, cy = _point(0, 1, 0)
        parts.append(f'<line class="grid" x1="{cx:.1f}" y1="{cy:.1f}" x2="{x:.1f}" y2="{y:.1f}"/>')
        x, y = _point(i, len(axes), TOP * (1 + 16 / RADIUS))
        parts.append(
            f'<text class="axis" x="{x:.1f}" y="{y:.1f}" text-anchor="middle" '
            f'dominant-baseline="middle">{html.escape(label)}</text>'
        )
    for style, name, levels in series:
        if len(levels) != len(axes):
            raise ValueError(f"series {name!r}: needs {len(axes)} levels, got {len(levels)}")
        corners = [
            _point(i, len(axes), level) for i, level in enumerate(levels) if level is not None
        ]
        parts.append(_polygon(style, corners))
    for level in range(1, TOP + 1):
        x, y = _point(0, 1, level)
        parts.append(f'<text class="ring" x="{x + 3:.1f}" y="{y + 3:.1f}">{level}</text>')
    return "".join([*parts, "</svg>"])


def _point(axis: int, axes: int, level: float) -> tuple[float, float]:
    angle = 2 * math.pi * axis / axes
    away = RADIUS * level / TOP
    middle = RADIUS + MARGIN
    return middle + away * math.sin(angle), middle - away * math.cos(angle)


def _polygon(style: str, corners: Sequence[tuple[float, float]]) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return f'<polygon class="{style}" points="{points}"/>'
