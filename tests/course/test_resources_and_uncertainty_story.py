"""What the chapter Resources and uncertainty tells about Dock refit, held against the models."""

from __future__ import annotations

import numpy as np
import pytest

from pmlearn.project.crew_chains import with_crew_chains
from pmlearn.project.resources import level, level_by_rule
from pmlearn.project.risk import simulate
from pmlearn.project.schedule import Activity, schedule
from pmlearn.project.time_cost import cost_curve
from pmlearn.tidewell import dock_promise
from pmlearn.tidewell.projects import FIELD_CREWS, dock_refit
from pmlearn.tidewell.shortening import OFFERS


@pytest.fixture(scope="module")
def chained():
    return with_crew_chains(level_by_rule(dock_refit(), FIELD_CREWS))


@pytest.fixture(scope="module")
def dates(chained):
    return simulate(chained, trials=10_000, seed=1)


def weeks(crew, electrician):
    people = {**FIELD_CREWS, "crew": crew, "electrician": electrician}
    return level(dock_refit(), people, schedules=300, seed=1).makespan


def test_the_crew_leads_plan_is_proven_to_be_the_shortest(chained):
    found = level(dock_refit(), FIELD_CREWS, schedules=300, seed=1)
    assert found.proven_optimal
    assert found.makespan == schedule(chained).finish == 33.5


def test_a_fifth_crew_member_changes_nothing_and_two_with_an_electrician_do():
    assert weeks(5, 3) == weeks(4, 3)
    assert weeks(6, 4) < weeks(6, 3) < weeks(4, 3)


def test_the_network_without_crews_is_never_kept_and_the_plan_less_often_than_not(dates):
    assert dates.probability(28.5) < 0.01
    assert 0.35 < dates.probability(33.5) < 0.5


def test_the_promise_is_the_first_whole_week_that_is_kept_in_four_cases_of_five(dates):
    assert dates.probability(dock_promise.PROMISED_WEEKS) >= 0.8
    assert dates.probability(dock_promise.PROMISED_WEEKS - 1) < 0.8


def test_the_permits_move_the_finish_most_and_the_priority_desk_more_than_a_week(chained, dates):
    assert dates.tornado.index[0] == "Obtain permits"
    fast = [
        Activity(
            a.name,
            dock_promise.PERMITS_WITH_PRIORITY_DESK if a.name == "Obtain permits" else a.duration,
            a.predecessors,
        )
        for a in chained
    ]
    faster = simulate(fast, trials=10_000, seed=1)
    assert dates.percentile(80) - faster.percentile(80) > 1.4


def cost_of_letter(dates, week):
    """What the quay costs on average when this week is promised."""
    late = np.clip(dates.finishes - week, 0, None).mean()
    return dock_promise.COST_OF_A_WEEK * week + dock_promise.COST_OF_A_LATE_WEEK * late


def test_the_promised_week_is_the_cheapest_by_the_two_prices(dates):
    """A later date has a price, and the chance of being late is that price over the penalty."""
    best = min(range(28, 45), key=lambda week: cost_of_letter(dates, week))
    assert best == dock_promise.PROMISED_WEEKS
    price = dock_promise.COST_OF_A_WEEK / dock_promise.COST_OF_A_LATE_WEEK
    assert 1 - dates.probability(best) == pytest.approx(price, abs=0.01)


def test_the_priority_desk_has_one_price_in_both_chapters():
    per_week = dock_promise.SHORTENINGS["Obtain permits"].cost
    assert OFFERS["Obtain permits"].cost == per_week
    permits = next(a for a in dock_refit() if a.name == "Obtain permits")
    saved = permits.expected_duration - dock_promise.PERMITS_WITH_PRIORITY_DESK.mean
    assert per_week * saved == dock_promise.PRIORITY_DESK_FEE
    assert saved == OFFERS["Obtain permits"].weeks


def test_each_week_bought_is_as_dear_as_the_one_before_or_dearer(chained):
    costs = cost_curve(chained, dock_promise.SHORTENINGS)["cost"].diff().dropna()
    assert (costs.diff().dropna() > -1e-3).all()


def test_one_response_in_the_register_does_not_pay_on_average():
    gains = dock_promise.dock_refit_risks().responses.set_index("risk")["net_benefit"]
    assert list(gains.index[gains < 0]) == ["Electrician leaves for another firm"]
