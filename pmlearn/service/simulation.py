"""A service desk, call by call: what the formulas say, and what happens where they fail."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapreplace
from math import inf, sqrt
from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import number, series, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BATCHES = 20


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What happened to each call, in order of arrival.

    Attributes:
        waits: Time until an agent took it, or until it gave up, shape (n,).
        answered: Whether an agent took it, shape (n,).
        occupancy: Share of the agents' time in which they served.
    """

    waits: NDArray[np.float64]
    answered: NDArray[np.bool_]
    occupancy: float

    @property
    def probability_of_waiting(self) -> float:
        """Share of calls that did not find a free agent at once."""
        return float(np.mean(self.waits > 0))

    @property
    def average_wait(self) -> float:
        """Mean wait of all calls."""
        return float(self.waits.mean())

    @property
    def average_wait_error(self) -> float:
        """Standard error of the mean wait; waits in a row resemble each other, so by batches."""
        means = [batch.mean() for batch in np.array_split(self.waits, BATCHES)]
        return float(np.std(means, ddof=1) / sqrt(BATCHES))

    @property
    def abandoned(self) -> float:
        """Share of calls that gave up."""
        return float(1 - self.answered.mean())

    def service_level(self, target: float) -> float:
        """Share of all calls that were answered within a target time."""
        return float(np.mean(self.answered & (self.waits <= target)))


def simulate_queue(
    arrival_rate: float,
    handling_time: float,
    agents: int,
    *,
    calls: int = 20_000,
    seed: int = 0,
    patience: float = inf,
    warm_up: float = 0.1,
) -> Run:
    """Random arrivals at a constant rate and exponential handling times: an M/M/c queue.

    While nobody gives up, its waits tend to Erlang C as calls increase. With a finite patience
    each caller gives up after a random (exponential) time, which Erlang C does not know.

    Args:
        arrival_rate: Calls per unit of time, above 0.
        handling_time: Mean time per call, above 0.
        agents: How many serve, 1 or more.
        calls: How many are recorded, 20 or more.
        seed: Of the random numbers; the same seed gives the same calls whatever the agents.
        patience: Mean time until a caller gives up, infinite for never.
        warm_up: As a share of `calls`, how many come before recording starts, since an empty desk
            is not a typical one; 0 or more.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        Kiefer and Wolfowitz (1955), On the theory of queues with many servers; Palm (1957),
        Research on telephone traffic carried by full availability groups (patience).
    """
    number("simulation: arrival rate", arrival_rate, above=0)
    number("simulation: handling time", handling_time, above=0)
    calls, seed = whole("simulation: calls", calls, BATCHES), whole("simulation: seed", seed)
    number("simulation: patience", patience, above=0, finite=False)
    early = round(number("simulation: warm-up", warm_up, least=0) * calls)
    # Three streams, so that a change of one assumption leaves the other draws as they are.
    gaps, durations, patience_draws = (
        np.random.default_rng(stream).exponential(size=early + calls)
        for stream in np.random.SeedSequence(seed).spawn(3)
    )
    limits = np.full(len(patience_draws), inf) if patience == inf else patience_draws * patience
    return serve(
        np.cumsum(gaps) / arrival_rate, durations * handling_time, agents, limits, skip=early
    )


def serve(
    arrivals: ArrayLike,
    handling_times: ArrayLike,
    agents: int,
    patience: ArrayLike | None = None,
    *,
    skip: int = 0,
) -> Run:
    """Serve given calls, first come, first served: any arrival pattern, any handling times.

    Args:
        arrivals: Times of arrival, rising, shape (n,).
        handling_times: Time each call takes, 0 or more, shape (n,).
        agents: How many serve, 1 or more.
        patience: How long each caller waits before giving up, shape (n,); for ever if not given.
        skip: How many calls at the start are served but not recorded.

    Raises:
        ValueError: the series differ in length or are empty, times fall, a time is negative or
            not a number, or there is no agent.
    """
    agents, skip = whole("simulation: agents", agents, 1), whole("simulation: skip", skip)
    arrived = series("simulation: arrivals", arrivals)
    durations = series("simulation: handling times", handling_times, least=0, finite=False)
    patience_limits = np.full(len(arrived), inf)
    if patience is not None:
        patience_limits = series("simulation: patience", patience, least=0, finite=False)
    _check(arrived, durations, patience_limits, skip)
    waits, answered = np.zeros(len(arrived)), np.ones(len(arrived), dtype=bool)
    free = [-inf] * agents  # when each agent is free again; the soonest one first
    for call, (arrival, length, limit) in enumerate(
        zip(arrived.tolist(), durations.tolist(), patience_limits.tolist(), strict=True)
    ):
        start = max(free[0], arrival)
        if start - arrival <= limit:
            heapreplace(free, start + length)
            waits[call] = start - arrival
        else:
            waits[call], answered[call] = limit, False
    return Run(
        waits[skip:],
        answered[skip:],
        _busy(arrived, durations, waits, answered, skip) / agents,
    )


def _busy(
    arrived: NDArray[np.float64],
    durations: NDArray[np.float64],
    waits: NDArray[np.float64],
    answered: NDArray[np.bool_],
    skip: int,
) -> float:
    """Agents busy on average between the first and the last recorded arrival."""
    first, last = arrived[skip], arrived[-1]
    if last == first:
        return 0.0
    starts = (arrived + waits)[answered]
    ends = starts + durations[answered]
    within = np.clip(ends, first, last) - np.clip(starts, first, last)
    return float(within.sum() / (last - first))


def _check(
    arrived: NDArray[np.float64],
    durations: NDArray[np.float64],
    patience_limits: NDArray[np.float64],
    skip: int,
) -> None:
    if not len(arrived) == len(durations) == len(patience_limits):
        raise ValueError(
            "simulation: arrivals, handling times and patience must be lists of one length, got "
            f"{len(arrived)}, {len(durations)} and {len(patience_limits)}"
        )
    number("simulation: calls", len(arrived), above=skip)
    if (np.diff(arrived) < 0).any():
        place = int(np.argmax(np.diff(arrived) < 0))
        raise ValueError(
            f"simulation: arrivals must not fall, got {arrived[place + 1]:.12g} after "
            f"{arrived[place]:.12g}"
        )
