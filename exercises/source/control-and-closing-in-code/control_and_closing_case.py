"""The case of this assignment: a project on its status date, drawn per learner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pmlearn.exercises.seeds import generator
from pmlearn.project.control_charts import p_chart
from pmlearn.project.earned_value import EarnedSchedule, EarnedValue

BASELINE = 16
WEEKS_INSPECTED = 24


@dataclass(frozen=True)
class Case:
    """Everything that is known on the status date; money in thousands.

    Attributes:
        plan: Cumulative planned value at the end of each week, to the end of the plan.
        status: What was reported so far: planned_value, earned_value, actual_cost; by week.
        budget: Budget at completion.
        dearer_since: The first week in which work cost more, because weekend shifts began.
        finished: Planned and earned value of last year's project, week by week to its late end.
        inspections: Ticket machines inspected and found faulty; by week.
        baseline: How many of the first weeks of `inspections` were as usual.
    """

    plan: pd.Series
    status: pd.DataFrame
    budget: float
    dearer_since: int
    finished: pd.DataFrame
    inspections: pd.DataFrame
    baseline: int = BASELINE


def draw(learner_id: str) -> Case:
    """The learner's own case.

    Args:
        learner_id: The same id always gives the same case; an empty one gives a practice case.
    """
    random = generator(learner_id.strip() or "practice", "control-and-closing")
    while True:
        plan = _plan(random)
        budget = float(plan.iloc[-1])
        now = int(np.ceil(0.6 * len(plan)))
        status, dearer_since = _status(random, plan, now)
        if _tells_forecasts_apart(plan, status, budget):
            break
    return Case(plan, status, budget, dearer_since, _finished(random), _inspections(random))


def _plan(random) -> pd.Series:
    """A plan that begins and ends slowly, with some work in every week."""
    weeks = int(random.integers(13, 18))
    shape = 1 + 3 * np.sin(np.pi * (np.arange(weeks) + 0.5) / weeks) ** 2
    money = np.round(shape * random.uniform(0.85, 1.15, weeks) * random.uniform(6, 12), 1)
    index = pd.RangeIndex(1, weeks + 1, name="week")
    return pd.Series(money.cumsum().round(1), index=index, name="planned_value")


def _earned(plan: pd.Series, moments) -> np.ndarray:
    """Value that the plan earns by these moments, in weeks of the plan."""
    return np.interp(moments, np.arange(len(plan) + 1), [0, *plan]).round(1)


def _status(random, plan: pd.Series, now: int) -> tuple[pd.DataFrame, int]:
    """Reports until now: slower from the third week on, and dearer in the last weeks."""
    pace = np.where(np.arange(now) < 2, 1.0, random.uniform(0.68, 0.82))
    earned = _earned(plan, pace.cumsum())
    dearer_since = now - int(random.integers(1, 3))
    before, after = random.uniform(1.02, 1.07), random.uniform(1.18, 1.3)
    price = np.where(np.arange(1, now + 1) < dearer_since, before, after)
    cost = (np.diff(earned, prepend=0) * price).cumsum().round(1)
    frame = pd.DataFrame({"planned_value": plan.iloc[:now]})
    return frame.assign(earned_value=earned, actual_cost=cost), dearer_since


def _tells_forecasts_apart(plan: pd.Series, status: pd.DataFrame, budget: float) -> bool:
    """Whether no two forecasts of cost, nor the two of time, are nearly the same."""
    now = EarnedValue(*status.iloc[-1], budget)
    methods = ("remaining-as-planned", "cpi", "cpi-spi")
    found = sorted(now.eac(method) for method in methods)
    es = EarnedSchedule(plan, status["earned_value"])
    by_money = len(plan) / now.spi
    return min(np.diff(found)) > 0.01 * budget and abs(by_money - es.estimate_at_completion) > 0.2


def _finished(random) -> pd.DataFrame:
    """Last year's project: late by a quarter or more, and green in money near its end."""
    while True:
        plan = _plan(random)
        weeks = int(np.ceil(len(plan) / random.uniform(0.68, 0.78)))
        moments = np.linspace(0, len(plan), weeks + 1)[1:]
        index = pd.RangeIndex(1, weeks + 1, name="week")
        frame = pd.DataFrame(
            {"planned_value": plan.reindex(index).ffill(), "earned_value": _earned(plan, moments)}
        )
        spi = frame["earned_value"] / frame["planned_value"]
        clear = (spi - 0.95).abs().min() > 0.001 and spi.nsmallest(2).diff().iloc[1] > 0.001
        if clear and 2 <= (spi >= 0.95).sum() <= 6:
            return frame


def _inspections(random) -> pd.DataFrame:
    """Some weeks after the baseline stand out, fewer of them if the baseline is forgotten."""
    index = pd.RangeIndex(1, WEEKS_INSPECTED + 1, name="week")
    while True:
        sizes = random.integers(80, 141, WEEKS_INSPECTED)
        usual, odd = random.uniform(0.05, 0.08), random.uniform(0.15, 0.2)
        late = index > BASELINE
        share = np.where(late & (random.random(WEEKS_INSPECTED) < 0.5), odd, usual)
        faulty = random.binomial(sizes, share)
        right = p_chart(faulty, sizes, baseline=BASELINE)
        hasty = p_chart(faulty, sizes)
        signals = right.signals_by("beyond-limits")["sample"]
        missed = len(signals) - len(hasty.signals_by("beyond-limits"))
        clear = np.abs(right.values - right.upper).min() > 0.002
        if clear and missed > 0 and signals.gt(BASELINE).all() and 2 <= len(signals) <= 5:
            return pd.DataFrame({"inspected": sizes, "faulty": faulty}, index=index)
