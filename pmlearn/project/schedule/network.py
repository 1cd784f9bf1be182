"""The network of a schedule: checked once, then passed through forward and backward.

Both passes are written once, for numbers and for vectors alike: `schedule` sends one duration per
activity through them, `simulate` one vector of durations over the trials.
"""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, NamedTuple

from pmlearn.inputs import items, unique
from pmlearn.project.schedule.activity import Activity

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence


def rounding(finish: Any) -> Any:
    """Difference below which two dates of a project that ends at `finish` are the same date.

    Durations such as 0.1 + 0.2 do not add up exactly.
    """
    return 1e-9 * (1 + finish)


class Arc(NamedTuple):
    """A link inside a network.

    Attributes:
        place: Number of the activity at the other end.
        from_finish: Whether the predecessor's finish counts, rather than its start.
        to_finish: Whether the successor's finish is held back, rather than its start.
        lag: Periods in between.
    """

    place: int
    from_finish: bool
    to_finish: bool
    lag: float


@dataclass(frozen=True, slots=True)
class Network:
    """Activities by number, in the order in which they were given.

    Attributes:
        names: Name of each activity.
        incoming: Links from each activity's predecessors.
        outgoing: Links to each activity's successors.
        order: Every activity's number after those of its predecessors.
    """

    names: tuple[Hashable, ...]
    incoming: tuple[tuple[Arc, ...], ...]
    outgoing: tuple[tuple[Arc, ...], ...]
    order: tuple[int, ...]

    def early_starts(self, durations: Sequence[Any], later: Callable[[Any, Any], Any]) -> list[Any]:
        """Forward pass: the earliest start of each activity, never before 0.

        Args:
            durations: Of each activity: numbers, or vectors of one length.
            later: The greater of two of them: `max` for numbers, `numpy.maximum` for vectors.
        """
        starts: list[Any] = [None] * len(durations)
        for i in self.order:
            start = durations[i] * 0.0
            for j, from_finish, to_finish, lag in self.incoming[i]:
                bound = (starts[j] + durations[j] if from_finish else starts[j]) + lag
                start = later(start, bound - durations[i] if to_finish else bound)
            starts[i] = start
        return starts

    def late_starts(
        self, durations: Sequence[Any], finish: Any, earlier: Callable[[Any, Any], Any]
    ) -> list[Any]:
        """Backward pass: the latest start of each activity that keeps the finish.

        Args:
            durations: As in the forward pass.
            finish: The date that no activity may run past: a number or a vector.
            earlier: The lesser of two: `min` or `numpy.minimum`.
        """
        starts: list[Any] = [None] * len(durations)
        for i in reversed(self.order):
            start = finish - durations[i]
            for j, from_finish, to_finish, lag in self.outgoing[i]:
                bound = (starts[j] + durations[j] if to_finish else starts[j]) - lag
                start = earlier(start, bound - durations[i] if from_finish else bound)
            starts[i] = start
        return starts

    def slack(self, i: int, arc: Arc, starts: Sequence[Any], durations: Sequence[Any]) -> Any:
        """Periods by which activity `i` can slip before its outgoing `arc` pulls."""
        j, from_finish, to_finish, lag = arc
        reached = starts[j] + durations[j] if to_finish else starts[j]
        return reached - lag - (starts[i] + durations[i] if from_finish else starts[i])


def network(activities: Iterable[Activity]) -> Network:
    """Number the activities and check that their links make sense.

    Raises:
        ValueError: there is no activity, a name repeats, a predecessor is unknown, or activities
            wait for each other in a cycle; the message names them. Or an item is no activity.
    """
    listed = items("schedule", activities, Activity)
    names = unique("schedule", (activity.name for activity in listed))
    numbers = {name: number for number, name in enumerate(names)}
    incoming: list[tuple[Arc, ...]] = []
    outgoing: list[list[Arc]] = [[] for _ in listed]
    for i, activity in enumerate(listed):
        arcs = []
        for link in activity.predecessors:
            j = numbers.get(link.name)
            if j is None:
                raise ValueError(
                    f"activity {activity.name!r}: predecessor {link.name!r} is not an activity"
                )
            arc = Arc(j, link.kind[0] == "F", link.kind[1] == "F", link.lag)
            arcs.append(arc)
            outgoing[j].append(Arc(i, *arc[1:]))
        incoming.append(tuple(arcs))
    order = _order(names, incoming)
    return Network(tuple(names), tuple(incoming), tuple(map(tuple, outgoing)), order)


def _order(names: Sequence[Hashable], incoming: Sequence[Sequence[Arc]]) -> tuple[int, ...]:
    graph = {i: [arc.place for arc in arcs] for i, arcs in enumerate(incoming)}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        cycle = " -> ".join(str(names[i]) for i in error.args[1])
        raise ValueError(f"schedule: activities must not wait in a cycle, got {cycle}") from None
