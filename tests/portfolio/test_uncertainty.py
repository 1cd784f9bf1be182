from math import sqrt

import pandas as pd
import pytest

from pmlearn.portfolio.uncertainty import simulate_value
from pmlearn.project.distributions import ThreePoint
from pmlearn.project.risk.sample import Sample

VALUES = {"docks": ThreePoint(2, 5, 14), "app": ThreePoint(1, 4, 13), "signs": 3}


def test_means_and_variances_of_independent_components_add_up():
    found = simulate_value(VALUES, trials=100_000)
    parts = [VALUES["docks"], VALUES["app"]]
    assert found.mean == pytest.approx(3 + sum(part.mean for part in parts), abs=0.03)
    assert found.sd == pytest.approx(sqrt(sum(part.variance for part in parts)), rel=0.01)


def test_a_component_that_may_fail_is_worth_its_share():
    """Variance of a value that comes with probability p: p (1 - p) value²."""
    found = simulate_value({"a": 10}, success={"a": 0.3}, trials=100_000)
    assert found.mean == pytest.approx(3, abs=0.05)
    assert found.sd == pytest.approx(10 * sqrt(0.21), rel=0.01)


def test_components_that_move_together_spread_more_at_the_same_mean():
    """Of two equal triangles: variance 2 (1 + r) times one, r near the rank correlation."""
    two = {name: ThreePoint(0, 5, 10, "triangular") for name in "ab"}
    alone, together = (simulate_value(two, correlation=r, trials=50_000) for r in (0, 0.8))
    assert together.mean == pytest.approx(alone.mean, abs=0.05)
    assert together.sd / alone.sd == pytest.approx(sqrt(1.8), rel=0.02)


def test_a_set_is_compared_in_the_same_futures():
    whole = simulate_value(VALUES, trials=500)
    parts = [simulate_value(VALUES, [name], trials=500) for name in VALUES]
    for p in (5, 50, 95):
        total = Sample(sum(part.values for part in parts))  # noqa: PD011 - no DataFrame
        assert whole.percentile(p) == pytest.approx(total.percentile(p))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: simulate_value({}), "must have at least one component, got none"),
        (lambda: simulate_value(VALUES, ["moon"]), "among the values, got 'moon'"),
        (lambda: simulate_value({"a": "5"}), "component 'a': value must be a number, got '5'"),
        (lambda: simulate_value({"a": 1}, success={"a": 1.1}), "success must be between 0 and 1"),
        (lambda: simulate_value({"a": 1}, success={"b": 1}), "among the values, got 'b'"),
        (
            lambda: simulate_value({"a": 1}, correlation=1),
            "correlation must be .* less than 1, got 1",
        ),
        (lambda: simulate_value({"a": 1}, trials=0), "trials must be 1 or more, got 0"),
    ],
)
def test_nonsense_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_values_may_come_as_a_series():
    found = simulate_value(pd.Series([1, 2], index=["a", "b"]), trials=3)
    assert (found.mean, found.sd) == (3, 0)
