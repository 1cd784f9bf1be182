"""What it would take to shorten Dock refit: offers collected by its project manager."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from pmlearn.inputs import number
from pmlearn.project.schedule import Activity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody offers to save weeks of one activity.

    Attributes:
        how: What would be done, in a few words.
        cost: Thousands of dollars per week saved.
        weeks: The most that it can save.
    """

    how: str
    cost: float
    weeks: float = 1

    def __post_init__(self) -> None:
        number(f"offer {self.how!r}: cost", self.cost, least=0)
        number(f"offer {self.how!r}: weeks", self.weeks, least=0)


OFFERS: Mapping[str, Offer] = MappingProxyType(
    {
        "Survey sites": Offer("a second survey team", 18),
        "Design foundations": Offer("an outside engineer", 14),
        "Build docks": Offer("the supplier's second shift", 6, 2),
        "Obtain permits": Offer("the city's priority desk", 8),
        "Prepare harbor sites": Offer("Saturday work", 10),
        "Prepare hill sites": Offer("Saturday work", 10),
        "Install harbor docks": Offer("a rented crane", 22),
        "Install hill docks": Offer("a rented crane", 22),
        "Connect power": Offer("a fourth electrician", 12),
        "Test and accept": Offer("a testing firm", 30),
    }
)


def shortened(activities: Iterable[Activity], weeks: Mapping[str, float]) -> list[Activity]:
    """The same activities, some of them shorter, each counted with its expected duration.

    Args:
        activities: Of a project.
        weeks: How many weeks each of the named activities loses.

    Raises:
        ValueError: a name is none of the activities, or a duration would fall below 0.
    """
    listed = list(activities)
    if unknown := set(weeks) - {activity.name for activity in listed}:
        raise ValueError(f"shortened: {min(unknown)!r} is not an activity")
    return [
        Activity(
            activity.name,
            activity.expected_duration - weeks.get(str(activity.name), 0),
            activity.predecessors,
            activity.resources,
        )
        for activity in listed
    ]
