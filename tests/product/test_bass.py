"""The Bass curve: its formulas, its differential equation, and what a fit finds in made-up data."""

from __future__ import annotations

import warnings
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from pmlearn.product.business_case import Bass, BassFit

# p and q of durable goods, as Lilien and Rangaswamy print them.
PUBLISHED = {
    "Color TV": (0.005, 0.84),
    "Air conditioners": (0.01, 0.42),
    "Cellular telephones": (0.004, 1.76),
    "Hybrid corn": (0.039, 1.01),
    "Electric blankets": (0.006, 0.24),
}
curves = st.builds(Bass, st.floats(0.001, 0.2), st.floats(0, 1.5), st.floats(10, 1e6))


@pytest.mark.parametrize(("p", "q"), PUBLISHED.values(), ids=PUBLISHED)
def test_peak_follows_the_published_formulas(p, q):
    """t* = ln(q/p)/(p+q), rate m (p+q)^2/(4q), and the share 1/2 - p/(2q) has adopted by then."""
    curve = Bass(p, q, 1000)
    assert curve.peak_time == pytest.approx(log(q / p) / (p + q))
    assert curve.peak_rate == pytest.approx(1000 * (p + q) ** 2 / (4 * q))
    assert curve.rate(curve.peak_time) == pytest.approx(curve.peak_rate)
    assert curve.cumulative(curve.peak_time) == pytest.approx(1000 * (0.5 - p / (2 * q)))


def test_cumulative_solves_the_differential_equation():
    """dN/dt = (p + q N/m)(m - N), solved numerically."""
    p, q, m = 0.03, 0.38, 1000
    times = np.linspace(0, 20, 9)
    path = solve_ivp(
        lambda _, n: (p + q * n / m) * (m - n), (0, 20), [0], t_eval=times, rtol=1e-10, atol=1e-8
    )
    assert Bass(p, q, m).cumulative(times) == pytest.approx(path.y[0], rel=1e-7, abs=1e-6)


def test_without_imitation_it_is_exponential_and_starts_at_its_peak():
    curve = Bass(0.1, 0, 500)
    assert curve.cumulative(3.0) == pytest.approx(500 * (1 - exp(-0.3)))
    assert (curve.peak_time, curve.peak_rate) == (0, 50)
    assert curve.rate(0.0) == 50


@given(curves, st.floats(0, 200))
def test_nobody_unadopts_and_no_more_adopt_than_there_are(curve, time):
    before, after = curve.cumulative(np.array([time, time + 1]))
    assert 0 <= before <= after <= curve.m * (1 + 1e-12)


@given(curves, st.floats(0, 100))
def test_no_rate_exceeds_the_peak(curve, time):
    assert curve.rate(time) <= curve.peak_rate * (1 + 1e-9)


@given(curves)
def test_sales_per_period_add_up_to_the_cumulative_curve(curve):
    assert curve.per_period(7).sum() == pytest.approx(curve.cumulative(7.0))
    assert curve.per_period(3, start=4) == pytest.approx(curve.per_period(7)[4:])


def test_a_number_gives_a_number_and_an_array_an_array():
    curve = Bass(0.03, 0.38, 1000)
    assert isinstance(curve.cumulative(2), float)
    assert curve.rate([[1, 2], [3, 4]]).shape == (2, 2)


@pytest.mark.parametrize(("p", "q"), PUBLISHED.values(), ids=PUBLISHED)
def test_fit_finds_the_curve_that_made_the_data(p, q):
    made = Bass(p, q, 5000)
    found = Bass.fit(made.per_period(int(made.peak_time) + 4))
    assert isinstance(found, BassFit)
    assert (found.p, found.q, found.m) == pytest.approx((p, q, 5000), rel=1e-5)
    assert found.doubts == ()


