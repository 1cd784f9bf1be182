"""Analytic PERT: textbook answers, and the variance of networks of every kind."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from project.networks import (
    ESTIMATES,
    MILWAUKEE,
    PORTA_VAC,
    VANHOUCKE,
    WHOLE,
    finish_to_start,
    projects,
    with_durations,
)

from pmlearn.project.risk import ThreePoint, pert
from pmlearn.project.schedule import Activity, schedule

DURATIONS = st.one_of(WHOLE, ESTIMATES)


# ------------------------------------------------------------------------------ analytic PERT
def test_porta_vac_has_the_published_mean_variance_and_probability():
    """17 weeks; variance 2.72; within 20 weeks with z = 1.82, probability .966."""
    found = pert(PORTA_VAC)
    assert found.critical_path == tuple("AEHIJ")
    assert found.mean == pytest.approx(17)
    assert found.variance == pytest.approx(2.72, abs=0.005)
    assert found.probability(by=20) == pytest.approx(0.966, abs=0.0006)


def test_milwaukee_paper_has_the_published_variance_and_probability():
    """Variance 3.11, sd 1.76; the printed .7157 belongs to z rounded to 0.57."""
    found = pert(MILWAUKEE)
    assert found.critical_path == tuple("ACEGH")
    assert found.mean == pytest.approx(15)
    assert found.variance == pytest.approx(3.11, abs=0.005)
    assert found.sd == pytest.approx(1.76, abs=0.005)
    assert found.probability(by=16) == pytest.approx(0.7157, abs=0.0015)


def test_vanhoucke_by_hand():
    """Means 5, 3, 1, 2, 3, 4; variances 1, 16/9, ..., 16/9, 25/9 along A, B, E, F."""
    found = pert(VANHOUCKE)
    assert (found.critical_path, found.mean) == (tuple("ABEF"), 15)
    assert found.variance == pytest.approx(1 + 16 / 9 + 16 / 9 + 25 / 9)


def test_of_several_critical_paths_the_most_uncertain_one_counts():
    calm, wild = ThreePoint(4, 5, 6), ThreePoint(0, 5, 10)
    found = pert([Activity("calm", calm), Activity("wild", wild), Activity("sure", 5)])
    assert (found.critical_path, found.variance) == (("wild",), pytest.approx(100 / 36))


@given(finish_to_start(DURATIONS))
def test_variance_is_the_largest_along_any_critical_path(project):
    variance = {a.name: getattr(a.duration, "variance", 0.0) for a in project}
    found = pert(project)
    paths = schedule(project).critical_paths
    assert found.critical_path in paths
    assert found.variance == pytest.approx(max(sum(map(variance.get, path)) for path in paths))


@given(projects(ESTIMATES))
def test_a_duration_counts_as_far_as_it_moves_the_finish(project):
    """With a single critical path, the variance is the error propagated through the finish."""
    step, means = 1e-4, [a.expected_duration for a in project]
    variance = 0.0
    for i, activity in enumerate(project):
        change = []
        for sign in (1, -1):
            moved = [m + sign * step * (i == j) for j, m in enumerate(means)]
            assume(min(moved) >= 0)
            change.append(schedule(with_durations(project, moved)).finish - pert(project).mean)
        assume(change[0] == pytest.approx(-change[1], abs=1e-8))
        variance += (change[0] / step) ** 2 * activity.duration.variance
    assert pert(project).variance == pytest.approx(variance, abs=1e-5)


@given(finish_to_start(DURATIONS), st.floats(0.1, 99.9))
def test_pert_percentile_is_the_inverse_of_its_probability(project, p):
    found = pert(project)
    if found.sd:
        assert found.probability(found.percentile(p)) * 100 == pytest.approx(p)
    else:
        assert found.percentile(p) == found.mean


def test_pert_without_spread_is_certain():
    found = pert([Activity("A", 0.1), Activity("B", 0.2, "A")])
    assert (found.probability(by=0.3), found.probability(by=0.29)) == (1, 0)


def test_pert_of_two_to_the_power_of_sixty_paths_needs_no_list_of_them():
    project, before = [], []
    for i in range(60):
        pair = [Activity(f"{side} {i}", ThreePoint(0, 1, 2), before) for side in "ab"]
        project += pair
        before = [a.name for a in pair]
    assert pert(project).variance == pytest.approx(60 / 9)


# ---------------------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: pert([]), "at least one Activity"),
        (lambda: pert(PORTA_VAC).probability(nan), "PERT: by must be finite, got nan"),
        (lambda: pert(PORTA_VAC).probability("x"), "PERT: by must be a number, got 'x'"),
        (lambda: pert(PORTA_VAC).percentile(100), "percentile must be more than 0 and less than"),
        (lambda: ThreePoint(3, 2, 5), "must not fall, got 3, 2, 5"),
        (lambda: ThreePoint(1, nan, 5), "most_likely must be finite, got nan"),
        (lambda: ThreePoint(1, 2, 5, "normal"), "kind must be one of 'pert', 'triangular'"),
        (lambda: ThreePoint(1, 1, 1).beta_shape, "is not drawn from a beta"),
    ],
)
def test_nonsense_is_refused_by_name(act, message):
    with pytest.raises(ValueError, match=message):
        act()
