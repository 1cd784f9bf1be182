"""A schedule under limited resources, and the check that it is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from pmlearn.inputs import number

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from pmlearn.project.resources.resource_problem import ResourceProblem
    from pmlearn.project.resources.timetable import Timetable

# Sums of durations such as 0.1 + 0.2 do not come out exactly.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class ResourceSchedule:
    """When each activity starts, so that no resource is overloaded.

    Attributes:
        problem: What was scheduled.
        starts: Start of each activity, by name; time 0 is the start of the project.
        lower_bound: No schedule of the problem is shorter, in periods.
        tried: How many schedules were tried to find this one.
        step: Periods per row of `usage`: 1 unless durations or lags are fractions.
    """

    problem: ResourceProblem
    starts: pd.Series[float]
    lower_bound: float
    tried: int
    step: float = 1

    @classmethod
    def from_steps(
        cls,
        problem: ResourceProblem,
        table: Timetable,
        starts: Sequence[int],
        bound: int,
        tried: int,
    ) -> Self:
        """Translate whole steps of a timetable back into periods."""
        periods = [_periods(start, table) for start in starts]
        index = pd.Index(problem.names, name="activity", tupleize_cols=False)
        step = _periods(1, table)
        return cls(problem, pd.Series(periods, index), _periods(bound, table), tried, step)

    @property
    def finishes(self) -> pd.Series[float]:
        """Finish of each activity, by name."""
        return self.starts + np.array(self.problem.durations)

    @property
    def makespan(self) -> float:
        """When the last activity finishes: the length of the project."""
        return self.finishes.max()

    @property
    def proven_optimal(self) -> bool:
        """Whether no schedule can be shorter, as this one equals the lower bound."""
        return bool(self.makespan <= self.lower_bound + _ROUNDING)

    @property
    def gap(self) -> float:
        """The most by which a shorter schedule could exist, as a share of the lower bound."""
        return 0.0 if self.proven_optimal else self.makespan / self.lower_bound - 1

    @property
    def usage(self) -> pd.DataFrame:
        """Units in use: one row per step (its start as the index), one column per resource."""
        steps = round(self.makespan / self.step)
        used = np.zeros((steps, len(self.problem.resources)))
        spans = zip(self.starts, self.finishes, self.problem.demands, strict=True)
        for start, finish, demand in spans:
            used[round(start / self.step) : round(finish / self.step)] += demand
        index = pd.Index(np.arange(steps) * self.step, name="period")
        return pd.DataFrame(used, index, list(self.problem.resources))

    @property
    def table(self) -> pd.DataFrame:
        """One row per activity: `activity`, `duration`, `start`, `finish`, and its demands."""
        demands = pd.DataFrame(self.problem.demands, columns=list(self.problem.resources))
        dates = pd.DataFrame(
            {
                "activity": pd.Series(self.problem.names),
                "duration": self.problem.durations,
                "start": self.starts.to_numpy(),
                "finish": self.finishes.to_numpy(),
            }
        )
        return pd.concat([dates, demands], axis=1)


def _periods(steps: int, table: Timetable) -> float:
    """Whole periods stay whole numbers."""
    time = steps * table.step
    return time.numerator if time.denominator == 1 else float(time)


def violations(problem: ResourceProblem, starts: Mapping[Hashable, float]) -> list[str]:
    """Every rule that a schedule breaks, a sentence each; none when it is feasible.

    Looks at nothing but the dates: it neither knows nor trusts how they were found.

    Args:
        problem: Activities and capacity.
        starts: Start of each activity by name: a dict or a Series.

    Raises:
        ValueError: an activity has no start, or a start is not a finite number.
    """
    missing = [name for name in problem.names if name not in starts]
    if missing:
        raise ValueError(f"activity {missing[0]!r}: start must be given, got none")
    dates = [number(f"activity {name!r}: start", starts[name]) for name in problem.names]
    early = [
        f"activity {name!r}: starts at {date:g}, before 0"
        for name, date in zip(problem.names, dates, strict=True)
        if date < -_ROUNDING
    ]
    return early + _broken_links(problem, dates) + _overloads(problem, dates)


def _broken_links(problem: ResourceProblem, dates: Sequence[float]) -> list[str]:
    names = problem.names
    return [
        f"activity {names[after]!r}: starts at {dates[after]:g}, its link to {names[before]!r} "
        f"allows {dates[before] + lag:g}"
        for before, after, lag in problem.start_lags
        if dates[after] < dates[before] + lag - _ROUNDING
    ]


def _overloads(problem: ResourceProblem, dates: Sequence[float]) -> list[str]:
    """Usage rises only where an activity starts, so that it is enough to look there."""
    begin, duration = np.array(dates), np.array(problem.durations)
    demand = np.array(problem.demands).reshape(len(dates), -1)
    overloads = []
    for moment in np.unique(begin):
        running = (begin <= moment + _ROUNDING) & (moment + _ROUNDING < begin + duration)
        used = demand[running].sum(axis=0)
        overloads += [
            f"resource {resource!r}: {units:g} in use at {moment:g}, only {capacity:g} there"
            for (resource, capacity), units in zip(problem.capacity.items(), used, strict=True)
            if units > capacity + _ROUNDING
        ]
    return overloads
