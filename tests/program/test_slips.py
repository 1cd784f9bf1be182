"""Slips travel as worked out by hand, and as networkx's longest path says."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.program.slips import Component, Interface, propagate

PLAN = [
    Component("Dock refit", 0, 10, ["crew"]),
    Component("Pass relaunch", 12, 8),
    Component("Depot move", 11, 5, ["crew"]),
    Component("Launch", 21, 1),
]
LINKS = [Interface("Dock refit", "Pass relaunch"), Interface("Pass relaunch", "Launch")]


def slip_of(forecast):
    return forecast.table["slip"].to_dict()


def test_without_a_slip_everything_stays_as_planned():
    forecast = propagate(PLAN, LINKS)
    assert set(slip_of(forecast).values()) == {0}
    assert (forecast.finish, forecast.slip) == (22, 0)


def test_a_buffer_swallows_a_small_slip():
    """Pass relaunch begins 2 periods after Dock refit; the crew has 1 period in between."""
    slips = slip_of(propagate(PLAN, LINKS, {"Dock refit": 1}))
    assert slips == {"Dock refit": 1, "Pass relaunch": 0, "Depot move": 0, "Launch": 0}


def test_what_is_larger_than_the_buffers_travels_on_less_each_buffer():
    """5 - 2 reach Pass relaunch, 3 - 1 the launch, and 5 - 1 Depot move through the crew."""
    forecast = propagate(PLAN, LINKS, {"Dock refit": 5})
    expected = {"Dock refit": 5, "Pass relaunch": 3, "Depot move": 4, "Launch": 2}
    assert slip_of(forecast) == expected
    assert forecast.slip == 2


def test_a_shared_resource_carries_a_slip_where_no_link_exists():
    forecast = propagate(PLAN, LINKS, {"Dock refit": 5})
    row = forecast.table.loc["Depot move"]
    assert (row["driver"], row["via"]) == ("Dock refit", "crew")


def test_chain_names_the_causes_first_cause_first():
    forecast = propagate(PLAN, LINKS, {"Dock refit": 5})
    assert forecast.chain("Launch") == ["Dock refit", "Pass relaunch", "Launch"]
    assert forecast.chain("Dock refit") == ["Dock refit"]


def test_own_and_inherited_slip_add_up_to_the_whole():
    table = propagate(PLAN, LINKS, {"Dock refit": 5, "Pass relaunch": 2}).table
    assert table.loc["Pass relaunch", ["own_slip", "inherited_slip", "slip"]].tolist() == [2, 3, 5]


def test_buffers_are_listed_for_links_and_resources():
    buffers = propagate(PLAN, LINKS).buffers
    assert buffers.to_numpy().tolist() == [
        ["Dock refit", "Pass relaunch", "interface", 2],
        ["Pass relaunch", "Launch", "interface", 1],
        ["Dock refit", "Depot move", "crew", 1],
    ]


def test_shorter_work_pulls_nobody_forward():
    """The others keep their planned dates: crews and rooms are booked for them."""
    slips = slip_of(propagate(PLAN, LINKS, {"Dock refit": -4}))
    assert slips == {"Dock refit": -4, "Pass relaunch": 0, "Depot move": 0, "Launch": 0}


@pytest.mark.parametrize(
    ("kind", "lag", "slip"),
    [("FS", 0, 4), ("SS", 0, 0), ("FF", 0, 2), ("FF", 2, 4), ("SF", 0, 0), ("FS", -3, 1)],
)
def test_each_kind_of_link_ties_its_own_dates(kind, lag, slip):
    """A runs 0 to 4, B 4 to 6; A takes 4 longer."""
    plan = [Component("A", 0, 4), Component("B", 4, 2)]
    link = Interface("A", "B", kind, lag)
    assert slip_of(propagate(plan, [link], {"A": 4}))["B"] == slip


@st.composite
def programs(draw):
    """Components one after another on a plan that respects random forward links."""
    size = draw(st.integers(2, 7))
    durations = draw(st.lists(st.integers(0, 6), min_size=size, max_size=size))
    pairs = [(i, j) for j in range(size) for i in range(j)]
    linked = draw(st.lists(st.sampled_from(pairs), unique=True))
    starts = []
    for j in range(size):
        ready = [starts[i] + durations[i] for i, k in linked if k == j]
        starts.append(max(ready, default=0) + draw(st.integers(0, 3)))
    plan = [Component(f"c{i}", starts[i], durations[i]) for i in range(size)]
    links = [Interface(f"c{i}", f"c{j}") for i, j in linked]
    slips = draw(st.dictionaries(st.sampled_from([c.name for c in plan]), st.integers(0, 9)))
    return plan, links, slips


@given(programs())
def test_start_is_the_longest_path_from_any_planned_date(program):
    plan, links, slips = program
    graph = nx.DiGraph()
    for component in plan:
        graph.add_edge("origin", component.name, weight=component.start)
    length = {
        component.name: component.duration + slips.get(component.name, 0) for component in plan
    }
    for link in links:
        graph.add_edge(link.giver, link.taker, weight=length[link.giver])
    table = propagate(plan, links, slips).table
    for component in plan:
        paths = nx.all_simple_edge_paths(graph, "origin", component.name)
        longest = max(sum(graph.edges[edge]["weight"] for edge in path) for path in paths)
        assert table.loc[component.name, "start"] == longest


@given(programs(), st.integers(1, 5))
def test_a_longer_slip_never_finishes_anything_earlier(program, more):
    plan, links, slips = program
    worse = {**slips, plan[0].name: slips.get(plan[0].name, 0) + more}
    before, after = propagate(plan, links, slips).table, propagate(plan, links, worse).table
    assert (after["finish"] >= before["finish"]).all()
    assert (after["start"] >= after["planned_start"]).all()


@given(programs())
def test_components_on_one_resource_never_overlap(program):
    plan, _, slips = program
    after = 0
    queue = []
    for component in plan:
        queue.append(Component(component.name, after, component.duration, ["rig"]))
        after += component.duration + 1
    table = propagate(queue, [], slips).table
    assert (table["start"].iloc[1:].to_numpy() >= table["finish"].iloc[:-1].to_numpy()).all()


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (([],), "at least one Component, got none"),
        (([PLAN[0], PLAN[0]],), "program must have each name once, got 'Dock refit' twice"),
        ((PLAN, [Interface("Dock refit", "Moon")]), "must be in the program, got 'Moon'"),
        ((PLAN, LINKS, {"Moon": 1}), "must be in the program, got 'Moon'"),
        (
            (PLAN, LINKS, {"Launch": float("nan")}),
            "'Launch': slip must be finite, got nan",
        ),
        ((PLAN, LINKS, {"Launch": -2}), "'Launch': slip must be -1 or more, got -2"),
        ((PLAN, [Interface("Launch", "Dock refit")]), "the plan must meet it, but is 22 too early"),
        (
            ([Component("A", 0, 3, ["rig"]), Component("B", 2, 3, ["rig"])],),
            "resource 'rig' must serve one component at a time, but the plan has 'A' and 'B' at 2",
        ),
        (
            (
                [Component("A", 0, 1), Component("B", 0, 1)],
                [Interface("A", "B", "SS"), Interface("B", "A", "SS")],
            ),
            "must not wait in a circle, got .* > ",
        ),
    ],
)
def test_refuses_what_is_no_sound_program(arguments, rule):
    with pytest.raises(ValueError, match=rule):
        propagate(*arguments)


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda: Component("A", 0, -1), "component 'A': duration must be 0 or more, got -1"),
        (lambda: Component("A", float("inf"), 1), "'A': start must be finite, got inf"),
        (lambda: Interface("A", "A"), "must not wait for itself"),
        (lambda: Interface("A", "B", "XY"), "kind must be one of"),
    ],
)
def test_refuses_nonsense_where_it_is_written(make, rule):
    with pytest.raises(ValueError, match=rule):
        make()


def test_one_resource_must_stand_in_a_list():
    with pytest.raises(ValueError, match="'A': resources must be a list, got 'crew'"):
        Component("A", 0, 1, "crew")


def test_an_unknown_component_has_no_chain():
    with pytest.raises(ValueError, match="must be in the program, got 'Moon'"):
        propagate(PLAN).chain("Moon")
