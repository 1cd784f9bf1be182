"""Who is needed when? Demand against capacity, skill by skill and period by period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import by_name, number, table, unique, whole

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

# Sums of decimal fractions such as 0.1 + 0.2 do not come out exactly.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """What a plan needs, and what there is.

    Attributes:
        demand: One row per period (from 0), one column per skill.
        capacity: Of the same shape.
        needs: What each component needs of each skill while it runs: one row per component.
        running: Whether each component (column) runs in each period (row).
    """

    demand: pd.DataFrame
    capacity: pd.DataFrame
    needs: pd.DataFrame
    running: pd.DataFrame

    @property
    def utilization(self) -> pd.DataFrame:
        """Demand as a share of capacity; missing (NaN) where there is no capacity."""
        return self.demand / self.capacity.where(self.capacity > 0)

    @property
    def overloads(self) -> pd.DataFrame:
        """Every period and skill in which more is needed than there is, in order of time.

        Columns: period, skill, demand, capacity, excess, components (tuple of the names that need
        the skill then).
        """
        rows = []
        excess = (self.demand - self.capacity).to_numpy()
        for row, column in np.argwhere(excess > ROUNDING):
            period, skill = self.demand.index[row], self.demand.columns[column]
            wanting = self.running.loc[period] & (self.needs[skill] > 0)
            need, there = self.demand.iloc[row, column], self.capacity.iloc[row, column]
            names = tuple(self.needs.index[wanting])
            rows.append((period, skill, need, there, excess[row, column], names))
        columns = ["period", "skill", "demand", "capacity", "excess", "components"]
        return pd.DataFrame(rows, columns=columns)


def load(plan: pd.DataFrame, capacity: Mapping[str, float] | pd.DataFrame) -> Load:
    """Demand of a plan against capacity.

    Args:
        plan: One row per component, its name in the index; columns start (period, from 0),
            duration (periods) and one column per skill: units needed while it runs.
        capacity: Units of each skill, the same in every period; or a table with one row per
            period and one column per skill.

    Raises:
        ValueError: a column is missing, a name repeats, a start or duration is no whole number of
            0 or more, a number is negative or not finite, or the capacity ends before the plan.

    Source:
        PMI (2017), The Standard for Portfolio Management, 4th ed. (capacity and capability
        management).
    """
    skills = _skills(capacity)
    starts, durations, needs = _read_plan(plan, skills)
    available = _capacity_table(capacity, int((starts + durations).max()))
    time = np.arange(len(available))[:, None]
    running = (time >= starts) & (time < starts + durations)
    return Load(
        pd.DataFrame(running @ needs.to_numpy(), index=available.index, columns=skills),
        available,
        needs,
        pd.DataFrame(running, index=available.index, columns=plan.index),
    )


def _skills(capacity: Mapping[str, float] | pd.DataFrame) -> list[Hashable]:
    """Names of the skills that a capacity counts."""
    names = (
        capacity.columns if isinstance(capacity, pd.DataFrame) else by_name("capacity", capacity)
    )
    if not len(names):
        raise ValueError("capacity must have at least one skill, got none")
    return list(names)


def _read_plan(
    plan: pd.DataFrame, skills: list[Hashable]
) -> tuple[NDArray[np.int_], NDArray[np.int_], pd.DataFrame]:
    """Starts, durations and needs of the components, one row each."""
    names = unique("plan", table("plan", plan, "start", "duration", *skills).index)
    starts, durations = (
        np.array(
            [
                whole(f"component {name!r}: {column}", x)
                for name, x in zip(names, plan[column], strict=True)
            ]
        )
        for column in ("start", "duration")
    )
    needs = {
        skill: [
            number(f"component {name!r}: {skill}", x, least=0)
            for name, x in zip(names, plan[skill], strict=True)
        ]
        for skill in skills
    }
    return starts, durations, pd.DataFrame(needs, index=plan.index)


def _capacity_table(capacity: Mapping[str, float] | pd.DataFrame, periods: int) -> pd.DataFrame:
    """Capacity with one row per period, at least as many as asked for."""
    if not isinstance(capacity, pd.DataFrame):
        units = {
            skill: number(f"skill {skill!r}: capacity", there, least=0)
            for skill, there in by_name("capacity", capacity).items()
        }
        capacity = pd.DataFrame(units, index=range(max(periods, 1)))
    if len(capacity) < periods:
        raise ValueError(f"capacity must cover {periods} periods of the plan, got {len(capacity)}")
    for skill in capacity.columns:
        for period, units in enumerate(capacity[skill]):
            number(f"skill {skill!r}: capacity in period {period}", units, least=0)
    return capacity.astype(float).set_axis(pd.RangeIndex(len(capacity), name="period"))
