"""The key of the assignment scope-to-schedule, as far as it follows from a case."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from pmlearn.project.schedule import Activity, Link, Schedule, schedule

NONE = "no requirement"
# Part of the breakdown: the requirement that it serves, and why.
SERVES = {
    "Roof over the loading bay": ("R2", "Under a roof vans can be unloaded in the rain."),
    "Mural on the street side": (NONE, "Nobody on the list has asked for a picture."),
    "Counting of all shelves before and after the transport": (
        "R6",
        "Who counts before and after knows whether anything is missing.",
    ),
    "Eight repair stands, bolted down and adjusted": (
        "R4",
        "A stand adjusted to the mechanic gives the right height.",
    ),
    "Coffee bar for visitors": (NONE, "No line of the list speaks of visitors."),
    "Locks, gate and alarm": ("R8", "They keep out whoever has no key."),
    "Clearing and cleaning of the old hall": (
        "R1",
        "A hall can be given back only when it is empty and clean.",
    ),
    "40 charging points with their fuse box": ("R7", "At these points batteries fill up at night."),
    "Film about the move for the intranet": (NONE, "No line of the list would be met by a film."),
    "Inspection of exits and extinguishers, with certificate": (
        "R3",
        "The certificate is what the fire department wants to see.",
    ),
    "Sale of old company bikes to staff": (NONE, "It may be a good idea, and no line asks for it."),
    "Storage places renamed in the stock system": (
        "R9",
        "Under the new name the system shows the new shelf.",
    ),
    "Charger course for 14 mechanics, with a test": (
        "R5",
        "Whoever has passed the test can handle them.",
    ),
}
SCOPE_ENTRIES = 12


def solve(case: dict[str, Any]) -> dict[str, Any]:
    """What is right in a case."""
    return {**_split(case), **_trace(case), **_circle(case), **_hub(case)}


def _split(case: dict[str, Any]) -> dict[str, Any]:
    """The parts that hold each entry once."""
    parts = {n: case[f"part_{n}"].split(", ") for n in range(1, 10)}
    right = []
    for chosen in (c for count in range(2, 7) for c in combinations(parts, count)):
        entries = [entry for n in chosen for entry in parts[n]]
        if len(entries) == len(set(entries)) == SCOPE_ENTRIES:
            right.append(chosen)
    if len(right) != 1:
        raise ValueError(f"{len(right)} choices hold each entry once")
    found: dict[str, Any] = {f"holds_{n}": n in right[0] for n in parts}
    return {**found, "held": "; ".join(case[f"part_{n}"] for n in right[0])}


def _trace(case: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n in range(1, 9):
        found[f"serves_{n}"], found[f"why_{n}"] = SERVES[case[f"traced_{n}"]]
    served = {found[f"serves_{n}"] for n in range(1, 9)}
    found |= {f"missing_{n}": f"R{n}" not in served for n in range(1, 10)}
    told = [f"{case[f'traced_{n}']}: {found[f'why_{n}']}" for n in range(1, 9)]
    return {**found, "traced_told": " ".join(told)}


def _circle(case: dict[str, Any]) -> dict[str, Any]:
    """Which activities wait for themselves."""
    names = {case[f"step_{n}"]: n for n in range(1, 10)}
    waits = {
        name: [one for one in case[f"waits_{n}"].split(", ") if one in names]
        for name, n in names.items()
    }
    ring = {name for name in waits if name in _before(waits, name)}
    found: dict[str, Any] = {f"ring_{n}": name in ring for name, n in names.items()}
    return {**found, "ring": _round_about(waits, ring)}


def _before(waits: dict[str, list[str]], name: str) -> set[str]:
    """All that have to be done before, directly or through others."""
    found: set[str] = set()
    to_do = list(waits[name])
    while to_do:
        one = to_do.pop()
        if one not in found:
            found.add(one)
            to_do.extend(waits[one])
    return found


def _round_about(waits: dict[str, list[str]], ring: set[str]) -> str:
    path = [min(ring)]
    while len(path) <= len(ring):
        path.append(min(set(waits[path[-1]]) & ring))
    return ", which waits for ".join(path)


def hub(case: dict[str, Any], shorter: str = "") -> Schedule:
    """The plan of the hub, perhaps with one activity a week shorter."""
    return schedule(
        Activity(
            case[f"hub_{n}"],
            case[f"weeks_{n}"] - (case[f"hub_{n}"] == shorter),
            [Link(*link) for link in case[f"links_{n}"]],
        )
        for n in range(1, 10)
    )


def _hub(case: dict[str, Any]) -> dict[str, Any]:
    """Which activities have no float, and what a week less of each brings."""
    plan = hub(case)
    found: dict[str, Any] = {}
    useful = {}
    for n, room in enumerate(plan.total_floats, start=1):
        gain = plan.finish - hub(case, case[f"hub_{n}"]).finish
        found |= {f"float_{n}": int(room), f"gain_{n}": int(gain)}
        if case[f"cost_{n}"] and gain > 0:
            useful[n] = case[f"cost_{n}"]
    best = min(useful, key=lambda n: useful[n])
    tight = [case[f"hub_{n}"] for n in range(1, 10) if found[f"float_{n}"] == 0]
    return {
        **found,
        **{f"best_{n}": n == best for n in range(1, 9)},
        "tight": ", ".join(tight),
        "useful": ", ".join(case[f"hub_{n}"] for n in useful),
        "best_name": case[f"hub_{best}"],
        "best_cost": useful[best],
    }
