import numpy as np
import pandas as pd
import pytest

from pmlearn.portfolio.capacity import load

PLAN = pd.DataFrame(
    {
        "start": [0, 1, 2],
        "duration": [2, 2, 1],
        "crew": [3, 2, 1],
        "tester": [0, 1, 1],
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


def test_a_plan_that_fits_has_no_overload():
    capacity = {"crew": 6, "tester": 2}
    assert load(PLAN, capacity).overloads.empty


@pytest.mark.parametrize(
    ("plan", "capacity", "message"),
    [
        (None, {"crew": 1}, "plan must be a DataFrame, got NoneType"),
        (PLAN.iloc[:0], {"crew": 1}, "plan must have at least one row, got none"),
        (pd.concat([PLAN, PLAN]), {"crew": 1}, "plan must have each name once, got 'docks' twice"),
        (PLAN, {}, "capacity must have at least one skill, got none"),
        (PLAN, [3], "capacity must be given by name"),
        (PLAN, {"welder": 1}, "plan must have a column 'welder'"),
        (PLAN, {"crew": -1}, "skill 'crew': capacity must be 0 or more, got -1"),
        (PLAN, {"crew": [1, 2, 3]}, "skill 'crew': capacity must be a number"),
        (PLAN, pd.DataFrame({"crew": [1, -1, 2]}), "capacity in period 1 must be 0 or more"),
        (PLAN, pd.DataFrame({"crew": [1]}), "capacity must cover 3 periods of the plan, got 1"),
        (PLAN.assign(start=0.5), {"crew": 1}, "'docks': start must be a whole number, got 0.5"),
        (PLAN.assign(crew=-2), {"crew": 1}, "component 'docks': crew must be 0 or more, got -2"),
        (PLAN.assign(duration=np.nan), {"crew": 1}, "'docks': duration must be finite, got nan"),
    ],
)
def test_nonsense_is_refused_by_name(plan, capacity, message):
    with pytest.raises(ValueError, match=message):
        load(plan, capacity)
