"""Benefit maps: values worked out by hand, paths against networkx, simulation against mean."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.program.benefits import (
    Benefit,
    BenefitMap,
    Contribution,
    Outcome,
    Output,
    Uptake,
    delay_cost,
    simulate,
)


def harbor(ready=2, probability=1.0, **arrow):
    """64 docks lead to fewer stranded riders, and these to 100 per period."""
    return BenefitMap(
        [Output("docks", ready, probability), Outcome("fewer stranded"), Benefit("rides", 100)],
        [
            Contribution("docks", "fewer stranded", **arrow),
            Contribution("fewer stranded", "rides", 0.5),
        ],
    )


def test_benefit_flows_from_the_period_in_which_the_output_is_ready():
    assert harbor().expected(5)["rides"].tolist() == [0, 0, 50, 50, 50]
    assert harbor().total(5) == 150


def test_delay_and_uptake_shift_and_stretch_the_benefit():
    """Ready at 2, felt from 3 on, linear over 4 periods: 0, 1/4, 1/2, 3/4, 1 of 50."""
    flow = harbor(delay=1, uptake=Uptake("linear", 4)).expected(9)["rides"]
    assert flow.tolist() == [0, 0, 0, 0, 12.5, 25, 37.5, 50, 50]


def test_s_curve_is_slow_then_fast_then_slow():
    share = Uptake("s-curve", 4).share(np.arange(-1, 6))
    assert share.tolist() == [0, 0, 5 / 32, 0.5, 27 / 32, 1, 1]


def test_delays_on_a_path_add_up():
    chain = BenefitMap(
        [Output("a", 1), Outcome("b"), Outcome("c"), Benefit("d", 1)],
        [Contribution("a", "b", delay=1), Contribution("b", "c", delay=2), Contribution("c", "d")],
    )
    assert chain.levels(6)["d"].tolist() == [0, 0, 0, 0, 1, 1]


def test_a_linear_uptake_feeding_another_is_their_convolution():
    """Halves arrive at 1 and 2, each is taken up in halves again: 0, 0, 1/4, 3/4, 1."""
    half = Uptake("linear", 2)
    chain = BenefitMap(
        [Output("a"), Outcome("b"), Benefit("c", 1)],
        [Contribution("a", "b", uptake=half), Contribution("b", "c", uptake=half)],
    )
    assert chain.levels(5)["c"].tolist() == [0, 0, 0.25, 0.75, 1]


def test_an_uncertain_output_counts_by_its_probability():
    assert harbor(probability=0.8).total(5) == pytest.approx(120)


def test_disbenefits_are_subtracted():
    both = BenefitMap(
        [Output("docks"), Benefit("rides", 100), Benefit("noise", -30)],
        [Contribution("docks", "rides"), Contribution("docks", "noise")],
    )
    assert both.total(2) == 140


def test_what_leads_nowhere_and_what_nothing_leads_to_is_named():
    loose = BenefitMap(
        [
            Output("docks"),
            Output("report"),
            Outcome("habit"),
            Benefit("rides", 1),
            Benefit("fame", 1),
        ],
        [Contribution("docks", "rides"), Contribution("report", "habit")],
    )
    assert loose.outputs_without_benefit == ["report"]
    assert loose.benefits_without_output == ["fame"]


def test_an_outcome_that_nobody_brings_about_does_not_hide_a_benefit_without_output():
    loose = BenefitMap([Outcome("hope"), Benefit("fame", 1)], [Contribution("hope", "fame")])
    assert loose.benefits_without_output == ["fame"]


def test_cost_of_delay_is_the_benefit_of_the_periods_lost():
    assert delay_cost(harbor(), "docks", periods=10) == 50
    assert delay_cost(harbor(), "docks", periods=10, by=4) == 50
    assert harbor().delayed("docks", 3).total(10) == harbor(ready=5).total(10)


def test_an_output_without_benefit_costs_nothing_when_late():
    loose = BenefitMap([Output("report"), Benefit("rides", 1)], [])
    assert delay_cost(loose, "report", periods=10) == 0


@st.composite
def maps(draw):
    outputs = [
        Output(f"o{n}", draw(st.integers(0, 4)), draw(st.sampled_from([0.0, 0.25, 1.0])))
        for n in range(draw(st.integers(1, 3)))
    ]
    outcomes = [Outcome(f"c{n}") for n in range(draw(st.integers(0, 3)))]
    benefits = [Benefit(f"b{n}", draw(st.integers(0, 9))) for n in range(draw(st.integers(1, 2)))]
    steps = [*outputs, *outcomes, *benefits]
    arrows = []
    for number, target in enumerate(steps):
        if isinstance(target, Output):
            continue
        sources = draw(st.lists(st.sampled_from(steps[:number]), unique=True, max_size=3))
        for source in sources:
            curve = draw(st.sampled_from(["at once", "linear", "s-curve"]))
            uptake = Uptake(curve, 0 if curve == "at once" else draw(st.integers(1, 4)))
            weight = 1 / len(sources)
            delay = draw(st.integers(0, 3))
            arrows.append(Contribution(source.name, target.name, weight, delay, uptake))
    return BenefitMap(steps, arrows)


@given(maps())
def test_paths_agree_with_networkx(benefits):
    graph = nx.DiGraph([(arrow.source, arrow.target) for arrow in benefits.contributions])
    graph.add_nodes_from(step.name for step in benefits.steps)
    outputs = [step.name for step in benefits.steps if isinstance(step, Output)]
    ends = [step.name for step in benefits.steps if isinstance(step, Benefit)]
    idle = [o for o in outputs if not any(nx.has_path(graph, o, e) for e in ends)]
    lost = [e for e in ends if not any(nx.has_path(graph, o, e) for o in outputs)]
    assert benefits.outputs_without_benefit == idle
    assert benefits.benefits_without_output == lost


@given(maps())
def test_levels_rise_and_stay_between_none_and_all(benefits):
    levels = benefits.levels(12).to_numpy()
    assert (levels >= 0).all()
    assert (levels <= 1 + 1e-9).all()
    assert (np.diff(levels, axis=0) >= -1e-9).all()


@given(maps(), st.integers(1, 4))
def test_a_delay_never_gains_anything(benefits, by):
    for step in benefits.steps:
        if isinstance(step, Output):
            assert delay_cost(benefits, step.name, 10, by) >= -1e-9


@given(maps())
def test_simulation_of_certain_outputs_is_the_total_and_otherwise_tends_to_it(benefits):
    totals = simulate(benefits, 10, trials=2_000, seed=1)
    error = 5 * totals.std() / np.sqrt(len(totals)) + 1e-9
    if all(step.probability in (0, 1) for step in benefits.steps if isinstance(step, Output)):
        assert totals == pytest.approx(benefits.total(10))
    assert abs(totals.mean() - benefits.total(10)) <= error


def test_same_seed_gives_the_same_futures():
    first, second = (simulate(harbor(probability=0.5), 5, seed=7) for _ in range(2))
    assert (first == second).all()
    assert set(first) == {0, 150}


STEPS = [Output("o"), Outcome("c"), Outcome("d"), Benefit("b", 1)]


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda: Output("o", -1), "output 'o': ready must be 0 or more, got -1"),
        (lambda: Output("o", 0, 1.2), "output 'o': probability must be between 0 and 1, got 1.2"),
        (lambda: Output("o", 0, float("nan")), "probability must be finite, got nan"),
        (lambda: Benefit("b", float("nan")), "benefit 'b': value must be finite, got nan"),
        (lambda: Uptake("wave", 3), "curve must be one of .*, got 'wave'"),
        (lambda: Uptake("linear", -1), "periods must be 0 or more, got -1"),
        (lambda: Uptake("at once", 2), "at once takes 0 periods, got 2"),
        (
            lambda: Contribution("o", "b", 0),
            "weight must be more than 0 and at most 1, got 0",
        ),
        (
            lambda: Contribution("o", "b", 2),
            "weight must be more than 0 and at most 1, got 2",
        ),
        (lambda: Contribution("o", "b", 1, -1), "delay must be 0 or more, got -1"),
        (
            lambda: BenefitMap([*STEPS, Outcome("o")], []),
            "benefit map must have each name once, got 'o' twice",
        ),
        (lambda: BenefitMap(STEPS, [Contribution("o", "x")]), "must be in the map, got 'x'"),
        (lambda: BenefitMap(STEPS, [Contribution("b", "c")]), "got benefit to outcome"),
        (lambda: BenefitMap(STEPS, [Contribution("c", "o")]), "got outcome to output"),
        (
            lambda: BenefitMap(STEPS, [Contribution("o", "b", 0.7), Contribution("c", "b", 0.6)]),
            "benefit 'b': weights of what leads to it must sum to at most 1, got 1.3",
        ),
        (
            lambda: BenefitMap(STEPS, [Contribution("c", "d"), Contribution("d", "c")]),
            "must not run in a circle, got c > d > c|d > c > d",
        ),
        (lambda: harbor().levels(0), "periods must be 1 or more, got 0"),
        (lambda: harbor().delayed("moon"), "output must be one of .*, got 'moon'"),
        (lambda: delay_cost(harbor(), "docks", 5, by=0), "delay must be 1 or more, got 0"),
        (lambda: simulate(harbor(), 5, trials=0), "trials must be 1 or more, got 0"),
    ],
)
def test_refuses_nonsense_by_name(make, rule):
    with pytest.raises(ValueError, match=rule):
        make()
