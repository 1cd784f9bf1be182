"""What S-curve and tornado show."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from pmlearn.plots import alt, s_curve, tornado
from pmlearn.project.risk import ThreePoint, simulate
from pmlearn.project.schedule import Activity

FINISHES = np.arange(1, 101)


def vertical(ax, label):
    """Where the line with a label stands."""
    (line,) = [line for line in ax.lines if line.get_label().startswith(label)]
    assert len(set(line.get_xdata())) == 1
    return line.get_xdata()[0]


def test_s_curve_rises_to_all_trials_and_passes_half_at_the_median():
    ax = s_curve(FINISHES, percentiles=())
    (curve,) = ax.lines
    dates, shares = curve.get_xydata().T
    assert (np.diff(shares) >= 0).all()
    assert shares[-1] == 100
    assert shares[dates <= 50].max() == 50


def test_s_curve_marks_each_percentile_at_its_height():
    ax = s_curve(FINISHES, percentiles=(80, 50))
    dots = [tuple(line.get_xydata()[0]) for line in ax.lines if line.get_marker() == "o"]
    assert dots == [(np.percentile(FINISHES, 50), 50), (np.percentile(FINISHES, 80), 80)]
    assert [note.get_text() for note in ax.texts] == ["50%: 50.5", "80%: 80.2"]


def test_s_curve_says_how_often_the_plan_is_kept():
    ax = s_curve(FINISHES, deterministic=30)
    assert vertical(ax, "plan: 30, reached in 30%") == 30
    assert "the plan's 30 is kept in 30%" in alt(ax)


def test_a_plan_far_off_is_within_the_axes():
    low, high = s_curve(FINISHES, deterministic=-50).get_xlim()
    assert low < -50
    assert high > 100


def test_certain_finishes_can_be_drawn():
    assert s_curve([7, 7, 7]).has_data()
    assert s_curve([7.5]).has_data()


def test_tornado_takes_a_simulation_and_begins_at_its_mean():
    estimates = {"Permits": ThreePoint(2, 4, 20), "Steel": ThreePoint(3, 4, 5)}
    activities = [Activity("Permits", estimates["Permits"])]
    activities.append(Activity("Steel", estimates["Steel"], ["Permits"]))
    found = simulate(activities, trials=500, seed=1)
    ax = tornado(found)
    assert ax.lines[0].get_xdata()[0] == pytest.approx(found.mean)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Permits", "Steel"]


def test_tornado_bars_run_from_base_to_both_results_widest_on_top(bars):
    table = pd.DataFrame({"low": [9, 5, 11], "high": [12, 20, 10]}, ["A", "B", "C"])
    ax = tornado(table, "low", "high", base=10)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["B", "A", "C"]
    low, high = bars(ax, "at its low value"), bars(ax, "at its high value")
    assert [(bar[0], bar[0] + bar[2]) for bar in low] == [(5, 10), (9, 10), (10, 11)]
    assert [(bar[0], bar[0] + bar[2]) for bar in high] == [(10, 20), (10, 12), (10, 10)]
    assert all(bar[4] for bar in high)
    assert not any(bar[4] for bar in low)


def test_tornado_draws_only_the_widest_bars():
    table = pd.DataFrame({"low": range(40), "high": range(0, 80, 2)}, [f"C{i}" for i in range(40)])
    labels = [label.get_text() for label in tornado(table, "low", "high").get_yticklabels()]
    assert len(labels) == 15
    assert labels[0] == "C39"


@pytest.mark.parametrize(
    ("finishes", "options", "message"),
    [
        ([], {}, "finishes must be a list of one or more numbers"),
        ([1, float("nan")], {}, r"finishes\[1\] must be finite, got nan"),
        ([1, 2], {"percentiles": (50, 100)}, "percentile must be more than 0 and less than 100"),
        ([1, 2], {"deterministic": float("inf")}, "deterministic must be finite"),
    ],
)
def test_nonsense_is_refused_and_leaves_no_figure(finishes, options, message):
    with pytest.raises(ValueError, match=message):
        s_curve(finishes, **options)
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame({"low": [], "high": []}), "at least one row"),
        (pd.DataFrame({"low": [1]}), "must have a column 'high'"),
        (pd.DataFrame({"low": [1], "high": [np.nan]}, ["A"]), "high of 'A' must be finite"),
    ],
)
def test_a_tornado_of_nonsense_is_refused_by_name(table, message):
    with pytest.raises(ValueError, match=message):
        tornado(table, "low", "high")
