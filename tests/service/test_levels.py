"""Availability and error budgets: the published table, block diagrams, and alert arithmetic."""

from __future__ import annotations

from itertools import product
from math import comb, inf, prod

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.service.levels import (
    Outages,
    alert_thresholds,
    availability,
    burn_rate,
    downtime,
    error_budget,
    in_parallel,
    in_series,
    k_of_n,
)

shares = st.floats(0, 1)
parts = st.lists(shares, min_size=1, max_size=6)

# Site Reliability Engineering (2016), appendix A, in minutes, as rounded there.
PERIODS = ["year", "quarter", "month", "week", "day", "hour"]
PUBLISHED = {
    0.9: [36.5 * 1440, 9 * 1440, 3 * 1440, 16.8 * 60, 2.4 * 60, 6],
    0.95: [18.25 * 1440, 4.5 * 1440, 1.5 * 1440, 8.4 * 60, 1.2 * 60, 3],
    0.99: [3.65 * 1440, 21.6 * 60, 7.2 * 60, 1.68 * 60, 14.4, 36 / 60],
    0.995: [1.83 * 1440, 10.8 * 60, 3.6 * 60, 50.4, 7.2, 18 / 60],
    0.999: [8.76 * 60, 2.16 * 60, 43.2, 10.1, 1.44, 3.6 / 60],
    0.9995: [4.38 * 60, 1.08 * 60, 21.6, 5.04, 43.2 / 60, 1.8 / 60],
    0.9999: [52.6, 12.96, 4.32, 60.5 / 60, 8.64 / 60, 0.36 / 60],
    0.99999: [5.26, 1.30, 25.9 / 60, 6.05 / 60, 0.87 / 60, 0.04 / 60],
}


@pytest.mark.parametrize("slo", PUBLISHED)
def test_downtime_is_that_of_the_published_table(slo):
    """Within the rounding of the table, which in its smallest entries is 10 %."""
    for period, minutes in zip(PERIODS, PUBLISHED[slo], strict=True):
        tolerance = 0.12 if minutes < 0.001 else 0.007
        assert downtime(slo, period) == pytest.approx(minutes, rel=tolerance)
        assert error_budget(slo, period).allowed == pytest.approx(downtime(slo, period))


def test_availability_is_up_time_over_all_time():
    assert availability(999, 1) == pytest.approx(0.999)
    assert availability(mtbf=10, mttr=0) == 1


def test_a_log_of_outages_gives_mtbf_and_mttr():
    log = Outages((2.0, 4.0), period=100)
    assert (log.mtbf, log.mttr) == (47, 3)
    assert log.availability == pytest.approx(availability(log.mtbf, log.mttr))
    assert (Outages((), 100).mtbf, Outages((), 100).availability) == (inf, 1)


def test_parts_multiply_up_in_series_and_down_in_parallel():
    assert in_series(0.9, 0.8) == in_series([0.9, 0.8]) == pytest.approx(0.72)
    assert in_parallel(0.9, 0.8) == in_parallel([0.9, 0.8]) == pytest.approx(0.98)


@given(parts)
def test_a_chain_is_never_better_than_its_weakest_part(values):
    assert in_series(values) <= min(values)


@given(parts)
def test_a_spare_never_makes_it_worse(values):
    assert in_parallel(values) >= max(values) - 1e-12
    assert in_parallel([*values, 0.5]) >= in_parallel(values)


@given(parts)
def test_all_of_n_is_a_chain_and_one_of_n_is_parallel(values):
    assert k_of_n(len(values), values) == pytest.approx(in_series(values))
    assert k_of_n(1, values) == pytest.approx(in_parallel(values))


@given(parts, st.data())
def test_k_of_n_is_the_sum_over_all_states(values, data):
    k = data.draw(st.integers(1, len(values)))
    total = sum(
        prod(a if up else 1 - a for a, up in zip(values, state, strict=True))
        for state in product([True, False], repeat=len(values))
        if sum(state) >= k
    )
    assert k_of_n(k, values) == pytest.approx(total)


def test_two_of_three_alike_is_binomial():
    assert k_of_n(2, [0.9] * 3) == pytest.approx(comb(3, 2) * 0.9**2 * 0.1 + 0.9**3)


def test_a_common_cause_eats_up_what_spares_bring():
    """Beta factor: a tenth of 1 % down time is common, so spares cannot get below 0.1 %."""
    assert 1 - k_of_n(1, [0.99] * 2) == pytest.approx(1e-4)
    assert 1 - k_of_n(1, [0.99] * 5, common_cause=0.1) == pytest.approx(1e-3, rel=1e-6)
    assert k_of_n(1, [0.99] * 2, common_cause=1) == pytest.approx(0.99)


