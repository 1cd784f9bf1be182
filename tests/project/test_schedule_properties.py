"""The critical path method: what always holds, and another library's longest path."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st
from project.networks import finish_to_start, projects

from pmlearn.project.schedule import Activity, Link, schedule


def margins(project, starts):
    """Per link: periods between the first date that it allows and the date in the schedule."""
    length = {a.name: a.duration for a in project}
    for activity in project:
        for link in activity.predecessors:
            origin = starts[link.name] + length[link.name] * (link.kind[0] == "F")
            reached = starts[activity.name] + activity.duration * (link.kind[1] == "F")
            yield reached - origin - link.lag


@given(projects())
def test_early_and_late_dates_respect_every_link(project):
    found = schedule(project)
    names = found.network.names
    for starts in (found.early_starts, found.late_starts):
        assert min(margins(project, dict(zip(names, starts, strict=True))), default=0) >= 0
        ends = [start + a.duration for start, a in zip(starts, project, strict=True)]
        assert min(starts) >= 0
        assert max(ends) <= found.finish


@given(projects())
def test_nothing_could_start_earlier_or_later(project):
    """One period less than the early start, or more than the late start, breaks a rule."""
    found = schedule(project)
    names = found.network.names
    for starts, step in ((found.early_starts, -1), (found.late_starts, 1)):
        for i, activity in enumerate(project):
            moved = dict(zip(names, starts, strict=True))
            moved[activity.name] += step
            too_long = moved[activity.name] + activity.duration > found.finish
            worst = min(margins(project, moved), default=0)
            assert worst < 0 or moved[names[i]] < 0 or too_long


@given(projects(durations=st.floats(0, 100), lags=st.floats(-50, 50)))
def test_floats_are_never_negative_and_free_float_never_exceeds_total_float(project):
    table = schedule(project).table
    assert (table["free_float"] >= 0).all()
    assert (table["free_float"] <= table["total_float"] + 1e-6).all()
    assert table["critical"].any()


@given(projects())
def test_slipping_by_the_free_float_delays_no_other_activity(project):
    found = schedule(project)
    for activity, free in zip(project, found.free_floats, strict=True):
        starts = dict(zip(found.network.names, found.early_starts, strict=True))
        starts[activity.name] += free
        assert min(margins(project, starts), default=0) >= 0
        assert starts[activity.name] + activity.duration <= found.finish


MONOTONE = st.one_of(finish_to_start(), projects(kinds=("FS", "FF")), projects(kinds=("FS", "SS")))


@given(MONOTONE, st.data())
def test_a_longer_duration_never_finishes_earlier(project, data):
    """With links that all leave from finishes, or that all lead to starts."""
    place = data.draw(st.integers(0, len(project) - 1))
    longer = list(project)
    longer[place] = Activity(
        project[place].name,
        project[place].duration + data.draw(st.integers(1, 5)),
        project[place].predecessors,
    )
    assert schedule(longer).finish >= schedule(project).finish


def test_a_longer_duration_can_finish_earlier_where_a_start_waits_for_a_finish():
    """The documented exception: B must end with A, and C may start with B."""

    def chain(length):
        b = Activity("B", length, Link("A", "FF"))
        return schedule([Activity("A", 5), b, Activity("C", 9, Link("B", "SS"))])

    assert chain(1).finish == 13
    assert chain(4).finish == 10


@given(finish_to_start())
def test_every_critical_path_is_as_long_as_the_project(project):
    found = schedule(project)
    length = {a.name: a.duration for a in project}
    paths = found.critical_paths
    assert {sum(length[name] for name in path) for path in paths} == {found.finish}
    assert len(set(paths)) == len(paths) == found.critical_path_count


@given(projects())
def test_each_critical_activity_lies_on_a_critical_path(project):
    found = schedule(project)
    on_paths = {name for path in found.critical_paths for name in path}
    assert on_paths == set(found.table.loc[found.table["critical"], "activity"])


@given(projects())
def test_the_order_of_the_list_does_not_matter(project):
    def dates(found):
        return found.table.set_index("activity").sort_index()

    assert dates(schedule(project)).equals(dates(schedule(project[::-1])))


# --------------------------------------------------------------------------------------- oracle
@given(finish_to_start())
def test_finish_and_critical_paths_are_the_longest_paths_of_networkx(project):
    graph = nx.DiGraph()
    for activity in project:
        graph.add_edge((activity.name, "start"), (activity.name, "end"), weight=activity.duration)
        for link in activity.predecessors:
            graph.add_edge((link.name, "end"), (activity.name, "start"), weight=0)
    found = schedule(project)
    assert found.finish == nx.dag_longest_path_length(graph)

    length = {a.name: a.duration for a in project}
    order = nx.DiGraph([(link.name, a.name) for a in project for link in a.predecessors])
    order.add_nodes_from(length)
    sources = [n for n in order if not order.in_degree(n)]
    sinks = [n for n in order if not order.out_degree(n)]
    paths = {
        tuple(path)
        for one in sources
        for other in sinks
        for path in ([[one]] if one == other else nx.all_simple_paths(order, one, other))
    }
    longest = {path for path in paths if sum(map(length.get, path)) == found.finish}
    assert longest == set(found.critical_paths)
