"""What a Gantt chart shows."""

import pandas as pd
import pytest

from pmlearn.plots import alt, gantt
from pmlearn.project.schedule import Activity, Link, schedule

NAMES = [
    "Survey the docks",
    "Order steel for docking stations",
    "Permits from the harbor authority and the city council",
    "Cut power",
    "Remove old docks",
    "Foundations",
    "Cabling",
    "Mount docks",
    "Test",
    "Train the riders' support",
    "Inform riders",
    "Open",
]


@pytest.fixture
def small():
    """A and C are critical, B has a float of 3."""
    activities = [
        Activity("A", 5),
        Activity("B", 2, ["A"]),
        Activity("C", 5, ["A"]),
        Activity("End", 0, ["B", "C"]),
    ]
    return schedule(activities)


def chain(names):
    """Activities, each after the one before the last."""
    return schedule(
        Activity(name, 2 + i % 3, [names[i - 2]] if i > 1 else []) for i, name in enumerate(names)
    )


def test_bars_run_from_early_start_to_early_finish(small, bars):
    ax = gantt(small)
    assert [bar[0::2][:2] for bar in bars(ax, "critical")] == [(0, 5), (5, 5)]
    assert [bar[0::2][:2] for bar in bars(ax, "activity")] == [(5, 2)]


def test_float_follows_the_bar_as_a_thinner_one(small, bars):
    ax = gantt(small)
    (slack,), (work,) = bars(ax, "float"), bars(ax, "activity")
    assert (slack[0], slack[2]) == (7, 3)
    assert slack[3] < work[3]


def test_critical_bars_differ_by_color_and_pattern(small, bars):
    ax = gantt(small)
    assert all(bar[4] for bar in bars(ax, "critical"))
    assert not any(bar[4] for bar in bars(ax, "activity"))
    colors = {c.get_label(): c.patches[0].get_facecolor() for c in ax.containers}
    assert colors["critical"] != colors["activity"]


def test_activities_stand_from_top_to_bottom_in_their_order(small):
    ax = gantt(small)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["A", "B", "C", "End"]
    assert ax.yaxis_inverted()


def test_an_activity_without_duration_is_a_milestone_at_its_date(small):
    ax = gantt(small)
    (line,) = ax.lines
    assert (line.get_label(), *line.get_xydata()[0]) == ("milestone", 10, 3)


def test_a_start_before_zero_is_within_the_axes():
    table = pd.DataFrame({"activity": ["A"], "start": [-2.0], "finish": [3.0]})
    assert gantt(table).get_xlim()[0] == -2


def test_a_schedule_under_limited_resources_has_neither_float_nor_critical_path(bars):
    table = pd.DataFrame({"activity": ["A", "B"], "start": [0, 4], "finish": [4, 9]})
    ax = gantt(table)
    assert [bar[0::2][:2] for bar in bars(ax, "activity")] == [(0, 4), (4, 5)]
    assert not bars(ax, "float")
    assert not bars(ax, "critical")


def test_a_table_may_mark_critical_activities_by_0_and_1(bars):
    table = pd.DataFrame({"activity": list("AB"), "start": 0, "finish": [4, 9], "critical": [0, 1]})
    ax = gantt(table)
    assert [bar[2] for bar in bars(ax, "critical")] == [9]
    assert "Without float: B." in alt(ax)


def test_texts_of_twelve_activities_do_not_overlap(overlaps, outside):
    ax = gantt(chain(NAMES))
    assert overlaps(ax) == []
    assert outside(ax) == []


@pytest.mark.parametrize("own_figure", [True, False])
def test_texts_of_thirty_activities_do_not_overlap(own_figure, overlaps, outside):
    """Neither in a figure made for them nor in one of the usual size, where all are named too."""
    import matplotlib.pyplot as plt

    ax = None if own_figure else plt.subplots()[1]
    ax = gantt(
        chain([f"Work package {i:02d} of the program Open Harbor" for i in range(30)]), ax=ax
    )
    assert len(ax.get_yticklabels()) == 30
    assert overlaps(ax) == []
    assert outside(ax) == []


def test_of_very_many_activities_only_some_are_named(overlaps):
    ax = gantt(chain([f"Step {i}" for i in range(400)]))
    assert 50 < len(ax.get_yticklabels()) <= 400
    assert overlaps(ax) == []


def test_long_names_end_in_an_ellipsis():
    labels = [label.get_text() for label in gantt(chain(NAMES)).get_yticklabels()]
    assert labels[2].startswith("Permits from the harbor")
    assert labels[2].endswith("…")
    assert labels[3] == "Cut power"


def test_alternative_text_names_finish_and_critical_activities(small):
    text = alt(gantt(small, title="Dock refit", unit="weeks"))
    assert text.startswith("Dock refit. Gantt chart of 4 activities; the last ends at 10 weeks.")
    assert "A, C, End" in text


def test_negative_lags_are_drawn_where_the_schedule_puts_them(bars):
    found = schedule([Activity("A", 5), Activity("B", 3, [Link("A", "FS", lag=-2)])])
    assert [bar[0] for bar in bars(gantt(found), "critical")] == [0, 3]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame({"activity": [], "start": [], "finish": []}), "at least one activity"),
        (pd.DataFrame({"activity": ["A"], "start": [1]}), "must have a column 'finish'"),
        (pd.DataFrame({"activity": ["A"], "start": [5], "finish": [3]}), "'A': finish must be 5"),
        (
            pd.DataFrame({"activity": ["A"], "start": [float("nan")], "finish": [3]}),
            "'A': start must be finite, got nan",
        ),
    ],
)
def test_nonsense_is_refused_by_name(table, message):
    with pytest.raises(ValueError, match=message):
        gantt(table)
