"""What fits and what pays: capacity bars, efficient frontier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import number
from pmlearn.plots import style
from pmlearn.portfolio.frontier import Frontier, dominated

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

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
    shares, notes = _shares(dict(used.items()), dict(capacity.items()))
    size = (6.8, style.grow(len(shares), each=0.45))
    ax = style.canvas(ax, title, "Used (% of capacity)", size=size, grid="x")
    _draw_shares(ax, np.array([*shares.values()]))
    style.row_labels(ax, [*shares])
    _write_on_bars(ax, notes)
    ax.set_xlim(0, max(105.0, 1.05 * max(shares.values())))
    style.legend(ax)
    words = [f"{name}: {note}" for name, note in zip(shares, notes, strict=True)]
    return style.describe(ax, "Bars in percent of capacity. " + style.listing(words, 12) + ".")


def _shares(
    used: Mapping[Hashable, float], capacity: Mapping[Hashable, float]
) -> tuple[dict[Hashable, float], list[str]]:
    """What is used of each capacity in percent, and in words."""
    names = _same_names(used, capacity)
    shares, notes = {}, []
    for name in names:
        amount = number(f"capacity bars: use of {name!r}", used[name], least=0)
        limit = number(f"capacity bars: capacity of {name!r}", capacity[name], above=0)
        shares[name] = 100 * amount / limit
        notes.append(f"{style.plain(amount)} of {style.plain(limit)}")
    return shares, notes


def _draw_shares(ax: Axes, shares: NDArray[np.float64]) -> None:
    """A bar up to 100 percent for each resource, and a hatched one for what exceeds that."""
    places = np.arange(len(shares))
    over = shares > 100 * (1 + 1e-9)
    ax.barh(
        places,
        np.minimum(shares, 100),
        height=0.6,
        facecolor=style.PALE_BLUE,
        edgecolor=style.BLUE,
        label="used",
    )
    if over.any():
        ax.barh(
            places[over],
            shares[over] - 100,
            left=100,
            height=0.6,
            facecolor=style.PALE_VERMILION,
            edgecolor=style.VERMILION,
            hatch=style.OVERLOAD,
            label="above capacity",
        )
    ax.axvline(100, color=style.INK, linewidth=1.8, label="capacity")


def _write_on_bars(ax: Axes, notes: list[str]) -> None:
    size = ax.get_yticklabels()[0].get_fontsize()
    for place, note in enumerate(notes):
        ax.annotate(
            note,
            (0, place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=style.INK,
            fontsize=size,
        )


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
    risk, value = style.with_unit("Risk", risk_unit), style.with_unit("Expected value", value_unit)
    ax = style.canvas(ax, title, risk, value, grid="both")
    _draw_portfolios(ax, efficient, table[beaten])
    style.plain_ticks(ax)
    style.legend(ax)
    first, last = (
        f"value {style.plain(value)} at risk {style.plain(risk)}"
        for value, risk in efficient[["value", "risk"]].to_numpy(float)[[0, -1]]
    )
    return style.describe(
        ax, f"{len(efficient)} of {len(table):,} portfolios are efficient, from {first} to {last}."
    )


def _draw_portfolios(ax: Axes, efficient: pd.DataFrame, others: pd.DataFrame) -> None:
    dots: style.Look = {
        "color": style.MUTED,
        "markersize": 3.5,
        "alpha": 0.35,
        "rasterized": len(others) > _MANY,
    }
    if len(others):
        ax.plot(others["risk"], others["value"], "o", markeredgewidth=0, label="others", **dots)
    line: style.Look = {
        "color": style.BLUE,
        "linewidth": 1.8,
        "markersize": 6,
        "label": "efficient",
    }
    # between two sets there is none: within a risk, the best is the last one before
    ax.plot(efficient["risk"], efficient["value"], "D-", drawstyle="steps-post", **line)
