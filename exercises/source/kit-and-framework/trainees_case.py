"""The case of this assignment: what trainees have handed in, and what their points leave open."""

from __future__ import annotations

from typing import Any

import numpy as np

from pmlearn.competency.evidence.attainment import interval

# Criteria of the trainee's evidence table: level, threshold.
CRITERIA = {
    "r1": (1, 0.8),
    "r2": (2, 0.8),
    "r3": (2, 0.7),
    "r4": (3, 0.8),
    "r5": (3, 0.9),
    "r6": (4, 0.8),
}
# Elements: the level of each of their criteria, from the lowest.
ELEMENTS = {
    "e1": (1, 2, 3),
    "e2": (2, 2, 3),
    "e3": (1, 2, 3, 4),
    "e4": (1, 1, 3),
    "e5": (2, 3, 4),
    "e6": (1, 2, 2, 3),
}
PEOPLE = ("p1", "p2", "p3")
SIZES = (5, 10, 20)
MACHINE, LOG, PERSON, OWN = "test", "log", "person", "own"


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Everything that is known before anybody judges it."""
    parts = (_evidence, _elements, _people, _points)
    return {name: value for part in parts for name, value in part(random).items()}


def _evidence(random: np.random.Generator) -> dict[str, Any]:
    """Tasks of six criteria: [kind, score or None, points] each, and how they are written."""
    tasks = {name: _tasks(random, level, limit) for name, (level, limit) in CRITERIA.items()}
    silent = str(random.choice(["r2", "r3", "r5"]))
    tasks[silent] = [[OWN, 10, 10], [MACHINE, None, int(random.choice(SIZES))]]
    tasks["r6"] = [[MACHINE, int(random.integers(9, 11)), 10], *tasks["r6"]]
    if random.random() < 0.5:  # noqa: PLR2004 half of the learners
        tasks["r6"] = [one for one in tasks["r6"] if one[0] != PERSON]
    written = {f"tasks_{name}": _written(random, listed) for name, listed in tasks.items()}
    return {"tasks": tasks, **written}


def _tasks(random: np.random.Generator, level: int, limit: float) -> list[list[Any]]:
    kind = PERSON if level > 3 else str(random.choice([MACHINE, MACHINE, LOG]))  # noqa: PLR2004
    sizes = [int(one) for one in random.choice(SIZES, size=int(random.integers(1, 3)))]
    share = limit + float(random.choice([-0.3, -0.15, -0.06, 0, 0.05, 0.12]))
    total = min(sum(sizes), max(0, round(share * sum(sizes))))
    listed: list[list[Any]] = []
    for size in sizes:
        part = min(size, total)
        total -= part
        listed.append([kind, part, size])
    if random.random() < 0.6:  # noqa: PLR2004 more often than not
        listed.append([OWN, 10, 10])
    return listed


def _written(random: np.random.Generator, tasks: list[list[Any]]) -> str:
    order = [tasks[int(place)] for place in random.permutation(len(tasks))]
    return " · ".join(
        f"{kind} {score} of {points}" if score is not None else f"{kind}, {points}, not handed in"
        for kind, score, points in order
    )


def _elements(random: np.random.Generator) -> dict[str, Any]:
    """How the criteria of six elements stand, and which level the role asks for."""
    words = ("met", "not yet met", "not yet assessed")
    found: dict[str, Any] = {"standing": {}}
    for name, levels in ELEMENTS.items():
        stands = [str(random.choice(words, p=[0.66, 0.2, 0.14])) for _ in levels]
        found["standing"][name] = [list(one) for one in zip(levels, stands, strict=True)]
        text = " · ".join(f"{level}: {word}" for level, word in found["standing"][name])
        found[f"stands_{name}"] = text
        found[f"asked_{name}"] = int(random.choice(sorted({one for one in levels if one > 1})))
    return found


def _people(random: np.random.Generator) -> dict[str, Any]:
    """Points of three people at four levels, ten possible at each."""
    found: dict[str, Any] = {}
    orders = [str(one) for one in random.permutation(["hole", "steady", "low"])]
    for person, way in zip(PEOPLE, orders, strict=True):
        points = {
            "hole": [random.integers(8, 11), random.integers(4, 8), *random.integers(9, 11, 2)],
            "steady": [*random.integers(8, 11, 3), random.integers(1, 5)],
            "low": [random.integers(8, 11), random.integers(8, 10), *random.integers(5, 8, 2)],
        }[way]
        for level, one in enumerate(points, start=1):
            found[f"{person}_{level}"] = int(one)
    return found


def _points(random: np.random.Generator) -> dict[str, Any]:
    """Points for one criterion and the interval that they leave for the share in the long run."""
    possible = int(random.choice([10, 20, 30, 40]))
    limit = float(random.choice([0.7, 0.8, 0.9]))
    earned = round((limit + float(random.choice([-0.1, -0.05, 0, 0.05]))) * possible)
    low, high = (round(float(end), 2) for end in interval(earned, possible))
    inside = bool(random.random() < 0.5)  # noqa: PLR2004 half of the learners
    probe = low + (high - low) * float(random.uniform(0.2, 0.8)) if inside else low - 0.1
    return {
        "earned": earned,
        "possible": possible,
        "limit": limit,
        "low": low,
        "high": high,
        "probe": round(probe, 2),
    }
