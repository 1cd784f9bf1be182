"""Stop or go by remaining value, whatever was spent."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.portfolio.gates import Gate, review

money = st.integers(0, 1_000)


def test_remaining_value_decides_although_nearly_all_is_spent():
    """900 of 1000 spent, 100 to go, worth 80: stop. The same with 10 spent and 120: go."""
    assert Gate("Depot move", 80, 100, spent=900).decision == "stop"
    assert Gate("Depot move", 120, 100, spent=10).decision == "go"


def test_going_on_must_beat_the_best_other_use():
    assert Gate("Dock refit", 150, 100, threshold=50).decision == "go"
    assert Gate("Dock refit", 150, 100, threshold=51).decision == "stop"


def test_what_stopping_costs_speaks_for_going_on():
    gate = Gate("Dock refit", 80, 100, exit_cost=30)
    assert (gate.remaining_value, gate.advantage, gate.decision) == (-20, 10, "go")


def test_explanation_shows_the_figures_and_says_that_the_past_plays_no_part():
    text = Gate("Depot move", 80, 100, spent=900).explain()
    assert text == (
        "stop Depot move: remaining benefit 80 - remaining cost 100 = -20 < threshold 0; "
        "the 900 already spent play no part"
    )
    assert "saved cost of stopping 30 = 10 >= threshold 0" in Gate("x", 80, 100, 0, 30).explain()


@given(money, money, money, money, money)
def test_what_was_spent_never_changes_a_decision(benefit, cost, spent, other, threshold):
    first = Gate("x", benefit, cost, spent, threshold=threshold)
    second = Gate("x", benefit, cost, other, threshold=threshold)
    assert first.decision == second.decision
    assert first.remaining_value == second.remaining_value


@given(money, money, money, money)
def test_break_even_cost_is_the_last_at_which_the_work_goes_on(benefit, cost, leaving, threshold):
    gate = Gate("x", benefit, cost, 0, leaving, threshold)
    assert (gate.decision == "go") == (cost <= gate.break_even_cost)


def test_review_decides_every_row_and_puts_the_most_valuable_first():
    table = pd.DataFrame(
        {"remaining_benefit": [80, 300], "remaining_cost": [100, 120], "spent": [900, 0]},
        index=["Depot move", "Dock refit"],
    )
    found = review(table.assign(owner="somebody"))
    assert found["decision"].to_dict() == {"Dock refit": "go", "Depot move": "stop"}
    assert list(found.index) == ["Dock refit", "Depot move"]
    assert found["remaining_value"].tolist() == [180, -20]


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda: Gate("x", float("nan"), 1), "'x': remaining_benefit must be finite"),
        (lambda: Gate("x", 1, -1), "gate 'x': remaining_cost must be 0 or more, got -1"),
        (lambda: Gate("x", 1, 1, spent=-1), "gate 'x': spent must be 0 or more, got -1"),
        (lambda: Gate("x", 1, 1, exit_cost=-1), "gate 'x': exit_cost must be 0 or more"),
        (lambda: Gate("x", 1, 1, threshold=float("inf")), "threshold must be finite"),
        (lambda: review(pd.DataFrame({"remaining_cost": [1]})), "a column 'remaining_benefit'"),
    ],
)
def test_refuses_nonsense_by_name(make, rule):
    with pytest.raises(ValueError, match=rule):
        make()
