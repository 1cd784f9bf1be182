"""How it goes: earned value, burn-down of an error budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import number, series, whole
from pmlearn.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

    from pmlearn.service.error_budget import ErrorBudget


def evm_chart(
    planned: ArrayLike,
    earned: ArrayLike,
    actual: ArrayLike,
    *,
    budget: float | None = None,
    title: str = "Earned value",
    unit: str = "",
    period: str = "period",
    ax: Axes | None = None,
) -> Axes:
    """Planned value, earned value and actual cost, cumulative, with both variances at the end.

    Args:
        planned: Planned value at the end of periods 1, 2, ..., cumulative.
        earned: Earned value likewise; may end earlier, with the last period reported.
        actual: Actual cost likewise, as long as `earned`.
        budget: Budget at completion.
        title: Above the plot.
        unit: Of money.
        period: What a period is, such as "week".
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: a series is empty or holds a number that is not finite, earned and actual
            differ in length, or they are longer than planned.

    Source: PMI (2019), The standard for earned value management.
    """
    plan, value, cost = (
        series(f"EVM chart: {name}", numbers)
        for name, numbers in (("planned", planned), ("earned", earned), ("actual", actual))
    )
    if not len(value) == len(cost) <= len(plan):
        raise ValueError(
            "EVM chart: earned and actual must be of one length and not longer than planned, got "
            f"{len(value)}, {len(cost)} and {len(plan)} periods"
        )
    limit = None if budget is None else number("EVM chart: budget", budget, least=0)
    money = style.with_unit("Cumulative value and cost", unit)
    ax = style.canvas(ax, title, f"Time ({period}s)", money)
    _draw_values(ax, plan, value, cost, limit)
    ax.set_xlim(0, len(plan) * 1.01)
    ax.set_ylim(bottom=min(0.0, *plan, *value, *cost))
    style.whole_ticks(ax)
    style.plain_ticks(ax, "y")
    style.legend(ax)
    now = len(value)
    return style.describe(
        ax,
        f"After {now} of {len(plan)} {period}s {style.plain(value[-1])} is earned and "
        f"{style.plain(plan[now - 1])} was planned (schedule variance "
        f"{style.plain(value[-1] - plan[now - 1])}), at a cost of {style.plain(cost[-1])} "
        f"(cost variance {style.plain(value[-1] - cost[-1])}).",
    )


def _draw_values(
    ax: Axes,
    plan: NDArray[np.float64],
    value: NDArray[np.float64],
    cost: NDArray[np.float64],
    budget: float | None,
) -> None:
    """A line for each series from 0 on, and one for the budget where there is one."""
    for numbers, label, color, dash, marker in (
        (plan, "planned value", style.INK, (0, (5, 2)), ""),
        (value, "earned value", style.BLUE, "-", "o"),
        (cost, "actual cost", style.VERMILION, "-", "s"),
    ):
        look: style.Look = {"color": color, "linestyle": dash, "marker": marker, "linewidth": 2}
        ax.plot(np.arange(len(numbers) + 1), [0, *numbers], markersize=5, label=label, **look)
    if budget is not None:
        label = f"budget: {style.plain(budget)}"
        ax.axhline(budget, color=style.MUTED, linestyle=(0, (1, 1.5)), linewidth=1.8, label=label)


def error_budget_burn_down(
    budget: ErrorBudget,
    bad: ArrayLike,
    steps: int,
    *,
    title: str = "Error budget",
    period: str = "day",
    ax: Axes | None = None,
) -> Axes:
    """What is left of an error budget after each step, against a budget spent evenly.

    Args:
        budget: Of `pmlearn.service.error_budget.error_budget`.
        bad: Bad minutes (or requests) of each step so far, shape (n,), n at most `steps`.
        steps: Steps in the budget's whole period, such as 30 days.
        title: Above the plot.
        period: What a step is.
        ax: Where to draw; a new figure if not given.

    Raises:
        ValueError: there is no step, there are more than `steps`, or a number is negative or not
            finite.

    Source: Beyer, Jones, Petoff and Murphy (2016), Site Reliability Engineering.
    """
    spent = series("error budget: bad", bad, least=0)
    whole("error budget: steps", steps, least=1)
    if len(spent) > steps:
        raise ValueError(f"error budget: bad must cover at most {steps} steps, got {len(spent)}")
    left = 100 * (1 - np.append(0, np.cumsum(spent)) / budget.allowed)
    time = np.arange(len(left))
    ax = style.canvas(ax, title, f"Time ({period}s)", "Budget left (%)")
    even: style.Look = {"color": style.MUTED, "linewidth": 1.8, "linestyle": (0, (5, 2))}
    ax.plot([0, steps], [100, 0], label="spent evenly", **even)
    ax.plot(time, left, "o-", color=style.BLUE, linewidth=2, markersize=4, label="left")
    # where the line crosses zero lies between two steps
    fill: style.Look = {"interpolate": True, "hatch": style.OVERLOAD, "label": "overspent"}
    if left[-1] < 0:
        look: style.Look = {"facecolor": style.PALE_VERMILION, "edgecolor": style.VERMILION, **fill}
        ax.fill_between(time, left, 0, where=left < 0, **look)
    ax.axhline(0, color=style.INK, linewidth=1.6)
    ax.set_xlim(0, steps)
    ax.set_ylim(min(0.0, left[-1] - 4), 104)
    style.whole_ticks(ax)
    style.plain_ticks(ax, "y")
    style.legend(ax)
    return style.describe(
        ax,
        f"After {len(spent)} of {steps} {period}s {style.plain(left[-1])}% of the error budget "
        f"is left; spent evenly it would be {style.plain(100 * (1 - len(spent) / steps))}%.",
    )
