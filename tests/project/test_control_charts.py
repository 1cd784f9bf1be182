"""Control charts: published examples, the rules that find a change, and input checks."""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.project.control_charts import (
    RULES,
    individuals_chart,
    p_chart,
)

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rate of ten batches.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]

# Montgomery, Introduction to Statistical Quality Control, chapter on attribute charts:
# leaking juice cans in samples of 50
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
CANS += [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
# purchase orders with errors, of how many in the week
ERRORS = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9]
ERRORS += [8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]
ORDERS = [100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120]
ORDERS += [120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90, 90]

numbers = st.lists(st.integers(-1000, 1000), min_size=2, max_size=40)


def lines(chart):
    """Center, lower and upper line of the first sample."""
    return chart.center[0], chart.lower[0], chart.upper[0]


def samples(chart, *rules):
    return chart.signals_by(*rules)["sample"].tolist()


# Published examples


def test_individuals_chart_is_that_of_the_handbook():
    chart = individuals_chart(FLOW)
    assert lines(chart) == pytest.approx((50.81, 45.8159, 55.8041), abs=5e-5)
    assert chart.in_control


def test_p_chart_is_that_of_the_textbook():
    chart = p_chart(CANS, 50)
    assert lines(chart) == pytest.approx((0.2313, 0.0524, 0.4102), abs=5e-5)
    assert samples(chart, "beyond-limits") == [15, 23]


def test_p_chart_has_wider_limits_for_smaller_samples():
    chart = p_chart(ERRORS, ORDERS)
    assert chart.center[0] == pytest.approx(234 / 2450)
    upper = dict(zip(ORDERS, chart.upper, strict=True))
    assert {size: round(upper[size], 3) for size in (80, 100, 110)} == {
        80: 0.194,
        100: 0.184,
        110: 0.180,
    }
    assert samples(chart, "beyond-limits") == [11]


# Rules

# A quiet process around 0 with sigma 1: neighbors differ by 1.128 on average.
QUIET = [0.564, -0.564] * 10


def after_quiet(*values):
    """Signals by every rule, after 20 quiet samples that set the lines."""
    chart = individuals_chart([*QUIET, *values], baseline=20)
    assert lines(chart) == pytest.approx((0, -3, 3))
    found = chart.signals_by(*RULES)
    return list(zip(found["sample"], found["rule"], strict=True))


def test_one_point_beyond_three_sigma():
    assert after_quiet(3.1) == [(21, "beyond-limits")]
    assert after_quiet(-3.1) == [(21, "beyond-limits")]
    assert after_quiet(2.9) == []


def test_two_of_three_beyond_two_sigma():
    assert after_quiet(2.1, 0, 2.1) == [(23, "two-of-three")]
    assert after_quiet(2.1, -2.1) == []
    assert after_quiet(2.1, 0, 0, 2.1) == []


def test_four_of_five_beyond_one_sigma():
    assert after_quiet(-1.1, -1.1, 0.5, -1.1, -1.1) == [(25, "four-of-five")]
    assert after_quiet(1.1, 1.1, 0, 0, 1.1, 1.1) == []


def test_eight_on_one_side():
    """The last quiet sample is below the center line: the run begins after it."""
    assert after_quiet(*[0.2] * 7) == []
    assert after_quiet(*[0.2] * 9) == [(28, "eight-on-one-side"), (29, "eight-on-one-side")]
    assert after_quiet(*[0.2] * 7, 0, *[0.2] * 7) == []


def test_a_chart_looks_for_points_beyond_the_limits_and_for_runs():
    chart = individuals_chart([*QUIET, 3.1, *[0.2] * 7], baseline=20)
    assert chart.signals["rule"].tolist() == ["beyond-limits", "eight-on-one-side"]
    assert not chart.in_control
    assert chart.table.loc[21, "signal"] == "beyond-limits"
    assert chart.table.loc[28, "signal"] == "eight-on-one-side"
    assert (chart.table.loc[:20, "signal"] == "").all()


