"""What is known of the program Night harbor, by learner: proposals, minutes, matrices, durations."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

PROPOSALS = (
    "A guard who walks with people from the boat to the docks",
    "Gift cards for summer guests",
    "Twenty more docks beside the piers",
    "Visits to the shift meetings of twelve harbor firms",
    "Boats at 0:40 and 1:40, with a permit for the piers",
    "Tour boats on Sunday afternoons",
    "A van with a mechanic on the road from ten to three",
    "Lamps between the piers and the docks",
    "The last boats printed on the wage slips of the harbor firms",
    "Cargo bikes for the fish market, six to ten in the morning",
    "A second boat crew for the hours after midnight",
    "Bikes brought to the three pier docks at eleven at night",
    "New tires for the bikes of the day fleet",
    "A rider desk that answers the phone until three",
)
PARTS = (
    "Cooks of the harbor restaurants",
    "Late shift of the container yard",
    "Cleaners of the office towers",
    "Night nurses of the quay clinic",
    "Packers of the fish hall",
)
PROJECTS = ("Power at the piers", "Lights", "Night boat", "Night desk", "Repair van")
# What cannot be finished, by what it needs first; the task says so.
FIRST_NEEDED = {"Power at the piers": "Lights", "Night desk": "Repair van"}
TOPICS = (
    "Fare table", "Boat rota", "Lamp plan", "Bike stock", "Desk rota", "Van route", "Rider notice",
    "Lock software", "Pier permit", "Noise limit", "Battery plan", "Guard rota",
)  # fmt: skip
SENTENCES = (
    "What comes out of {x} goes into {y}.",
    "{x} and {y} are due in the same week.",
    "Before anything is decided on {x}, {y} has to be known.",
    "If {x} changes, {y} has to be worked over.",
    "{x} waits for {y}.",
    "{x} and {y} are done by the same two people.",
    "Once {x} is settled, {y} can be settled too, and not sooner.",
    "Nobody can finish {x} without a look at {y}.",
)
CONVENTIONS = ("the row needs the column", "the column needs the row")


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Everything that is known before anybody decides."""
    parts = (_proposals, _stopped, _minutes, _pairs, _matrix, _network, _money)
    return {name: value for part in parts for name, value in part(random).items()}


def _some(random: np.random.Generator, pool: Any, count: int) -> list[Any]:
    return [pool[place] for place in random.permutation(len(pool))[:count]]


def _numbered(name: str, values: list[Any]) -> dict[str, Any]:
    return {f"{name}_{number}": value for number, value in enumerate(values, start=1)}


def _proposals(random: np.random.Generator) -> dict[str, Any]:
    return _numbered("proposal", _some(random, PROPOSALS, 7))


def _stopped(random: np.random.Generator) -> dict[str, Any]:
    """Which projects each group of late workers needs, and which one is stopped."""
    needs = []
    for _ in PARTS:
        pair = _some(random, PROJECTS, 2)
        needs.append([str(random.choice(["and", "or"])), *pair])
    told = [
        f"{part}: they need {one} {'and' if way == 'and' else 'or'} {other}"
        + (", both of them." if way == "and" else "; either will do.")
        for part, (way, one, other) in zip(PARTS, needs, strict=True)
    ]
    stopped = str(random.choice(sorted(FIRST_NEEDED)))
    found = {"stopped": stopped, **_numbered("part", told), **_numbered("need", needs)}
    near = {stopped, FIRST_NEEDED[stopped]}
    touched = [way for way, *pair in needs if len(near & set(pair)) == 1]
    both = any(near <= set(need) for need in needs)
    mixed = touched.count("and") in {1, 2} and "or" in touched
    return found if mixed and not both else _stopped(random)


