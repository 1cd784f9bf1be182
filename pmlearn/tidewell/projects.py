"""The three projects of the program Open Harbor: activities, crews and budgets.

Durations are in weeks, money in thousands of dollars.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pmlearn.project.distributions import ThreePoint
from pmlearn.project.schedule import Activity, Link

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the crews have, in people per week.
FIELD_CREWS: Mapping[str, int] = MappingProxyType({"crew": 4, "electrician": 3, "engineer": 2})
APP_TEAM: Mapping[str, int] = MappingProxyType({"developer": 4, "designer": 1, "tester": 2})
DEPOT_CREWS: Mapping[str, int] = MappingProxyType({"crew": 3, "electrician": 1})

# What each activity is planned to cost.
BUDGETS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "Dock refit": {
            "Survey sites": 40,
            "Design foundations": 75,
            "Order docks": 10,
            "Build docks": 430,
            "Obtain permits": 35,
            "Prepare harbor sites": 125,
            "Prepare hill sites": 125,
            "Install harbor docks": 110,
            "Install hill docks": 110,
            "Connect power": 90,
            "Test and accept": 35,
            "Hand over": 15,
        },
        "Pass relaunch": {
            "Agree on the release": 25,
            "Design rides and prices": 70,
            "Build accounts": 150,
            "Build trip planner": 190,
            "Connect dock status": 120,
            "Connect payment": 110,
            "Test together": 90,
            "Move subscribers": 60,
            "Pilot with 500 riders": 55,
            "Release": 30,
        },
        "Depot move": {
            "Find a site": 20,
            "Sign the lease": 15,
            "Fit out workshop": 160,
            "Install chargers": 140,
            "Move spare parts": 30,
            "Train mechanics": 25,
            "Open the depot": 10,
        },
    }
)


def dock_refit() -> list[Activity]:
    """Rebuild 64 docking stations: 32 at the harbor and 32 on the hill."""
    return [
        Activity("Survey sites", ThreePoint(2, 3, 4), (), {"engineer": 2}),
        Activity("Design foundations", ThreePoint(3, 4, 8), ["Survey sites"], {"engineer": 2}),
        Activity("Order docks", ThreePoint(1, 2, 3), ["Survey sites"]),
        Activity("Build docks", ThreePoint(6, 8, 16), ["Order docks"]),
        Activity("Obtain permits", ThreePoint(3, 5, 13), ["Design foundations"]),
        Activity(
            "Prepare harbor sites",
            ThreePoint(4, 6, 8),
            ["Obtain permits"],
            {"crew": 2, "engineer": 1},
        ),
        Activity(
            "Prepare hill sites",
            ThreePoint(4, 6, 8),
            ["Obtain permits"],
            {"crew": 2, "engineer": 1},
        ),
        Activity(
            "Install harbor docks",
            ThreePoint(4, 5, 6),
            ["Prepare harbor sites", "Build docks"],
            {"crew": 3, "electrician": 1},
        ),
        Activity(
            "Install hill docks",
            ThreePoint(4, 5, 6),
            ["Prepare hill sites", "Build docks"],
            {"crew": 3, "electrician": 1},
        ),
        Activity(
            "Connect power",
            ThreePoint(3, 4, 5),
            [Link("Install harbor docks", "SS", 2), Link("Install hill docks", "FF", 1)],
            {"electrician": 2},
        ),
        Activity(
            "Test and accept",
            ThreePoint(1, 2, 3),
            ["Install harbor docks", "Install hill docks", "Connect power"],
            {"engineer": 2},
        ),
        Activity("Hand over", ThreePoint(1, 1, 1), ["Test and accept"]),
    ]


def pass_relaunch() -> list[Activity]:
    """Bring out Tidewell Pass anew: an app that shows free docks, and new prices."""
    return [
        Activity("Agree on the release", ThreePoint(1, 2, 3), (), {"designer": 1}),
        Activity(
            "Design rides and prices",
            ThreePoint(3, 4, 5),
            ["Agree on the release"],
            {"designer": 1},
        ),
        Activity(
            "Build accounts",
            ThreePoint(5, 6, 7),
            [Link("Design rides and prices", "SS", 2)],
            {"developer": 2},
        ),
        Activity(
            "Build trip planner",
            ThreePoint(6, 8, 10),
            ["Design rides and prices"],
            {"developer": 2},
        ),
        Activity("Connect dock status", ThreePoint(3, 5, 13), ["Build accounts"], {"developer": 2}),
        Activity("Connect payment", ThreePoint(3, 4, 5), ["Build accounts"], {"developer": 2}),
        Activity(
            "Test together",
            ThreePoint(3, 4, 5),
            ["Connect dock status", "Connect payment", "Build trip planner"],
            {"tester": 2, "developer": 1},
        ),
        Activity("Move subscribers", ThreePoint(2, 3, 4), ["Connect payment"], {"developer": 1}),
        Activity(
            "Pilot with 500 riders",
            ThreePoint(3, 3, 3),
            ["Test together", "Move subscribers"],
            {"tester": 1},
        ),
        Activity("Release", ThreePoint(1, 1, 1), ["Pilot with 500 riders"], {"developer": 2}),
    ]


def depot_move() -> list[Activity]:
    """Move workshop, chargers and spare parts into a depot nearer to the harbor."""
    return [
        Activity("Find a site", ThreePoint(3, 4, 11)),
        Activity("Sign the lease", ThreePoint(1, 2, 3), ["Find a site"]),
        Activity("Fit out workshop", ThreePoint(5, 6, 7), ["Sign the lease"], {"crew": 2}),
        Activity(
            "Install chargers",
            ThreePoint(4, 5, 6),
            [Link("Fit out workshop", "SS", 2)],
            {"crew": 1, "electrician": 1},
        ),
        Activity("Move spare parts", ThreePoint(1, 2, 3), ["Fit out workshop"], {"crew": 3}),
        Activity("Train mechanics", ThreePoint(2, 2, 2), [Link("Install chargers", "FF", 1)]),
        Activity("Open the depot", 0, ["Move spare parts", "Train mechanics", "Install chargers"]),
    ]


def open_harbor() -> Mapping[str, list[Activity]]:
    """The projects of the program, by name."""
    return {
        "Dock refit": dock_refit(),
        "Pass relaunch": pass_relaunch(),
        "Depot move": depot_move(),
    }
