"""Work put in order beside what its delays cost."""

from __future__ import annotations

from itertools import permutations

import pytest
from exercises.trial import RAW, TRIAL, form, mark, written

RANKING = TRIAL["ranking"]
IDS = ["map", "pay", "alarm", "site"]


def cost(order):
    """By hand: durations 4, 1, 2, 3; weekly costs 2, 3, 5, 4; the site can start after week 2."""
    facts = {"map": (4, 2, 0), "pay": (1, 3, 0), "alarm": (2, 5, 0), "site": (3, 4, 2)}
    time = total = 0
    for name in order:
        duration, weekly, ready = facts[name]
        time = max(time, ready) + duration
        total += time * weekly
    return total


def test_the_cheapest_of_all_orders_earns_all_and_others_by_what_they_cost():
    orders = sorted(permutations(IDS), key=cost)
    points = [mark(RANKING, list(order), 4).points for order in orders]
    assert cost(orders[0]) == 62
    assert points[0] == 4
    assert points == sorted(points, reverse=True)
    assert points[-1] == 0
    assert sum(points) / len(points) < 0.2 * 4
    assert mark(RANKING, list(orders[0])).feedback == "Your order costs 62 k; 62 is possible."


def test_an_order_of_equal_cost_is_as_good(tmp_path):
    items = [
        {"id": "a", "text": "A", "duration": 3, "cost_of_delay": 1},
        {"id": "b", "text": "B", "duration": 0.1, "cost_of_delay": 0.2},
        {"id": "c", "text": "C", "duration": 0.1, "cost_of_delay": 0.2},
    ]
    question = written(tmp_path, {**RAW["ranking"], "items": items})
    assert mark(question, ["b", "c", "a"]).points == mark(question, ["c", "b", "a"]).points == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, 'must be a list such as ["map"], got None'),
        ("map", "must be a list such as [\"map\"], got 'map'"),
        (IDS[:3], "must name each item once; site is missing"),
        ([*IDS, "map"], "names 'map' twice"),
        ([*IDS, ["map"]], "['map'] is not one of map, pay, alarm, site"),
        ([1, 2, 3, 4], "1 is not one of map, pay, alarm, site"),
    ],
)
def test_what_is_no_order_is_told(answer, said):
    assert form(RANKING, answer) == said
    assert mark(RANKING, answer).points == 0


def item(**fields):
    return {"id": "new", "text": "New", "duration": 1, "cost_of_delay": 1, **fields}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([item(duration=0)], "'new': duration must be above 0"),
        ([item(duration=-1)], "'new': duration must be 0 or more, got -1"),
        ([item(cost_of_delay="3 k")], "'new': cost_of_delay must be 0 or more, got '3 k'"),
        ([item(ready=float("inf"))], "'new': ready must be 0 or more, got inf"),
        ([item(duration=10**400)], "'new': duration must be 0 or more, got 1000"),
        ([item(duration=True)], "'new': duration must be 0 or more, got True"),
        ([item(id=f"n{n}") for n in range(7)], "11 items; at most 10"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, more, said):
    raw = RAW["ranking"]
    with pytest.raises(ValueError, match="question 'ranking'") as error:
        written(tmp_path, {**raw, "items": [*raw["items"], *more]})
    assert said in str(error.value)


def test_items_that_stand_in_the_best_order_already_ask_nothing(tmp_path):
    raw = RAW["ranking"]
    by_id = {one["id"]: one for one in raw["items"]}
    best = [by_id[name] for name in ("pay", "alarm", "site", "map")]
    with pytest.raises(ValueError, match="must not stand in the best order already"):
        written(tmp_path, {**raw, "items": best})