def noisy(seed, periods=15, sd=4.0):
    spread = np.random.default_rng(seed).normal(0, sd, periods)
    return np.maximum(Bass(0.03, 0.38, 1000).per_period(periods) + spread, 0)


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    """150 made-up markets at 90 %; a share outside 0.83 to 0.96 has a chance below 1 in 100."""
    fits = [Bass.fit(noisy(seed), level=0.9) for seed in range(150)]
    for name, truth in (("p", 0.03), ("q", 0.38), ("m", 1000)):
        ends = [getattr(fit, f"{name}_interval") for fit in fits]
        assert 0.83 <= np.mean([low <= truth <= high for low, high in ends]) <= 0.96, name


def test_forecast_intervals_cover_the_periods_to_come_about_as_often_as_they_say():
    inside = []
    for seed in range(150):
        series = noisy(seed)
        table = Bass.fit(series[:12]).forecast(3, level=0.9)
        inside.append((table["low"] <= series[12:]) & (series[12:] <= table["high"]))
    assert 0.83 <= np.mean(inside) <= 0.96


def test_forecast_continues_the_curve():
    made = Bass(0.02, 0.5, 800)
    table = Bass.fit(made.per_period(12)).forecast(4)
    assert table.index.tolist() == [13, 14, 15, 16]
    assert table["sales"].to_numpy() == pytest.approx(made.per_period(4, start=12), rel=1e-5)


def test_forecast_is_never_below_zero_and_wider_at_a_higher_level():
    fit = Bass.fit(noisy(1))
    narrow, wide = fit.forecast(12, level=0.5), fit.forecast(12, level=0.99)
    assert (wide["low"] >= 0).all()
    assert (wide["high"] > narrow["high"]).all()


def test_fit_does_not_depend_on_the_unit_of_sales():
    small, large = Bass.fit(noisy(2)), Bass.fit(noisy(2) * 1e6)
    assert (large.p, large.q, large.m / 1e6) == pytest.approx((small.p, small.q, small.m), rel=1e-5)
    assert large.q_interval == pytest.approx(small.q_interval, rel=1e-4)


def test_data_that_end_before_the_peak_are_doubted():
    with pytest.warns(UserWarning, match="sales end after 5 periods, before the peak near 7"):
        fit = Bass.fit(noisy(3, periods=5, sd=0.5))
    assert fit.doubts


def test_a_market_the_data_leave_open_is_doubted():
    with pytest.warns(UserWarning, match="do not determine") as caught:
        fit = Bass.fit([1, 2, 3, 4])
    assert [str(each.message) for each in caught] == [f"Bass.fit: {doubt}" for doubt in fit.doubts]
    assert any("the data do not determine it" in doubt for doubt in fit.doubts)
    assert fit.m_interval[1] > 4 * fit.m_interval[0]


def test_data_past_the_peak_raise_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Bass.fit(noisy(5))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Bass(0, 0.4, 100), "Bass: p must be more than 0, got 0"),
        (lambda: Bass(0.1, -0.4, 100), "Bass: q must be 0 or more, got -0.4"),
        (lambda: Bass(0.1, 0.4, float("nan")), "Bass: m must be finite, got nan"),
        (lambda: Bass(0.1, 0.4, 9).rate([1, -2]), r"Bass: time\[1\] must be 0 or more, got -2"),
        (lambda: Bass.fit([1, 2, 1]), "sales must cover 4 or more periods, .* got 3"),
        (lambda: Bass.fit([1, 2, -3, 1]), r"Bass.fit: sales\[2\] must be 0 or more, got -3"),
        (lambda: Bass.fit([0, 0, 0, 0]), "Bass.fit: total sales must be more than 0, got 0"),
        (lambda: Bass.fit([1, 2, 4, 8, 16]), "sales must bend"),
        (lambda: Bass.fit([5, 5, 5, 5, 5]), "sales must bend"),
        (
            lambda: Bass.fit(noisy(1), level=95),
            "level must be more than 0 and less than 1",
        ),
        (lambda: Bass.fit(noisy(1)).forecast(0), "periods must be 1 or more, got 0"),
    ],
)
def test_nonsense_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
