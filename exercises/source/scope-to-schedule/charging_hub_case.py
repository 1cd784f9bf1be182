"""The case of this assignment: a split, a trace, three small plans and the charging hub.

A network is a dictionary: activity -> (weeks, links), a link being (predecessor, kind, lag) with
kind FS, SS, FF or SF. All times are in weeks.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from pmlearn.project.schedule import Activity, Link, Schedule, schedule

if TYPE_CHECKING:
    import numpy as np

SCOPE = (
    "fare table",
    "sign-in",
    "card payment",
    "payment by phone bill",
    "map of the docks",
    "free-slot display",
    "route search",
    "family accounts",
    "transfer of subscribers",
    "test protocol",
    "pilot with riders",
    "release in the stores",
)
# Parts of the breakdown of Depot move, as the team has written them down.
PARTS = (
    "Roof over the loading bay",
    "Mural on the street side",
    "Counting of all shelves before and after the transport",
    "Eight repair stands, bolted down and adjusted",
    "Coffee bar for visitors",
    "Locks, gate and alarm",
    "Clearing and cleaning of the old hall",
    "40 charging points with their fuse box",
    "Film about the move for the intranet",
    "Inspection of exits and extinguishers, with certificate",
    "Sale of old company bikes to staff",
    "Storage places renamed in the stock system",
    "Charger course for 14 mechanics, with a test",
)
STEPS = (
    "Choose the tires",
    "Order the frames",
    "Paint the frames",
    "Fit the locks",
    "Write the manual",
    "Test the brakes",
    "Print the labels",
    "Train the crew",
    "Weigh the bikes",
    "Ask the insurer",
    "Set the price",
    "Book the truck",
)
# The charging hub: activity, range of weeks, links with the range of their lags.
HUB: dict[str, tuple[tuple[int, int], list[tuple[str, str, tuple[int, int]]]]] = {
    "Permit": ((4, 8), []),
    "Order cable": ((6, 13), []),
    "Dig trench": ((3, 6), [("Permit", "FS", (0, 0))]),
    "Lay cable": ((3, 6), [("Dig trench", "SS", (1, 2)), ("Order cable", "FS", (0, 0))]),
    "Fit chargers": ((3, 8), [("Dig trench", "FS", (-1, 0))]),
    "Train staff": ((3, 8), [("Fit chargers", "SS", (2, 3))]),
    "Test": ((2, 5), [("Lay cable", "FS", (0, 0)), ("Fit chargers", "FF", (1, 4))]),
    "Run old chargers": ((2, 4), [("Test", "SF", (2, 7))]),
    "Open hub": ((1, 2), [(n, "FS", (0, 0)) for n in ("Test", "Train staff", "Run old chargers")]),
}
MARKET = ("permit", "order", "dig", "sign", "helpers", "install", "open")
# The least weeks of an activity at the north quay.
QUAY = {
    "agree": 2,
    "order": 4,
    "paint": 3,
    "racks": 2,
    "locks": 2,
    "crew": 2,
    "notice": 2,
    "open": 1,
}
# Activities of which at most one decides about the end, so that plans differ; or none of them.
DRIVERS = ("Order cable", "Train staff", "")
OFFERED, STEPS_SHOWN, MOST_USEFUL, MOST_TIGHT = 8, 9, 4, 5

Network = dict[str, tuple[int, list[tuple[str, str, int]]]]


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Everything that is known before anybody computes."""
    parts = (_split, _trace, _market, _quay, _circle, _hub)
    return {name: value for part in parts for name, value in part(random).items()}


def _split(random: np.random.Generator) -> dict[str, Any]:
    """Nine proposed parts of the app; one choice of them holds each entry once."""
    while True:
        entries = [str(entry) for entry in random.permutation(SCOPE)]
        cuts = [0, *sorted(random.choice(range(2, 11), size=3, replace=False)), len(entries)]
        sets = [entries[a:b] for a, b in pairwise(cuts)]
        for _ in range(5):
            size = int(random.integers(2, 6))
            sets.append([str(entry) for entry in random.choice(SCOPE, size=size, replace=False)])
        sets = [sorted(sets[i], key=SCOPE.index) for i in random.permutation(len(sets))]
        choices = [chosen for n in range(2, 7) for chosen in combinations(sets, n)]
        if sum(_covers(chosen) for chosen in choices) == 1:
            return {f"part_{n}": ", ".join(one) for n, one in enumerate(sets, start=1)}


def _covers(parts: tuple[list[str], ...]) -> bool:
    return sorted(entry for part in parts for entry in part) == sorted(SCOPE)


def _trace(random: np.random.Generator) -> dict[str, Any]:
    chosen = random.permutation(PARTS)[:8]
    return {f"traced_{n}": str(part) for n, part in enumerate(chosen, start=1)}


