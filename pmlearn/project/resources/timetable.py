"""A resource-constrained project in whole steps of time, laid out to make schedules fast.

What is in use in a step is one whole number: each resource has its own few bits, the topmost of
them a guard that stays 0 until the resource is overloaded. Adding a demand and testing all guards
at once decides about all resources in two operations. The field of a resource starts at the
largest number that fits minus the capacity, so that the guard rises exactly above the capacity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pmlearn.project.resources.resource_problem import ResourceProblem

    Lags = tuple[tuple[tuple[int, int], ...], ...]

# A period may be cut into this many steps at most, and so may a unit of a resource.
FINEST = 1_000
# More steps than this are not worth waiting for: a larger step says the same.
LONGEST = 5_000_000
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Timetable:
    """The project in whole steps of time.

    Attributes:
        step: Periods per step of time: 1 unless durations or lags are fractions.
        durations: Steps per activity.
        loads: Per activity, its demands packed into one number.
        empty: What a step holds in which nothing is in use.
        guard: The bits that are 0 while no resource is overloaded.
        horizon: Steps within which every sensible schedule ends.
        before: Per activity, the (activity, lag) pairs that it waits for.
        after: Per activity, the (activity, lag) pairs that wait for it.
        order: The activities, each after all that it waits for.
        rank: Position of each activity in `order`.
        lags_are_positive: Whether no activity can start before one that it waits for.
        demands: Per activity, whole units of each resource.
        capacities: Whole units of each resource.
    """

    step: Fraction
    durations: list[int]
    loads: list[int]
    empty: int
    guard: int
    horizon: int
    before: Lags
    after: Lags
    order: list[int]
    rank: list[int]
    lags_are_positive: bool
    demands: list[list[int]]
    capacities: list[int]

    def reversed(self) -> Timetable:
        """The same project with time running backward: the last activity comes first.

        If `j` starts `lag` after the start of `i`, then, seen from the end, `i` starts
        `lag - duration of i + duration of j` after `j`.
        """
        order = self.order[::-1]
        duration = self.durations
        links = [
            (j, i, lag - duration[i] + duration[j])
            for i, row in enumerate(self.after)
            for j, lag in row
        ]
        return replace(
            self,
            before=_rows(((i, j, lag) for j, i, lag in links), len(order)),
            after=_rows(links, len(order)),
            order=order,
            rank=_ranks(order),
            lags_are_positive=all(lag >= 0 for _, _, lag in links),
        )

    def makespan(self, starts: Sequence[int]) -> int:
        """The step in which the last activity ends."""
        return max(map(int.__add__, starts, self.durations))

    def sequence(self, keys: Sequence[float]) -> list[int]:
        """All activities by rising key, as far as each comes after all that it waits for."""
        rank = self.rank
        waits = [len(row) for row in self.before]
        ready = [(keys[j], rank[j], j) for j, count in enumerate(waits) if not count]
        heapify(ready)
        sequence = []
        while ready:
            number = heappop(ready)[2]
            sequence.append(number)
            for other, _ in self.after[number]:
                waits[other] -= 1
                if not waits[other]:
                    heappush(ready, (keys[other], rank[other], other))
        return sequence

    def sequence_by_start(self, starts: Sequence[int]) -> list[int]:
        """All activities by their starts, each after all that it waits for."""
        if not self.lags_are_positive:
            return self.sequence(starts)
        size, order = len(starts), self.order
        keys = [start * size + rank for start, rank in zip(starts, self.rank, strict=True)]
        keys.sort()
        return [order[key % size] for key in keys]


def timetable(problem: ResourceProblem) -> Timetable:
    """Lay out the project in whole steps.

    Raises:
        ValueError: Durations and lags have no common step, or demands no common unit, within
            reason; or the project takes too many steps.
    """
    size = len(problem.names)
    step, times = _whole(
        [*problem.durations, *(link.lag for link in problem.start_lags)], "durations and lags"
    )
    durations = times[:size]
    links = _lags(
        (link.before, link.after, lag)
        for link, lag in zip(problem.start_lags, times[size:], strict=True)
    )
    demands, capacities = _whole_units(problem)
    loads, empty, guard = _pack(demands, capacities)
    order = list(problem.network.order)
    return Timetable(
        step=step,
        durations=durations,
        loads=loads,
        empty=empty,
        guard=guard,
        horizon=_horizon(durations, links),
        before=_rows(((j, i, lag) for i, j, lag in links), size),
        after=_rows(links, size),
        order=order,
        rank=_ranks(order),
        lags_are_positive=all(lag >= 0 for _, _, lag in links),
        demands=demands,
        capacities=capacities,
    )


def _whole_units(problem: ResourceProblem) -> tuple[list[list[int]], list[int]]:
    """Demands of each activity and capacities, each resource in units of its own."""
    units = [
        _whole([capacity, *column], f"demands for {resource!r}")[1]
        for resource, capacity, *column in zip(
            problem.resources, problem.capacity.values(), *problem.demands, strict=True
        )
    ]
    demands = [[column[1 + j] for column in units] for j in range(len(problem.names))]
    return demands, [column[0] for column in units]


def _whole(values: Sequence[float], what: str) -> tuple[Fraction, list[int]]:
    """The largest sensible step of which all values are multiples, and the multiples."""
    fractions = [Fraction(value).limit_denominator(FINEST) for value in values]
    parts = lcm(*(fraction.denominator for fraction in fractions))
    rounded = [
        value
        for value, fraction in zip(values, fractions, strict=True)
        if abs(value - fraction) > _ROUNDING * max(1.0, abs(value))
    ]
    if rounded or parts > FINEST:
        worst = f"{rounded[0]!r} among them" if rounded else f"a step of 1/{parts}"
        raise ValueError(f"{what} must be multiples of one step of 1/{FINEST} or more, got {worst}")
    return Fraction(1, parts), [int(fraction * parts) for fraction in fractions]


def _pack(
    demands: Sequence[Sequence[int]], capacities: Sequence[int]
) -> tuple[list[int], int, int]:
    """Loads per activity, the empty step, and the guard bits."""
    loads, empty, guard, shift = [0] * len(demands), 0, 0, 0
    for resource, capacity in enumerate(capacities):
        bits = capacity.bit_length()
        empty |= ((1 << bits) - 1 - capacity) << shift
        guard |= 1 << (shift + bits)
        for number, row in enumerate(demands):
            loads[number] |= row[resource] << shift
        shift += bits + 1
    return loads, empty, guard


def _horizon(durations: Sequence[int], links: Sequence[tuple[int, int, int]]) -> int:
    """No activity of a schedule without needless delays ends later.

    It starts at 0, at the end of another activity, or a lag after the start of another one.
    Backward in time the lags differ, hence both are looked at.
    """
    longest = list(durations)
    for i, j, lag in links:
        longest[i] = max(longest[i], lag)
        longest[j] = max(longest[j], lag - durations[i] + durations[j])
    horizon = sum(longest)
    if horizon > LONGEST:
        raise ValueError(
            f"the project must take at most {LONGEST:,} steps of time, may take {horizon:,}; "
            f"choose a longer period"
        )
    return horizon


def _lags(links: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The links without those that a longer lag between the same two activities covers."""
    longest: dict[tuple[int, int], int] = {}
    for i, j, lag in links:
        longest[i, j] = max(lag, longest.get((i, j), lag))
    return [(i, j, lag) for (i, j), lag in longest.items()]


def _rows(links: Iterable[tuple[int, int, int]], size: int) -> Lags:
    """The links by their first activity."""
    rows: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for i, j, lag in links:
        rows[i].append((j, lag))
    return tuple(tuple(row) for row in rows)


def _ranks(order: Sequence[int]) -> list[int]:
    ranks = [0] * len(order)
    for position, number in enumerate(order):
        ranks[number] = position
    return ranks
