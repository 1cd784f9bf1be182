"""The critical path method: when each activity can start, and which ones allow no delay."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING
from warnings import warn

import numpy as np
import pandas as pd

from pmlearn.inputs import items, number
from pmlearn.limits import MAX_PATHS
from pmlearn.project.distributions import expected_all
from pmlearn.project.schedule.activity import Activity
from pmlearn.project.schedule.network import Network, network, rounding

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Earliest and latest dates of every activity; time 0 is the start of the project.

    Every tuple holds one entry per activity, in the order of the activities.

    Attributes:
        network: The activities and their links, by number.
        durations: Periods that each activity takes.
        early_starts: Earliest start of each activity, never before 0.
        late_starts: Latest start that does not delay the project.
        finish: Latest early finish of all: the length of the project.
    """

    network: Network = field(repr=False)
    durations: tuple[float, ...]
    early_starts: tuple[float, ...]
    late_starts: tuple[float, ...]
    finish: float

    @property
    def total_floats(self) -> tuple[float, ...]:
        """How far each activity can slip without delaying the project."""
        return tuple(self._total_floats().tolist())

    @property
    def free_floats(self) -> tuple[float, ...]:
        """How far each activity can slip without delaying another activity or the project."""
        return tuple(self._free_floats().tolist())

    @property
    def critical(self) -> tuple[bool, ...]:
        """Whether each activity is without total float."""
        return tuple(total == 0 for total in self.total_floats)

    @property
    def table(self) -> pd.DataFrame:
        """One row per activity: its dates, floats and whether it is critical."""
        durations, early = np.array(self.durations), np.array(self.early_starts)
        late = np.array(self.late_starts)
        total = self._total_floats()
        return pd.DataFrame(
            {
                "activity": pd.Series(self.network.names),
                "duration": durations,
                "early_start": early,
                "early_finish": early + durations,
                "late_start": late,
                "late_finish": late + durations,
                "total_float": total,
                "free_float": self._free_floats(),
                "critical": total == 0,
            }
        )

    @property
    def critical_paths(self) -> tuple[tuple[Hashable, ...], ...]:
        """Every critical path, as the names along it from the first activity to the last.

        A path is followed as far as it goes in both directions. There can be more paths than
        anybody could store: of more than `MAX_PATHS` only the first `MAX_PATHS` are returned, and a
        warning says how many there are; `iter_critical_paths` yields them all.
        """
        count = self.critical_path_count
        if count > MAX_PATHS:
            message = f"schedule: {count} critical paths, only the first {MAX_PATHS} are given"
            warn(message, stacklevel=2)
        return tuple(islice(self.iter_critical_paths(), MAX_PATHS))

    @property
    def critical_path_count(self) -> int:
        """Number of critical paths, counted without following each of them."""
        after, firsts = self._critical_steps()
        paths: dict[int, int] = {}
        for i in reversed(self.network.order):
            if i in after:
                paths[i] = sum(paths[j] for j in after[i]) or 1
        return sum(paths[i] for i in firsts)

    def iter_critical_paths(self) -> Iterator[tuple[Hashable, ...]]:
        """Yield the critical paths one by one."""
        after, firsts = self._critical_steps()
        names = self.network.names
        # depth first, with a stack of its own: a long path would exceed Python's recursion limit
        path: list[int] = []
        stack = [(first, 0) for first in reversed(firsts)]
        while stack:
            i, depth = stack.pop()
            path[depth:] = [i]
            if after[i]:
                stack.extend((j, depth + 1) for j in reversed(after[i]))
            else:
                yield tuple(names[j] for j in path)

    def driving_links(self) -> list[list[tuple[bool, int, bool]]]:
        """The links without slack that leave each activity.

        Returns:
            Per activity, for each such link: whether it leaves the finish, the number of the
            successor, and whether it leads to the successor's finish.
        """
        links = self.network.links
        driving: list[list[tuple[bool, int, bool]]] = [[] for _ in self.durations]
        places = np.flatnonzero(self._without_rounding(self._slacks()) == 0)
        for before, after, from_finish, to_finish, _ in links.rows(places):
            driving[before].append((from_finish, after, to_finish))
        return driving

    def _critical_steps(self) -> tuple[dict[int, list[int]], list[int]]:
        """Critical activities that follow each critical one without slack; those that follow none.

        Two links between the same two activities are one step.
        """
        critical, driving = self.critical, self.driving_links()
        after: dict[int, list[int]] = {}
        followers: set[int] = set()
        for i in (i for i, is_critical in enumerate(critical) if is_critical):
            ends = {j for _, j, _ in driving[i]}
            after[i] = sorted(j for j in ends if critical[j])
            followers.update(after[i])
        return after, [i for i in after if i not in followers]

    def _total_floats(self) -> Numbers:
        return self._without_rounding(np.subtract(self.late_starts, self.early_starts))

    def _free_floats(self) -> Numbers:
        room = self.finish - np.array(self.early_starts) - np.array(self.durations)
        np.minimum.at(room, self.network.links.before, self._slacks())
        return self._without_rounding(room)

    def _slacks(self) -> Numbers:
        return self.network.links.slacks(np.array(self.early_starts), np.array(self.durations))

    def _without_rounding(self, periods: Numbers) -> Numbers:
        """The periods, of which those that differ from 0 by rounding only are 0."""
        return np.where(np.abs(periods) <= rounding(self.finish), 0.0, periods)


def schedule(activities: Iterable[Activity]) -> Schedule:
    """Schedule the activities by the critical path method.

    Activities without predecessors start at 0, and no activity starts earlier, whatever its links
    would allow. Dates are points in time: an activity from 2 to 5 takes three periods. An uncertain
    duration counts with its mean.

    A longer duration can bring the finish forward where a start waits for a finish-linked start:
    A -FF-> B -SS-> C lets a longer B, and with it C, start earlier. Such an activity is called
    reverse critical. With links that all leave from finishes, or all lead to starts, it can't
    happen.

    Args:
        activities: In any order; every predecessor must be among them.

    Raises:
        ValueError: there is no activity, a name repeats, a predecessor is unknown, or activities
            wait for each other in a cycle.

    Source: Kelley and Walker (1959); the four links Roy (1962) and Fondahl (1961); reverse
    critical activities Wiest (1981).
    """
    listed = items("schedule", activities, Activity)
    net = network(listed)
    durations = tuple(expected_all(map(attrgetter("duration"), listed)))
    early, finish, late = net.dates(np.array(durations))
    number("schedule: finish", finish)
    return Schedule(net, durations, tuple(early), tuple(late), finish)
