"""The simulated desk: calls followed by hand, Erlang C as its limit, and what Erlang leaves out."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.service.simulation import serve, simulate_queue
from pmlearn.service.staffing import average_wait, erlang_b, erlang_c, service_level

calls = st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), min_size=2, max_size=30)


def test_calls_are_served_in_order_of_arrival():
    """Two agents: free at 4 and 3 when the third call comes at 2, and so on."""
    run = serve([0, 1, 2, 2], [4, 2, 1, 1], agents=2)
    assert run.waits.tolist() == [0, 0, 1, 2]
    assert run.probability_of_waiting == 0.5
    assert run.average_wait == 0.75
    assert run.service_level(1) == 0.75


def test_who_loses_patience_goes_without_being_served():
    run = serve([0, 1, 2], [5, 5, 5], agents=1, patience=[9, 2, 4])
    assert run.answered.tolist() == [True, False, True]
    assert run.waits.tolist() == [0, 2, 3]
    assert run.abandoned == pytest.approx(1 / 3)
    assert run.service_level(10) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("load", "agents"), [(0.7, 1), (4, 5), (10, 12), (17, 20)])
def test_erlang_c_is_the_limit_of_the_simulation(load, agents):
    """Within four standard errors, and within 0.02 for shares, of 60,000 calls."""
    run = simulate_queue(load / 3, 3, agents, calls=60_000, seed=1)
    reach = 4 * run.average_wait_error
    assert run.average_wait == pytest.approx(average_wait(load, agents, 3), abs=reach)
    assert run.probability_of_waiting == pytest.approx(erlang_c(load, agents), abs=0.02)
    expected = service_level(load, agents, target=1, handling_time=3)
    assert run.service_level(1) == pytest.approx(expected, abs=0.02)
    assert run.occupancy == pytest.approx(load / agents, abs=0.02)


def test_without_any_patience_erlang_b_is_the_limit():
    run = simulate_queue(4 / 3, 3, 5, calls=60_000, seed=2, patience=1e-12)
    assert run.abandoned == pytest.approx(erlang_b(4, 5), abs=0.01)


def test_patience_keeps_an_overloaded_desk_running():
    run = simulate_queue(2, 3, 5, calls=20_000, seed=3, patience=2)
    assert 1 - 5 / 6 < run.abandoned < 0.5
    assert run.average_wait < 2


def test_steady_handling_times_halve_the_wait_of_one_agent():
    """Pollaczek and Khinchine: without spread the mean wait is half that of exponential times."""
    random = np.random.default_rng(5)
    arrivals = np.cumsum(random.exponential(1 / 0.8, 100_000))
    run = serve(arrivals, np.ones(100_000), agents=1, skip=1000)
    assert run.average_wait == pytest.approx(average_wait(0.8, 1, 1) / 2, rel=0.06)


def test_the_same_seed_gives_the_same_calls():
    first, again, other = (simulate_queue(1, 3, 4, calls=500, seed=seed) for seed in (1, 1, 2))
    assert first.waits.tolist() == again.waits.tolist()
    assert first.waits.tolist() != other.waits.tolist()


@given(calls, st.integers(1, 4))
def test_one_agent_more_makes_nobody_wait_longer(rows, agents):
    gaps, work = zip(*rows, strict=True)
    arrivals = np.cumsum(gaps)
    few, more = serve(arrivals, work, agents), serve(arrivals, work, agents + 1)
    assert (more.waits <= few.waits + 1e-9).all()


@given(calls, st.integers(1, 4))
def test_never_more_calls_are_served_at_once_than_there_are_agents(rows, agents):
    gaps, work = zip(*rows, strict=True)
    arrivals = np.cumsum(gaps)
    starts = arrivals + serve(arrivals, work, agents).waits
    ends = starts + np.array(work)
    for moment in starts:
        assert np.sum((starts <= moment) & (ends > moment + 1e-9)) <= agents


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: simulate_queue(0, 3, 5), "simulation: arrival rate must be more than 0"),
        (
            lambda: simulate_queue(1, inf, 5),
            "simulation: handling time must be finite, got inf",
        ),
        (lambda: simulate_queue(1, 3, 0), "simulation: agents must be 1 or more"),
        (lambda: simulate_queue(1, 3, 5, calls=5), "calls must be 20 or more"),
        (
            lambda: simulate_queue(1, 3, 5, patience=0),
            "simulation: patience must be more than 0, got 0",
        ),
        (lambda: simulate_queue(1, 3, 5, warm_up=-1), "simulation: warm-up must be 0 or more"),
        (lambda: serve([0, 1], [1], 1), "must be lists of one length, got 2, 1 and 2"),
        (lambda: serve([1, 0], [1, 1], 1), "arrivals must not fall, got 0 after 1"),
        (lambda: serve([0, 1], [1, -1], 1), r"handling times\[1\] must be 0 or more, got -1"),
        (
            lambda: serve([0, 1], [1, 1], 1, [1, float("nan")]),
            r"patience\[1\] must be a number",
        ),
        (lambda: serve([0, 1], [1, 1], 1, skip=2), "calls must be more than 2, got 2"),
    ],
)
def test_nonsense_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
