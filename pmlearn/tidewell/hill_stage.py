"""The hill stage of the program Open Harbor: four projects, what joins them, two crews they share.

Weeks are counted from the first Monday of January. Money is in thousands of dollars.
"""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from pmlearn.program.slips import Component, Interface, SlipForecast, propagate
from pmlearn.project.schedule import Activity, schedule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

END = "Open the hill"
# Each project on its own: activity, weeks, and what it waits for inside the project.
PROJECTS: Mapping[str, Mapping[str, tuple[int, tuple[str, ...]]]] = MappingProxyType(
    {
        "Card readers": {
            "Write reader software": (4, ()),
            "Test readers": (3, ("Write reader software",)),
            "Load readers": (4, ("Test readers",)),
        },
        "Hill map": {
            "Draw hill map": (3, ()),
            "Show free docks": (4, ("Draw hill map",)),
            "Test app": (3, ("Show free docks",)),
            "Release app": (1, ("Test app",)),
        },
        "Depot move": {
            "Fit out workshop": (6, ()),
            "Install chargers": (3, ("Fit out workshop",)),
            "Train mechanics": (2, ("Install chargers",)),
        },
        "Hill opening": {
            "Brief the desk": (2, ()),
            "Pilot on the hill": (3, ("Brief the desk",)),
            END: (0, ("Pilot on the hill",)),
        },
    }
)
# What one project hands over to another: giver and taker.
JOINS = (
    ("Write reader software", "Show free docks"),
    ("Load readers", "Pilot on the hill"),
    ("Release app", "Pilot on the hill"),
    ("Train mechanics", END),
)
# Who works where, in the order of the plan, one after the other.
CREWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Field crew": ("Install chargers", "Load readers"),
        "Test team": ("Test readers", "Test app"),
    }
)
CREW_TURNED = ("Load readers", "Install chargers")
ASKED_BY_DEPOT = 3  # weeks, for the workshop
SECOND_CREW, WEEKENDS = 24, 18  # what two ways to win weeks cost

# What the stage has to settle, and what each of these needs to know first.
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Hill map": ("Status server", "Price zones"),
        "Reader software": ("Data format",),
        "Crew rota": ("Charging plan", "Price zones"),
        "Status server": ("Data format", "Reader software"),
        "Depot layout": ("Charging plan",),
        "Pilot plan": ("Hill map", "Crew rota", "Riders' notice"),
        "Data format": ("Status server",),
        "Riders' notice": ("Hill map", "Price zones"),
        "Charging plan": ("Depot layout",),
        "Price zones": (),
    }
)


def project_network(project: str) -> list[Activity]:
    """The activities of one project with the links that its own plan knows.

    Raises:
        KeyError: there is no such project.
    """
    return [Activity(name, weeks, after) for name, (weeks, after) in PROJECTS[project].items()]


def hill_network(
    crews: Mapping[str, Sequence[str]] | None = None, slips: Mapping[str, float] | None = None
) -> list[Activity]:
    """All projects in one network: own links, what they hand over, and the order of shared crews.

    Args:
        crews: Resource -> the activities it does, in order; those of the plan if not given, and
            an empty mapping for the arrows alone.
        slips: Activity -> weeks that its work takes longer.
    """
    links = [*JOINS]
    for order in (CREWS if crews is None else crews).values():
        links += pairwise(order)
    later = slips or {}
    return [
        Activity(
            name,
            weeks + later.get(name, 0),
            (*after, *(giver for giver, taker in links if taker == name)),
        )
        for project in PROJECTS.values()
        for name, (weeks, after) in project.items()
    ]


def hill_components() -> list[Component]:
    """The activities with their planned dates and the crews that they use."""
    table = schedule(hill_network()).table.set_index("activity")
    return [
        Component(
            str(name),
            float(row["early_start"]),
            float(row["duration"]),
            [crew for crew, order in CREWS.items() if name in order],
        )
        for name, row in table.iterrows()
    ]


def hill_interfaces() -> list[Interface]:
    """Who waits for whom, inside the projects and between them; crews are not among them."""
    inside = [
        (giver, name)
        for project in PROJECTS.values()
        for name, (_, after) in project.items()
        for giver in after
    ]
    return [Interface(giver, taker) for giver, taker in (*inside, *JOINS)]


def hill_forecast(slips: Mapping[str, float]) -> SlipForecast:
    """Where everything ends up when some work takes longer and the order of the plan is kept."""
    return propagate(hill_components(), hill_interfaces(), slips)


def project_of(activity: str) -> str:
    """The project that an activity belongs to.

    Raises:
        ValueError: no project has this activity.
    """
    for project, plan in PROJECTS.items():
        if activity in plan:
            return project
    raise ValueError(f"hill stage: activity must be in a project, got {activity!r}")


def hill_needs() -> pd.DataFrame:
    """Square matrix of 0 and 1: the row needs the column."""
    rows = [[int(needed in needs) for needed in NEEDS] for needs in NEEDS.values()]
    return pd.DataFrame(rows, index=list(NEEDS), columns=list(NEEDS))


def hill_crew_use() -> pd.DataFrame:
    """Which project uses which crew: one row per crew, one column per project, 0 or 1."""
    projects = ["Depot move", "Hill map", "Card readers"]
    rows = [
        [int(any(project_of(name) == project for name in order)) for project in projects]
        for order in CREWS.values()
    ]
    return pd.DataFrame(rows, index=list(CREWS), columns=projects)