def _minutes(random: np.random.Generator) -> dict[str, Any]:
    """Six topics and nine sentences about pairs of them."""
    names = _some(random, TOPICS, 6)
    pairs = _some(random, [p for p in permutations(names, 2) if p[0] < p[1]], 9)
    kinds = [*range(len(SENTENCES)), int(random.integers(len(SENTENCES)))]
    lines = []
    for kind, pair in zip(kinds, pairs, strict=True):
        x, y = _some(random, pair, 2)
        lines.append([kind, x, y])
    lines = _some(random, lines, len(lines))
    told = [SENTENCES[kind].format(x=x, y=y) for kind, x, y in lines]
    return {**_numbered("topic", names), **_numbered("said", told), "lines": lines}


def _pairs(random: np.random.Generator) -> dict[str, Any]:
    """Five pairs of a matrix, and the sentence that says how it is read."""
    marks = _some(random, [(1, 0), (0, 1), (1, 1), (0, 0), (1, 0), (0, 1)], 5)
    names = _some(random, TOPICS, 10)
    found: dict[str, Any] = {"read_so": str(random.choice(CONVENTIONS))}
    for number, (forth, back) in enumerate(marks, start=1):
        found |= {
            f"first_{number}": names[2 * number - 2],
            f"second_{number}": names[2 * number - 1],
        }
        found |= {f"forth_{number}": "a mark" if forth else "no mark"}
        found |= {f"back_{number}": "a mark" if back else "no mark"}
    return found


def _matrix(random: np.random.Generator) -> dict[str, Any]:
    """Seven topics, and for each what it needs."""
    names = _some(random, TOPICS, 7)
    sizes = _some(random, [3, 2, 1, 1], 4)
    left = _some(random, names, 7)
    groups = [[left.pop() for _ in range(size)] for size in sizes]
    needs: dict[str, set[str]] = {name: set() for name in names}
    for before, after in pairwise(groups):
        needs[after[0]].add(before[-1])
    for group in (group for group in groups if len(group) > 1):
        for one, other in zip(group, [*group[1:], group[0]], strict=True):
            needs[one].add(other)
    three = next(group for group in groups if len(group) == 3)  # noqa: PLR2004
    chords = _some(random, [(three[1], three[0]), (three[2], three[1]), (three[0], three[2])], 2)
    for one, other in chords[: int(random.integers(0, 3))]:
        needs[one].add(other)
    needs[groups[-1][-1]].add(groups[0][0])
    cut = _some(random, [(a, b) for a in three for b in three if b in needs[a]], 1)[0]
    listed = {name: [other for other in names if other in needs[name]] for name in names}
    told = [f"{n} needs {', '.join(o) if o else 'none of the others'}" for n, o in listed.items()]
    found = {**_numbered("thing", names), **_numbered("told", told), "needs": listed}
    return {**found, "cut_row": cut[0], "cut_column": cut[1]}


def _network(random: np.random.Generator) -> dict[str, Any]:
    """Weeks of the eight activities."""
    power, lights, fit = (int(n) for n in random.integers(3, 7, size=3))
    short = int(random.integers(1, 4))
    on_lights = bool(random.integers(2))
    other = fit if on_lights else lights
    long = short + int(random.integers(2, other)) if other > 2 else short + 2  # noqa: PLR2004
    train, tryout = (long, short) if on_lights else (short, long)
    if lights + train == fit + tryout or lights == fit:
        return _network(random)
    found = {"power": power, "lights": lights, "fit": fit, "train": train, "tryout": tryout}
    found |= {"unlock": int(random.integers(1, power)), "trial": int(random.integers(2, 5))}
    return {**found, "permit": int(random.integers(2, power + 3))}


def _money(random: np.random.Generator) -> dict[str, Any]:
    """What a late week costs, and what two ways to win weeks cost."""
    late = int(random.integers(8, 19))
    weekend = late + int(random.choice([-4, -3, 3, 4]))
    return {
        "late": late,
        "weekend": weekend,
        "second": int(random.integers(late // 2, 3 * late)),
        "slip": int(random.integers(2, 4)),
    }
