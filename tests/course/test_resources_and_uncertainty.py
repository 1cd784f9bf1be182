"""What is special to the assignment on resources and uncertainty: its plans, ranges and prices."""

from __future__ import annotations

from itertools import product
from math import prod
from statistics import NormalDist

import pytest
from course.harness import ROOT

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.project.resources import ResourceProblem, level, violations
from pmlearn.project.risk import ThreePoint
from pmlearn.project.schedule import Activity, schedule

SLUG = "resources-and-uncertainty"
LEARNERS = [f"learner-{number}" for number in range(30)]
CREW = 4


def tasks(learner):
    return load_tasks(Layout(ROOT), SLUG, learner)


def right(task):
    return KINDS[task.kind].solution(task)


def hill_line(task, *, crew):
    """The bars of the plan in the package's own form."""
    return [
        Activity(
            bar["id"],
            bar["duration"],
            bar.get("after", []),
            {"crew": bar["needs"]} if crew and bar.get("needs") else {},
        )
        for bar in task.entries
    ]


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_plan_keeps_links_and_crew_and_the_package_finds_none_shorter(learner):
    task = tasks(learner)["level"]
    starts, bars = right(task), hill_line(task, crew=True)
    assert violations(ResourceProblem(bars, {"crew": CREW}), starts) == []
    end = starts["test"] + next(bar["duration"] for bar in task.entries if bar["id"] == "test")
    assert end == task.settings["best"]
    assert end <= level(bars, {"crew": CREW}, schedules=200, seed=1).makespan


@pytest.mark.parametrize("learner", LEARNERS)
def test_no_plan_beats_the_bound_and_the_chain_is_that_of_the_links(learner):
    found = tasks(learner)
    bound = {row: cells["own"] for row, cells in right(found["bound"]).items()}
    assert bound["chain"] == schedule(hill_line(found["level"], crew=False)).finish
    assert bound["bound"] <= found["level"].settings["best"]


@pytest.mark.parametrize("learner", LEARNERS)
def test_ranges_are_those_of_the_packages_own_estimates(learner):
    task = tasks(learner)["path"]
    given, solution = task.settings["given"], right(task)
    on_path = [
        ThreePoint(row["short"], row["likely"], row["long"], "pert") for row in given.values()
    ]
    mean = sum(one.mean for one in on_path)
    deviation = sum(((one.pessimistic - one.optimistic) / 6) ** 2 for one in on_path) ** 0.5
    assert solution["sum"]["mean"] == pytest.approx(mean, abs=1e-3)
    assert solution["deviation"]["own"] == pytest.approx(deviation, abs=1e-3)
    chance = 100 * NormalDist(mean, deviation).cdf(task.case["asked_week"])
    assert solution["chance"]["own"] == pytest.approx(chance, abs=1e-3)


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_promised_week_is_the_first_that_is_kept_in_four_of_five_runs(learner):
    task = tasks(learner)["promise_date"]
    (week,) = right(task)
    shares = dict(task.settings["series"])
    assert shares[week] >= 80 > shares[week - 1]


def test_three_teams_are_on_time_less_often_than_the_weakest():
    for learner in LEARNERS:
        task = tasks(learner)["merge"]
        given, solution = task.settings["given"]["teams"], right(task)["teams"]
        expected = 100 * prod(one / 100 for one in given.values())
        assert solution["all"] == pytest.approx(expected)
        assert solution["all"] < min(given.values())


def test_some_responses_pay_and_some_do_not():
    for learner in LEARNERS:
        decided = [row["go"] for row in right(tasks(learner)["responses"]).values()]
        assert {"carry out", "leave"} == set(decided)


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_lowest_prices_are_those_of_all_ways_to_buy(learner):
    """Each end by the package's schedule, each price by trying all purchases."""
    task = tasks(learner)["buying"]
    case, solution = task.case, right(task)
    names = ("first", "long", "short", "last")

    def end(less):
        takes = {name: case[name] - less[name] for name in names}
        return schedule(
            [
                Activity("first", takes["first"]),
                Activity("long", takes["long"], ["first"]),
                Activity("short", takes["short"], ["first"]),
                Activity("last", takes["last"], ["long", "short"]),
            ]
        ).finish

    usual = end(dict.fromkeys(names, 0))
    ways = [dict(zip(names, bought, strict=True)) for bought in product(range(3), repeat=4)]
    for weeks, row in enumerate(("one", "two", "three"), start=1):
        prices = [
            sum(case[f"price_{name}"] * number for name, number in less.items())
            for less in ways
            if end(less) <= usual - weeks
        ]
        assert solution[row]["price"] == min(prices)
