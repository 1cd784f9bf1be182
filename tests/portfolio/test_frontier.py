"""The efficient frontier against values worked out by hand and against a plain comparison."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.limits import MAX_CANDIDATES
from pmlearn.portfolio.frontier import dominated, frontier

TABLE = pd.DataFrame({"crew": [1, 1, 1], "value": [10, 6, 5]}, index=["bold", "safe", "hedge"])
# sd 4, 1 and 4; hedge moves against bold.
COVARIANCE = pd.DataFrame(
    [[16, 0, -12], [0, 1, 0], [-12, 0, 16]], index=TABLE.index, columns=TABLE.index
)


def test_value_and_risk_of_a_set_are_those_of_its_sum():
    """bold and hedge: value 15, variance 16 + 16 - 2 x 12 = 8."""
    found = frontier(TABLE, {"crew": 2}, covariance=COVARIANCE).portfolios
    both = found[[chosen == ["bold", "hedge"] for chosen in found["chosen"]]].iloc[0]
    assert both["value"] == 15
    assert both["risk"] == pytest.approx(8**0.5)


def test_efficient_sets_rise_in_risk_and_value():
    """bold alone (10, 4) is beaten by bold with hedge (15, 2.83): less risk for more value."""
    efficient = frontier(TABLE, {"crew": 2}, covariance=COVARIANCE).efficient
    assert efficient["chosen"].tolist() == [[], ["safe"], ["bold", "hedge"], ["bold", "safe"]]
    assert efficient["value"].tolist() == [0, 6, 15, 16]
    assert efficient["risk"].tolist() == pytest.approx([0, 1, 8**0.5, 17**0.5])


def test_best_within_a_risk_is_the_most_valuable_that_keeps_to_it():
    found = frontier(TABLE, {"crew": 2}, covariance=COVARIANCE)
    assert found.best_within(3) == ["bold", "hedge"]
    assert found.best_within(0.5) == []


def test_rules_and_capacity_hold_for_every_set():
    found = frontier(
        TABLE, {"crew": 2}, covariance=COVARIANCE, mandatory=["bold"], requires=[("safe", "hedge")]
    )
    assert found.portfolios["chosen"].tolist() == [["bold"], ["bold", "hedge"]]
    apart = frontier(TABLE, {"crew": 3}, covariance=COVARIANCE, excludes=[("bold", "safe")])
    assert not any({"bold", "safe"} <= set(chosen) for chosen in apart.portfolios["chosen"])


points = st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 5)), min_size=1, max_size=25)


@given(points)
def test_dominated_is_what_another_one_beats(pairs):
    """Compared pair by pair; equal portfolios do not beat each other."""
    table = pd.DataFrame(pairs, columns=["value", "risk"])
    beaten = [
        any((v >= value and r <= risk) and (v, r) != (value, risk) for v, r in pairs)
        for value, risk in pairs
    ]
    assert dominated(table).tolist() == beaten


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_every_affordable_set_is_on_the_frontier_or_beaten_by_one_that_is(size, seed):
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.integers(0, 9, (size, 2)), columns=["crew", "value"])
    roots = random.normal(size=(size, size))
    found = frontier(table, {"crew": 12}, covariance=pd.DataFrame(roots @ roots.T))
    assert (found.portfolios["efficient"] == ~dominated(found.portfolios)).all()
    for chosen in found.portfolios["chosen"]:
        assert table.loc[chosen, "crew"].sum() <= 12


def many(size):
    return pd.DataFrame({"crew": [1] * size, "value": [1] * size})


@pytest.mark.parametrize(
    ("covariance", "rule"),
    [
        (COVARIANCE[["bold"]], "must have a column 'safe'"),
        (COVARIANCE * np.nan, "row 'bold', column 'bold' must be finite, got nan"),
        (COVARIANCE.iloc[:2], "one row for each candidate, got 'hedge'"),
        (COVARIANCE + np.triu(np.ones((3, 3))), "must be symmetric"),
        (-COVARIANCE, "negative variance"),
    ],
)
def test_refuses_what_is_no_covariance(covariance, rule):
    with pytest.raises(ValueError, match=rule):
        frontier(TABLE, {"crew": 2}, covariance=covariance)


def test_refuses_more_candidates_than_can_all_be_looked_at():
    size = MAX_CANDIDATES + 1
    with pytest.raises(ValueError, match="at most 20 candidates, got 21"):
        frontier(many(size), {"crew": 2}, covariance=pd.DataFrame(np.eye(size)))


def test_refuses_a_risk_below_every_set():
    found = frontier(TABLE, {"crew": 2}, covariance=COVARIANCE, mandatory=["bold"])
    with pytest.raises(ValueError, match=r"risk must be 2\.828427\d* or more, got 1"):
        found.best_within(1)


def test_dominated_needs_its_columns():
    with pytest.raises(ValueError, match="must have a column 'risk'"):
        dominated(pd.DataFrame({"value": [1]}))
