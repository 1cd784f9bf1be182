import itertools

import numpy as np
import pandas as pd
import pytest

from pmlearn.portfolio.capacity import load
from pmlearn.portfolio.replanning import replan

PLAN = pd.DataFrame(
    {
        "start": [0, 1, 2],
        "duration": [2, 2, 1],
        "crew": [3, 2, 1],
        "tester": [0, 1, 1],
        "value": [10, 8, 5],
        "loss": [1, 3, 1],
    },
    index=["docks", "app", "depot"],
)


def test_demand_adds_up_over_the_components_that_run():
    found = load(PLAN, {"crew": 4, "tester": 1})
    assert found.demand["crew"].tolist() == [3, 5, 3]
    assert found.demand["tester"].tolist() == [0, 1, 2]
    assert found.utilization["crew"].tolist() == [0.75, 1.25, 0.75]


def test_every_overload_is_named_with_those_who_need_the_skill():
    found = load(PLAN, {"crew": 4, "tester": 1}).overloads
    assert found["period"].tolist() == [1, 2]
    assert found["skill"].tolist() == ["crew", "tester"]
    assert found["excess"].tolist() == [1, 1]
    assert found["components"].tolist() == [("docks", "app"), ("app", "depot")]


def test_capacity_may_change_over_time():
    crew = pd.DataFrame({"crew": [3, 5, 2, 9]})
    assert load(PLAN, crew).overloads["period"].tolist() == [2]


def test_a_plan_that_fits_has_no_overload_and_stays_as_it_is():
    capacity = {"crew": 6, "tester": 2}
    assert load(PLAN, capacity).overloads.empty
    found = replan(PLAN, capacity, latest=2)
    assert found.plan["delay"].tolist() == [0, 0, 0]
    assert found.loss == 0


def test_replanning_loses_as_little_as_any_choice_of_delays_and_drops():
    """Oracle: all delays and drops tried one by one."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        size = 4
        plan = pd.DataFrame(
            {
                "start": rng.integers(0, 3, size),
                "duration": rng.integers(1, 4, size),
                "crew": rng.integers(1, 4, size),
                "value": rng.integers(1, 20, size),
                "loss": rng.integers(0, 5, size),
            }
        )
        found = replan(plan, {"crew": 4}, latest=2)
        assert found.proven_optimal
        assert found.plan.empty or load(found.plan, {"crew": 4}).overloads.empty
        best = 0
        for delays in itertools.product([None, 0, 1, 2], repeat=size):
            stays = [place for place, delay in enumerate(delays) if delay is not None]
            late = [delays[place] for place in stays]
            moved = plan.iloc[stays].assign(start=plan["start"].iloc[stays] + late)
            worth = (moved["value"] - np.array(late, dtype=float) * moved["loss"]).sum()
            if stays and worth > best and load(moved, {"crew": 4}).overloads.empty:
                best = worth
        assert found.value == pytest.approx(best)
        assert found.loss == pytest.approx(plan["value"].sum() - best)


def test_what_cannot_fit_is_dropped_by_name():
    found = replan(PLAN, {"crew": 2, "tester": 1}, latest=3)
    assert found.dropped == ["docks"]


@pytest.mark.parametrize(
    ("plan", "capacity", "message"),
    [
        (None, {"crew": 1}, "plan: must be a DataFrame, got NoneType"),
        (PLAN.iloc[:0], {"crew": 1}, "plan: must have at least one component, got none"),
        (pd.concat([PLAN, PLAN]), {"crew": 1}, "must stand once, got 'docks' twice"),
        (PLAN, {}, "capacity: must have at least one skill, got none"),
        (PLAN, [3], "capacity: must be given by name"),
        (PLAN, {"welder": 1}, "plan: must have a column 'welder'"),
        (PLAN, {"crew": -1}, "skill 'crew': capacity must be 0 or more, got -1"),
        (PLAN, {"crew": [1, 2, 3]}, "skill 'crew': capacity must be a number"),
        (PLAN, pd.DataFrame({"crew": [1, -1, 2]}), "capacity in period 1 must be 0 or more"),
        (PLAN, pd.DataFrame({"crew": [1]}), "capacity: must cover 3 periods of the plan, got 1"),
        (PLAN.assign(start=0.5), {"crew": 1}, "'docks': start must be a whole number, got 0.5"),
        (PLAN.assign(crew=-2), {"crew": 1}, "component 'docks': crew must be 0 or more, got -2"),
        (PLAN.assign(duration=np.nan), {"crew": 1}, "'docks': duration must be finite, got nan"),
    ],
)
def test_nonsense_is_refused_by_name(plan, capacity, message):
    with pytest.raises(ValueError, match=message):
        load(plan, capacity)
