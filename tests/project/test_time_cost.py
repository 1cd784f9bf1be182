"""What holds for the cheapest way to finish sooner."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from pmlearn.project.schedule import Activity, Link, schedule
from pmlearn.project.time_cost import Shortening, cost_curve, shorten


def diamond():
    """A, then B and C side by side, then D; B is the longer one."""
    return [
        Activity("A", 4),
        Activity("B", 6, ["A"]),
        Activity("C", 5, ["A"]),
        Activity("D", 2, ["B", "C"]),
    ]


OFFERS = {"A": Shortening(2, 50), "B": Shortening(3, 20), "C": Shortening(3, 25)}


def test_the_first_week_comes_from_the_cheapest_critical_activity():
    table = shorten(diamond(), OFFERS, 11)
    assert list(table["activity"]) == ["B"]
    assert table["cost"].sum() == pytest.approx(20)


def test_where_two_paths_are_critical_both_must_be_paid_unless_a_common_one_is_cheaper():
    # B and C together cost 45 a week, A costs 50
    assert shorten(diamond(), OFFERS, 10)["cost"].sum() == pytest.approx(20 + 45)


def test_the_curve_never_falls_and_gets_steeper():
    curve = cost_curve(diamond(), OFFERS)
    steps = np.diff(curve["cost"])
    assert curve["cost"].iloc[0] == 0
    assert (steps >= -1e-9).all()
    assert (np.diff(steps[:-1]) >= -1e-9).all()


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_of_whole_weeks_is_cheaper(seed):
    """Against every combination; with whole durations the program has a whole best solution."""
    rng = np.random.default_rng(seed)
    work = [
        Activity(
            f"a{i}", int(rng.integers(2, 5)), [f"a{j}" for j in range(i) if rng.random() < 0.5]
        )
        for i in range(5)
    ]
    offers = {a.name: Shortening(int(a.duration) - 1, int(rng.integers(1, 20))) for a in work}
    best = {}
    for saved in product((0, 1), repeat=5):
        shorter = [
            Activity(a.name, a.duration - s, a.predecessors)
            for a, s in zip(work, saved, strict=True)
        ]
        cost = sum(s * offers[a.name].cost for a, s in zip(work, saved, strict=True))
        finish = schedule(shorter).finish
        best[finish] = min(cost, best.get(finish, float("inf")))
    for row in cost_curve(work, offers).itertuples():
        cheapest = min(cost for finish, cost in best.items() if finish <= row.finish + 1e-9)
        assert row.cost == pytest.approx(cheapest)


def test_the_shorter_durations_do_reach_the_finish():
    table = shorten(diamond(), OFFERS, 8).set_index("activity")["duration"]
    work = [Activity(a.name, table.get(a.name, a.duration), a.predecessors) for a in diamond()]
    assert schedule(work).finish == pytest.approx(8)


def test_all_four_kinds_of_link_hold():
    work = [
        Activity("A", 5),
        Activity("B", 4, [Link("A", "SS", 2)]),
        Activity("C", 3, [Link("B", "FF", 1)]),
        Activity("D", 6, [Link("A", "SF", 7)]),
    ]
    offers = {"A": Shortening(1, 9), "B": Shortening(3, 1), "D": Shortening(1, 1)}
    shortest = cost_curve(work, offers)["finish"].iloc[-1]
    assert shortest == pytest.approx(7)  # start of A, then 7 weeks until D may end


def test_the_normal_finish_costs_nothing():
    assert shorten(diamond(), OFFERS, 12).empty


def test_a_finish_that_money_cannot_buy_is_refused():
    with pytest.raises(ValueError, match="end by 3"):
        shorten(diamond(), OFFERS, 3)


def test_an_offer_for_an_unknown_activity_is_refused():
    with pytest.raises(ValueError, match=r"'X'.*no such activity"):
        shorten(diamond(), {"X": Shortening(1, 1)}, 10)


def test_an_offer_that_lengthens_is_refused():
    with pytest.raises(ValueError, match=r"'A'.*at most the duration 4, got 5"):
        shorten(diamond(), {"A": Shortening(5, 1)}, 10)


def test_a_step_of_nothing_is_refused():
    with pytest.raises(ValueError, match="step must be more than 0, got 0"):
        cost_curve(diamond(), OFFERS, step=0)
