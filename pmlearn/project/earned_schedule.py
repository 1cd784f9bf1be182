"""Earned schedule: how much of the plan's time has been earned, in periods instead of money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import series

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# Percentages of a budget carry rounding errors: a hair beside a planned value is that value.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, init=False)
class EarnedSchedule:
    """Progress in time: the moment at which the plan had earned what is earned now.

    Both series hold cumulative money at the ends of periods 1, 2, 3 ... (at the start both
    are 0) and are matched by position. They may differ in length: a late project earns for
    longer than planned. The planned series must run to the end of the plan.

    Attributes:
        planned: Cumulative planned value, never falling; its last number is the budget.
        earned: Cumulative earned value, never falling and never above the budget; its length
            is the actual time. A correction downward belongs in the periods it corrects.

    Raises:
        ValueError: a series is empty, falls, or holds anything but finite numbers of 0 or
            more; nothing is planned; or more is earned than planned in all.

    Source:
        Lipke (2003), Schedule is Different. Henderson (2004), Further Developments in Earned
        Schedule, for the forecast.
    """

    planned: tuple[float, ...]
    earned: tuple[float, ...]

    def __init__(self, planned: ArrayLike, earned: ArrayLike) -> None:
        plan, done = _cumulative("planned", planned), _cumulative("earned", earned)
        budget = plan[-1]
        if budget == 0:
            raise ValueError("earned schedule: planned must end above 0, got 0")
        if done[-1] > budget * (1 + ROUNDING):
            raise ValueError(
                "earned schedule: earned must not exceed the last planned value "
                f"{budget:.12g}, got {done[-1]:.12g}"
            )
        object.__setattr__(self, "planned", tuple(plan.tolist()))
        object.__setattr__(self, "earned", tuple(np.minimum(done, budget).tolist()))

    @property
    def planned_duration(self) -> int:
        """Periods until the plan has earned the whole budget; a flat end of the plan is cut."""
        return 1 + self.planned.index(self.planned[-1])

    @property
    def actual_time(self) -> int:
        """Periods that have passed."""
        return len(self.earned)

    @property
    def earned_schedule(self) -> NDArray[np.float64]:
        """Earned schedule at the end of each period passed, in periods; shape (actual_time,).

        ES = N + (EV - PV_N) / (PV_{N+1} - PV_N), where N is the last period whose planned
        value PV_N is earned. Where the plan pauses (PV stays the same for some periods), an EV
        equal to PV fits every moment of the pause: the one nearest to the actual time is taken,
        so that a project which pauses as planned is neither early nor late.
        """
        plan = np.array((0.0, *self.planned[: self.planned_duration]))
        times = enumerate(self.earned, start=1)
        return np.array([_moment(plan, value, now) for now, value in times])

    @property
    def sv_time(self) -> float:
        """Schedule variance SV(t), in periods: negative when late by that much."""
        return float(self.earned_schedule[-1]) - self.actual_time

    @property
    def spi_time(self) -> float:
        """Schedule performance index SPI(t): planned periods earned per period passed."""
        return float(self.earned_schedule[-1]) / self.actual_time

    @property
    def estimate_at_completion(self) -> float:
        """Independent estimate of the duration: planned duration / SPI(t), in periods.

        Raises:
            ValueError: nothing has been earned.
        """
        if self.spi_time == 0:
            raise ValueError(
                "estimate_at_completion is not defined yet: nothing has been earned in "
                f"{self.actual_time} periods, so there is no pace to extrapolate"
            )
        return self.planned_duration / self.spi_time

    @property
    def table(self) -> pd.DataFrame:
        """All indices at the end of each period passed; index: period, from 1.

        Columns: planned_value, earned_value, spi (in money), earned_schedule, sv_time, spi_time,
        estimate_at_completion (periods). What is not defined yet, `spi` before anything was
        planned and the estimate before anything was earned, is missing (NaN).
        """
        index = pd.RangeIndex(1, self.actual_time + 1, name="period")
        time = pd.Series(index, index=index, dtype=float)
        planned = pd.Series(self.planned, dtype=float).reindex(range(self.actual_time)).ffill()
        frame = pd.DataFrame({"planned_value": planned.to_numpy()}, index=index)
        frame["earned_value"] = self.earned
        frame["spi"] = frame["earned_value"] / frame["planned_value"].where(lambda x: x > 0)
        frame["earned_schedule"] = self.earned_schedule
        frame["sv_time"] = frame["earned_schedule"] - time
        frame["spi_time"] = frame["earned_schedule"] / time
        pace = frame["spi_time"].where(lambda x: x > 0)
        frame["estimate_at_completion"] = self.planned_duration / pace
        return frame


def earned_schedule(planned: ArrayLike, earned: ArrayLike) -> NDArray[np.float64]:
    """Earned schedule at the end of each period passed, in periods.

    Args:
        planned: Cumulative planned value at the ends of periods 1, 2, ... to the plan's end.
        earned: Cumulative earned value at the ends of periods 1, 2, ... so far.

    Returns:
        One number for each number of `earned`. See `EarnedSchedule` for the rules and indices.

    Raises:
        ValueError: see `EarnedSchedule`.

    Source:
        Lipke (2003), Schedule is Different.
    """
    return EarnedSchedule(planned, earned).earned_schedule


def _cumulative(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """A cumulative series: finite, 0 or more, never falling."""
    numbers = series(f"earned schedule: {name}", values, least=0)
    falls = np.flatnonzero(np.diff(numbers) < 0)
    if falls.size:
        first = int(falls[0])
        raise ValueError(
            f"earned schedule: {name} must be cumulative and never fall, got "
            f"{numbers[first + 1]:.12g} in period {first + 2} after {numbers[first]:.12g}"
        )
    return numbers


def _moment(plan: NDArray[np.float64], value: float, now: int) -> float:
    """Time at which `plan` (its first number: time 0) reaches `value`, as near to `now` as can be.

    Just before and after the flat stretches of the plan the answer is unique.
    """
    slack = ROUNDING * plan[-1]
    equal = np.flatnonzero(np.abs(plan - value) <= slack)
    if equal.size:
        return float(min(max(now, equal[0]), equal[-1]))
    last = int(np.searchsorted(plan, value)) - 1
    return last + (value - float(plan[last])) / float(plan[last + 1] - plan[last])
