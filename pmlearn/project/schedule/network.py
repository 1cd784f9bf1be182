"""The network of a schedule: checked once, then passed through forward and backward.

`schedule` sends one duration per activity through both passes at once; `simulate` sends vectors of
durations, one entry per trial, through passes of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from pmlearn.inputs import items, unique
from pmlearn.project.schedule.activity import Activity

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.int64]


def rounding(finish: Any) -> Any:
    """Difference below which two dates of a project that ends at `finish` are the same date.

    Durations such as 0.1 + 0.2 do not add up exactly.
    """
    return 1e-9 * (1 + finish)


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Every link of a network, as columns with one entry per link.

    Attributes:
        before: Number of the predecessor.
        after: Number of the successor.
        from_finish: Whether the predecessor's finish counts, rather than its start.
        to_finish: Whether the successor's finish is held back, rather than its start.
        lags: Periods in between.
    """

    before: Places
    after: Places
    from_finish: NDArray[np.bool_]
    to_finish: NDArray[np.bool_]
    lags: Numbers

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Links):
            return NotImplemented
        return list(self.rows()) == list(other.rows())

    __hash__ = None  # type: ignore[assignment]

    def rows(self, places: Places | None = None) -> Iterator[tuple[int, int, bool, bool, float]]:
        """The links one by one, or those at the given places in their order."""
        columns = (self.before, self.after, self.from_finish, self.to_finish, self.lags)
        return zip(*_columns(places, *columns), strict=True)

    def slacks(self, starts: Numbers, durations: Numbers) -> Numbers:
        """Periods by which each predecessor can slip before the link holds its successor back."""
        reached = starts[self.after] + np.where(self.to_finish, durations[self.after], 0.0)
        left = starts[self.before] + np.where(self.from_finish, durations[self.before], 0.0)
        slacks: Numbers = reached - self.lags - left
        return slacks


@dataclass(frozen=True, slots=True)
class Network:
    """Activities by number, in the order in which they came.

    Attributes:
        names: Name of each activity.
        links: Every link, by successor.
    """

    names: tuple[Hashable, ...]
    links: Links

    @property
    def order(self) -> tuple[int, ...]:
        """Every activity's number after those of its predecessors.

        Raises:
            ValueError: activities wait for each other in a cycle; the message names them.
        """
        return _order(self.names, self.links)

    def in_order(self) -> Places | None:
        """Places of the links, each after those that lead to its predecessor; None if as they are.

        Raises:
            ValueError: activities wait for each other in a cycle; the message names them.
        """
        if (self.links.before < self.links.after).all():
            return None
        ranks = np.empty(len(self.names), dtype=np.int64)
        ranks[list(self.order)] = np.arange(len(self.names))
        return np.argsort(ranks[self.links.after], kind="stable")

    def dates(self, durations: Numbers) -> tuple[list[float], float, list[float]]:
        """Both passes for plain numbers, several times as fast as with vectors.

        Returns:
            Earliest starts, the finish of the project, and latest starts.

        Raises:
            ValueError: as for `in_order`.
        """
        links, places = self.links, self.in_order()
        # from start to start: what a link holds apart
        apart = np.where(links.from_finish, durations[links.before], 0.0) + links.lags
        apart -= np.where(links.to_finish, durations[links.after], 0.0)
        columns = _columns(places, links.before, links.after, apart)
        early = [0.0] * len(durations)
        for i, j, gap in zip(*columns, strict=True):
            start = early[i] + gap
            if start > early[j]:  # noqa: PLR1730 - a call of max would double the time
                early[j] = start
        finish = float((early + durations).max())
        late = (finish - durations).tolist()
        for i, j, gap in zip(*map(reversed, columns), strict=True):
            start = late[j] - gap
            if start < late[i]:  # noqa: PLR1730 - see above
                late[i] = start
        return early, finish, late

    def early_starts(self, durations: Sequence[Any]) -> list[Any]:
        """Forward pass over the trials of a simulation: earliest starts, never before 0.

        Args:
            durations: Of each activity: a number, or a vector with one entry per trial.
        """
        starts: list[Any] = [0.0] * len(durations)
        for i, j, from_finish, to_finish, lag in self.links.rows(self.in_order()):
            bound = (starts[i] + durations[i] if from_finish else starts[i]) + lag
            starts[j] = np.maximum(starts[j], bound - durations[j] if to_finish else bound)
        return starts

    def late_starts(self, durations: Sequence[Any], finishes: Numbers) -> list[Any]:
        """Backward pass over the trials: the latest starts that keep the finishes.

        Args:
            durations: As in the forward pass.
            finishes: The date that no activity may run past, in each trial.
        """
        starts = [finishes - duration for duration in durations]
        for i, j, from_finish, to_finish, lag in reversed(list(self.links.rows(self.in_order()))):
            bound = (starts[j] + durations[j] if to_finish else starts[j]) - lag
            starts[i] = np.minimum(starts[i], bound - durations[i] if from_finish else bound)
        return starts


