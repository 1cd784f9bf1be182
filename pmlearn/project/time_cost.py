"""What it costs to finish sooner: the cheapest way to shorten a project to each finish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pmlearn.inputs import number
from pmlearn.project.schedule import Activity, schedule
from pmlearn.project.schedule.network import rounding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Shortening", "cost_curve", "shorten"]


@dataclass(frozen=True, slots=True)
class Shortening:
    """How far an activity can be shortened, and what each period less costs.

    Attributes:
        least: The shortest duration that money can buy, 0 or more.
        cost: Of one period less, 0 or more.
    """

    least: float
    cost: float

    def __post_init__(self) -> None:
        for name in ("least", "cost"):
            value = number(f"shortening: {name}", getattr(self, name), least=0)
            object.__setattr__(self, name, value)


def shorten(
    activities: Iterable[Activity], shortenings: Mapping[Any, Shortening], finish: float
) -> pd.DataFrame:
    """The cheapest durations with which the project ends by a finish.

    Args:
        activities: As for `schedule`; an uncertain duration counts with its mean.
        shortenings: By activity; the others keep their duration.
        finish: The latest end of the project, in periods from its start.

    Returns:
        One row per activity that is shortened: activity, duration (the new one), saved (periods)
        and cost. Empty if nothing needs to be shortened.

    Raises:
        ValueError: no shortening reaches the finish, or a shortening names an unknown activity or
            a least duration above the normal one.

    Source: the time-cost trade-off as a linear program (Kelley, 1961; Fulkerson, 1961).
    """
    listed = list(activities)
    normal, least, cost = _figures(listed, shortenings)
    durations = _solve(listed, normal, least, cost, number("time-cost: finish", finish, least=0))
    saved = np.where(normal - durations > rounding(float(finish)), normal - durations, 0.0)
    table = pd.DataFrame(
        {
            "activity": [a.name for a in listed],
            "duration": normal - saved,
            "saved": saved,
            "cost": saved * cost,
        }
    )
    return table[table["saved"] > 0].reset_index(drop=True)


def cost_curve(
    activities: Iterable[Activity], shortenings: Mapping[Any, Shortening], step: float = 1
) -> pd.DataFrame:
    """What each finish costs at the least, from the normal one to the shortest that can be bought.

    Args:
        activities: As for `schedule`.
        shortenings: As for `shorten`.
        step: Periods between two finishes, more than 0.

    Returns:
        One row per finish, falling: finish and cost (beyond that of the normal durations).

    Raises:
        ValueError: as for `shorten`, or the step is not more than 0.
    """
    listed = list(activities)
    normal, least, cost = _figures(listed, shortenings)
    stride = number("time-cost: step", step, above=0)
    longest = schedule(listed).finish
    pairs = zip(listed, least, strict=True)
    shortest = schedule([Activity(a.name, d, a.predecessors) for a, d in pairs]).finish
    count = int((longest - shortest) / stride + rounding(longest))
    finishes = [longest - stride * n for n in range(count + 1)]
    if finishes[-1] - shortest > rounding(longest):
        finishes.append(shortest)
    costs = [float((normal - _solve(listed, normal, least, cost, f)) @ cost) for f in finishes]
    return pd.DataFrame({"finish": finishes, "cost": np.maximum(costs, 0.0)})


def _figures(
    activities: Sequence[Activity], shortenings: Mapping[Any, Shortening]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Normal duration, least duration and cost of a period less, per activity."""
    normal = {a.name: a.expected_duration for a in activities}
    for name, offer in shortenings.items():
        if name not in normal:
            raise ValueError(f"shortening of {name!r}: there is no such activity")
        if offer.least > normal[name]:
            raise ValueError(
                f"shortening of {name!r}: least must be at most the duration {normal[name]:.12g}, "
                f"got {offer.least:.12g}"
            )
    least = [shortenings[n].least if n in shortenings else d for n, d in normal.items()]
    cost = [shortenings[n].cost if n in shortenings else 0.0 for n in normal]
    return np.array(list(normal.values()), dtype=float), np.array(least), np.array(cost)


def _solve(
    activities: Sequence[Activity],
    normal: NDArray[np.float64],
    least: NDArray[np.float64],
    cost: NDArray[np.float64],
    finish: float,
) -> NDArray[np.float64]:
    """The durations, by a linear program over (starts, durations)."""
    from scipy.optimize import linprog

    size = len(activities)
    place = {a.name: i for i, a in enumerate(activities)}
    rows, limits = [], []
    for i, activity in enumerate(activities):
        for link in activity.predecessors:
            # what the link holds apart: date of the predecessor + lag - date of this one <= 0
            row = np.zeros(2 * size)
            row[place[link.name]] += 1
            row[size + place[link.name]] += link.kind[0] == "F"
            row[i] -= 1
            row[size + i] -= link.kind[1] == "F"
            rows.append(row)
            limits.append(-link.lag)
        end = np.zeros(2 * size)
        end[[i, size + i]] = 1
        rows.append(end)
        limits.append(finish + rounding(finish))
    bounds = [(0, None)] * size + list(zip(least, normal, strict=True))
    prices = np.concatenate([np.zeros(size), -cost])
    solution = linprog(prices, A_ub=np.array(rows), b_ub=limits, bounds=bounds, method="highs")
    if solution.x is None:
        raise ValueError(f"time-cost: no shortening makes the project end by {finish:.12g}")
    return np.asarray(solution.x[size:], dtype=float)
