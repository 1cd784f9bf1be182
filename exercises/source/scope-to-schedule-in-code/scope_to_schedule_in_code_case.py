"""The cases of this assignment: a split, a trace, a small network and a plan, drawn per learner.

A network is a dictionary: activity -> (duration, links), a link being (predecessor, kind, lag) with
kind "FS", "SS", "FF" or "SF". All times are in weeks.
"""

from __future__ import annotations

from itertools import combinations

import pandas as pd
from pmlearn.exercises.seeds import generator
from pmlearn.project.schedule import Activity, Link, schedule

SLUG = "scope-to-schedule"

SCOPE = [
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
]

REQUIREMENTS = [
    "A battery that comes in empty in the evening is full in the morning",
    "The fire department allows the hall to be used",
    "Eight bikes can be repaired at working height at the same time",
    "The hall stays ours for ten years at a fixed rent",
    "After the move no spare part is missing",
    "Vans can be unloaded in the rain",
    "The old depot goes back to its owner on the agreed day",
    "Nobody can come in at night without a key",
    "On the first day mechanics handle the new chargers safely",
    "Whoever looks a part up in the stock system finds its new shelf",
]

PARTS = [
    "Roof over the loading bay",
    "Mural on the street side",
    "Counting of all parts before and after the transport",
    "Eight repair stands, bolted down and adjusted",
    "Coffee bar for visitors",
    "Locks, gate and alarm",
    "Clearing, cleaning and return of the old hall",
    "40 charging points with their fuse box",
    "Lease, negotiated and signed",
    "Film about the move for the intranet",
    "Inspection of exits and extinguishers, with certificate",
    "Storage places renamed in the stock system",
    "Sale of old company bikes to staff",
    "Charger course for 14 mechanics, with a test",
]

# Activity, range of weeks, links with the range of their lags.
_HUB = [
    ("Permit", (4, 7), []),
    ("Order cable", (6, 11), []),
    ("Dig trench", (3, 5), [("Permit", "FS", (0, 0))]),
    ("Lay cable", (3, 6), [("Dig trench", "SS", (1, 2)), ("Order cable", "FS", (0, 0))]),
    ("Fit chargers", (3, 7), [("Dig trench", "FS", (-1, 0))]),
    ("Train staff", (3, 7), [("Fit chargers", "SS", (2, 3))]),
    ("Test", (2, 4), [("Lay cable", "FS", (0, 0)), ("Fit chargers", "FF", (1, 2))]),
    ("Run old chargers", (2, 4), [("Test", "SF", (2, 6))]),
    ("Open hub", (1, 2), [(n, "FS", (0, 0)) for n in ("Test", "Train staff", "Run old chargers")]),
]


def _random(learner_id: str, part: str):
    return generator(learner_id.strip() or "practice", f"{SLUG}/{part}")


def draw_split(learner_id: str) -> dict[str, list[str]]:
    """Proposed parts of the relaunch by letter, each a list of entries of `SCOPE`.

    Exactly one choice among them holds every entry once.
    """
    random = _random(learner_id, "split")
    while True:
        entries = [str(entry) for entry in random.permutation(SCOPE)]
        cuts = [0, *sorted(random.choice(range(2, 11), size=4, replace=False)), len(entries)]
        sets = [entries[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]
        for _ in range(4):
            size = int(random.integers(2, 5))
            sets.append([str(entry) for entry in random.choice(SCOPE, size=size, replace=False)])
        sets = [sorted(sets[i], key=SCOPE.index) for i in random.permutation(len(sets))]
        if sum(_covers(choice) for n in range(1, 8) for choice in combinations(sets, n)) == 1:
            return dict(zip("ABCDEFGHI", sets, strict=True))


def _covers(parts) -> bool:
    return sorted(entry for part in parts for entry in part) == sorted(SCOPE)


def draw_trace(learner_id: str) -> tuple[dict[str, str], dict[str, str]]:
    """Eight requirements of the depot (q1 to q8) and eight parts of its breakdown (p1 to p8)."""
    random = _random(learner_id, "trace")
    requirements = random.choice(REQUIREMENTS, size=8, replace=False)
    parts = random.choice(PARTS, size=8, replace=False)
    return (
        {f"q{n}": str(text) for n, text in enumerate(requirements, 1)},
        {f"p{n}": str(text) for n, text in enumerate(parts, 1)},
    )


def draw_small(learner_id: str) -> dict[str, tuple[int, list[tuple[str, str, int]]]]:
    """Seven activities with finish-to-start links without lag."""
    random = _random(learner_id, "small")
    while True:
        network = {}
        for i, name in enumerate("ABCDEFG"):
            earlier = list("ABCDEFG"[max(0, i - 3) : i])
            count = min(len(earlier), int(random.integers(1, 3))) if i > 1 else 0
            before = sorted(str(p) for p in random.choice(earlier, size=count, replace=False))
            network[name] = (int(random.integers(2, 9)), [(p, "FS", 0) for p in before])
        found = _scheduled(network)
        pairs = list(zip(found.total_floats, found.free_floats, strict=True))
        slack = sum(total > 0 for total, _ in pairs)
        differ = any(total > free for total, free in pairs)
        if slack in (3, 4) and differ and any(free > 0 for _, free in pairs):
            return network


def draw_plan(learner_id: str):
    """A network with all four kinds of links, and offers: activity -> thousand for a week less.

    One purchase that gains a week is cheaper than all others. The cheapest offer gains nothing, and
    neither does the cheapest one for a critical activity.
    """
    random = _random(learner_id, "plan")
    while True:
        network = {
            name: (
                int(random.integers(low, high + 1)),
                [(p, kind, int(random.integers(a, b + 1))) for p, kind, (a, b) in links],
            )
            for name, (low, high), links in _HUB
        }
        names = [name for name, (weeks, _) in network.items() if weeks > 1][:8]
        costs = random.choice(range(4, 30), size=len(names), replace=False)
        offers = {name: int(cost) for name, cost in zip(names, costs, strict=True)}
        if _is_instructive(network, offers):
            return network, offers


def _is_instructive(network, offers) -> bool:
    before = _scheduled(network)
    gains = {name: before.finish - _finish(network, [name]) for name in offers}
    wasted = [name for name, gain in gains.items() if gain <= 0]
    critical = dict(zip(before.network.names, before.critical, strict=True))
    red = {name: cost for name, cost in offers.items() if critical[name]}
    if len(wasted) > 6 or not {min(offers, key=offers.get), min(red, key=red.get)} <= set(wasted):
        return False
    ways = sorted(
        sum(offers[name] for name in chosen)
        for n in range(1, 4)
        for chosen in combinations(offers, n)
        if _finish(network, chosen) <= before.finish - 1
    )
    return len(ways) > 1 and ways[0] < ways[1]


def _finish(network, shorter) -> float:
    return _scheduled(
        {name: (weeks - (name in shorter), links) for name, (weeks, links) in network.items()}
    ).finish


def _scheduled(network):
    return schedule(
        Activity(name, weeks, [Link(*link) for link in links])
        for name, (weeks, links) in network.items()
    )


def as_table(network) -> pd.DataFrame:
    """The network for reading: one row per activity."""
    rows = [
        (name, weeks, ", ".join(_in_words(*link) for link in links) or "nothing")
        for name, (weeks, links) in network.items()
    ]
    return pd.DataFrame(rows, columns=["activity", "weeks", "waits for"]).set_index("activity")


def _in_words(predecessor: str, kind: str, lag: int) -> str:
    if (kind, lag) == ("FS", 0):
        return predecessor
    return f"{predecessor} {kind}" + (f" {lag:+d}" if lag else "")