@given(shares, shares)
def test_a_single_part_has_its_availability_whatever_the_cause(value, cause):
    assert k_of_n(1, [value], cause) == pytest.approx(value)


@given(shares, st.integers(1, 5), st.data())
def test_parts_that_only_fail_together_are_as_good_as_one(value, n, data):
    assert k_of_n(data.draw(st.integers(1, n)), [value] * n, 1) == pytest.approx(value)


@given(shares, st.integers(1, 5), shares, shares)
def test_more_common_cause_is_never_better_where_one_part_is_enough(value, n, one, other):
    low, high = sorted([one, other])
    assert k_of_n(1, [value] * n, high) <= k_of_n(1, [value] * n, low) + 1e-12


def test_budget_of_three_nines_burns_as_bad_minutes_come():
    """43.2 minutes a month: 21.6 bad ones in the first week are half of it."""
    budget = error_budget(0.999, "month")
    assert budget.spent(21.6) == pytest.approx(0.5)
    assert budget.remaining(21.6) == pytest.approx(21.6)
    assert budget.burn_rate(21.6, 7 * 1440) == pytest.approx(21.6 / (7 * 1440) / 0.001)
    assert budget.lasts(21.6, 7 * 1440) == pytest.approx(7 * 1440)


def test_a_burn_rate_of_one_uses_the_budget_exactly_at_the_end():
    budget = error_budget(0.99, 10_000)
    assert budget.burn_rate(25, 2500) == pytest.approx(1)
    assert budget.lasts(25, 2500) == pytest.approx(7500)


def test_without_failures_a_budget_lasts_for_ever_and_an_overspent_one_is_gone():
    budget = error_budget(0.99, 1000)
    assert budget.lasts(0, 100) == inf
    assert budget.lasts(30, 100) == 0
    assert budget.remaining(30) == pytest.approx(-20)


def test_alert_thresholds_are_those_of_the_workbook():
    """Site Reliability Workbook, chapter 5: 14.4 over 1 h, 6 over 6 h, 1 over 3 days."""
    table = alert_thresholds(0.999)
    assert table["burn_rate"].tolist() == pytest.approx([14.4, 6, 1])
    assert table["short_hours"].tolist() == pytest.approx([5 / 60, 0.5, 6])
    assert table["error_rate"].tolist() == pytest.approx([0.0144, 0.006, 0.001])


def test_alert_thresholds_of_a_loose_objective_stay_reachable():
    assert alert_thresholds(0.9)["error_rate"].tolist() == pytest.approx([1, 0.6, 0.1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: availability(0, 1), "availability: mtbf must be more than 0, got 0"),
        (lambda: availability(1, -1), "availability: mttr must be 0 or more, got -1"),
        (in_series, "in_series: parts must be one or more, got none"),
        (lambda: in_series(0.9, 99), r"in_series: parts\[1\] must be between 0 and 1, got 99"),
        (lambda: in_parallel([float("nan")]), r"in_parallel: parts\[0\] must be finite, got nan"),
        (lambda: k_of_n(3, [0.9, 0.9]), "k_of_n: k must be between 1 and 2, got 3"),
        (lambda: k_of_n(0, [0.9]), "k_of_n: k must be between 1 and 1, got 0"),
        (lambda: k_of_n(1, [0.9, 0.8], 0.1), "common cause must have one availability"),
        (
            lambda: Outages((60, 50), 100),
            "outages: durations together must be at most 100, got 110",
        ),
        (lambda: downtime(1.1, "day"), "downtime: availability must be between 0 and 1, got 1.1"),
        (lambda: error_budget(1, "month"), "service level objective must be .* less than 1, got 1"),
        (
            lambda: error_budget(99.9, "month"),
            "objective must be .* less than 1, got 99.9",
        ),
        (lambda: error_budget(0.9, "moon"), "period must be a number or one of .* got 'moon'"),
        (lambda: error_budget(0.9, 0), "period must be more than 0, got 0"),
        (lambda: error_budget(0.9, 10).spent(-1), "error budget: bad must be 0 or more"),
        (lambda: burn_rate(0.9, 11, 10), "burn rate: bad must be between 0 and 10, got 11"),
    ],
)
def test_nonsense_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_log_of_outages_may_be_any_list():
    for durations in ([1, 2], np.array([1, 2]), pd.Series([1, 2], index=[7, 7])):
        assert (Outages(durations, 100).mttr, Outages(durations, 100).mtbf) == (1.5, 48.5)
