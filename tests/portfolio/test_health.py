"""Roll-up rules, and that none of them hides who fails."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.portfolio.health import Health, Status, roll_up

RULES = ["worst-of", "weighted", "count"]
HARBOR = {"Dock refit": "red", "Pass relaunch": "green", "Depot move": "green", "Signs": "green"}

words = st.sampled_from(["red", "amber", "green"])
trees = st.recursive(
    words,
    lambda inner: st.dictionaries(st.sampled_from("abcdef"), inner, min_size=1, max_size=4),
    max_leaves=12,
).filter(lambda tree: isinstance(tree, dict))


def leaves(tree, path=""):
    for name, below in tree.items():
        if isinstance(below, dict):
            yield from leaves(below, f"{path}{name} / ")
        else:
            yield path + name, below


def test_worst_of_is_as_bad_as_its_worst_component():
    assert roll_up(HARBOR).status is Status.RED
    assert roll_up({"a": "amber", "b": "green"}).status is Status.AMBER


def test_a_weighted_mean_can_look_green_and_still_names_the_failing_component():
    """(2 + 0 + 0 + 0) / 4 = 0.5 is amber; with a light weight it is green."""
    found = roll_up(HARBOR, "weighted")
    assert (found.score, found.status) == (0.5, Status.AMBER)
    light = roll_up(HARBOR, "weighted", weights={**dict.fromkeys(HARBOR, 1), "Dock refit": 0.1})
    assert light.status is Status.GREEN
    assert light.failing == ("Dock refit",)
    assert light.hides_a_failure
    assert "failing: Dock refit" in str(light)


def test_count_is_red_when_more_than_the_stated_share_is_red():
    assert roll_up(HARBOR, "count").status is Status.AMBER
    assert roll_up(HARBOR, "count", red_share=0.2).status is Status.RED
    assert roll_up({"a": "green", "b": "green"}, "count").status is Status.GREEN


def test_a_failure_two_levels_down_is_named_with_its_path():
    tree = {"Open Harbor": {**HARBOR, "More": {"x": "amber"}}, "Night buses": "green"}
    found = roll_up(tree, "weighted")
    assert found.failing == ("Open Harbor / Dock refit",)
    assert found.at_risk == ("Open Harbor / More / x",)
    assert found.parts["Open Harbor"].failing == ("Dock refit",)
    assert found.table.loc["Open Harbor"].tolist() == ["amber", 1]


def test_parts_may_be_rolled_up_by_another_rule():
    found = roll_up({"Open Harbor": roll_up(HARBOR, "count"), "Night buses": "green"})
    assert found.status is Status.AMBER
    assert found.failing == ("Open Harbor / Dock refit",)


@pytest.mark.parametrize("word", ["red", "Red", " RED ", "r", "R", Status.RED])
def test_a_status_is_read_in_every_usual_spelling(word):
    assert roll_up({"a": word}).failing == ("a",)


def test_a_series_is_read_like_a_dictionary():
    assert roll_up(pd.Series(HARBOR)) == roll_up(HARBOR)


@given(trees, st.sampled_from(RULES))
def test_every_rule_names_every_failing_component(tree, rule):
    found = roll_up(tree, rule)
    assert sorted(found.failing) == sorted(name for name, word in leaves(tree) if word == "red")
    assert sorted(found.at_risk) == sorted(name for name, word in leaves(tree) if word == "amber")
    assert found.hides_a_failure == (bool(found.failing) and found.status is not Status.RED)
    assert all(name in str(found) for name in found.failing)


@given(trees, st.sampled_from(RULES))
def test_no_rule_is_worse_than_worst_of_or_better_than_the_best_component(tree, rule):
    found = roll_up(tree, rule)
    assert found.status <= roll_up(tree).status
    assert found.status >= min(found.components.values())


@given(st.dictionaries(st.sampled_from("abcdef"), words, min_size=1), st.sampled_from(RULES))
def test_when_a_component_gets_worse_the_whole_never_gets_better(statuses, rule):
    before = roll_up(statuses, rule).status
    for name in statuses:
        assert roll_up({**statuses, name: "red"}, rule).status >= before


@pytest.mark.parametrize(
    ("components", "options", "rule"),
    [
        ({}, {}, "at least one component, got none"),
        ({"a": {}}, {}, "at least one component, got none"),
        ({"a": "blue"}, {}, "component 'a': status must be red, amber or green, got 'blue'"),
        ({"a": None}, {}, "component 'a': .* got None"),
        ({"a": float("nan")}, {}, "component 'a': .* got nan"),
        ({"a": "red"}, {"rule": "average"}, "rule must be one of .*, got 'average'"),
        ({"a": "red"}, {"weights": {"b": 1}}, "must name exactly the components, got 'a'"),
        (
            {"a": "red"},
            {"weights": {"a": 0}},
            "'a': weight must be more than 0, got 0",
        ),
        (
            {"a": "red"},
            {"weights": {"a": float("nan")}},
            "must be finite, got nan",
        ),
        (
            {"a": "red"},
            {"amber_from": 1.8},
            "amber_from must be .* at most 1.5, got 1.8",
        ),
        ({"a": "red"}, {"red_share": 1}, "red_share must be 0 or more and less than 1, got 1"),
        (
            pd.Series(["red", "green"], index=["a", "a"]),
            {},
            "each name once, got 'a' twice",
        ),
    ],
)
def test_refuses_what_cannot_be_rolled_up(components, options, rule):
    with pytest.raises(ValueError, match=rule):
        roll_up(components, **options)


def test_statuses_must_have_names():
    with pytest.raises(ValueError, match=r"must be given by name, as a dict, got \['red'\]"):
        roll_up(["red"])


def test_result_is_a_record_that_compares_by_content():
    assert isinstance(roll_up(HARBOR), Health)
    assert roll_up(HARBOR) == roll_up(dict(HARBOR))
    assert roll_up(HARBOR) != roll_up(HARBOR, "count")
