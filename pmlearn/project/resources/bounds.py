"""Lower bounds: no schedule of the project is shorter, whatever it looks like."""

from __future__ import annotations

from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from pmlearn.project.resources.priority_rules import heads, tails

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pmlearn.project.resources.timetable import Timetable

    Numbers = NDArray[np.int64]

# More numbers than this at once (activities x intervals x resources) take too long.
_LARGEST = 4_000_000


def critical_path_bound(table: Timetable) -> int:
    """The longest chain of activities and lags: resources are left out of account."""
    return max(head + tail for head, tail in zip(heads(table), tails(table), strict=True))


def resource_bound(table: Timetable) -> int:
    """The work of each resource spread evenly over its capacity: links are left out of account."""
    bound = 0
    for resource, capacity in enumerate(table.capacities):
        work = sum(
            duration * row[resource]
            for duration, row in zip(table.durations, table.demands, strict=True)
        )
        if work:
            bound = max(bound, -(-work // capacity))
    return bound


def simple_bound(table: Timetable) -> int:
    """The better of the two bounds that cost nothing."""
    return max(critical_path_bound(table), resource_bound(table))


def lower_bound(table: Timetable, at_most: float = inf, deadline: float = inf) -> int:
    """The best bound found: simple ones first, then destructive improvement.

    A length is proven too short when the windows in which the activities must start, tightened by
    links, resources and energy, leave one of them no room. The largest such length plus one is
    the bound.

    Args:
        table: The project.
        at_most: A known makespan: no bound can be better.
        deadline: Value of `time.perf_counter` at which the best bound so far must do.

    Source: destructive improvement (Klein and Scholl, 1999).
    """
    bound = simple_bound(table)
    windows = Windows(table)
    # Doubling steps up to the first length that stands, then halving steps.
    stands, step = at_most, 1
    while bound < stands and perf_counter() < deadline:
        tried = bound + step - 1
        if stands < inf:
            tried = min(tried, int((bound + stands - 1) // 2))
        if windows.refute(tried):
            bound, step = tried + 1, step * 2
        else:
            stands, step = tried, 1
    return bound


class Windows:
    """The windows in which the activities must start if the project is to take a given time."""

    def __init__(self, table: Timetable) -> None:
        self.table = table
        self.heads = heads(table)
        self.tails = tails(table)
        self.durations = np.array(table.durations)
        self.demands = np.array(table.demands).reshape(len(table.durations), -1)
        self.capacities = np.array(table.capacities)
        self.pairs = self._rivals()
        self.earliest: list[int] = []
        self.latest: list[int] = []

    def _rivals(self) -> list[tuple[int, int]]:
        """Pairs that never run at the same time, as they need more than there is."""
        sums = self.demands[:, None, :] + self.demands[None, :, :]
        rivals = (sums > self.capacities).any(axis=2)
        rivals &= (self.durations[:, None] > 0) & (self.durations[None, :] > 0)
        return [(int(i), int(j)) for i, j in np.argwhere(rivals) if i < j]

    def refute(self, makespan: int) -> bool:
        """Whether it is proven that no schedule takes this time or less."""
        self.earliest = list(self.heads)
        self.latest = [makespan - tail for tail in self.tails]
        state = None
        while state != (state := (tuple(self.earliest), tuple(self.latest))):
            if any(map(int.__gt__, self.earliest, self.latest)):
                return True
            self._by_links()
            if self._by_rivals() or self._by_energy():
                return True
        return False

    def _by_links(self) -> None:
        earliest, latest = self.earliest, self.latest
        for number in self.table.order:
            for other, lag in self.table.before[number]:
                earliest[number] = max(earliest[number], earliest[other] + lag)
        for number in reversed(self.table.order):
            for other, lag in self.table.after[number]:
                latest[number] = min(latest[number], latest[other] - lag)

    def _by_rivals(self) -> bool:
        """Where one of two rivals can't come first, the other one must; True if neither can."""
        earliest, latest, durations = self.earliest, self.latest, self.table.durations
        for i, j in self.pairs:
            i_first = earliest[i] + durations[i] <= latest[j]
            j_first = earliest[j] + durations[j] <= latest[i]
            if not i_first and not j_first:
                return True
            if not j_first:
                earliest[j] = max(earliest[j], earliest[i] + durations[i])
                latest[i] = min(latest[i], latest[j] - durations[i])
            elif not i_first:
                earliest[i] = max(earliest[i], earliest[j] + durations[j])
                latest[j] = min(latest[j], latest[i] - durations[j])
        return False

    def _by_energy(self) -> bool:
        """Compare the work that must lie in an interval with what there is; True if it exceeds.

        What must lie in an interval is the least that an activity leaves there, whether it starts
        as early or as late as it can. Where there is too little room for it to start early, it
        starts later, and the other way round.

        Source: energetic reasoning (Erschler, Lopez and Thuriot, 1991; Baptiste, Le Pape and
        Nuijten, 1999).
        """
        earliest, latest = np.array(self.earliest), np.array(self.latest)
        if (earliest > latest).any():
            return True
        duration = self.durations
        begins = np.unique(np.concatenate([earliest, latest]))
        ends = np.unique(np.concatenate([earliest + duration, latest + duration]))
        if len(begins) * len(ends) * self.demands.size > _LARGEST:
            return False
        begin, end = (side.ravel()[:, None] for side in np.meshgrid(begins, ends, indexing="ij"))
        some = (begin < end)[:, 0]
        begin, end = begin[some], end[some]
        early = _overlap(earliest, duration, begin, end)
        late = _overlap(latest, duration, begin, end)
        least = np.minimum(early, late)
        room = (end - begin) * self.capacities - least @ self.demands
        if (room < 0).any():
            return True
        allowed = np.full(least.shape, np.iinfo(np.int64).max)
        for resource, demand in enumerate(self.demands.T):
            users = demand > 0
            free = room[:, resource, None] + least[:, users] * demand[users]
            allowed[:, users] = np.minimum(allowed[:, users], free // demand[users])
        earliest = np.maximum(
            earliest, np.where(early > allowed, end - allowed, 0).max(axis=0, initial=0)
        )
        latest = np.minimum(
            latest, np.where(late > allowed, begin + allowed - duration, latest).min(axis=0)
        )
        self.earliest, self.latest = earliest.tolist(), latest.tolist()
        return False


def _overlap(starts: Numbers, durations: Numbers, begin: Numbers, end: Numbers) -> Numbers:
    """How long each activity runs within each interval; shape (intervals, activities)."""
    inside = np.minimum(end, starts + durations) - np.maximum(begin, starts)
    clipped: Numbers = np.clip(inside, 0, None)
    return clipped
