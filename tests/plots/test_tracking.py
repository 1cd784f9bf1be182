"""What earned value charts, burn-downs and control charts show."""

import numpy as np
import pytest

from pmlearn.plots import alt, control_chart, error_budget_burn_down, evm_chart
from pmlearn.project.control_charts import individuals_chart, p_chart
from pmlearn.service.error_budget import error_budget


def line(ax, label):
    """The points of the line with a label."""
    (found,) = [line for line in ax.lines if line.get_label().startswith(label)]
    return [tuple(point) for point in found.get_xydata()]


def test_evm_lines_start_at_nothing_and_follow_the_series():
    ax = evm_chart([10, 30, 60], [8, 25], [12, 33], budget=60)
    assert line(ax, "planned value") == [(0, 0), (1, 10), (2, 30), (3, 60)]
    assert line(ax, "earned value") == [(0, 0), (1, 8), (2, 25)]
    assert line(ax, "actual cost") == [(0, 0), (1, 12), (2, 33)]
    assert {y for _, y in line(ax, "budget: 60")} == {60}


def test_evm_lines_differ_by_dash_or_marker():
    ax = evm_chart([10, 30], [8, 25], [12, 33], budget=60)
    looks = {
        (found.get_linestyle(), found.get_marker(), str(found._dash_pattern)) for found in ax.lines
    }
    assert len(looks) == 4


def test_evm_words_state_both_variances():
    text = alt(evm_chart([10, 30, 60], [8, 25], [12, 33], period="month"))
    assert "After 2 of 3 months 25 is earned and 30 was planned (schedule variance −5)" in text
    assert "at a cost of 33 (cost variance −8)" in text


@pytest.mark.parametrize(
    ("series", "message"),
    [
        (([], [1], [1]), "planned must be a list of one or more numbers"),
        (([1, 2], [1], [1, 2]), "of one length and not longer than planned, got 1, 2 and 2"),
        (([1], [1, 2], [1, 2]), "got 2, 2 and 1 periods"),
        (([1, float("nan")], [1], [1]), r"planned\[1\] must be finite"),
    ],
)
def test_evm_nonsense_is_refused_by_name(series, message):
    with pytest.raises(ValueError, match=message):
        evm_chart(*series)


def test_burn_down_falls_by_what_went_wrong():
    """99.9 % of 30 days leave 43.2 bad minutes."""
    ax = error_budget_burn_down(error_budget(0.999, "month"), [4.32, 0, 21.6], steps=30)
    assert np.allclose(line(ax, "left"), [(0, 100), (1, 90), (2, 90), (3, 40)])
    assert line(ax, "spent evenly") == [(0, 100), (30, 0)]


def test_burn_down_hatches_only_what_is_overspent():
    budget = error_budget(0.999, "month")
    fine = error_budget_burn_down(budget, [10, 10], 30)
    assert [c for c in fine.collections if c.get_hatch()] == []
    over = error_budget_burn_down(budget, [10, 43.2], 30)
    (area,) = [c for c in over.collections if c.get_hatch()]
    assert area.get_paths()[0].vertices[:, 1].max() <= 1e-9
    assert over.get_ylim()[0] < 100 * (1 - 53.2 / 43.2)


@pytest.mark.parametrize(
    ("bad", "steps", "message"),
    [
        ([], 30, "bad must be a list of one or more numbers"),
        ([1, -1], 30, r"bad\[1\] must be 0 or more, got -1"),
        ([1, 1, 1], 2, "must cover at most 2 steps, got 3"),
        ([1], 0, "steps must be 1 or more, got 0"),
    ],
)
def test_burn_down_nonsense_is_refused_by_name(bad, steps, message):
    with pytest.raises(ValueError, match=message):
        error_budget_burn_down(error_budget(0.999, "month"), bad, steps)


def heights(ax):
    """Of the three steps lines, in the order upper, lower, center."""
    return [patch.get_data().values for patch in ax.patches]


@pytest.mark.parametrize("signals", [[1], [False, True, False]])
def test_control_chart_draws_lines_and_rings(signals):
    ax = control_chart([1, 9, 2], 2, -1, [5, 5, 6], signals)
    upper, lower, center = heights(ax)
    assert list(upper) == [5, 5, 6]
    assert list(lower) == [-1, -1, -1]
    assert list(center) == [2, 2, 2]
    assert line(ax, "value") == [(1, 1), (2, 9), (3, 2)]
    assert line(ax, "signal") == [(2, 9)]


def test_control_chart_takes_what_the_models_return():
    values = [10.0, 11, 10, 9, 10, 11, 10, 9, 10, 30]
    chart = individuals_chart(values, baseline=9)
    ax = control_chart(chart)
    assert np.allclose(heights(ax), [chart.upper, chart.lower, chart.center])
    assert line(ax, "signal") == [(10, 30)]
    assert ax.get_ylabel() == "Individual value"
    assert "signals in sample 10." in alt(ax)


def test_control_chart_says_when_limits_vary():
    ax = control_chart(p_chart([2, 3, 4], [50, 100, 80]))
    assert "(last)" in ax.get_legend().get_texts()[0].get_text()


def test_control_chart_without_signals_says_so():
    ax = control_chart([1, 2], 1.5, 0, 3)
    assert "no signal" in alt(ax)
    assert "signal" not in [text.get_text() for text in ax.get_legend().get_texts()]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], 1, 0, 2), "values must be a list of one or more numbers"),
        (([1, 2], 1), "lower must be given"),
        (([1, 2], [1, 1, 1], 0, 2), "center must be one number or one per value, 2, got 3"),
        (([1, 2], 1, 3, 2), r"lower\[0\] must be at most the upper limit 2, got 3"),
        (([1, 2], 1, 0, 2, [2]), "a signal must be at most 1, got 2"),
        (([1, 2], 1, 0, 2, [-1]), r"signals\[0\] must be 0 or more, got -1"),
        (([1, 2], 1, 0, 2, [True]), "signals must be one per value, 2, got 1"),
    ],
)
def test_control_chart_nonsense_is_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        control_chart(*arguments)
