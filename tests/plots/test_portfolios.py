"""What capacity bars and efficient frontier show."""

import numpy as np
import pandas as pd
import pytest

from pmlearn.plots import alt, capacity_bars, efficient_frontier
from pmlearn.portfolio.frontier import frontier
from pmlearn.portfolio.selection import select

POINTS = pd.DataFrame({"value": [0, 5, 4, 9], "risk": [0, 2, 3, 6]}, list("ABCD"))


def test_bars_show_the_used_share_of_each_capacity(bars):
    ax = capacity_bars({"Crews": 3, "Money": 400}, {"Crews": 4, "Money": 1000})
    assert [bar[2] for bar in bars(ax, "used")] == [75, 40]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Crews", "Money"]
    assert [note.get_text() for note in ax.texts] == ["3 of 4", "400 of 1,000"]


def test_what_exceeds_the_capacity_is_hatched_beyond_its_line(bars):
    ax = capacity_bars({"Crews": 5, "Money": 1000}, {"Crews": 4, "Money": 1000})
    (over,) = bars(ax, "above capacity")
    assert (over[0], over[2]) == (100, 25)
    assert over[4]
    assert [bar[2] for bar in bars(ax, "used")] == [100, 100]


def test_bars_take_what_a_selection_uses():
    candidates = pd.DataFrame({"value": [5, 4, 3], "crews": [2, 2, 1]}, list("ABC"))
    chosen = select(candidates, {"crews": 3})
    assert "crews: 3 of 3" in alt(capacity_bars(chosen.used, chosen.capacity))


@pytest.mark.parametrize(
    ("used", "capacity", "message"),
    [
        ({}, {}, "must name at least one resource, got none"),
        ({"A": 1}, {"B": 1}, "must name the same resources, got 'A' in one only"),
        ({"A": -1}, {"A": 1}, "use of 'A' must be 0 or more, got -1"),
        ({"A": 1}, {"A": 0}, "capacity of 'A' must be more than 0, got 0"),
        ({"A": 1}, {"A": np.nan}, "capacity of 'A' must be finite"),
    ],
)
def test_capacity_nonsense_is_refused_by_name(used, capacity, message):
    with pytest.raises(ValueError, match=message):
        capacity_bars(used, capacity)


def points(ax, label):
    (line,) = [line for line in ax.lines if line.get_label() == label]
    return [tuple(point) for point in line.get_xydata()]


def test_efficient_portfolios_are_joined_from_low_to_high_risk():
    ax = efficient_frontier(POINTS)
    assert points(ax, "efficient") == [(0, 0), (2, 5), (6, 9)]
    assert points(ax, "others") == [(3, 4)]


def test_the_frontier_is_a_stair_as_there_is_nothing_between_two_portfolios():
    ax = efficient_frontier(POINTS)
    (line,) = [line for line in ax.lines if line.get_label() == "efficient"]
    assert line.get_drawstyle() == "steps-post"


def test_the_frontier_takes_what_the_model_returns():
    candidates = pd.DataFrame({"value": [5.0, 7, 3], "crews": [1, 2, 1]}, list("ABC"))
    covariance = pd.DataFrame(np.diag([1.0, 4, 9]), list("ABC"), list("ABC"))
    found = frontier(candidates, {"crews": 3}, covariance=covariance)
    ax = efficient_frontier(found)
    expected = found.efficient[["risk", "value"]].to_numpy()
    assert np.allclose(points(ax, "efficient"), expected)
    assert f"{len(expected)} of {len(found.portfolios)} portfolios are efficient" in alt(ax)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (POINTS.head(0), "must hold a portfolio, got none"),
        (POINTS[["value"]], "must have a column 'risk'"),
        (POINTS.assign(risk=np.nan), "must be finite, got nan"),
    ],
)
def test_frontier_nonsense_is_refused_by_name(table, message):
    with pytest.raises(ValueError, match=message):
        efficient_frontier(table)
