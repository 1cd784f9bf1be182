"""Bars on a time axis: form, marks, and what a file may not say."""

from __future__ import annotations

import pytest
from exercises.trial import RAW, TRIAL, form, mark, written

CREW = TRIAL["crew"]


def plan(permit=0, depot=3, harbor=0, test=7):
    return {"permit": permit, "depot": depot, "harbor": harbor, "test": test}


@pytest.mark.parametrize(
    ("answer", "points", "said"),
    [
        (plan(), 3, "The plan keeps all rules and ends after week 9; 9 is possible."),
        (plan(test="7"), 3, "The plan keeps all rules and ends after week 9; 9 is possible."),
        (plan(test=8), 2, "The plan keeps all rules and ends after week 10; 9 is possible."),
        (plan(test=10), 0, "The plan keeps all rules and ends after week 12; 9 is possible."),
        (plan(test=6), 0, "1 rule is broken: Test both begins before Dig the depot has ended."),
        (plan(harbor=3), 0, "3 rules are broken: week 4 needs 5, and there are 4."),
        ({"permit": 0}, 0, "Must name each bar; depot, harbor, test is missing."),
        (plan(test=11), 0, "Test: must be a whole number from 0 to 10, got 11."),
        (plan(test=7.5), 0, "Test: must be a whole number from 0 to 10, got 7.5."),
        (plan(test=-1), 0, "Test: must be a whole number from 0 to 10, got -1."),
        (plan(test=True), 0, "Test: must be a whole number from 0 to 10, got True."),
        (plan(test=[7]), 0, "Test: must be a whole number from 0 to 10, got [7]."),
        (plan() | {"sea": 1}, 0, "'sea' is not one of permit, depot, harbor, test."),
        ([0, 3, 0, 7], 0, 'Must be a table such as {"permit": 4}, got [0, 3, 0, 7].'),
        (None, 0, 'Must be a table such as {"permit": 4}, got None.'),
    ],
)
def test_a_plan_that_keeps_the_rules_earns_by_its_end(answer, points, said):
    found = mark(CREW, answer, 3)
    assert (found.points, found.feedback) == (points, said)


def test_without_a_capacity_only_links_count(tmp_path):
    raw = {name: value for name, value in RAW["crew"].items() if name != "capacity"}
    question = written(tmp_path, {**raw, "best": 9})
    assert mark(question, plan(harbor=4)).points == 1
    assert form(question, plan()) == ""


def bars(**fields):
    first, *rest = RAW["crew"]["bars"]
    return {"bars": [{**first, **fields}, *rest]}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"periods": 0}, "periods must be a whole number up to 200, got 0"),
        ({"periods": 10**400}, "periods must be a whole number up to 200, got 1000"),
        ({"periods": 12.5}, "periods must be a whole number up to 200, got 12.5"),
        ({"capacity": "four"}, "capacity must be a number, 0 or more, got 'four'"),
        ({"target": float("nan")}, "target must be a number, 0 or more, got nan"),
        (bars(duration=0), "'permit': duration must be a whole number from 1 to 12, got 0"),
        (bars(duration=13), "'permit': duration must be a whole number from 1 to 12, got 13"),
        (bars(duration=True), "'permit': duration must be a whole number from 1 to 12, got True"),
        (bars(start=10), "'permit': start must be a whole number from 0 to 9"),
        (bars(needs=-1), "'permit': needs must be 0 or more, got -1"),
        (bars(after="depot"), "'permit': after must be a list of bars, got 'depot'"),
        (bars(after=["sea"]), "'permit': after must be a list of bars, got ['sea']"),
        (bars(after=["test"]), "permit -> depot -> test -> permit is a cycle"),
        ({"floor": 9}, "floor must lie above best, got 9 and 9"),
        ({"best": "soon"}, "floor must lie above best, got 12 and 'soon'"),
        ({"best": 8}, "its own solution is not right"),
        ({"solution": {"permit": 0}}, "solution: must name each bar; depot, harbor, test"),
        ({"solution": plan(harbor=3)}, "its own solution is not right: 3 rules are broken"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, fields, said):
    with pytest.raises(ValueError, match="question 'crew'") as error:
        written(tmp_path, {**RAW["crew"], **fields})
    assert said in str(error.value)
