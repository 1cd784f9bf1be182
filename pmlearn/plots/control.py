"""Is it still the same process? Control charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import is_number, series, whole
from pmlearn.plots import style
from pmlearn.project.control_charts import ControlChart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """What is drawn: all arrays have one number per sample, marked holds places in them."""

    values: Numbers
    center: Numbers
    lower: Numbers
    upper: Numbers
    marked: list[int]

    @property
    def range(self) -> str:
        """The limits, which may widen or narrow."""
        low, high = style.plain(self.lower[-1]), style.plain(self.upper[-1])
        steady = np.ptp(self.lower) == 0 == np.ptp(self.upper)
        return f"{low} to {high}" + ("" if steady else " (last)")


def control_chart(
    chart: ControlChart | ArrayLike,
    center: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    signals: Sequence[int] | Sequence[bool] = (),
    *,
    title: str = "Control chart",
    ylabel: str | None = None,
    period: str = "sample",
    ax: Axes | None = None,
) -> Axes:
    """Values over time with center line and control limits; signals are circled.

    Args:
        chart: Of `pmlearn.project.control_charts`, which brings its lines and signals; or the
            values alone, shape (n,), from sample 1.
        center: Center line of values: a number, or one per value.
        lower: Lower control limit likewise.
        upper: Upper control limit likewise.
        signals: Places of the values that need a look, from 0; or a true or false per value.
        title: Above the plot.
        ylabel: What the values are, and their unit; the chart's statistic if not given.
        period: What a sample is, such as "week".
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: there is no value or no line, lengths differ, a number is not finite, a lower
            limit is above the upper one, or a signal is at no value.

    Source: Shewhart (1931), Economic control of quality of manufactured product.
    """
    if isinstance(chart, ControlChart):
        samples, name = _of(chart), chart.statistic.capitalize()
    else:
        samples, name = _samples(chart, center, lower, upper, signals), "Value"
    name = name if ylabel is None else ylabel
    ax = style.canvas(ax, title, f"Time ({period}s)", name, grid="")
    time = 1 + np.arange(len(samples.values))
    edges = np.append(time - 0.5, time[-1] + 0.5)
    dashed: style.Look = {"color": style.MUTED, "linestyle": (0, (5, 2))}
    for line, label, look in (
        (samples.upper, f"limits: {samples.range}", dashed),
        (samples.lower, None, dashed),
        (samples.center, f"center: {style.plain(samples.center[-1])}", {"color": style.GREEN}),
    ):
        ax.stairs(line, edges, baseline=None, linewidth=1.6, label=label, **look)
    ax.plot(time, samples.values, "o-", color=style.BLUE, markersize=5, label="value")
    if samples.marked:
        ring: style.Look = {"markersize": 13, "markerfacecolor": "none", "markeredgewidth": 2}
        at = time[samples.marked], samples.values[samples.marked]
        ax.plot(*at, "o", color=style.VERMILION, linestyle="", label="signal", **ring)
    ax.set_xlim(edges[0], edges[-1])
    # rings reach beyond their values
    ax.margins(y=0.1)
    style.whole_ticks(ax)
    style.plain_ticks(ax, "y")
    style.legend(ax)
    return style.describe(ax, _in_words(samples, period))


def _of(chart: ControlChart) -> _Samples:
    marked = sorted({int(sample) - 1 for sample in chart.signals["sample"]})
    return _Samples(chart.values, chart.center, chart.lower, chart.upper, marked)


def _samples(
    values: ArrayLike,
    center: ArrayLike | None,
    lower: ArrayLike | None,
    upper: ArrayLike | None,
    signals: Sequence[int] | Sequence[bool],
) -> _Samples:
    found = series("control chart: values", values)
    count = len(found)
    middle, low, high = (
        _line(name, line, count)
        for name, line in (("center", center), ("lower", lower), ("upper", upper))
    )
    if (low > high).any():
        place = int(np.argmax(low > high))
        raise ValueError(
            f"control chart: lower[{place}] must be at most the upper limit {high[place]:g}, got "
            f"{low[place]:g}"
        )
    return _Samples(found, middle, low, high, _places(signals, count))


def _line(what: str, values: ArrayLike | None, count: int) -> Numbers:
    if values is None:
        raise ValueError(f"control chart: {what} must be given with plain values, got none")
    found = series(f"control chart: {what}", [values] if is_number(values) else values)
    if len(found) not in (1, count):
        raise ValueError(
            f"control chart: {what} must be one number or one per value, {count}, got {len(found)}"
        )
    return np.broadcast_to(found, count)


def _places(signals: Sequence[int] | Sequence[bool], count: int) -> list[int]:
    given = np.asarray(signals)
    if given.dtype == bool:
        if given.shape != (count,):
            raise ValueError(
                f"control chart: signals must be one per value, {count}, got {given.size}"
            )
        return [int(place) for place in np.flatnonzero(given)]
    places = [whole(f"control chart: signals[{i}]", x) for i, x in enumerate(given.tolist())]
    for place in places:
        if place >= count:
            raise ValueError(f"control chart: a signal must be at most {count - 1}, got {place}")
    return places


def _in_words(samples: _Samples, period: str) -> str:
    at = style.listing([place + 1 for place in samples.marked])
    return (
        f"{len(samples.values)} values around {style.plain(samples.center[-1])}, limits "
        f"{samples.range}; " + (f"signals in {period} {at}." if at else "no signal.")
    )
