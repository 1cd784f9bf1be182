"""How many people does a service desk need? Erlang's formulas and what follows from them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import ceil, exp, fsum, inf, lgamma, log

from pmlearn.inputs import number, whole


def erlang_b(load: float, agents: int) -> float:
    """Probability that a call is lost where calls that find all agents busy go away.

    Args:
        load: Traffic offered, in erlangs: arrival rate times handling time, 0 or more.
        agents: How many serve, 0 or more.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        Erlang (1917), Solution of some problems in the theory of probabilities; B(n) =
        A B(n-1) / (n + A B(n-1)), which neither over- nor underflows.
    """
    number("erlang_b: load", load, least=0)
    blocked = 1.0
    for count in range(1, whole("erlang_b: agents", agents) + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(load: float, agents: int) -> float:
    """Probability that a call waits where calls that find all agents busy queue up.

    Args:
        load: Traffic offered, in erlangs: arrival rate times handling time, 0 or more.
        agents: How many serve, 1 or more.

    Returns:
        1 where the load is not below the number of agents: the queue then grows without end.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        Erlang (1917), Solution of some problems in the theory of probabilities.
    """
    number("erlang_c: load", load, least=0)
    whole("erlang_c: agents", agents, least=1)
    if load >= agents:
        return 1.0
    blocked = erlang_b(load, agents)
    return blocked / (1 - load / agents * (1 - blocked))


def average_wait(load: float, agents: int, handling_time: float) -> float:
    """Mean time a call waits, those that do not wait included (average speed of answer).

    Args:
        load: Traffic offered, in erlangs.
        agents: How many serve, 1 or more.
        handling_time: Mean time per call, above 0.

    Returns:
        In the unit of the handling time; infinite where the load is not below the agents.

    Raises:
        ValueError: a number is outside its limits.
    """
    number("average_wait: handling time", handling_time, above=0)
    waits = erlang_c(load, agents)
    return inf if load >= agents else waits * handling_time / (agents - load)


def service_level(load: float, agents: int, *, target: float, handling_time: float) -> float:
    """Share of calls answered within a target time.

    Args:
        load: Traffic offered, in erlangs.
        agents: How many serve, 1 or more.
        target: Time within which a call shall be answered, 0 or more.
        handling_time: Mean time per call, above 0, in the same unit.

    Returns:
        0 where the load is not below the number of agents.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        Cooper (1981), Introduction to Queueing Theory: 1 - C exp(-(agents - load) target /
        handling time).
    """
    number("service_level: target", target, least=0, finite=False)
    number("service_level: handling time", handling_time, above=0)
    waits = erlang_c(load, agents)
    if load >= agents:
        return 0.0
    return 1 - waits * exp(-(agents - load) * target / handling_time)


def occupancy(load: float, agents: int) -> float:
    """Share of their time in which agents serve; 1 where the load is not below their number.

    Raises:
        ValueError: a number is outside its limits.
    """
    number("occupancy: load", load, least=0)
    whole("occupancy: agents", agents, least=1)
    return min(1.0, load / agents)


def agents_needed(
    load: float,
    level: float,
    *,
    target: float,
    handling_time: float,
    shrinkage: float = 0.0,
    max_occupancy: float = 1.0,
) -> int:
    """The smallest team that reaches a service level.

    Args:
        load: Traffic offered, in erlangs.
        level: Share of calls to be answered within the target, 0 to below 1.
        target: Time within which a call shall be answered, 0 or more.
        handling_time: Mean time per call, above 0, in the same unit.
        shrinkage: Share of paid time in which people are not at their desk (leave, training,
            breaks), 0 to below 1: so many more must be on the roster.
        max_occupancy: Highest share of time people may be busy, above 0 to 1.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        Cleveland (2012), Call Center Management on Fast Forward (shrinkage, occupancy).
    """
    number("agents_needed: load", load, least=0)
    number("agents_needed: level", level, least=0, below=1)
    number("agents_needed: shrinkage", shrinkage, least=0, below=1)
    busiest = number("agents_needed: max occupancy", max_occupancy, most=1, above=0)

    def reached(agents: int) -> bool:
        return (
            load <= busiest * agents * (1 + 1e-12)
            and service_level(load, agents, target=target, handling_time=handling_time) >= level
        )

    most = 1
    while not reached(most):
        most *= 2
    at_desk = bisect_left(range(most + 1), x=True, lo=1, key=reached)
    # 14 / 0.7 is a hair above 20 in floating-point numbers.
    return ceil(at_desk / (1 - shrinkage) * (1 - 1e-12))


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue in balance: random arrivals, random handling times, first come, first served.

    Attributes:
        arrival_rate: Arrivals per unit of time, above 0.
        service_rate: How many one agent serves per unit of time, above 0.
        agents: How many serve, 1 or more.

    Raises:
        ValueError: a number is outside its limits, or more arrives than can be served.

    Source:
        Erlang (1917); Little (1961), A proof for the queuing formula L = lambda W.
    """

    arrival_rate: float
    service_rate: float
    agents: int = 1

    def __post_init__(self) -> None:
        number("queue: arrival rate", self.arrival_rate, above=0)
        number("queue: service rate", self.service_rate, above=0)
        whole("queue: agents", self.agents, least=1)
        number("queue: load, for it not to grow without end,", self.load, below=self.agents)

    @property
    def load(self) -> float:
        """Traffic offered, in erlangs: how many agents are busy on average."""
        return self.arrival_rate / self.service_rate

    @property
    def occupancy(self) -> float:
        """Share of their time in which agents serve."""
        return self.load / self.agents

    @property
    def probability_of_waiting(self) -> float:
        """Erlang C."""
        return erlang_c(self.load, self.agents)

    @property
    def probability_empty(self) -> float:
        """Probability that nobody is there, neither waiting nor served."""
        # Each term is the weight of a state; the last one stands for all with every agent busy.
        logs = [n * log(self.load) - lgamma(n + 1) for n in range(self.agents + 1)]
        logs[-1] -= log(1 - self.occupancy)
        highest = max(logs)
        return exp(-highest) / fsum(exp(weight - highest) for weight in logs)

    @property
    def wait(self) -> float:
        """Mean time in the queue, Wq."""
        return average_wait(self.load, self.agents, 1 / self.service_rate)

    @property
    def time(self) -> float:
        """Mean time in the queue and in service, W."""
        return self.wait + 1 / self.service_rate

    @property
    def waiting(self) -> float:
        """Mean number in the queue, Lq: arrival rate times wait."""
        return self.arrival_rate * self.wait

    @property
    def present(self) -> float:
        """Mean number in the queue and in service, L."""
        return self.arrival_rate * self.time
