"""What may come: how likely each finish is, and what drives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import number, percent, series, whole
from pmlearn.plots import style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

    from pmlearn.project.risk.simulation import Simulation

_DASHES = ((0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (1, 1)))


def s_curve(
    finishes: ArrayLike,
    *,
    percentiles: Sequence[float] = (50, 80),
    deterministic: float | None = None,
    title: str = "How likely each date is kept",
    quantity: str = "Finish",
    unit: str = "periods",
    ax: Axes | None = None,
) -> Axes:
    """Chance to be finished by each date: the cumulative distribution of simulated finishes.

    Args:
        finishes: One per trial, shape (trials,).
        percentiles: Which to mark, each between 0 and 100.
        deterministic: The date of the plan without uncertainty, to compare with.
        title: Above the plot.
        quantity: What was simulated: finishes, or costs as well.
        unit: Of the quantity.
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: there is no finish, or a number is not finite or outside its limits.
    """
    dates, marks = _dates("S-curve", finishes, percentiles, deterministic)
    ax = style.canvas(
        ax, title, style.with_unit(quantity, unit), "Share of trials up to there (%)", grid=""
    )
    shares = 100 * np.arange(1, len(dates) + 1) / len(dates)
    ends = [dates[0], *dates], [0.0, *shares]
    ax.step(*ends, where="post", color=style.BLUE, linewidth=2.2)
    span = (dates[-1] - dates[0]) or 1.0
    left, right = dates[0] - 0.06 * span, dates[-1] + 0.06 * span
    if deterministic is not None:
        left, right = (
            min(left, deterministic - 0.06 * span),
            max(right, deterministic + 0.06 * span),
        )
        sure = 100 * float(np.searchsorted(dates, deterministic, side="right")) / len(dates)
        label = f"plan: {style.plain(deterministic)}, reached in {style.plain(round(sure, 1))}%"
        ax.axvline(deterministic, color=style.VERMILION, linewidth=2.4, label=label)
    for percentile, date in marks.items():
        dots: style.Look = {"color": style.INK, "linewidth": 1.2, "linestyle": _DASHES[1]}
        ax.plot([left, date, date], [percentile, percentile, 0], **dots)
        ax.plot(date, percentile, "o", color=style.INK, markersize=6)
        _note(ax, f"{percentile:g}%: {style.plain(date)}", (date, percentile))
    ax.set_xlim(left, right)
    ax.set_ylim(0, 103)
    style.plain_ticks(ax)
    style.legend(ax)
    words = _in_words(dates, marks, deterministic, unit)
    return style.describe(ax, "Cumulative distribution. " + words)


def tornado(
    causes: Simulation | pd.DataFrame,
    low: str = "finish_if_short",
    high: str = "finish_if_long",
    *,
    base: float | None = None,
    most: int = 15,
    title: str = "What moves the finish most",
    xlabel: str = "Finish (periods)",
    ax: Axes | None = None,
) -> Axes:
    """One bar per cause, the widest on top: from the result at its low to that at its high value.

    Args:
        causes: A simulation, which brings its own base, or a table with one row per cause and its
            name in the index.
        low: The column with the result when the cause is low.
        high: The column with the result when the cause is high.
        base: Where the bars begin: the simulation's mean, or the middle of a table's widest bar,
            if not given.
        most: Rows that are drawn at most.
        title: Above the plot.
        xlabel: The result and its unit.
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: a column is missing, there is no row, or a number is not finite.

    Source: Howard (1988), Decision analysis: practice and promise.
    """
    if not isinstance(causes, pd.DataFrame):
        base = causes.mean if base is None else base
        causes = causes.tornado
    rows = _causes(causes, low, high).head(whole("tornado: most", most, least=1))
    lows, highs = rows[low].to_numpy(float), rows[high].to_numpy(float)
    middle = (lows[0] + highs[0]) / 2 if base is None else number("tornado: base", base)
    size = (6.8, style.grow(len(rows), rest=1.6))
    ax = style.canvas(ax, title, xlabel, size=size, grid="x")
    places = np.arange(len(rows))
    looks = (
        (lows, "at its low value", {"facecolor": style.BLUE}),
        (highs, "at its high value", {"facecolor": style.VERMILION, "hatch": style.OVERLOAD}),
    )
    for ends, label, look in looks:
        shown: style.Look = {**look, "edgecolor": style.INK, "linewidth": 0.8, "label": label}
        ax.barh(places, ends - middle, left=middle, height=0.62, **shown)
    ax.axvline(middle, color=style.INK, linewidth=1.6)
    style.row_labels(ax, rows.index)
    style.plain_ticks(ax, "x")
    style.legend(ax)
    widest = f"{rows.index[0]} from {style.plain(lows[0])} to {style.plain(highs[0])}"
    return style.describe(ax, f"Tornado chart of {len(rows)} causes; the widest bar is {widest}.")


def _causes(table: pd.DataFrame, low: str, high: str) -> pd.DataFrame:
    """The rows by falling width."""
    for column in (low, high):
        if column not in table.columns:
            raise ValueError(f"tornado: table must have a column {column!r}")
    if table.empty:
        raise ValueError("tornado: table must have at least one row, got none")
    for column in (low, high):
        for name, value in table[column].items():
            number(f"tornado: {column} of {name!r}", value)
    width = (table[high] - table[low]).abs().to_numpy(float)
    return table.iloc[np.argsort(-width, kind="stable")]


def _dates(
    what: str, finishes: ArrayLike, percentiles: Sequence[float], deterministic: float | None
) -> tuple[NDArray[np.float64], dict[float, float]]:
    """The finishes in rising order, and the date of each percentile."""
    dates = np.sort(series(f"{what}: finishes", finishes))
    wanted = [percent(f"{what}: percentile", percentile) for percentile in percentiles]
    if deterministic is not None:
        number(f"{what}: deterministic", deterministic)
    return dates, {p: float(np.percentile(dates, p)) for p in sorted(set(wanted))}


def _note(ax: Axes, text: str, place: tuple[float, float]) -> None:
    """Words below and to the right of a point of a rising curve, where the curve is not."""
    box = {"facecolor": style.CARD, "edgecolor": "none", "pad": 1.0}
    ax.annotate(
        text,
        place,
        xytext=(7, -4),
        textcoords="offset points",
        va="top",
        fontsize=style.SMALL,
        color=style.INK,
        bbox=box,
    )


def _in_words(
    dates: NDArray[np.float64],
    marks: dict[float, float],
    deterministic: float | None,
    unit: str,
) -> str:
    parts = [
        f"{p:g}% of {len(dates):,} trials reach at most {style.plain(d)}" for p, d in marks.items()
    ]
    if deterministic is not None:
        sure = float(np.mean(dates <= deterministic))
        parts.append(f"the plan's {style.plain(deterministic)} is kept in {sure:.0%}")
    return (
        f"Trials lie between {style.plain(dates[0])} and {style.plain(dates[-1])} {unit}"
        + "".join(f"; {part}" for part in parts)
        + "."
    )
