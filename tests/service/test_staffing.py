"""Erlang's formulas: published cases, balance equations, and what must grow with what."""

from __future__ import annotations

from fractions import Fraction
from math import factorial, inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.service.staffing import (
    Queue,
    agents_needed,
    average_wait,
    erlang_b,
    erlang_c,
    occupancy,
    service_level,
)

loads = st.floats(0, 60)
teams = st.integers(1, 80)


def test_service_desk_of_a_published_case():
    """pyworkforce, test of Erlang C: 100 calls in 30 minutes, 3 minutes each, 0.33 to answer."""
    load, times = 100 / 30 * 3, {"target": 0.33, "handling_time": 3}
    assert service_level(load, 14, **times) == pytest.approx(0.888, abs=5e-4)
    assert erlang_c(load, 14) == pytest.approx(0.174, abs=5e-4)
    assert occupancy(load, 14) == pytest.approx(0.714, abs=5e-4)
    assert agents_needed(load, 0.8, **times) == 14
    assert agents_needed(load, 0.8, shrinkage=0.3, max_occupancy=0.85, **times) == 20


def test_one_line_loses_half_the_calls_of_one_erlang():
    assert erlang_b(1, 1) == 0.5


def test_queues_of_published_cases():
    """Bronson (1982), problems 23.3 and 23.14, per hour."""
    queue = Queue(24, 30)
    assert (queue.present, queue.time, queue.probability_empty) == pytest.approx((4, 1 / 6, 0.2))
    queue = Queue(30, 40)
    assert (queue.waiting, queue.wait * 60) == pytest.approx((2.25, 4.5))
    assert queue.probability_empty == pytest.approx(0.25)


@pytest.mark.parametrize("agents", [1, 2, 5, 20])
@pytest.mark.parametrize("load", [Fraction(1, 10), Fraction(9, 10), Fraction(7, 2), Fraction(19)])
def test_formulas_are_the_textbooks_sums(load, agents):
    """In exact fractions: B is the last of the terms A^k/k!, C weighs it with n/(n - A)."""
    terms = [load**k / Fraction(factorial(k)) for k in range(agents + 1)]
    assert erlang_b(float(load), agents) == pytest.approx(float(terms[-1] / sum(terms)))
    if load < agents:
        busy = terms[-1] * agents / (agents - load)
        assert erlang_c(float(load), agents) == pytest.approx(
            float(busy / (sum(terms[:-1]) + busy))
        )
        empty = Queue(float(load), 1, agents).probability_empty
        assert empty == pytest.approx(float(1 / (sum(terms[:-1]) + busy)))


def test_large_teams_neither_overflow_nor_vanish():
    """Square-root staffing: with A + sqrt(A) agents about 22 % wait (Halfin and Whitt, 1981)."""
    assert erlang_c(100_000, 100_316) == pytest.approx(0.223, abs=0.002)
    assert 0 < Queue(700, 1, 800).probability_empty < 1e-300


@given(loads, teams)
def test_probabilities_are_probabilities_and_waiting_is_likelier_than_losing(load, agents):
    assert 0 <= erlang_b(load, agents) <= erlang_c(load, agents) <= 1


@given(loads, teams, st.floats(0, 30))
def test_more_agents_never_lower_the_service_level(load, agents, target):
    levels = [
        service_level(load, number, target=target, handling_time=3)
        for number in (agents, agents + 1)
    ]
    assert levels[0] <= levels[1] + 1e-12


@given(loads, st.floats(0, 30), teams)
def test_more_load_never_raises_the_service_level(load, more, agents):
    levels = [
        service_level(total, agents, target=1, handling_time=3) for total in (load, load + more)
    ]
    assert levels[1] <= levels[0] + 1e-12


@given(loads, st.floats(0, 0.999), st.floats(0, 10), st.floats(0.3, 1))
def test_the_team_is_large_enough_and_one_less_is_not(load, level, target, busiest):
    times = {"target": target, "handling_time": 3}
    agents = agents_needed(load, level, max_occupancy=busiest, **times)
    assert service_level(load, agents, **times) >= level
    assert load / agents <= busiest * (1 + 1e-9)
    if agents > 1:
        less = agents - 1
        assert service_level(load, less, **times) < level or load / less > busiest


@given(loads, st.floats(0, 0.9))
def test_shrinkage_fills_the_roster_up(load, shrinkage):
    times = {"target": 1, "handling_time": 3}
    at_desk = agents_needed(load, 0.8, **times)
    roster = agents_needed(load, 0.8, shrinkage=shrinkage, **times)
    present = roster * (1 - shrinkage)
    assert at_desk - 1e-6 <= present <= at_desk + 1


@given(st.floats(0.1, 0.99), st.integers(1, 30))
def test_little_holds(busy, agents):
    """Those present are those waiting and those served."""
    queue = Queue(busy * agents * 2, 2, agents)
    assert queue.present == pytest.approx(queue.waiting + queue.load)
    assert queue.wait == pytest.approx(
        queue.probability_of_waiting / (2 * agents - busy * agents * 2)
    )


def test_pooling_two_teams_shortens_the_wait():
    assert average_wait(8, 10, 3) < average_wait(4, 5, 3) / 2


def test_an_overloaded_desk_makes_everybody_wait_for_ever():
    assert erlang_c(5, 5) == 1
    assert average_wait(5, 5, 3) == inf
    assert service_level(6, 5, target=1, handling_time=3) == 0
    assert occupancy(6, 5) == 1


def test_nobody_waits_without_load():
    assert erlang_c(0, 1) == erlang_b(0, 1) == 0
    assert agents_needed(0, 0.8, target=1, handling_time=3) == 1


def test_average_wait_is_the_mean_of_the_service_levels_distribution():
    """The mean is the area above the distribution, here by summing small steps."""
    times = np.linspace(0, 40, 40_001)
    above = [1 - service_level(4, 5, target=t, handling_time=3) for t in times]
    assert average_wait(4, 5, 3) == pytest.approx(np.trapezoid(above, times), rel=1e-4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: erlang_b(-1, 2), "erlang_b: load must be 0 or more, got -1"),
        (lambda: erlang_b(1, 2.5), "erlang_b: agents must be a whole number, got 2.5"),
        (lambda: erlang_c(1, 0), "erlang_c: agents must be 1 or more, got 0"),
        (lambda: erlang_c(float("nan"), 2), "erlang_c: load must be .*, got nan"),
        (lambda: average_wait(1, 2, 0), "handling time must be more than 0, got 0"),
        (
            lambda: service_level(1, 2, target=-1, handling_time=1),
            "service_level: target must be 0 or more, got -1",
        ),
        (lambda: occupancy(1, 0), "occupancy: agents must be 1 or more, got 0"),
        (
            lambda: agents_needed(1, 1, target=1, handling_time=1),
            "agents_needed: level must be 0 or more and less than 1, got 1",
        ),
        (
            lambda: agents_needed(1, 0.8, target=1, handling_time=1, shrinkage=1),
            "agents_needed: shrinkage must be 0 or more and less than 1, got 1",
        ),
        (
            lambda: agents_needed(1, 0.8, target=1, handling_time=1, max_occupancy=0),
            "agents_needed: max occupancy must be more than 0 and at most 1, got 0",
        ),
        (lambda: agents_needed(-1, 0.8, target=1, handling_time=1), "load must be 0 or more"),
        (lambda: Queue(10, 5, 2), "queue: load, .* must be less than 2, got 2"),
        (lambda: Queue(0, 5), "queue: arrival rate must be more than 0, got 0"),
    ],
)
def test_nonsense_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
