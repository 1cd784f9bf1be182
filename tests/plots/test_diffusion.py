"""What a Bass curve shows."""

import numpy as np
import pytest

from pmlearn.plots import alt, bass_curve
from pmlearn.product.bass import Bass

CURVE = Bass(0.01, 0.4, 50_000)
# Sales from the curve itself, with deviations that repeat: more, less, as expected.
SALES = CURVE.per_period(14) + np.resize([150, -150, 0], 14)


def line(ax, label):
    (found,) = [line for line in ax.lines if line.get_label() == label]
    return found.get_xydata().T


def test_the_line_is_the_rate_of_adoption():
    time, rate = line(bass_curve(CURVE, periods=20, period="month"), "rate per month")
    assert (time[0], time[-1]) == (0, 20)
    assert np.allclose(rate, CURVE.rate(time))


def test_the_peak_is_marked_where_the_model_has_it():
    ax = bass_curve(CURVE, period="month")
    (mark,) = [line for line in ax.lines if line.get_marker() == "D"]
    assert tuple(mark.get_xydata()[0]) == (CURVE.peak_time, CURVE.peak_rate)
    assert ax.texts[0].get_text() == "peak: 5,253 per month after 9 months"


def test_a_peak_beyond_the_plot_is_not_marked():
    ax = bass_curve(CURVE, periods=5)
    assert [line for line in ax.lines if line.get_marker() == "D"] == []


@pytest.mark.parametrize("curve", [CURVE, Bass(0.3, 0.1, 100), Bass(0.001, 2, 9)])
def test_what_is_written_at_the_peak_stays_inside(curve, overlaps, outside):
    ax = bass_curve(curve)
    assert overlaps(ax) == []
    assert outside(ax) == []


def test_the_right_axis_shows_the_share_of_the_market():
    ax = bass_curve(CURVE, periods=20)
    (right,) = [other for other in ax.figure.axes if other is not ax]
    time, share = right.lines[0].get_xydata().T
    assert np.allclose(share, 100 * CURVE.cumulative(time) / CURVE.m)
    assert right.get_ylabel() == "Market reached (%)"


def test_a_curve_without_data_ends_when_nearly_all_have_adopted():
    end = bass_curve(CURVE).get_xlim()[1]
    assert CURVE.cumulative(end) >= 0.98 * CURVE.m > CURVE.cumulative(end - 1)


def test_sales_of_a_period_are_a_bar_over_that_period(bars):
    ax = bass_curve(CURVE, [500, 700])
    assert [bar[:4] for bar in bars(ax, "sales")] == [(0, 0, 1, 500), (1, 0, 1, 700)]


def test_a_fit_brings_its_sales_and_a_band_over_what_is_to_come(bars):
    fit = Bass.fit(SALES)
    ax = bass_curve(fit, periods=18)
    assert [bar[3] for bar in bars(ax, "sales")] == pytest.approx(SALES)
    (band,) = ax.collections
    corners = band.get_paths()[0].vertices
    forecast = fit.forecast(4)
    assert band.get_label() == "95% interval"
    assert (corners[:, 0].min(), corners[:, 0].max()) == (14, 18)
    # the corners hold both ends of the interval of each period
    for period, row in forecast.iterrows():
        inside = corners[(corners[:, 0] >= period - 1) & (corners[:, 0] <= period), 1]
        assert np.isclose(inside, row["low"]).any()
        assert np.isclose(inside, row["high"]).any()
    assert ax.get_ylim()[1] >= forecast["high"].max()


def test_a_curve_that_is_no_fit_has_no_band():
    assert len(bass_curve(CURVE, SALES, periods=20).collections) == 0


def test_words_state_parameters_and_peak():
    text = alt(bass_curve(CURVE, unit="riders", period="month"))
    assert "p 0.01, q 0.4 and a market of 50,000 riders" in text
    assert "peaks after 8.997 months at 5,253" in text


@pytest.mark.parametrize(
    ("sales", "periods", "message"),
    [
        ([], None, "sales must be a list of one or more numbers"),
        ([1, -1], None, r"sales\[1\] must be 0 or more, got -1"),
        (None, 0, "periods must be 1 or more, got 0"),
    ],
)
def test_nonsense_is_refused_by_name(sales, periods, message):
    with pytest.raises(ValueError, match=message):
        bass_curve(CURVE, sales, periods=periods)
