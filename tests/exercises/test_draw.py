"""Cases that are drawn: the same for one learner, within what the author wrote, errors by name."""

from __future__ import annotations

from collections import Counter

import pytest

from pmlearn.exercises.cases.draw import draw_case

SPEC = {
    "budget": {"between": [300, 420], "step": 10},
    "rate": {"between": [0.1, 0.7], "step": 0.2},
    "place": {"choose": ["the depot", "the harbor"]},
    "pair": {"choose": ["a", "b", "c"], "take": 2},
    "order": {"shuffle": ["a", "b", "c"]},
    "half": "= budget / 2",
    "more": {"between": ["= half", "= half + 2"]},
    "week": 12,
}


def drawn(count=300, spec=SPEC):
    return [draw_case(spec, f"learner-{n}", "task") for n in range(count)]


def test_a_learner_has_the_same_case_each_time_and_others_have_others():
    one = draw_case(SPEC, "ann", "task")
    assert draw_case(SPEC, "ann", "task") == one
    assert draw_case(dict(reversed(SPEC.items())), "ann", "task") == one
    assert len({str(case) for case in drawn()}) > 250
    assert len({str(draw_case(SPEC, "ann", f"task {n}")) for n in range(50)}) > 45


def test_a_new_name_in_the_file_leaves_the_other_values_as_they_are():
    one = draw_case(SPEC, "ann", "task")
    more = draw_case({"new": {"between": [1, 9]}, **SPEC}, "ann", "task")
    assert {**more, **one} == more


def test_all_values_lie_within_what_is_written_and_each_is_drawn():
    cases = drawn()
    assert {case["budget"] for case in cases} == set(range(300, 421, 10))
    assert {case["rate"] for case in cases} == {0.1, 0.3, 0.5, 0.7}
    assert set(Counter(case["place"] for case in cases)) == {"the depot", "the harbor"}
    assert {tuple(case["pair"]) for case in cases} == {
        (x, y) for x in "abc" for y in "abc" if x != y
    }
    assert {"".join(case["order"]) for case in cases} == {
        "abc", "acb", "bac", "bca", "cab", "cba",
    }  # fmt: skip
    for case in cases:
        assert case["half"] == case["budget"] / 2
        assert 0 <= case["more"] - case["half"] <= 2
        assert case["week"] == 12


def test_the_upper_bound_that_no_step_reaches_is_not_passed():
    spec = {"x": {"between": [1, 10], "step": 4}}
    assert {case["x"] for case in drawn(60, spec)} == {1, 5, 9}


def test_conditions_hold_in_every_case():
    spec = {"a": {"between": [1, 9]}, "b": {"between": [1, 9]}, "where": ["= a < b", "= a + b > 8"]}
    assert all(case["a"] < case["b"] and case["a"] + case["b"] > 8 for case in drawn(100, spec))


def test_values_that_are_there_already_can_be_used():
    assert draw_case({"b": "= a * 2"}, "ann", "task", {"a": 4}) == {"a": 4, "b": 8}


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"a": {"between": [5, 1]}}, "a: between goes from 5 to 1"),
        ({"a": {"between": [1]}}, r"a: between needs two numbers"),
        ({"a": {"between": [1, "x"]}}, "a: between needs numbers"),
        ({"a": {"between": [1, float("nan")]}}, "a: between needs numbers"),
        ({"a": {"between": [1, float("inf")]}}, "a: between needs numbers"),
        ({"a": {"between": [1, 10**400]}}, "a: between needs numbers"),
        ({"a": {"between": [True, 2]}}, "a: between needs numbers"),
        ({"a": {"between": [1, 2], "step": 0}}, "a: step must be above 0"),
        ({"a": {"between": [1, 2], "step": -1}}, "a: step must be above 0"),
        ({"a": {"choose": []}}, "a: choose needs a list"),
        ({"a": {"choose": list(range(501))}}, "a: choose needs a list of 1 to 500"),
        ({"a": {"choose": "abc"}}, "a: choose needs a list"),
        ({"a": {"choose": [1, 2], "take": 3}}, "a: take must be 1 to 2, got 3"),
        ({"a": {"shuffle": [1, 2], "take": 0}}, "a: take must be 1 to 2, got 0"),
        ({"a": {"betwen": [1, 2]}}, "a: must be one of between, choose, shuffle"),
        ({"a": {"between": [1, 2], "choose": [1]}}, "a: must be one of between, choose, shuffle"),
        ({"a": None}, "a: must be a number"),
        ({"a": float("nan")}, "a: must be a finite number"),
        ({"a": "= 1 / b", "b": 0}, "a: formula .* divides by zero"),
        ({"a": "= 10 ** 400"}, "a: formula"),
        ({"a": "= b", "b": "= a"}, "in a circle: a -> b -> a|in a circle: b -> a -> b"),
        ({"a": {"between": [1, "= a"]}}, "in a circle: a -> a"),
        ({"a": "= missing"}, "a: formula .* there is no 'missing'"),
        ({"two words": 1}, "'two words' is no name"),
        ({"__class__": 1}, "'__class__' is no name"),
        ({3: 1}, "3 is no name"),
        (
            {"a": {"between": [1, 3]}, "where": ["= a > 3"]},
            "none of 1,000 draws meets where: a > 3",
        ),
    ],
)
def test_a_broken_rule_names_the_name_and_the_value(spec, problem):
    with pytest.raises(ValueError, match=problem):
        draw_case(spec, "ann", "task")
