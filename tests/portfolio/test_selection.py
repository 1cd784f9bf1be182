"""Selection against Petersen's published optima, brute force, and rankings."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmlearn.portfolio.selection import (
    compare,
    constraint_prices,
    rank_by_ratio,
    rank_by_value,
    select,
)

PETERSEN = json.loads(Path(__file__).with_name("petersen.json").read_text(encoding="utf-8"))


def petersen(number):
    problem = PETERSEN["problems"][number - 1]
    resources = [f"year {year}" for year in range(1, len(problem["capacity"]) + 1)]
    table = pd.DataFrame(np.transpose(problem["use"]), columns=resources)
    table["value"] = problem["values"]
    return table, dict(zip(resources, problem["capacity"], strict=True)), problem["optimum"]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_published_optimum_is_hit_and_proven(number):
    table, capacity, optimum = petersen(number)
    found = select(table, capacity)
    assert found.value == pytest.approx(optimum, abs=1e-9)
    assert found.proven_optimal
    assert found.gap == 0
    assert found.bound == found.value
    assert table.loc[found.chosen, "value"].sum() == pytest.approx(optimum)


def test_ranking_by_value_loses_more_than_a_third_on_the_first_problem():
    table, capacity, _ = petersen(1)
    lost = compare(table, capacity)
    assert lost.loc["rank by value", "loss_share"] == pytest.approx(1400 / 3800)
    assert lost.loc["rank by value", "chosen"] == [3]
    assert lost.loc["best set", "loss"] == 0


TIDEWELL = pd.DataFrame(
    {
        "crew": [6, 5, 5, 2, 1],
        "money": [300, 200, 250, 100, 0],
        "value": [60, 45, 44, 12, -2],
    },
    index=["docks", "app", "depot", "signs", "audit"],
)
CAPACITY = {"crew": 10, "money": 500}


def test_two_smaller_ones_can_beat_the_most_valuable_one():
    found = select(TIDEWELL, CAPACITY)
    assert (found.chosen, found.value) == (["app", "depot"], 89)
    assert rank_by_value(TIDEWELL, CAPACITY).chosen == ["docks", "signs"]


def test_use_and_slack_are_stated_per_resource():
    found = select(TIDEWELL, CAPACITY)
    assert found.used == {"crew": 10, "money": 450}
    assert found.slack == {"crew": 0, "money": 50}
    assert found.table.loc["money"].tolist() == [500, 450, 50, 0.9]


def test_a_candidate_that_costs_more_than_it_brings_is_chosen_only_when_it_must_be():
    assert "audit" not in select(TIDEWELL, {"crew": 100, "money": 10_000}).chosen
    assert "audit" in select(TIDEWELL, CAPACITY, mandatory=["audit"]).chosen
    needed = select(TIDEWELL, CAPACITY, requires=[("docks", "audit"), ("app", "audit")])
    assert needed.chosen == ["docks", "signs", "audit"]
    assert needed.value == 70


def test_rules_hold_in_the_chosen_set():
    assert select(TIDEWELL, CAPACITY, excludes=[("app", "depot")]).chosen == ["docks", "signs"]
    assert select(TIDEWELL, CAPACITY, mandatory=["docks"]).chosen == ["docks", "signs"]
    chain = [("app", "depot"), ("depot", "signs")]
    assert select(TIDEWELL, CAPACITY, requires=chain).chosen == ["docks", "signs"]


def test_value_may_stand_in_another_column():
    renamed = TIDEWELL.rename(columns={"value": "npv"})
    assert select(renamed, CAPACITY, value="npv").value == 89


def test_without_capacity_or_with_endless_capacity_everything_worthwhile_is_chosen():
    everything = ["docks", "app", "depot", "signs"]
    assert select(TIDEWELL, {}).chosen == everything
    assert select(TIDEWELL, {"crew": float("inf")}).chosen == everything


def test_nothing_fits_into_nothing():
    found = select(TIDEWELL, {"crew": 0})
    assert (found.chosen, found.value, found.proven_optimal) == ([], 0, True)


def test_of_equally_valuable_sets_the_one_that_uses_less_is_taken():
    table = pd.DataFrame({"crew": [5, 4, 4], "value": [10, 10, 10]}, index=["a", "b", "c"])
    assert select(table, {"crew": 5}).chosen == ["b"]
    assert select(table.iloc[::-1], {"crew": 5}).chosen == ["c"]


def test_decimal_fractions_that_add_up_to_the_capacity_fit():
    table = pd.DataFrame({"crew": [0.1] * 3, "value": [1.0] * 3})
    assert select(table, {"crew": 0.3}).chosen == [0, 1, 2]


def test_a_tiny_excess_over_a_large_capacity_does_not_slip_through():
    """The solver's own tolerance is relative to its scaling; the answer's is not."""
    table = pd.DataFrame({"money": [5e8, 5e8 + 1], "value": [3.0, 2.0]})
    assert select(table, {"money": 1e9}).chosen == [0]
    assert select(table, {"money": 1e9 + 1}).chosen == [0, 1]


def test_small_differences_between_large_values_decide():
    table = pd.DataFrame({"crew": [1, 1], "value": [10_000_000, 10_000_001]}, index=["a", "b"])
    assert select(table, {"crew": 1}).chosen == ["b"]


def test_out_of_time_the_gap_is_stated_and_the_set_keeps_the_rules():
    random = np.random.default_rng(8)
    table = pd.DataFrame(random.integers(100, 200, (300, 10)), columns=list("abcdefghij"))
    table["value"] = table.mean(axis="columns")
    capacity = (table[list("abcdefghij")].sum() / 2).to_dict()
    found = select(table, capacity, time_limit=0.2)
    assert not found.proven_optimal
    assert found.gap > 0
    assert found.bound >= found.value
    assert min(found.slack.values()) >= 0
    assert found.value >= rank_by_ratio(table, capacity).value


def test_rankings_claim_no_proof():
    found = rank_by_ratio(TIDEWELL, CAPACITY)
    assert not found.proven_optimal
    assert found.gap == float("inf")


def test_ratio_ranking_prefers_what_uses_little():
    table = pd.DataFrame({"crew": [9, 4, 4, 0], "value": [10, 8, 8, 1]}, index=list("abcd"))
    assert rank_by_ratio(table, {"crew": 9}).chosen == ["b", "c", "d"]
    assert rank_by_value(table, {"crew": 9}).chosen == ["a", "d"]


def test_solving_prints_nothing(capfd):
    """HiGHS 1.12 prints a line on this problem, past its own settings."""
    random = np.random.default_rng(31)
    table = pd.DataFrame(random.integers(1, 100, (20, 2)), columns=["crew", "money"])
    table["value"] = (table.mean(axis="columns") // 1 + random.integers(0, 30, 20)).astype(int)
    select(table, {"crew": 500, "money": 500})
    assert capfd.readouterr() == ("", "")


class TestPrices:
    def test_each_constraint_has_the_price_that_solving_again_without_it_shows(self):
        """With docks forced, only signs fit beside; one more crew week makes room for app."""
        prices = constraint_prices(
            TIDEWELL, CAPACITY, mandatory=["docks"], excludes=[("depot", "signs")]
        )
        gains = {kind: gain for kind, _, _, gain in prices.itertuples(index=False)}
        rows = prices.set_index("constraint")["gain"]
        assert rows["crew"] == 105 - 72
        assert rows["money"] == 0
        assert rows["docks"] == 89 - 72
        assert gains["excludes"] == 0

    def test_price_is_per_chosen_step(self):
        prices = constraint_prices(TIDEWELL, CAPACITY, more=100).set_index("constraint")["gain"]
        assert prices["money"] == 0
        assert prices["crew"] == 105 - 89

    def test_a_step_must_widen(self):
        with pytest.raises(ValueError, match="more must be more than 0, got 0"):
            constraint_prices(TIDEWELL, CAPACITY, more=0)


@st.composite
def problems(draw):
    size = draw(st.integers(1, 7))
    small = st.integers(0, 9)
    resources = ["crew", "money"][: draw(st.integers(1, 2))]
    table = pd.DataFrame(
        {name: draw(st.lists(small, min_size=size, max_size=size)) for name in resources}
    )
    table["value"] = draw(st.lists(st.integers(-3, 9), min_size=size, max_size=size))
    table.index = [f"c{number}" for number in range(size)]
    capacity = {name: draw(st.integers(0, 20)) for name in resources}
    pairs = list(combinations(table.index, 2))
    rules = {}
    if pairs:
        rules["requires"] = draw(st.lists(st.sampled_from(pairs), max_size=3))
        rules["excludes"] = draw(st.lists(st.sampled_from(pairs), max_size=2))
    rules["mandatory"] = draw(st.lists(st.sampled_from(list(table.index)), max_size=1))
    return table, capacity, rules


def allowed(table, capacity, chosen, rules):
    part = table.loc[list(chosen)]
    return (
        all(part[name].sum() <= limit for name, limit in capacity.items())
        and all(b in chosen for a, b in rules.get("requires", []) if a in chosen)
        and not any(a in chosen and b in chosen for a, b in rules.get("excludes", []))
        and set(rules["mandatory"]) <= set(chosen)
    )


def subsets(table):
    for size in range(len(table) + 1):
        yield from combinations(table.index, size)


@settings(max_examples=60)
@given(problems())
def test_no_allowed_set_is_worth_more_and_rankings_never_beat_it(problem):
    """Brute force over all sets; what it finds contradictory is refused."""
    table, capacity, rules = problem
    possible = [chosen for chosen in subsets(table) if allowed(table, capacity, chosen, rules)]
    try:
        found = select(table, capacity, **rules)
    except ValueError as error:
        contradiction = "contradict" in str(error)
        assert contradiction or not possible
        return
    assert found.proven_optimal
    assert found.value == max(table.loc[list(chosen), "value"].sum() for chosen in possible)
    assert allowed(table, capacity, found.chosen, rules)
    for rank in (rank_by_value, rank_by_ratio):
        ranked = rank(table, capacity, **rules)
        assert ranked.value <= found.value
        assert allowed(table, capacity, ranked.chosen, rules)


@settings(max_examples=30)
@given(problems())
def test_relaxing_a_constraint_never_loses_value(problem):
    table, capacity, rules = problem
    try:
        prices = constraint_prices(table, capacity, **rules)
    except ValueError:
        return
    assert (prices["gain"] >= 0).all()


def changed(**cells):
    table = TIDEWELL.astype(object)
    for column, cell in cells.items():
        table.loc["app", column] = cell
    return table


@pytest.mark.parametrize(
    ("arguments", "rules", "message"),
    [
        ((TIDEWELL.iloc[:0], CAPACITY), {}, "must have at least one row"),
        (
            (pd.concat([TIDEWELL] * 2), CAPACITY),
            {},
            "each name once, got 'docks' twice",
        ),
        ((TIDEWELL, {"steel": 3}), {}, r"must have a column 'steel'"),
        ((TIDEWELL, CAPACITY, "npv"), {}, r"must have a column 'npv'"),
        ((TIDEWELL, {"crew": -1}), {}, "resource 'crew': capacity must be 0 or more, got -1"),
        ((TIDEWELL, {"crew": np.nan}), {}, "resource 'crew': capacity must be a number, got nan"),
        ((changed(crew=-5), CAPACITY), {}, "'app': crew must be 0 or more, got -5"),
        ((changed(crew=np.nan), CAPACITY), {}, "'app': crew must be finite, got nan"),
        ((changed(value=np.inf), CAPACITY), {}, "'app': value must be finite, got inf"),
        ((changed(value="high"), CAPACITY), {}, "value must be a number, got 'high'"),
        ((TIDEWELL, CAPACITY), {"mandatory": ["moon"]}, "mandatory: .* in the table, got 'moon'"),
        ((TIDEWELL, CAPACITY), {"requires": [("app", "moon")]}, "requires: .* got 'moon'"),
        ((TIDEWELL, CAPACITY), {"excludes": [("app", "app")]}, "two candidates, got 'app' twice"),
        ((TIDEWELL, CAPACITY), {"excludes": [("app",)]}, "must be a pair of labels"),
        (
            (TIDEWELL, CAPACITY),
            {"mandatory": ["docks", "app"]},
            r"resource 'crew': the mandatory .* \(docks, app\) must fit into 10, but use 11",
        ),
        (
            (TIDEWELL, CAPACITY),
            {"mandatory": ["app"], "requires": [("app", "docks")]},
            "resource 'crew': the mandatory",
        ),
        (
            (TIDEWELL, CAPACITY),
            {"mandatory": ["app", "signs"], "excludes": [("app", "signs")]},
            "exclude each other, got 'app' and 'signs'",
        ),
        (
            (TIDEWELL, CAPACITY),
            {"requires": [("app", "depot"), ("depot", "signs")], "excludes": [("app", "signs")]},
            "candidate 'app': requires and excludes contradict each other",
        ),
    ],
)
def test_refuses_what_cannot_be_chosen_from(arguments, rules, message):
    with pytest.raises(ValueError, match=message):
        select(*arguments, **rules)


@pytest.mark.parametrize("rules", [{"mandatory": "docks"}])
def test_labels_must_come_in_a_list(rules):
    with pytest.raises(ValueError, match="mandatory must be a list, got 'docks'"):
        select(TIDEWELL, CAPACITY, **rules)


def test_candidates_must_be_a_table():
    with pytest.raises(ValueError, match="must be a DataFrame, got dict"):
        select({"crew": [1]}, CAPACITY)
