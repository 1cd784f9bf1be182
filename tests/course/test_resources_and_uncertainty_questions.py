"""Resources and uncertainty: its graded questions fit their markers."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import pytest
from course.harness import Lesson

from pmlearn.exercises.marking.plans import network_finish
from pmlearn.project.schedule import Activity
from pmlearn.project.time_cost import Shortening, shorten

LESSON = Lesson("resources-and-uncertainty")
QUESTIONS, source = LESSON.questions, LESSON.source


def every_case(case):
    """Each choice of prices and target that a learner can get."""
    names = [name for name, (*_, prices) in case._SMALLER.items() if prices]
    for costs in product(*(case._SMALLER[name][3] for name in names)):
        for target, budget in case._BONUS.items():
            yield dict(zip(names, costs, strict=True)), target, budget


def plans_within(case, costs, target, budget):
    """Cost and weeks bought of each plan that reaches the target within the budget."""
    jobs = {name: (weeks, least, after) for name, (weeks, least, after, _) in case._SMALLER.items()}
    after = {name: job[2] for name, job in jobs.items()}
    for bought in product(*(range(jobs[name][0] - jobs[name][1] + 1) for name in costs)):
        saved = dict(zip(costs, bought, strict=True))
        weeks = {name: job[0] - saved.get(name, 0) for name, job in jobs.items()}
        cost = sum(saved[name] * costs[name] for name in costs)
        if network_finish(weeks, after) <= target and cost <= budget:
            yield cost, bought


def test_every_smaller_project_leaves_three_plans_and_one_is_best(case):
    """Plans that buy a week for nothing do not count as plans."""
    for drawn in every_case(case):
        found = sorted(plans_within(case, *drawn))
        assert found[0][0] < found[1][0], drawn
        sensible = [
            bought
            for _, bought in found
            if not any(
                other != bought and all(a <= b for a, b in zip(other, bought, strict=True))
                for _, other in found
            )
        ]
        assert len(sensible) >= 3, drawn


def test_learners_get_different_best_plans(case):
    best = {min(plans_within(case, *drawn))[1] for drawn in every_case(case)}
    assert len(best) >= 6


@pytest.mark.parametrize("learner", ["learner-07", "learner-08", "instructor"])
def test_the_cheapest_plan_of_the_model_earns_all_points_and_a_dearer_one_a_part(case, learner):
    own = case.draw_smaller(learner)
    jobs = own["activities"]
    work = [Activity(name, job["duration"], job["after"]) for name, job in jobs.items()]
    offers = {n: Shortening(j["least"], j["cost"]) for n, j in jobs.items() if "cost" in j}
    table = shorten(work, offers, own["target"])
    assert table["cost"].sum() <= own["budget"]
    costs = {name: job["cost"] for name, job in jobs.items() if "cost" in job}
    plans = sorted(plans_within(case, costs, own["target"], own["budget"]))
    assert table["cost"].sum() == pytest.approx(plans[0][0])
    earned = [points(learner, jobs, costs, bought) for _, bought in (plans[0], plans[1])]
    assert earned[0] == 3
    assert 1 < earned[1] < 3


def points(learner, jobs, costs, bought):
    saved = dict(zip(costs, bought, strict=True))
    answer = {name: job["duration"] - saved.get(name, 0) for name, job in jobs.items()}
    return LESSON.points("test_buy_weeks", {"learner_id": learner, "buy_weeks": answer})


def test_the_editor_shows_the_learners_own_prices(case):
    entries = [dict(item) for item in QUESTIONS["buy_weeks"]["items"]]
    widget = SimpleNamespace(question={"entries": entries, "target": 0, "budget": 0})
    case.with_own_prices(widget, "learner-07")
    own = case.draw_smaller("learner-07")
    assert (widget.question["target"], widget.question["budget"]) == (own["target"], own["budget"])
    for entry in widget.question["entries"]:
        assert entry.get("cost") == own["activities"][entry["id"]].get("cost")
    assert case.with_own_prices(None, "learner-07") is None


def test_the_marker_of_the_crew_weeks_knows_the_question():
    question, hidden = QUESTIONS["crew_weeks"], source("test_crew_weeks")
    assert f"capacity={question['capacity']}" in hidden
    for item in question["items"]:
        first, last = item["window"]
        assert f'"{item["id"]}": {item["demand"]}' in hidden
        assert f'"{item["id"]}": ({first}, {last})' in hidden
