"""What was reported while the projects ran: money, progress and inspections, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.project.resources import level
from pmlearn.project.schedule import Activity
from pmlearn.tidewell.projects import APP_TEAM, BUDGETS, pass_relaunch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pmlearn.project.resources import ResourceSchedule

# What Pass relaunch really took, where it differed from the estimate: the docks answered in an
# undocumented format, and the planner waited for them.
TAKEN = {"Build trip planner": 10, "Connect dock status": 12, "Test together": 6}
# How much more than planned a week of work cost, before and after people were added.
OVERRUN = {"before": 1.04, "after": 1.17}
PEOPLE_ADDED_IN_WEEK = 17


def status_of_pass_relaunch() -> pd.DataFrame:
    """Cumulative planned value, earned value and actual cost of Pass relaunch, in thousands.

    One row per week until its late end. The plan is the one that the team can staff; work in
    progress earns in proportion to time.
    """
    plan = level(pass_relaunch(), APP_TEAM, schedules=300, seed=1)
    taken = [
        Activity(
            activity.name,
            TAKEN.get(str(activity.name), activity.expected_duration),
            activity.predecessors,
            activity.resources,
        )
        for activity in pass_relaunch()
    ]
    actual = level(taken, APP_TEAM, schedules=300, seed=1)
    weeks = np.arange(1, int(np.ceil(actual.makespan)) + 1)
    planned, earned = _earned(weeks, plan), _earned(weeks, actual)
    rate = np.where(weeks < PEOPLE_ADDED_IN_WEEK, OVERRUN["before"], OVERRUN["after"])
    cost = np.cumsum(np.diff(earned, prepend=0) * rate)
    return pd.DataFrame(
        {"planned_value": planned, "earned_value": earned, "actual_cost": cost},
        index=pd.Index(weeks, name="week"),
    ).round(1)


def _earned(weeks: NDArray[np.int64], found: ResourceSchedule) -> NDArray[np.float64]:
    """Budget of the work done by the end of each week, shape (weeks,)."""
    total = np.zeros(len(weeks))
    for name, budget in BUDGETS["Pass relaunch"].items():
        start, finish = found.starts[name], found.finishes[name]
        total += budget * np.clip((weeks - start) / (finish - start), 0, 1)
    return total


def dock_inspections() -> pd.DataFrame:
    """Connections checked and found faulty in each of 20 weeks of Dock refit.

    About 6 % fail in the first fourteen weeks; from week 15 a new batch of plugs fails twice as
    often.
    """
    rng = np.random.default_rng(64)
    weeks = np.arange(1, 21)
    inspected = rng.integers(90, 131, len(weeks))
    share = np.where(weeks < 15, 0.06, 0.13)  # noqa: PLR2004 - the week the new plugs came
    return pd.DataFrame(
        {"inspected": inspected, "faulty": rng.binomial(inspected, share)},
        index=pd.Index(weeks, name="week"),
    )