def _columns(places: Places | None, *columns: NDArray[Any]) -> list[list[Any]]:
    """The columns at the given places, in plain numbers, which Python reads fastest."""
    return [(column if places is None else column[places]).tolist() for column in columns]


def network(activities: Iterable[Activity]) -> Network:
    """Number the activities and check that their links make sense.

    Raises:
        ValueError: there is no activity, a name repeats, a predecessor is unknown, or activities
            wait for each other in a cycle; the message names them. Or an item is no activity.
    """
    listed = items("schedule", activities, Activity)
    names = unique("schedule", map(attrgetter("name"), listed))
    numbers = dict(zip(names, range(len(names)), strict=True))
    predecessors = list(chain.from_iterable(map(attrgetter("predecessors"), listed)))
    counts = list(map(len, map(attrgetter("predecessors"), listed)))
    after = np.repeat(np.arange(len(names)), counts)
    before = list(map(numbers.get, map(attrgetter("name"), predecessors)))
    if None in before:
        activity, link = names[after[before.index(None)]], predecessors[before.index(None)].name
        raise ValueError(f"activity {activity!r}: predecessor {link!r} is not an activity")
    kinds = list(map(attrgetter("kind"), predecessors))
    links = Links(
        np.array(before, dtype=np.int64),
        after,
        *_ends_at_finish(kinds),
        np.fromiter(map(attrgetter("lag"), predecessors), float, len(predecessors)),
    )
    checked = Network(tuple(names), links)
    checked.in_order()
    return checked


def _ends_at_finish(kinds: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each link leaves a finish, and whether it leads to one."""
    if kinds.count("FS") == len(kinds):
        return np.ones(len(kinds), dtype=bool), np.zeros(len(kinds), dtype=bool)
    letters = np.array([(kind[0], kind[1]) for kind in kinds])
    return letters[:, 0] == "F", letters[:, 1] == "F"


def _order(names: Sequence[Hashable], links: Links) -> tuple[int, ...]:
    """Every number after those that it waits for; those that wait for none as first mentioned."""
    size = len(names)
    successors = links.after[np.argsort(links.before, kind="stable")].tolist()
    ends = np.cumsum(np.bincount(links.before, minlength=size)).tolist()
    counts = np.bincount(links.after, minlength=size)
    places = np.cumsum(counts) - counts
    mentioned = dict.fromkeys(np.insert(links.before, places, np.arange(size)).tolist())
    waits = counts.tolist()
    order = [i for i in mentioned if not waits[i]]
    for i in order:  # which grows meanwhile
        for j in successors[ends[i - 1] if i else 0 : ends[i]]:
            waits[j] -= 1
            if not waits[j]:
                order.append(j)
    if len(order) < size:
        cycle = _cycle(names, links)
        raise ValueError(f"schedule: activities must not wait in a cycle, got {cycle}")
    return tuple(order)


def _cycle(names: Sequence[Hashable], links: Links) -> str:
    """The names along one cycle."""
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for i, j, *_ in links.rows():
        sorter.add(j, i)
    try:
        sorter.prepare()
    except CycleError as error:
        return " -> ".join(str(names[i]) for i in error.args[1])
    return "none"
