"""What fits and what pays: capacity bars, efficient frontier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import number
from pmlearn.plots import style
from pmlearn.portfolio.frontier import Frontier, dominated

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

_MANY = 500  # more dots than this would make a vector graphic too heavy for a page


def capacity_bars(
    used: Mapping[Hashable, float] | pd.Series[float],
    capacity: Mapping[Hashable, float] | pd.Series[float],
    *,
    title: str = "Use of capacity",
    ax: Axes | None = None,
) -> Axes:
    """How much of each capacity is used, in percent of it; what exceeds it is hatched.

    Args:
        used: By resource, such as `Selection.used`.
        capacity: By resource, above 0.
        title: Above the plot.
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: there is no resource, the two do not name the same resources, or a number is
            not finite, a use below 0 or a capacity not above 0.
    """
    amounts, limits = dict(used.items()), dict(capacity.items())
    names = _same_names(amounts, limits)
    share, notes = [], []
    for name in names:
        amount = number(f"capacity bars: use of {name!r}", amounts[name], least=0)
        limit = number(f"capacity bars: capacity of {name!r}", limits[name], above=0)
        share.append(100 * amount / limit)
        notes.append(f"{style.plain(amount)} of {style.plain(limit)}")
    shares = np.array(share)
    ax = style.canvas(
        ax, title, "Used (% of capacity)", size=(6.8, style.grow(len(names), each=0.45)), grid="x"
    )
    _bars(ax, shares)
    ax.axvline(100, color=style.INK, linewidth=1.8, label="capacity")
    style.row_labels(ax, names)
    _write_beside(ax, notes)
    ax.set_xlim(0, max(105.0, 1.05 * shares.max()))
    style.legend(ax)
    words = [f"{name}: {note}" for name, note in zip(names, notes, strict=True)]
    return style.describe(ax, "Bars in percent of capacity. " + style.listing(words, 12) + ".")


def _bars(ax: Axes, shares: NDArray[np.float64]) -> None:
    """One bar per resource up to its capacity, and a hatched one for what exceeds it."""
    places, over = np.arange(len(shares)), shares > 100 * (1 + 1e-9)
    plain: style.Look = {"facecolor": style.PALE_BLUE, "edgecolor": style.BLUE}
    ax.barh(places, np.minimum(shares, 100), height=0.6, label="used", **plain)
    if over.any():
        hatched: style.Look = {
            "facecolor": style.PALE_VERMILION,
            "edgecolor": style.VERMILION,
            "hatch": style.OVERLOAD,
            "label": "above capacity",
        }
        ax.barh(places[over], shares[over] - 100, left=100, height=0.6, **hatched)


def _write_beside(ax: Axes, notes: Sequence[str]) -> None:
    """A note at the start of each bar, in the size of the row labels."""
    look: style.Look = {
        "xytext": (6, 0),
        "textcoords": "offset points",
        "va": "center",
        "color": style.INK,
        "fontsize": ax.get_yticklabels()[0].get_fontsize(),
    }
    for place, note in enumerate(notes):
        ax.annotate(note, (0, place), **look)


def _same_names(
    used: Mapping[Hashable, float], capacity: Mapping[Hashable, float]
) -> list[Hashable]:
    if not capacity:
        raise ValueError("capacity bars: capacity must name at least one resource, got none")
    odd = [name for name in [*used, *capacity] if (name in used) != (name in capacity)]
    if odd:
        raise ValueError(
            f"capacity bars: used and capacity must name the same resources, got {odd[0]!r} in one "
            f"only"
        )
    return list(capacity)


def efficient_frontier(
    points: Frontier | pd.DataFrame,
    *,
    title: str = "Value against risk",
    value_unit: str = "",
    risk_unit: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Every affordable set as a dot; the efficient ones, which no other beats, are joined.

    Args:
        points: Of `pmlearn.portfolio.frontier.frontier`, or a table with the columns value and
            risk, one row per portfolio.
        title: Above the plot.
        value_unit: Of the value.
        risk_unit: Of the risk.
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: there is no portfolio, a column is missing, or a number is not finite.

    Source: Markowitz (1952), Portfolio selection.
    """
    table = points.portfolios if isinstance(points, Frontier) else points
    if table.empty:
        raise ValueError("efficient frontier: points must hold a portfolio, got none")
    beaten = dominated(table)
    efficient = table[~beaten].sort_values(["risk", "value"])
    labels = style.with_unit("Risk", risk_unit), style.with_unit("Expected value", value_unit)
    ax = style.canvas(ax, title, *labels, grid="both")
    _dots(ax, table[beaten], efficient)
    style.plain_ticks(ax)
    style.legend(ax)
    ends = [
        f"value {style.plain(value)} at risk {style.plain(risk)}"
        for value, risk in efficient[["value", "risk"]].to_numpy(float)[[0, -1]]
    ]
    return style.describe(
        ax,
        f"{len(efficient)} of {len(table):,} portfolios are efficient, from {ends[0]} to "
        f"{ends[1]}.",
    )


def _dots(ax: Axes, others: pd.DataFrame, efficient: pd.DataFrame) -> None:
    """A dot for each portfolio; the efficient ones are joined."""
    if len(others):
        dots: style.Look = {
            "color": style.MUTED,
            "markersize": 3.5,
            "alpha": 0.35,
            "rasterized": len(others) > _MANY,
        }
        ax.plot(others["risk"], others["value"], "o", markeredgewidth=0, label="others", **dots)
    line: style.Look = {"color": style.BLUE, "linewidth": 1.8, "markersize": 6}
    # between two sets there is none: within a risk, the best is the last one before
    joined = efficient["risk"], efficient["value"]
    ax.plot(*joined, "D-", drawstyle="steps-post", label="efficient", **line)
