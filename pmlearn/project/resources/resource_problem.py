"""The resource-constrained project: activities that share what there is only so much of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pmlearn.inputs import by_name, items, number
from pmlearn.project.schedule.activity import Activity
from pmlearn.project.schedule.network import Network, network

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping


class StartLag(NamedTuple):
    """Activity number `after` starts `lag` periods after the start of `before`, or later.

    All four kinds of link come down to this: finish-to-start without a lag is a start lag of the
    duration of `before`.
    """

    before: int
    after: int
    lag: float


@dataclass(frozen=True, slots=True, init=False)
class ResourceProblem:
    """Activities, and the capacity of the renewable resources that they share.

    Attributes:
        activities: With their links and their demands; an uncertain duration counts with its mean.
        capacity: Units of each resource that there are in every period.
        network: The activities and their links, by number.

    Raises:
        ValueError: there is no activity, a name repeats, a predecessor is unknown, activities wait
            for each other in a cycle, a capacity is negative or not finite, or an activity needs a
            resource that has no capacity or not enough.

    Source: the resource-constrained project scheduling problem (Pritsker, Watters and Wolfe, 1969).
    """

    activities: tuple[Activity, ...]
    capacity: Mapping[str, float]
    network: Network

    def __init__(self, activities: Iterable[Activity], capacity: Mapping[str, float]) -> None:
        listed = tuple(items("resource problem", activities, Activity))
        object.__setattr__(self, "activities", listed)
        object.__setattr__(self, "capacity", _capacity(capacity))
        object.__setattr__(self, "network", network(listed))
        for activity in listed:
            _check_demands(activity, self.capacity)

    @property
    def names(self) -> tuple[Hashable, ...]:
        """Name of each activity."""
        return self.network.names

    @property
    def durations(self) -> tuple[float, ...]:
        """Periods that each activity takes."""
        return tuple(activity.expected_duration for activity in self.activities)

    @property
    def resources(self) -> tuple[str, ...]:
        """Name of each resource."""
        return tuple(self.capacity)

    @property
    def demands(self) -> tuple[tuple[float, ...], ...]:
        """What each activity holds of each resource; shape (activities, resources)."""
        return tuple(
            tuple(activity.resources.get(resource, 0) for resource in self.capacity)
            for activity in self.activities
        )

    @property
    def start_lags(self) -> tuple[StartLag, ...]:
        """Every link as a lag from start to start."""
        durations = self.durations
        return tuple(
            StartLag(
                before,
                after,
                lag
                + (durations[before] if from_finish else 0)
                - (durations[after] if to_finish else 0),
            )
            for before, after, from_finish, to_finish, lag in self.network.links.rows()
        )


def _capacity(capacity: Mapping[str, float]) -> dict[str, float]:
    return {
        resource: number(f"resource {resource!r}: capacity", units, least=0)
        for resource, units in by_name("capacity", capacity).items()
    }


def _check_demands(activity: Activity, capacity: Mapping[str, float]) -> None:
    for resource, units in activity.resources.items():
        if resource not in capacity:
            raise ValueError(
                f"activity {activity.name!r}: needs resource {resource!r}, whose capacity is "
                f"not given"
            )
        if units > capacity[resource]:
            raise ValueError(
                f"activity {activity.name!r}: demand for {resource!r} must be at most its capacity "
                f"{capacity[resource]:.12g}, got {units:.12g}"
            )
