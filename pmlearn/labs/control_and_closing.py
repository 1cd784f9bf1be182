"""The lab on control: what the figures of Pass relaunch said on each status date."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import ipywidgets as widgets
from matplotlib.figure import Figure

from pmlearn.labs.controls import WHOLE_TEXT, Panel, as_image, figures_table
from pmlearn.plots import alt, evm_chart, style
from pmlearn.project.earned_value import EarnedSchedule, EarnedValue
from pmlearn.tidewell.progress import status_of_pass_relaunch

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from matplotlib.axes import Axes

    from pmlearn.project.earned_value import Method

BUDGET, PLANNED_WEEKS = 900, 26
_CUMULATIVE = ("planned_value", "earned_value", "actual_cost")
METHODS: dict[Method, str] = {
    "remaining-as-planned": "rest at its budget",
    "cpi": "rest as so far",
    "cpi-spi": "rest in a hurry",
}
_FORECASTS = {
    "remaining-as-planned": ("s-", style.INK),
    "cpi": ("o-", style.BLUE),
    "cpi-spi": ("^-", style.VERMILION),
}
_INDICES = {
    "spi": ("SPI (money)", "o-", style.VERMILION),
    "spi_time": ("SPI(t) (time)", "s-", style.BLUE),
}


@cache
def _status() -> pd.DataFrame:
    return status_of_pass_relaunch()


def value_in(week: int) -> EarnedValue:
    """Earned value figures at the end of a week."""
    planned, earned, cost = (float(_status()[name].loc[week]) for name in _CUMULATIVE)
    return EarnedValue(planned, earned, cost, BUDGET)


def time_in(week: int) -> EarnedSchedule:
    """Earned schedule figures at the end of a week."""
    return EarnedSchedule(_status()["planned_value"], _status()["earned_value"].loc[:week])


def figures_in(week: int) -> dict[str, str]:
    """Name and text of each figure on a status date."""
    value, time = value_in(week), time_in(week)
    pairs = {
        "CPI": _said(lambda: value.cpi),
        "TCPI for 900": _said(lambda: value.tcpi),
        "SPI (money)": _said(lambda: value.spi),
        "SPI(t) (time)": _said(lambda: time.spi_time),
        "weeks behind": _said(lambda: 0 - time.sv_time, ".1f"),
        "end by SPI: week": _said(lambda: time.planned_duration / value.spi, ".1f"),
        "end by earned schedule: week": _said(lambda: time.estimate_at_completion, ".1f"),
    }
    for method, name in METHODS.items():
        pairs[f"EAC, {name}"] = _said(partial(value.eac, method), ",.0f")
    return pairs


def _said(figure: Callable[[], float], form: str = ".2f") -> str:
    """A figure as text, or that there is none."""
    try:
        return format(figure(), form)
    except ValueError:
        return "not defined"


class StatusBoard(Panel):
    """The figures of a status date; what came afterward can be shown too.

    Attributes:
        week: The slider of the status date.
        hindsight: The box that shows what came afterward.
        chart: The picture of that date.
        table: Its figures.
    """

    def __init__(self) -> None:
        self.week = widgets.IntSlider(
            18, 1, len(_status()), description="End of week", continuous_update=False, **WHOLE_TEXT
        )
        self.hindsight = widgets.Checkbox(
            value=False, description="Show what came afterward", indent=False
        )
        self.chart, self.table = widgets.HTML(), widgets.HTML()
        controls = [self.week, self.hindsight]
        super().__init__(widgets.HBox(controls), self.chart, self.table, controls=controls)

    def show(self) -> None:
        """Draw the status date that is chosen."""
        week, hindsight = self.week.value, self.hindsight.value
        end = "In fact it ended in week 32, at 988.6." if hindsight else "The end is not known yet."
        self.chart.value = _picture(week, hindsight=hindsight)
        self.table.value = f"{figures_table(figures_in(week))}<p>{end}</p>"


def _picture(week: int, *, hindsight: bool) -> str:
    """The chart of a status date beside its schedule indices."""
    figure = Figure(figsize=(10.5, 3.9), layout="constrained")
    left, right = figure.subplots(1, 2)
    _draw_values(left, week, hindsight=hindsight)
    _draw_indices(right, week, hindsight=hindsight)
    return as_image(figure, alt(left))


def _draw_values(ax: Axes, week: int, *, hindsight: bool) -> None:
    """Planned value, earned value and actual cost until a week."""
    status = _status()
    so_far = status.loc[:week]
    evm_chart(
        status["planned_value"],
        so_far["earned_value"],
        so_far["actual_cost"],
        budget=BUDGET,
        ax=ax,
        title=f"End of week {week}",
        unit="thousands",
        period="week",
    )
    ax.set_ylim(0, 1050)
    if hindsight:
        ax.plot(status.index, status["earned_value"], ":", color=style.BLUE)
        ax.plot(status.index, status["actual_cost"], ":", color=style.VERMILION)


def _draw_indices(ax: Axes, week: int, *, hindsight: bool) -> None:
    """The schedule index by money and by time until a week."""
    shown = time_in(len(_status()) if hindsight else week).table
    style.canvas(ax, "Schedule indices", "Time (weeks)", "Index")
    for column, (name, look, color) in _INDICES.items():
        known = shown[column][:week]
        ax.plot(known.index, known, look, color=color, markersize=4, label=name)
        ax.plot(shown.index, shown[column], ":", color=color, linewidth=1)
    ax.axvline(PLANNED_WEEKS, color=style.MUTED, linestyle="--", linewidth=1, label="planned end")
    ax.set(xlim=(0, 33), ylim=(0.74, 1.03))
    style.legend(ax)


def plot_forecasts() -> Axes:
    """What the final cost seemed to be by each method, week by week, and what it was."""
    weeks = range(2, len(_status()) + 1)
    title = "What the final cost seemed to be, week by week"
    ax = style.canvas(None, title, "Status date (week)", "Estimate at completion (thousands)")
    for method, name in METHODS.items():
        look, color = _FORECASTS[method]
        costs = [value_in(week).eac(method) for week in weeks]
        ax.plot(weeks, costs, look, color=color, markersize=4, label=name)
    ax.axhline(
        _status()["actual_cost"].iloc[-1], color=style.GREEN, linestyle="--", label="in fact"
    )
    style.legend(ax)
    return ax
