"""How much is in use when: the profile of resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pmlearn.inputs import number
from pmlearn.plots import style

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from pmlearn.project.resources.resource_schedule import ResourceSchedule

    Capacity = float | Mapping[Any, float] | pd.Series[float] | None
    Used = dict[Hashable, NDArray[np.float64]]
    Limits = dict[Hashable, float | None]

_STEP = 1.3  # from the base of one resource to that of the next, which is 1 high


def resource_profile(
    usage: ResourceSchedule | pd.DataFrame | pd.Series[float],
    capacity: Capacity = None,
    *,
    title: str = "Use of resources",
    unit: str = "units",
    period: str = "period",
    ax: Axes | None = None,
) -> Axes:
    """How much of each resource is in use in each period; what exceeds the capacity is hatched.

    Several resources stand one above the other, each scaled to what it needs.

    Args:
        usage: One row per period, from 0 unless the index says otherwise, and one column per
            resource; a Series for one resource; or what `pmlearn.project.resources.level` returns,
            which knows its capacities.
        capacity: Of each resource by name; a number counts for all; None draws no limit.
        title: Above the plot.
        unit: Of a single resource.
        period: What a period is, such as "week".
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: there is no period or no resource, a use is negative or not finite, a capacity
            is missing, negative or not finite.
    """
    table, known = _table(usage)
    if table.empty:
        raise ValueError("resource profile: usage must have a period and a resource, got none")
    given = known if capacity is None else capacity
    limits: Limits = {name: _limit(given, name) for name in table.columns}
    used: Used = {name: _used(table[name], name) for name in table.columns}
    edges = _edges(table.index)
    alone = len(used) == 1
    size = (7.2, 3.4 if alone else style.grow(len(used), each=0.95))
    ylabel = style.with_unit("In use", unit) if alone else ""
    ax = style.canvas(ax, title, f"Time ({period}s)", ylabel, size=size, grid="y" if alone else "")
    lanes = list(reversed(used))
    tops = [1.0 if alone else max(used[n].max(), limits[n] or 0) or 1.0 for n in lanes]
    for lane, (name, top) in enumerate(zip(lanes, tops, strict=True)):
        limit = limits[name]
        _bars(ax, edges, used[name] / top, np.inf if limit is None else limit / top, lane * _STEP)
    if not alone:
        _name_lanes(ax, lanes, tops, limits)
    ax.set_xlim(edges[0], edges[-1])
    ax.set_ylim(0, None if alone else lane * _STEP + 1.12)
    style.plain_ticks(ax, "xy" if alone else "x")
    style.legend(ax)
    return style.describe(ax, _in_words(used, limits, edges, period))


def _bars(
    ax: Axes, edges: NDArray[np.float64], used: NDArray[np.float64], limit: float, base: float
) -> None:
    """One resource: what fits, what does not, and the line between."""
    within = np.minimum(used, limit)
    spans: style.Look = {"align": "edge", "linewidth": 0.8}
    calm: style.Look = {
        "facecolor": style.PALE_BLUE,
        "edgecolor": style.BLUE,
        "label": _once(ax, "in use"),
    }
    ax.bar(edges[:-1], within, np.diff(edges), base, **spans, **calm)
    over = _above(used, limit)
    if over.any():
        alarm: style.Look = {"facecolor": style.PALE_VERMILION, "edgecolor": style.VERMILION}
        heights, widths = (used - within)[over], np.diff(edges)[over]
        label = _once(ax, "above capacity")
        bars = ax.bar(edges[:-1][over], heights, widths, base + limit, **spans, **alarm)
        bars.set_label(label)
        for bar in bars:
            bar.set_hatch(style.OVERLOAD)
    if np.isfinite(limit):
        line: style.Look = {"color": style.INK, "linewidth": 1.8, "label": _once(ax, "capacity")}
        ax.plot(edges[[0, -1]], [base + limit] * 2, **line)
    if base:
        ax.axhline(base, color=style.MUTED, linewidth=0.8)


def _above(used: NDArray[np.float64], limit: float) -> NDArray[np.bool_]:
    """Where the capacity is exceeded; a rounding error in sums of fractions is no overload."""
    return np.asarray(used > limit * (1 + 1e-9))


def _once(ax: Axes, label: str) -> str:
    """The label, unless the legend has it already."""
    return "_" + label if label in ax.get_legend_handles_labels()[1] else label


def _name_lanes(ax: Axes, lanes: list[Hashable], tops: list[float], limits: Limits) -> None:
    """Name each resource beside its capacity line, with the number."""
    places, names = [], []
    for lane, (name, top) in enumerate(zip(lanes, tops, strict=True)):
        height = limits[name]
        height = top if height is None else height
        places += [lane * _STEP, lane * _STEP + height / top]
        names += ["0", f"{style.shorten(name, 24)}: {style.plain(height)}"]
    ax.set_yticks(places, names)


def _table(
    usage: ResourceSchedule | pd.DataFrame | pd.Series[float],
) -> tuple[pd.DataFrame, Capacity]:
    if isinstance(usage, pd.DataFrame):
        return usage, None
    if isinstance(usage, pd.Series):
        return usage.to_frame("resource" if usage.name is None else usage.name), None
    return usage.usage, usage.problem.capacity


def _used(column: pd.Series[float], name: Hashable) -> NDArray[np.float64]:
    return np.array(
        [
            number(f"resource profile: use of {name!r} in {period!r}", value, least=0)
            for period, value in column.items()
        ]
    )


def _limit(capacity: Capacity, name: Hashable) -> float | None:
    if capacity is None:
        return None
    if not isinstance(capacity, int | float | np.number):
        if name not in capacity:
            raise ValueError(f"resource profile: capacity must name {name!r}, got none")
        capacity = dict(capacity.items())[name]
    return number(f"resource profile: capacity of {name!r}", capacity, least=0)


def _edges(index: pd.Index) -> NDArray[np.float64]:
    """Where each period begins, and where the last one ends."""
    if not pd.api.types.is_numeric_dtype(index) or not index.is_monotonic_increasing:
        return np.arange(len(index) + 1, dtype=float)
    begins = index.to_numpy(dtype=float)
    last = begins[-1] - begins[-2] if len(begins) > 1 else 1.0
    return np.append(begins, begins[-1] + last)


def _in_words(used: Used, limits: Limits, edges: NDArray[np.float64], period: str) -> str:
    widths, parts = np.diff(edges), []
    for name, values in used.items():
        text = f"{name}: at most {style.plain(values.max())} in use"
        limit = limits[name]
        if limit is not None:
            over, whole = (style.plain(w.sum()) for w in (widths[_above(values, limit)], widths))
            text += f" of {style.plain(limit)}, above capacity in {over} of {whole} {period}s"
        parts.append(text)
    return "; ".join(parts) + "."
