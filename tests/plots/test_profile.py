"""What a resource profile shows."""

import numpy as np
import pandas as pd
import pytest

from pmlearn.plots import alt, resource_profile
from pmlearn.project.resources import level
from pmlearn.project.schedule import Activity

USAGE = pd.DataFrame({"Fitters": [2, 6, 3], "Cranes": [1, 1, 0]})


def test_bars_are_as_high_as_the_use_and_one_period_wide(bars):
    ax = resource_profile(pd.Series([2.0, 3, 1]))
    assert [bar[:4] for bar in bars(ax, "in use")] == [(0, 0, 1, 2), (1, 0, 1, 3), (2, 0, 1, 1)]


def test_what_exceeds_the_capacity_is_hatched_and_only_that(bars):
    ax = resource_profile(pd.Series([2, 6, 4]), 4)
    (over,) = bars(ax, "above capacity")
    assert over[:4] == (1, 4, 1, 2)
    assert over[4]
    assert [bar[3] for bar in bars(ax, "in use")] == [2, 4, 4]
    assert not any(bar[4] for bar in bars(ax, "in use"))


def test_the_capacity_is_a_line_at_its_height():
    ax = resource_profile(pd.Series([2, 6, 4]), 4)
    (line,) = [line for line in ax.lines if line.get_label() == "capacity"]
    assert set(line.get_ydata()) == {4}


def test_use_at_capacity_is_no_overload_whatever_the_rounding(bars):
    ax = resource_profile(pd.Series([0.1 + 0.2]), 0.3)
    assert bars(ax, "above capacity") == []


def test_periods_begin_where_the_index_says(bars):
    ax = resource_profile(pd.Series([1, 2, 3], index=[0, 0.5, 1.0]))
    assert [bar[0] for bar in bars(ax, "in use")] == [0, 0.5, 1]
    assert ax.get_xlim() == (0, 1.5)


def test_the_description_counts_time_not_rows():
    ax = resource_profile(pd.Series([1, 2, 3], index=[0, 0.5, 1.0]), 1, period="week")
    assert "above capacity in 1 of 1.5 weeks" in alt(ax)


def test_dates_or_names_as_index_count_as_periods_from_zero(bars):
    days = pd.date_range("2026-03-02", periods=2)
    assert [bar[0] for bar in bars(resource_profile(pd.Series([1, 2], days)), "in use")] == [0, 1]


def test_several_resources_stand_one_above_the_other_with_their_capacity():
    ax = resource_profile(USAGE, {"Fitters": 5, "Cranes": 1})
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["0", "Cranes: 1", "0", "Fitters: 5"]
    heights = [line.get_ydata()[0] for line in ax.lines if "capacity" in line.get_label()]
    ticks = ax.get_yticks()
    assert np.allclose(heights, ticks[1::2])
    assert [text.get_text() for text in ax.get_legend().get_texts()].count("capacity") == 1


def test_a_leveled_project_brings_its_own_capacity(bars):
    activities = [Activity(name, 2, resources={"crew": 2}) for name in "ABC"]
    leveled = level(activities, {"crew": 3}, seconds=0.1)
    ax = resource_profile(leveled)
    assert [bar[3] for bar in bars(ax, "in use")] == [2] * 6
    assert "crew: at most 2 in use of 3, above capacity in 0 of 6 periods" in alt(ax)


def test_a_capacity_of_zero_makes_every_use_an_overload(bars):
    ax = resource_profile(pd.Series([0, 2]), 0)
    assert [bar[:4] for bar in bars(ax, "above capacity")] == [(1, 0, 1, 2)]


@pytest.mark.parametrize(
    ("usage", "capacity", "message"),
    [
        (pd.Series([], dtype=float), None, "must have a period and a resource, got none"),
        (pd.DataFrame(index=[0, 1]), None, "must have a period and a resource"),
        (pd.Series([1, -2], name="crew"), None, "use of 'crew' in 1 must be 0 or more, got -2"),
        (pd.Series([1, np.nan], name="crew"), None, "use of 'crew' in 1 must be finite"),
        (USAGE, {"Fitters": 5}, "capacity must name 'Cranes'"),
        (USAGE, -1, "capacity of 'Fitters' must be 0 or more, got -1"),
    ],
)
def test_nonsense_is_refused_by_name(usage, capacity, message):
    with pytest.raises(ValueError, match=message):
        resource_profile(usage, capacity)
