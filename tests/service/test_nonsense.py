"""What is no number at all is refused as clearly as a number beyond its limits."""

import pytest

from pmlearn.service.levels import (
    Outages,
    alert_thresholds,
    availability,
    burn_rate,
    downtime,
    error_budget,
    in_parallel,
    in_series,
    k_of_n,
)
from pmlearn.service.simulation import serve, simulate_queue
from pmlearn.service.staffing import Queue, agents_needed, erlang_b, erlang_c, service_level

CALLS = {
    "availability: mtbf": lambda x: availability(x, 1),
    "availability: mttr": lambda x: availability(1, x),
    "in_series": lambda x: in_series(0.9, x),
    "in_parallel": lambda x: in_parallel([0.9, x]),
    "k_of_n: k": lambda x: k_of_n(x, [0.9, 0.9]),
    "k_of_n: common cause": lambda x: k_of_n(1, [0.9, 0.9], x),
    "service level objective": lambda x: error_budget(x, "month"),
    "period": lambda x: error_budget(0.9, x),
    "error budget: bad": lambda x: error_budget(0.9, "month").spent(x),
    "burn rate: total": lambda x: burn_rate(0.9, 1, x),
    "downtime": lambda x: downtime(x, "year"),
    "alert thresholds": lambda x: alert_thresholds(0.9, x),
    "outages: durations": lambda x: Outages((x,), 10),
    "erlang_b: load": lambda x: erlang_b(x, 3),
    "erlang_b: agents": lambda x: erlang_b(1, x),
    "erlang_c: load": lambda x: erlang_c(x, 3),
    "service_level: target": lambda x: service_level(1, 2, target=x, handling_time=1),
    "agents_needed: load": lambda x: agents_needed(x, 0.8, target=1, handling_time=1),
    "queue: arrival rate": lambda x: Queue(x, 1),
    "simulation: arrival rate": lambda x: simulate_queue(x, 1, 1),
    "simulation: seed": lambda x: simulate_queue(1, 1, 1, seed=x),
    "simulation: skip": lambda x: serve([1, 2], [1, 1], 1, skip=x),
}


JUNK = {
    "None": None,
    "text": "5",
    "bool": True,
    "nan": float("nan"),
    "complex": 1j,
    "object": object(),
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@pytest.mark.parametrize("what", CALLS)
def test_what_is_no_number_is_refused_by_name(what, junk):
    with pytest.raises(ValueError, match=f"^{what.split(':')[0]}.* must be .*, got"):
        CALLS[what](junk)


@pytest.mark.parametrize("junk", [None, 5, "calls", {"a": 1}, [None], ["a"]], ids=str)
def test_what_is_no_list_of_numbers_is_refused_by_name(junk):
    with pytest.raises(ValueError, match=r"^simulation: .* must be .*, got"):
        serve([0], junk, 1)


def test_an_endless_load_needs_a_message_not_an_endless_search():
    with pytest.raises(ValueError, match="agents_needed: load must be finite, got inf"):
        agents_needed(float("inf"), 0.8, target=20, handling_time=180)
