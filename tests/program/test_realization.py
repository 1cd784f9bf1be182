import numpy as np
import pandas as pd
import pytest

from pmlearn.program.realization import forecast_benefit

PLANNED = [10, 20, 30, 40, 40, 40]


def test_a_constant_share_is_found_and_carried_on_without_doubt():
    found = forecast_benefit(PLANNED, [8, 16, 24])
    assert found.share == pytest.approx(0.8)
    assert found.variance_to_date == pytest.approx(-12)
    assert found.remaining == pytest.approx(96)
    assert found.remaining_interval == pytest.approx((96, 96))
    assert found.total == pytest.approx(144)


def test_slope_and_its_error_are_those_of_regression_through_the_origin():
    """By hand: periods of 10, realized 8 and 12: deviation sqrt(8), error sqrt(8 / 200)."""
    found = forecast_benefit([10, 10, 10], [8, 12], confidence=50)
    assert found.share == pytest.approx(1)
    assert found.deviation == pytest.approx(np.sqrt(8))
    assert found.share_sd == pytest.approx(0.2)
    # Student's t with one degree of freedom is 1 at 75 %
    assert found.share_interval == pytest.approx((0.8, 1.2))
    assert found.remaining_interval[1] == pytest.approx(10 + np.sqrt((10 * 0.2) ** 2 + 8))


def test_intervals_hold_the_rest_as_often_as_they_say():
    rng = np.random.default_rng(3)
    planned = np.array(PLANNED, dtype=float)
    held = 0
    for _ in range(1000):
        truth = 0.7 * planned + rng.normal(0, 4, len(planned))
        low, high = forecast_benefit(planned, truth[:4], confidence=90).remaining_interval
        held += low <= truth[4:].sum() <= high
    assert 870 <= held <= 930


def test_the_table_shows_what_came_and_what_is_to_come():
    table = forecast_benefit(PLANNED, [8, 17, 23]).table
    assert table.index.tolist() == [1, 2, 3, 4, 5, 6]
    assert table["realized"].notna().tolist() == [True] * 3 + [False] * 3
    assert table["forecast"].notna().tolist() == [False] * 3 + [True] * 3
    assert (table["low"] < table["high"])[3:].all()


def test_a_finished_plan_has_nothing_left():
    found = forecast_benefit(PLANNED, PLANNED)
    assert found.remaining_interval == (0, 0)
    assert found.total == 180


def test_series_of_pandas_count_by_position():
    late = pd.Series([8, 16], index=[7, 7])
    assert forecast_benefit(pd.Series(PLANNED), late).share == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], [1, 2]), "benefit: planned must be a list of one or more numbers"),
        ((PLANNED, ["8", "9"]), "benefit: realized must be a list of numbers"),
        ((PLANNED, [1, float("nan")]), r"benefit: realized\[1\] must be finite, got nan"),
        ((PLANNED, [8]), "realized must cover 2 to 6 periods, .* got 1"),
        (([1, 2], [1, 2, 3]), "realized must cover 2 to 2 periods, .* got 3"),
        (([0, 0, 5], [1, 2]), "planned must be other than 0"),
        ((PLANNED, [8, 9], 100), "confidence must be more than 0 and less than 100"),
    ],
)
def test_nonsense_is_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        forecast_benefit(*arguments)
