"""How a product spreads: the Bass curve."""

from __future__ import annotations

from math import ceil, log
from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import series, whole
from pmlearn.limits import MAX_PERIODS
from pmlearn.plots import style
from pmlearn.product.bass import Bass, BassFit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

_SATURATED = 0.98  # the share of the market at which a curve without data ends


def bass_curve(
    bass: Bass,
    sales: ArrayLike | None = None,
    *,
    periods: int | None = None,
    title: str = "How the product spreads",
    unit: str = "adopters",
    period: str = "period",
    ax: Axes | None = None,
) -> Axes:
    """Adoptions per period with their peak, and, on the right, the share of the market reached.

    Of a curve that was fitted the periods to come have a band, in which each period's sales lie
    with the probability of the fit.

    Args:
        bass: The curve, or what `Bass.fit` found.
        sales: Adoptions of periods 1, 2, ... as bars; those of the fit if not given.
        periods: How far to draw; until nearly all have adopted if not given.
        title: Above the plot.
        unit: Of what is adopted.
        period: What a period is, such as "year".
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: sales are empty, negative or not finite, or there is no period.

    Source: Bass (1969), A new product growth model for consumer durables.
    """
    known = _sales(bass, sales)
    end = _periods(bass, len(known), periods)
    ax = style.canvas(ax, title, f"Time ({period}s)", f"{unit.capitalize()} per {period}")
    if len(known):
        look: style.Look = {"facecolor": style.PALE_BLUE, "edgecolor": style.BLUE, "linewidth": 0.8}
        ax.bar(np.arange(len(known)), known, 1.0, align="edge", label="sales", **look)
    highs = _band(ax, bass, end) if isinstance(bass, BassFit) and end > len(bass.sales) else []
    time = np.linspace(0, end, 400)
    ax.plot(time, bass.rate(time), color=style.BLUE, linewidth=2.4, label=f"rate per {period}")
    if bass.peak_time <= end:
        _peak(ax, bass, period, end)
    ax.set_xlim(0, end)
    # room for what is written above the peak
    ax.set_ylim(0, 1.12 * max([bass.peak_rate, *known, *highs]))
    style.whole_ticks(ax)
    style.plain_ticks(ax)
    _market(ax, time, 100 * bass.cumulative(time) / bass.m)
    style.legend(ax)
    reached = 100 * bass.cumulative(end) / bass.m
    return style.describe(
        ax,
        f"Bass curve with p {style.plain(bass.p)}, q {style.plain(bass.q)} and a market of "
        f"{style.plain(bass.m)} {unit}. The rate peaks after {style.plain(bass.peak_time)} "
        f"{period}s at {style.plain(bass.peak_rate)}; after {end} {period}s "
        f"{style.plain(round(reached))}% have adopted.",
    )


def _sales(bass: Bass, sales: ArrayLike | None) -> NDArray[np.float64]:
    if sales is not None:
        return series("Bass curve: sales", sales, least=0)
    return bass.sales if isinstance(bass, BassFit) else np.empty(0)


def _periods(bass: Bass, known: int, periods: int | None) -> int:
    if periods is not None:
        return max(known, whole("Bass curve: periods", periods, least=1))
    # F(t) = s solved for t
    growth = bass.p + bass.q
    odds = (1 + _SATURATED * bass.q / bass.p) / (1 - _SATURATED)
    return max(known, min(MAX_PERIODS, ceil(log(odds) / growth)))


def _band(ax: Axes, fit: BassFit, end: int) -> list[float]:
    """The interval of each period to come; returns its upper ends."""
    table = fit.forecast(end - len(fit.sales))
    edges = np.append(table.index.to_numpy(float) - 1, end)
    low, high = (np.append(table[side], table[side].iloc[-1]) for side in ("low", "high"))
    look: style.Look = {
        "facecolor": style.PALE_BLUE,
        "edgecolor": style.BLUE,
        "linewidth": 0.6,
        "alpha": 0.6,
    }
    label = f"{fit.level:.0%} interval"
    ax.fill_between(edges, low, high, step="post", label=label, **look)
    return table["high"].to_list()


def _peak(ax: Axes, bass: Bass, period: str, end: int) -> None:
    """Mark the peak, and write beside it what fits between the sides."""
    at = (bass.peak_time, bass.peak_rate)
    ax.plot(*at, "D", color=style.INK, markersize=7)
    when = style.plain(round(bass.peak_time, 1))
    text = f"peak: {style.plain(bass.peak_rate)} per {period} after {when} {period}s"
    side = "left" if at[0] < 0.25 * end else "right" if at[0] > 0.75 * end else "center"
    offset: style.Look = {"xytext": (0, 8), "textcoords": "offset points", "ha": side}
    ax.annotate(text, at, fontsize=style.SMALL, color=style.INK, **offset)


def _market(ax: Axes, time: NDArray[np.float64], share: NDArray[np.float64]) -> None:
    """The share of the market on an axis of its own, at the right."""
    right = ax.twinx()
    dash: style.Look = {"color": style.VERMILION, "linewidth": 1.8, "linestyle": (0, (5, 2))}
    right.plot(time, share, **dash)
    right.set_ylim(0, 105)
    right.set_ylabel("Market reached (%)", fontsize=style.LABEL, color=style.INK)
    right.tick_params(labelsize=style.SMALL, labelcolor=style.INK, color=style.MUTED)
    for side, spine in right.spines.items():
        spine.set_visible(side == "right")
        spine.set_color(style.MUTED)
    ax.plot([], [], label="market reached (right)", **dash)
