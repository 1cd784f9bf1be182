"""A radar of competency levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import number
from pmlearn.plots import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Levels = Mapping[str, float | None] | pd.Series[float]

_FEWEST = 3  # two directions span no area


def competency_radar(
    levels: Levels,
    target: Levels | None = None,
    *,
    top: int = 5,
    title: str = "Competency profile",
    ax: Axes | None = None,
) -> Axes:
    """Levels by element around a circle, against what a role asks for.

    Args:
        levels: Level from 0 to `top` by element, clockwise from the top; None or NaN where nothing
            was assessed, which leaves the element out.
        target: What the role asks for, by the same elements.
        top: The highest level.
        title: Above the plot.
        ax: Where to draw (no polar axes); a new figure if not given.

    Raises:
        ValueError: there are fewer than three elements, target names others, or a level is beyond
            0 and `top`.
    """
    names = [style.shorten(name, 24) for name in levels.keys()]  # noqa: SIM118 - a Series iterates over values
    if len(names) < _FEWEST:
        raise ValueError(f"radar: levels must name at least {_FEWEST} elements, got {len(names)}")
    own = _numbers("level", levels, top)
    wanted = None if target is None else _targets(levels, target, top)
    if getattr(ax, "name", "") == "polar":
        raise ValueError("radar: ax must have straight axes, got polar ones")
    ax = style.canvas(ax, title, size=(6.0, 5.0), grid="")
    angles = 2 * np.pi * np.arange(len(names)) / len(names)
    _web(ax, angles, top)
    said = [f"{n}\n(not assessed)" if np.isnan(x) else n for n, x in zip(names, own, strict=True)]
    _names(ax, said, angles, top)
    look: style.Look = {"facecolor": style.PALE_BLUE, "edgecolor": style.BLUE, "alpha": 0.75}
    _polygon(ax, angles, own, {**look, "label": "attained"}, "o")
    if wanted is not None:
        look = {"facecolor": "none", "edgecolor": style.VERMILION, "linestyle": (0, (5, 2))}
        _polygon(ax, angles, wanted, {**look, "label": "asked for"}, "s")
    style.legend(ax)
    return style.describe(ax, _in_words(names, own, wanted))


def _numbers(what: str, levels: Levels, top: int) -> NDArray[np.float64]:
    """The levels, NaN where there is none."""
    return np.array(
        [
            np.nan
            if level is None or level != level  # noqa: PLR0124 - only NaN differs from itself
            else number(f"radar: {what} of {name!r}", level, least=0, most=top)
            for name, level in levels.items()
        ]
    )


def _targets(levels: Levels, target: Levels, top: int) -> NDArray[np.float64]:
    odd = set(map(str, levels.keys())) ^ set(map(str, target.keys()))
    if odd:
        raise ValueError(
            f"radar: target must name the same elements as levels, got {min(odd)!r} in one only"
        )
    return _numbers("target", {name: target[name] for name in levels.keys()}, top)  # noqa: SIM118


def _web(ax: Axes, angles: NDArray[np.float64], top: int) -> None:
    """Rings, spokes and the numbers of the rings, in place of straight axes."""
    for level in range(1, top + 1):
        look: style.Look = {
            "facecolor": "none",
            "edgecolor": style.GRID if level < top else style.MUTED,
        }
        ax.fill(*_corners(angles, np.full(len(angles), float(level))), linewidth=0.8, **look)
        ax.annotate(
            str(level),
            (0, level),
            xytext=(3, -2),
            textcoords="offset points",
            va="top",
            fontsize=7.5,
            color=style.MUTED,
        )
    for angle in angles:
        ax.plot([0, top * np.sin(angle)], [0, top * np.cos(angle)], color=style.GRID, linewidth=0.8)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_aspect("equal")
    ax.set_xlim(-1.15 * top, 1.15 * top)
    ax.set_ylim(-1.15 * top, 1.15 * top)


def _names(ax: Axes, names: list[str], angles: NDArray[np.float64], top: int) -> None:
    size = style.SMALL if len(names) <= 16 else 7.5  # noqa: PLR2004 - as many as fit around
    for name, angle in zip(names, angles, strict=True):
        x, y = np.sin(angle), np.cos(angle)
        ax.annotate(
            name,
            (1.07 * top * x, 1.07 * top * y),
            ha="center" if abs(x) < 0.2 else "left" if x > 0 else "right",  # noqa: PLR2004
            va="center" if abs(y) < 0.95 else "bottom" if y > 0 else "top",  # noqa: PLR2004
            fontsize=size,
            color=style.INK,
        )


def _polygon(
    ax: Axes,
    angles: NDArray[np.float64],
    levels: NDArray[np.float64],
    look: style.Look,
    marker: str,
) -> None:
    """The area that the levels span; an element without a level is left out."""
    known = ~np.isnan(levels)
    x, y = _corners(angles[known], levels[known])
    ax.fill(x, y, linewidth=2, **look)
    ax.plot(x, y, marker, linestyle="", color=look["edgecolor"], markersize=4.5)


def _corners(
    angles: NDArray[np.float64], levels: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return levels * np.sin(angles), levels * np.cos(angles)


def _in_words(
    names: list[str], own: NDArray[np.float64], wanted: NDArray[np.float64] | None
) -> str:
    goals = np.full(len(own), np.nan) if wanted is None else wanted
    parts = [
        f"{name} "
        + ("not assessed" if np.isnan(level) else style.plain(level))
        + ("" if np.isnan(goal) else f" of {style.plain(goal)}")
        for name, level, goal in zip(names, own, goals, strict=True)
    ]
    return f"Levels: {style.listing(parts, 40)}."