def test_lines_from_a_baseline_do_not_follow_a_later_change():
    """Lines through all values are pulled towards the change and widen with it."""
    shifted = [*FLOW, *(value + 8 for value in FLOW)]
    assert lines(individuals_chart(shifted, baseline=10)) == lines(individuals_chart(FLOW))
    assert lines(p_chart([*CANS, 49], 50, baseline=30)) == lines(p_chart(CANS, 50))
    found = samples(individuals_chart(shifted, baseline=10), "beyond-limits")
    assert len(found) > len(samples(individuals_chart(shifted), "beyond-limits"))


@given(st.floats(-1e6, 1e6), st.integers(2, 30))
def test_what_never_varies_gives_no_signal(value, count):
    assert individuals_chart([value] * count).in_control


def test_after_a_baseline_without_variation_any_change_is_a_signal():
    assert samples(individuals_chart([5, 5, 5, 5.1], baseline=3), "beyond-limits") == [4]


@given(numbers, st.integers(1, 100), st.integers(-1000, 1000))
def test_signals_do_not_depend_on_the_unit(values, factor, shift):
    before = individuals_chart(values)
    after = individuals_chart([factor * value + shift for value in values])
    assert samples(before, "eight-on-one-side") == samples(after, "eight-on-one-side")
    assert after.upper == pytest.approx(factor * before.upper + shift)


@given(numbers)
def test_turning_the_values_over_turns_the_chart_over(values):
    chart, turned = individuals_chart(values), individuals_chart([-value for value in values])
    assert turned.upper == pytest.approx(-chart.lower)
    assert samples(turned, *RULES) == samples(chart, *RULES)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 90)), min_size=1, max_size=30))
def test_limits_stay_within_what_is_possible(pairs):
    chart = p_chart(*zip(*pairs, strict=True))
    assert ((chart.lower >= 0) & (chart.lower <= chart.center)).all()
    assert ((chart.upper <= 1) & (chart.upper >= chart.center)).all()


# Results and input


def test_a_chart_does_not_change_and_leaves_the_data_alone():
    data = np.array(FLOW)
    chart = individuals_chart(data)
    with pytest.raises(ValueError, match="read-only"):
        chart.center[0] = 0
    data[0] = 0
    assert chart.table.loc[1, "value"] == 49.6


def test_lists_arrays_and_series_are_equal():
    by_list, by_series = p_chart(ERRORS, ORDERS), p_chart(pd.Series(ERRORS), np.array(ORDERS))
    pd.testing.assert_frame_equal(by_list.table, by_series.table)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: individuals_chart([1]), "individuals chart: values must be two or more, got one"),
        (lambda: individuals_chart([]), "individuals chart: values must be a list of one or more"),
        (lambda: individuals_chart([1, nan]), r"individuals chart: values\[1\] must be finite"),
        (lambda: individuals_chart([1, 2], 1), "baseline must be between 2 and 2, got 1"),
        (lambda: individuals_chart([1, 2], 3), "baseline must be between 2 and 2, got 3"),
        (lambda: p_chart([1, 6], [9, 5]), r"defective\[1\] must not exceed the 5 units .* got 6"),
        (lambda: p_chart([1, 2, 3], [9, 5]), "sizes must be 1 or 3, one per sample, got 2"),
        (lambda: p_chart([1, 2], [9, 0]), r"p chart: sizes\[1\] must be more than 0, got 0"),
        (lambda: p_chart([0.5], [9]), r"defective\[0\] must be a whole number, got 0.5"),
        (lambda: p_chart([-1], [9]), r"defective\[0\] must be 0 or more, got -1"),
        (lambda: individuals_chart(FLOW).signals_by("trend"), "one of 'beyond-limits', .* 'trend'"),
        (lambda: individuals_chart(FLOW).signals_by(), "one or more rules, got none"),
    ],
)
def test_nonsense_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()
