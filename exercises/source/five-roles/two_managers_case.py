"""The case of this assignment: a memo, and how two managers sorted the same responsibilities."""

from __future__ import annotations

from typing import Any

import numpy as np

ROLES = ("portfolio", "program", "project", "product", "service")
ITEMS = 40
# How often a manager names the role itself, and how often one of its two neighbors.
SHARES = (0.68, 0.2, 0.12)
SENTENCES = {
    "m01": "Dock refit was handed over early and below its budget, so Open Harbor has reached its aim.",
    "m02": "The service manager answers for docks and bikes that work around the clock, and for learning from every outage.",
    "m03": "The board chooses which proposals get crews and money, since there is never enough of either.",
    "m04": "Tidewell's work rests on all five disciplines: project, portfolio, product and service management.",
    "m05": "A project is a task with a date, such as changing the lock on one dock.",
    "m06": "When a program's benefit can no longer be reached, its manager says so, also when all projects run to plan.",
    "m07": "Product and project managers have met every week since March; morale has risen because of it.",
    "m08": "The board also reviews products, because they draw on the same crews and money as projects and programs.",
    "m09": "The project Pass relaunch ends when its release is accepted; the app itself goes on.",
    "m10": "Open Harbor is a program, hence permanent: it has no end at which its benefit could be checked.",
    "m11": "The division of work follows the guide of the Port Institute, which nobody here has seen.",
    "m12": "Whoever has the title of product manager also leads the project, since both want the same outcome.",
    "m13": "With the words complementary and interdependent everything is said about how two roles relate.",
    "m14": "Where Dock refit and Pass relaunch depend on each other, the program manager settles which of the two moves.",
    "m15": "The product manager decides what riders get next and hears the service manager before a release.",
    "m16": "The project manager plans the work, keeps cost and dates in view, and watches over risks and quality.",
}
SHOWN = 8
GAPS = ((0.38, 0.55), (0.42, 0.6), (0.45, 0.64), (0.35, 0.52))


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Everything that is known before anybody judges it."""
    parts = (_memo, _counts, _pairs, _rounds)
    return {name: value for part in parts for name, value in part(random).items()}


def _memo(random: np.random.Generator) -> dict[str, Any]:
    """Eight sentences of the memo, in an order of their own."""
    names = [str(one) for one in random.permutation(list(SENTENCES))[:SHOWN]]
    return {
        "sentences": names,
        **{f"text_{n}": SENTENCES[name] for n, name in enumerate(names, start=1)},
    }


def _counts(random: np.random.Generator) -> dict[str, Any]:
    """How often the first manager named one role where the second named another."""
    while True:
        counts = np.zeros((len(ROLES), len(ROLES)), dtype=int)
        for item in range(ITEMS):
            first, second = (_named(random, item % len(ROLES)) for _ in range(2))
            counts[first, second] += 1
        both = counts + counts.T
        apart = sorted(both[np.triu_indices(len(ROLES), 1)])
        if apart[-1] > apart[-2] + 1 and counts.sum(axis=0).min() > 2:  # noqa: PLR2004
            break
    cells = {
        one: {other: int(counts[i, j]) for j, other in enumerate(ROLES)}
        for i, one in enumerate(ROLES)
    }
    listed = "; ".join(
        f"{one}: " + ", ".join(f"{other} {number}" for other, number in row.items())
        for one, row in cells.items()
    )
    return {"counts": cells, "items": ITEMS, "listed_counts": listed}


def _named(random: np.random.Generator, role: int) -> int:
    step = int(random.choice([0, 1, 2], p=SHARES))
    return (role + step) % len(ROLES)


def _pairs(random: np.random.Generator) -> dict[str, Any]:
    """Observed and expected agreement of four other pairs of managers."""
    expected = round(float(random.uniform(0.2, 0.45)), 2)
    found = {
        "good": (round(expected + float(random.uniform(0.25, 0.45)), 2), expected),
        "bad": (round(expected - float(random.uniform(0.05, 0.15)), 2), expected),
        "high": (
            round(float(random.uniform(0.86, 0.93)), 2),
            round(float(random.uniform(0.8, 0.85)), 2),
        ),
        "same": (1.0, 1.0),
    }
    order = [str(one) for one in random.permutation(list(found))]
    return {
        name: value
        for number, way in enumerate(order, start=1)
        for name, value in ((f"po_{number}", found[way][0]), (f"pe_{number}", found[way][1]))
    }


def _rounds(random: np.random.Generator) -> dict[str, Any]:
    before, after = GAPS[int(random.integers(len(GAPS)))]
    return {"before": before, "after": after, "listed": int(random.choice([24, 30, 36]))}
