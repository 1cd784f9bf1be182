"""The critical path method: textbook tables, shapes of networks, and nonsense refused."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import inf, nan

import networkx as nx
import numpy as np
import pytest

from pmlearn.limits import MAX_PATHS
from pmlearn.project.distributions import ThreePoint
from pmlearn.project.schedule import Activity, Link, schedule

# Heizer and Render, Operations Management, Milwaukee Paper: duration, predecessors, and the
# printed early start, early finish, late start, late finish and slack.
MILWAUKEE = {
    "A": (2, "", (0, 2, 0, 2, 0)),
    "B": (3, "", (0, 3, 1, 4, 1)),
    "C": (2, "A", (2, 4, 2, 4, 0)),
    "D": (4, "B", (3, 7, 4, 8, 1)),
    "E": (4, "C", (4, 8, 4, 8, 0)),
    "F": (3, "C", (4, 7, 10, 13, 6)),
    "G": (5, "DE", (8, 13, 8, 13, 0)),
    "H": (2, "FG", (13, 15, 13, 15, 0)),
}
# Taylor, Introduction to Management Science, solutions of chapter 8, problem 1: arrows between
# events, their time, and the printed early start, early finish, late start, late finish and slack.
TAYLOR = {
    (1, 2): (7, (0, 7, 2, 9, 2)),
    (1, 3): (10, (0, 10, 0, 10, 0)),
    (2, 4): (6, (7, 13, 9, 15, 2)),
    (3, 4): (5, (10, 15, 10, 15, 0)),
    (3, 5): (4, (10, 14, 14, 18, 4)),
    (4, 5): (3, (15, 18, 15, 18, 0)),
    (5, 6): (2, (18, 20, 18, 20, 0)),
}
COLUMNS = ["early_start", "early_finish", "late_start", "late_finish", "total_float"]


# ------------------------------------------------------------------------------- known answers
def test_milwaukee_paper_has_the_published_table():
    found = schedule(Activity(name, d, list(before)) for name, (d, before, _) in MILWAUKEE.items())
    assert found.finish == 15
    assert found.critical_paths == (tuple("ACEGH"),)
    table = found.table.set_index("activity")
    for name, (_, _, dates) in MILWAUKEE.items():
        assert tuple(table.loc[name, COLUMNS]) == dates


def test_arrow_network_of_taylor_has_the_published_table():
    names = {(tail, head): f"{tail}-{head}" for tail, head in TAYLOR}
    found = schedule(
        Activity(name, TAYLOR[tail, head][0], [n for (_, end), n in names.items() if end == tail])
        for (tail, head), name in names.items()
    )
    assert found.finish == 20
    assert found.critical_paths == (("1-3", "3-4", "4-5", "5-6"),)
    table = found.table.set_index("activity")
    for (tail, head), (_, dates) in TAYLOR.items():
        assert tuple(table.loc[f"{tail}-{head}", COLUMNS]) == dates


@pytest.mark.parametrize(
    ("first", "second", "link", "dates"),
    [
        (5, 3, ("SS", 2), (2, 5)),
        (5, 3, ("FF", 1), (3, 6)),
        (5, 3, ("SF", 4), (1, 4)),
        (3, 2, ("FS", 2), (5, 7)),
        (3, 2, ("FS", -1), (2, 4)),
        (1, 2, ("SS", -5), (0, 2)),
    ],
)
def test_each_kind_of_link_gives_the_dates_of_a_public_test_suite(first, second, link, dates):
    """Two activities, one link with its lag; the last case shows the floor at the project start."""
    kind, lag = link
    table = schedule([Activity("A", first), Activity("B", second, Link("A", kind, lag))]).table
    assert (table["early_start"][1], table["early_finish"][1]) == dates


def test_porta_vac_takes_17_weeks():
    """Anderson, Sweeney and Williams: expected times of the Porta-Vac project."""
    weeks = {"A": 6, "B": 2, "C": 3, "D": 5, "E": 3, "F": 2, "G": 3, "H": 4, "I": 2, "J": 2}
    before = {"C": "A", "D": "A", "E": "A", "F": "C", "G": "D", "H": "BE", "I": "H", "J": "FGI"}
    found = schedule(Activity(name, d, list(before.get(name, ""))) for name, d in weeks.items())
    assert found.finish == 17
    assert found.critical_paths == (tuple("AEHIJ"),)


# ------------------------------------------------------------------------ shapes of a network
def test_several_starts_and_ends_need_no_dummy_activity():
    found = schedule(
        [Activity("A", 3), Activity("B", 5), Activity("C", 2, ["A"]), Activity("D", 1, ["A"])]
    )
    assert found.finish == 5
    assert set(found.critical_paths) == {("A", "C"), ("B",)}
    assert found.total_floats == (0, 0, 0, 1)


def test_an_activity_without_successors_has_float_up_to_the_finish_of_the_project():
    found = schedule([Activity("A", 3), Activity("B", 5)])
    assert found.free_floats == found.total_floats == (2, 0)


def test_a_single_milestone_is_a_project_of_no_length():
    found = schedule([Activity("done", 0)])
    assert (found.finish, found.critical_paths) == (0, (("done",),))


def test_two_links_between_the_same_activities_both_hold():
    links = [Link("A", "SS", 2), Link("A", "FF", 4)]
    found = schedule([Activity("A", 5), Activity("B", 3, links)])
    assert found.early_starts == (0, 6)
    assert found.critical_path_count == 1


def test_paths_tie_where_decimals_do_not_add_up_exactly():
    """0.1 + 0.2 is not 0.3 for a computer; both ways are critical all the same."""
    found = schedule([Activity("A", 0.1), Activity("B", 0.2, ["A"]), Activity("C", 0.3)])
    assert set(found.critical_paths) == {("A", "B"), ("C",)}


def test_one_predecessor_may_stand_alone_as_a_name_or_a_link():
    by_name = schedule([Activity("dig", 2), Activity("pour", 1, "dig")])
    assert by_name == schedule([Activity("dig", 2), Activity("pour", 1, Link("dig"))])


def test_an_uncertain_duration_counts_with_its_mean():
    assert schedule([Activity("A", ThreePoint(1, 2, 9))]).finish == 3


def test_an_empty_row_of_resources_changes_no_date():
    assert schedule([Activity("A", 2, (), {"crew": 3})]).finish == 2


def pairs(count):
    """Pairs of equal activities in a row: every way through is critical."""
    yield Activity("start", 0)
    before = ["start"]
    for i in range(count):
        now = [f"left {i}", f"right {i}"]
        yield from (Activity(name, 1, before) for name in now)
        before = now


def test_critical_paths_are_counted_without_being_listed():
    """64 parallel pairs have two to the power of 64 critical paths."""
    found = schedule(pairs(64))
    assert found.critical_path_count == 2**64
    with pytest.warns(UserWarning, match="18446744073709551616 critical paths"):
        paths = found.critical_paths
    assert len(paths) == len(set(paths)) == MAX_PATHS
    assert {len(path) for path in paths} == {65}


def test_ten_thousand_activities_in_one_chain_are_no_recursion():
    found = schedule(Activity(i, 1, [i - 1] if i else []) for i in range(10_000))
    assert found.finish == 10_000
    (path,) = found.critical_paths
    assert path == tuple(range(10_000))


def test_ten_thousand_activities_with_many_links():
    random = np.random.default_rng(1)
    project = [
        Activity(
            i, int(random.integers(1, 10)), set(random.integers(max(0, i - 50), i, 3).tolist())
        )
        if i
        else Activity(0, 1)
        for i in range(10_000)
    ]
    found = schedule(project)
    graph = nx.DiGraph()
    for activity in project:
        for link in activity.predecessors:
            graph.add_edge(link.name, activity.name, weight=project[link.name].duration)
    graph.add_edges_from((a.name, "end", {"weight": a.duration}) for a in project)
    assert found.finish == nx.dag_longest_path_length(graph)


# ---------------------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    ("project", "message"),
    [
        (list, "at least one Activity"),
        (lambda: [Activity("A", 1, ["A"])], "cycle, got A -> A"),
        (
            lambda: [Activity("A", 1, "C"), Activity("B", 1, "A"), Activity("C", 1, "B")],
            "cycle, got (A -> B -> C -> A|B -> C -> A -> B|C -> A -> B -> C)",
        ),
        (lambda: [Activity("A", 1, ["Z"])], "activity 'A': predecessor 'Z' is not an activity"),
        (
            lambda: [Activity("A", 1), Activity("A", 2)],
            "each name once, got 'A' twice",
        ),
        (lambda: [Activity("B", -3)], "activity 'B': duration must be 0 or more, got -3"),
        (lambda: [Activity("B", nan)], "activity 'B': duration must be finite, got nan"),
        (lambda: [Activity("B", inf)], "activity 'B': duration must be finite, got inf"),
        (lambda: [Activity("B", "5")], "activity 'B': duration must be a number, got '5'"),
        (lambda: [Activity("B", None)], "activity 'B': duration must be a number, got None"),
        (lambda: [Activity("B", 10**400)], "activity 'B': duration must be finite, got inf"),
        (lambda: [Activity("A", 1e308), Activity("B", 1e308, "A")], "finish must be finite"),
        (lambda: [Activity("A", 1, [""])], "link: name must not be empty"),
        (lambda: [Activity("", 1)], "name must not be empty"),
        (lambda: [Activity("B", ThreePoint(-1, 2, 3))], "optimistic duration must be 0 or more"),
        (
            lambda: [Activity("B", 1, [Link("A", "XS")])],
            "kind must be one of 'FS', 'SS'",
        ),
        (lambda: [Activity("B", 1, [Link("A", lag=nan)])], "link to 'A': lag must be finite"),
        (lambda: [Activity("B", 1, (), {"crew": -1})], "demand for 'crew' must be 0 or more"),
    ],
)
def test_nonsense_is_refused_by_name(project, message):
    with pytest.raises(ValueError, match=message):
        schedule(project())


def test_what_is_not_an_activity_is_refused():
    with pytest.raises(ValueError, match="item 1 must be an Activity, got 'B'"):
        schedule([Activity("A", 1), "B"])
    with pytest.raises(ValueError, match="activity 'A': predecessors must be a list, got 7"):
        Activity("A", 1, 7)
    with pytest.raises(ValueError, match=r"activity: name must be .*, got \['A'\]"):
        Activity(["A"], 1)
    with pytest.raises(
        ValueError, match="activity 'A': resources must be given by name, as a dict"
    ):
        Activity("A", 1, (), ["crew"])


def test_results_cannot_be_changed():
    found = schedule([Activity("A", 1)])
    with pytest.raises(FrozenInstanceError):
        found.finish = 0
