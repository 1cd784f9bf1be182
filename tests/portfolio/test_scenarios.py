"""Regret of a set, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from pmlearn.portfolio.scenarios import regret

TABLE = pd.DataFrame({"crew": [2, 1, 1]}, index=["bold", "safe", "signs"])
SCENARIOS = pd.DataFrame(
    {"bold": [10, 2], "safe": [4, 4], "signs": [3, 3]}, index=["rides rise", "rides fall"]
)
SETS = {"dare": ["bold"], "hedge": ["safe", "signs"]}


def test_regret_is_what_the_best_set_of_the_scenario_is_worth_more():
    found = regret(SETS, TABLE, {"crew": 2}, SCENARIOS)
    assert found["best"].to_dict() == {"rides rise": 10, "rides fall": 7}
    assert found["dare"].to_dict() == {"rides rise": 0, "rides fall": 5}
    assert found["hedge"].to_dict() == {"rides rise": 3, "rides fall": 0}


def test_rules_bind_the_best_set_too():
    found = regret({"hedge": ["safe"]}, TABLE, {"crew": 2}, SCENARIOS, excludes=[("safe", "signs")])
    assert found["best"].tolist() == [10, 4]


@pytest.mark.parametrize(
    ("sets", "scenarios", "rule"),
    [
        ({"all": list(TABLE.index)}, SCENARIOS, "set 'all': must keep to every capacity and rule"),
        ({"x": ["moon"]}, SCENARIOS, "set 'x': candidate must be in the table, got 'moon'"),
        (SETS, SCENARIOS[["bold", "safe"]], "a column for each candidate, not 'signs'"),
        (SETS, SCENARIOS * float("nan"), "'rides rise': value of 'bold' must be a finite number"),
    ],
)
def test_refuses_what_cannot_be_compared(sets, scenarios, rule):
    with pytest.raises(ValueError, match=rule):
        regret(sets, TABLE, {"crew": 2}, scenarios)