def _market(random: np.random.Generator) -> dict[str, Any]:
    """A station for the summer market, with three ways through the plan of different length."""
    while True:
        weeks = {name: int(random.integers(2, 9)) for name in MARKET}
        ways = {
            weeks["permit"] + weeks["dig"] + weeks["install"],
            weeks["order"] + weeks["install"],
            weeks["permit"] + weeks["sign"] + weeks["helpers"],
        }
        if len(ways) == 3:  # noqa: PLR2004
            return {f"m_{name}": value for name, value in weeks.items()}


def _quay(random: np.random.Generator) -> dict[str, Any]:
    """Cargo bikes for the north quay, with a link from a start and one to a finish."""
    while True:
        weeks = {name: int(random.integers(low, low + 6)) for name, low in QUAY.items()}
        ss, ff = int(random.integers(1, 3)), int(random.integers(1, 4))
        racks = weeks["agree"] + ss + weeks["racks"]
        crew = max(racks, weeks["order"]) + weeks["locks"] + ff
        notice = weeks["agree"] + weeks["paint"] + weeks["notice"]
        apart = racks != weeks["order"] and 1 <= abs(crew - notice) <= 4  # noqa: PLR2004
        if apart and crew > weeks["crew"] and weeks["paint"] > ss:
            return {**{f"q_{name}": value for name, value in weeks.items()}, "ss": ss, "ff": ff}


def _circle(random: np.random.Generator) -> dict[str, Any]:
    """Nine activities, some of which wait for each other in a circle."""
    names = [str(name) for name in random.permutation(STEPS)[:STEPS_SHOWN]]
    size, start = int(random.integers(3, 5)), int(random.integers(1, 5))
    ring = names[start : start + size]
    waits: dict[str, list[str]] = {names[0]: []}
    for place, name in enumerate(names[1:], start=1):
        near = random.permutation([n for n in names[max(0, place - 4) : place] if n not in ring])
        waits[name] = [str(other) for other in near[:2]]
    for before, name in zip([ring[-1], *ring], ring, strict=False):
        waits[name] = [before, *waits[name]][:2]
    for name in names[start + size :]:
        if random.random() < 0.8:  # noqa: PLR2004  many wait for the circle and are not in it
            waits[name] = [str(random.choice(ring)), *waits[name]][:2]
    found: dict[str, Any] = {}
    for number, name in enumerate(map(str, random.permutation(names)), start=1):
        told = ", ".join(str(other) for other in random.permutation(waits[name])) or "nothing"
        found |= {f"step_{number}": name, f"waits_{number}": told}
    return found


def _hub(random: np.random.Generator) -> dict[str, Any]:
    """The plan of the hub, with an offer for a week less of each activity but the last.

    The cheapest offer of all brings nothing, nor does the cheapest for an activity without float.
    """
    last = DRIVERS[random.integers(len(DRIVERS))]
    while True:
        network: Network = {
            name: (
                int(random.integers(low, high + 1)),
                [(p, kind, int(random.integers(a, b + 1))) for p, kind, (a, b) in links],
            )
            for name, ((low, high), links) in HUB.items()
        }
        costs = random.choice(range(4, 30), size=OFFERED, replace=False)
        offers = {name: int(cost) for name, cost in zip(list(HUB)[:OFFERED], costs, strict=True)}
        if _is_instructive(network, offers, last):
            break
    found: dict[str, Any] = {"old_end": int(_scheduled(network).finish)}
    for number, (name, (weeks, links)) in enumerate(network.items(), start=1):
        told = "; ".join(_in_words(*link) for link in links) or "nothing"
        found |= {f"hub_{number}": name, f"weeks_{number}": weeks, f"after_{number}": told}
        found[f"links_{number}"] = [list(link) for link in links]
        found[f"cost_{number}"] = offers.get(name, 0)
    return found


def _is_instructive(network: Network, offers: dict[str, int], last: str) -> bool:
    before = _scheduled(network)
    tight = dict(zip(before.network.names, before.critical, strict=True))
    if last != next((name for name in DRIVERS if name and tight[name]), ""):
        return False
    if sum(tight.values()) > MOST_TIGHT:
        return False
    useful = {name for name in offers if _scheduled(_shorter(network, name)).finish < before.finish}
    if not 1 <= len(useful) <= MOST_USEFUL:
        return False
    red = [name for name in offers if tight[name]]
    return not {min(names, key=lambda n: offers[n]) for names in (offers, red)} & useful


def _shorter(network: Network, name: str) -> Network:
    weeks, links = network[name]
    return network | {name: (weeks - 1, links)}


def _scheduled(network: Network) -> Schedule:
    return schedule(
        Activity(name, weeks, [Link(*link) for link in links])
        for name, (weeks, links) in network.items()
    )


def _in_words(predecessor: str, kind: str, lag: int) -> str:
    if (kind, lag) == ("FS", 0):
        return predecessor
    return f"{predecessor} {kind}" + (f" {lag:+d}" if lag else "")
