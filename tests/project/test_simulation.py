"""Simulated projects: merge bias, the same schedule trial by trial, and honest errors."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project.networks import ESTIMATES, PORTA_VAC, WHOLE, finish_to_start, projects, with_durations
from scipy import stats
from scipy.integrate import quad

from pmlearn.project.risk import ThreePoint, simulate, simulation
from pmlearn.project.schedule import Activity, schedule

DURATIONS = st.one_of(WHOLE, ESTIMATES)


# --------------------------------------------------------------------------------- simulation
def test_porta_vac_ends_within_20_weeks_less_often_than_pert_promises():
    """Merge bias: .966 by PERT; .930 by simulation, and by the formula of its paths."""
    found = simulate(PORTA_VAC, trials=40_000)
    assert found.pert.probability(by=20) == pytest.approx(0.966, abs=0.0006)
    assert found.probability(by=20) == pytest.approx(0.930, abs=0.005)
    assert found.merge_bias > 10 * found.mean_error > 0

    random = np.random.default_rng(2)
    a, b, c, d, e, f, g, h, i, j = (
        stats.beta(*x.duration.beta_shape, x.duration.optimistic, x.duration.range).rvs(
            40_000, random_state=random
        )
        for x in PORTA_VAC
    )
    ready = np.maximum.reduce([a + c + f, a + d + g, np.maximum(b, a + e) + h + i])
    assert np.mean(ready + j <= 20) == pytest.approx(found.probability(by=20), abs=0.007)


def test_merge_bias_of_two_equal_ways_is_the_one_found_by_integration():
    """Mean of the larger of two independent draws: the integral of 2 q F^-1(q)."""
    estimate = ThreePoint(2, 3, 10, "triangular")
    found = simulate([Activity("A", estimate), Activity("B", estimate)], trials=40_000)
    larger, _ = quad(lambda q: 2 * q * estimate.percentile(100 * q), 0, 1)
    assert found.merge_bias == pytest.approx(larger - estimate.mean, abs=4 * found.mean_error)


def test_along_a_single_path_there_is_no_merge_bias_and_pert_is_right():
    chain = [Activity(i, ThreePoint(1, 2, 6), [i - 1] if i else []) for i in range(30)]
    found = simulate(chain, trials=20_000)
    assert found.merge_bias == pytest.approx(0, abs=4 * found.mean_error)
    assert found.sd == pytest.approx(found.pert.sd, rel=0.03)
    assert found.percentile(80) == pytest.approx(found.pert.percentile(80), abs=0.2)


@settings(max_examples=30, deadline=None)
@given(projects(DURATIONS))
def test_every_trial_is_a_schedule_of_the_drawn_durations(project):
    """Finish and criticality equal those of the critical path method, trial by trial."""
    found = simulate(project, trials=20)
    drawn = [
        found.durations(a.name) if i in found.uncertain else np.full(20, a.expected_duration)
        for i, a in enumerate(project)
    ]
    runs = [schedule(with_durations(project, d)) for d in np.array(drawn).T.tolist()]
    assert found.finishes == pytest.approx([run.finish for run in runs])
    assert found.criticality.to_list() == pytest.approx(np.mean([r.critical for r in runs], axis=0))


@given(projects())
def test_simulation_without_spread_is_the_critical_path_method(project):
    plan, found = schedule(project), simulate(project, trials=3)
    assert found.finishes.tolist() == [plan.finish] * 3
    assert found.criticality.to_list() == list(plan.critical)
    assert (found.sd, found.merge_bias, found.tornado.empty) == (0, 0, True)


@settings(max_examples=30, deadline=None)
@given(finish_to_start(DURATIONS))
def test_no_trial_ends_before_the_optimistic_or_after_the_pessimistic_plan(project):
    ends = [
        schedule(
            with_durations(project, [getattr(a.duration, side, a.duration) for a in project])
        ).finish
        for side in ("optimistic", "pessimistic")
    ]
    finishes = simulate(project, trials=50).finishes
    assert ends[0] - 1e-9 <= finishes.min() <= finishes.max() <= ends[1] + 1e-9


def test_the_same_seed_gives_the_same_trials_and_another_seed_others():
    first, again, other = (simulate(PORTA_VAC, 500, seed).finishes for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_trials_do_not_depend_on_how_many_fit_into_memory(monkeypatch):
    whole = simulate(PORTA_VAC, trials=500)
    monkeypatch.setattr(simulation, "HELD_AT_ONCE", 37 * len(PORTA_VAC))
    parts = simulate(PORTA_VAC, trials=500)
    assert np.array_equal(whole.finishes, parts.finishes)
    assert whole.criticality.equals(parts.criticality)


def test_the_first_trials_of_a_longer_simulation_are_those_of_a_shorter_one():
    longer, shorter = simulate(PORTA_VAC, 300).finishes, simulate(PORTA_VAC, 100).finishes
    assert np.array_equal(longer[:100], shorter)


def test_another_estimate_of_one_activity_leaves_the_draws_of_the_others_alone():
    changed = [Activity("A", ThreePoint(1, 2, 3)), *PORTA_VAC[1:]]
    before, after = simulate(PORTA_VAC, 50), simulate(changed, 50)
    assert np.array_equal(before.durations("H"), after.durations("H"))


@pytest.mark.parametrize("kind", ["pert", "triangular", "modified-pert"])
def test_draws_follow_the_distribution_of_the_estimate(kind):
    """Kolmogorov-Smirnov distance from the percentiles, and the stated mean and sd."""
    estimate = ThreePoint(1, 2, 9, kind)
    drawn = simulate([Activity("A", estimate)], trials=20_000).finishes
    for p in (1, 10, 50, 90, 99):
        share = np.mean(drawn <= estimate.percentile(p))
        assert share == pytest.approx(p / 100, abs=4 * sqrt(p * (100 - p) / 1e4 / 20_000))
    assert drawn.mean() == pytest.approx(estimate.mean, abs=4 * estimate.sd / sqrt(20_000))
    assert drawn.std() == pytest.approx(estimate.sd, rel=0.03)
    if kind == "triangular":
        same = stats.triang(c=1 / 8, loc=1, scale=8)
    else:
        same = stats.beta(*estimate.beta_shape, loc=1, scale=8)
    assert (same.mean(), same.std()) == pytest.approx((estimate.mean, estimate.sd))


# ------------------------------------------------------------------- what a simulation says
def test_percentiles_probabilities_and_their_errors_fit_together():
    found = simulate(PORTA_VAC, trials=2_000)
    assert found.probability(found.percentile(80)) == pytest.approx(0.8, abs=0.001)
    assert found.probability_error(found.percentile(80)) == pytest.approx(sqrt(0.16 / 2_000), 0.01)
    low, high = found.percentile_interval(80)
    assert low < found.percentile(80) < high
    assert found.mean == pytest.approx(found.finishes.mean())


def test_an_interval_holds_the_true_percentile_as_often_as_it_says():
    """A single triangular activity, whose percentile is known exactly."""
    estimate = ThreePoint(1, 2, 9, "triangular")
    intervals = [
        simulate([Activity("A", estimate)], 400, seed).percentile_interval(80, confidence=90)
        for seed in range(300)
    ]
    held = np.mean([low <= estimate.percentile(80) <= high for low, high in intervals])
    assert held == pytest.approx(0.9, abs=4 * sqrt(0.09 / 300))


def test_tornado_puts_the_activity_that_moves_the_finish_first():
    found = simulate(PORTA_VAC, trials=5_000).tornado
    assert found.index[0] == "A"
    assert set(found.index[-3:]) == set("BCF"), "they are never critical"
    assert (found["swing"] == found["finish_if_long"] - found["finish_if_short"]).all()


def test_a_single_trial_has_no_spread():
    found = simulate(PORTA_VAC, trials=1)
    assert (found.sd, found.mean_error) == (0, 0)


def test_names_may_be_tuples():
    found = simulate([Activity(("dock", 1), ThreePoint(1, 2, 3)), Activity(("dock", 2), 1)], 10)
    assert found.criticality.loc[[("dock", 1)]].to_list() == [1]
    assert found.tornado.index.to_list() == [("dock", 1)]


# ---------------------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: simulate(PORTA_VAC, trials=0), "simulation: trials must be 1 or more, got 0"),
        (lambda: simulate(PORTA_VAC, trials=2.5), "trials must be a whole number, got 2.5"),
        (lambda: simulate(PORTA_VAC, seed=-1), "simulation: seed must be 0 or more, got -1"),
        (lambda: simulate([]), "at least one Activity"),
        (lambda: simulate(PORTA_VAC, 5).probability(inf), "simulation: by must be finite"),
        (lambda: simulate(PORTA_VAC, 5).percentile(-1), "percentile must be more than 0"),
        (lambda: simulate(PORTA_VAC, 5).percentile_interval(50, 100), "confidence must be more"),
        (lambda: simulate(PORTA_VAC, 5).durations("Z"), "three-point estimate, got 'Z'"),
    ],
)
def test_nonsense_is_refused_by_name(act, message):
    with pytest.raises(ValueError, match=message):
        act()
