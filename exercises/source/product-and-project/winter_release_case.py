"""The case of this assignment: a winter release, the talks about it, and last year's questions."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from pmlearn.tidewell.meetings import MONTHLY, WEEKLY, decision_ages
from pmlearn.tidewell.negotiation import deals

PARTS = ("Night map", "Family fare", "Helmet hire", "Trip diary", "Gift rides")
SAVERS = ("Rented testers", "Evening shifts")
CHOICES = (*PARTS, *SAVERS)
RELEASES, DEALS, AGED = 12, 10, 5

Outcome = tuple[int, int, int]


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Everything that is known in week 28; money in thousands, rides in thousands a week."""
    start, choices = _choices(random)
    return {
        **start,
        **{f"{name}_{k}": row[k] for name, row in _numbered(choices) for k in row},
        **_offers(random),
        **_releases(random, start, choices),
        **_talks(random),
        **_questions(random),
    }


def _numbered(choices: dict[str, dict[str, int]]) -> list[tuple[str, dict[str, int]]]:
    return [(f"c{number}", row) for number, row in enumerate(choices.values(), start=1)]


def _choices(random: np.random.Generator) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """A release with nothing in it; five parts that take time, two ways to win time."""
    start = {"week": int(random.integers(34, 37)), "cost": int(random.integers(28, 36)) * 10}
    start["team_week"] = int(random.integers(18, 25))
    rides = random.permutation([2, 3, 4, 5, 7])
    weeks = random.permutation([1, 1, 2, 3, 4])
    cost = random.integers(3, 25, 5)
    rows = [tuple(map(int, row)) for row in zip(rides, weeks, cost, strict=True)]
    for won in random.permutation([1, 2]):
        rows.append((0, -int(won), start["team_week"] * int(won) + int(random.integers(4, 16))))
    keys = ("rides", "weeks", "cost")
    table = {
        name: dict(zip(keys, row, strict=True)) for name, row in zip(CHOICES, rows, strict=True)
    }
    return start, table


def _offers(random: np.random.Generator) -> dict[str, Any]:
    """Three releases that were talked of; two of them win time."""
    found: dict[str, Any] = {}
    for number, (parts, savers) in enumerate(((2, 1), (3, 0), (3, 1)), start=1):
        chosen = [
            *random.choice(len(PARTS), parts, replace=False),
            *(len(PARTS) + random.choice(len(SAVERS), savers, replace=False)),
        ]
        chosen = sorted(int(one) for one in chosen)
        found[f"offer_{number}"] = ", ".join(CHOICES[one] for one in chosen)
        found[f"offer_{number}_has"] = [one + 1 for one in chosen]
    return found


def _outcome(start: dict[str, int], rows: list[dict[str, int]]) -> Outcome:
    weeks = sum(row["weeks"] for row in rows)
    money = sum(row["cost"] for row in rows) + weeks * start["team_week"]
    return sum(row["rides"] for row in rows), start["week"] + weeks, start["cost"] + money


def _at_least_as_good(one: Outcome, other: Outcome) -> bool:
    return one != other and one[0] >= other[0] and one[1] <= other[1] and one[2] <= other[2]


def _releases(
    random: np.random.Generator, start: dict[str, int], choices: dict[str, dict[str, int]]
) -> dict[str, Any]:
    """Twelve releases of which some serve nobody, and what the board asks for."""
    rows = list(choices.values())
    every = [
        _outcome(start, list(some)) for size in range(1, 6) for some in combinations(rows, size)
    ]
    every = sorted(set(every))
    while True:
        chosen = [every[one] for one in random.choice(len(every), RELEASES, replace=False)]
        worse = sum(any(_at_least_as_good(a, b) for a in chosen) for b in chosen)
        least, last = int(random.integers(6, 13)), start["week"] + int(random.integers(3, 7))
        fits = sorted(c for r, w, c in chosen if r >= least and w <= last)
        cheaper = bool(fits) and min(c for *_, c in chosen) < fits[0]
        if 4 <= worse <= 7 and len(fits) >= 3 and fits[1] > fits[0] and cheaper:
            break
    found: dict[str, Any] = {"releases": [list(one) for one in chosen]}
    found |= {"ask_rides": least, "ask_week": last}
    for number, (rides, week, cost) in enumerate(chosen, start=1):
        found[f"release_{number}"] = f"{rides} thousand rides · week {week} · {cost} thousand"
    return found


def _terms(random: np.random.Generator) -> dict[str, dict[str, tuple[int, int, int]]]:
    pick = random.integers
    return {
        "night map": {
            "no night map": (0, 0, 0),
            "map of the harbor": (int(pick(3, 6)), int(pick(1, 3)), 0),
            "map of all docks": (int(pick(6, 10)), int(pick(2, 5)), 0),
        },
        "family fare": {"fare later": (0, 0, 0), "fare now": (int(pick(2, 5)), int(pick(1, 3)), 0)},
        "trial": {"three weeks of trial": (0, 3, 0), "one week of trial": (0, 1, int(pick(8, 30)))},
        "evening tests": {
            "no evening tests": (0, 0, 0),
            "some evening tests": (0, -1, int(pick(8, 20))),
            "many evening tests": (0, -2, int(pick(25, 60))),
        },
    }


def _points(random: np.random.Generator) -> tuple[pd.DataFrame, list[int], list[int]]:
    """Ten deals, with what each is worth to either desk."""
    table = deals(
        _terms(random), first=30, team_week=int(random.integers(18, 25)), spent=400, now=28
    )
    table = table.loc[random.choice(len(table), DEALS, replace=False)]
    week, cost = table["week"] - 30, table["cost"] - 400
    mine = 20 + random.uniform(5, 9) * table["rides"] - random.uniform(1, 4) * week
    theirs = 130 - random.uniform(6, 10) * week - random.uniform(0.05, 0.35) * cost
    theirs -= random.uniform(3, 16) * (table["evening tests"] == "many evening tests")
    return table, mine.round().astype(int).tolist(), theirs.round().astype(int).tolist()


def _talks(random: np.random.Generator) -> dict[str, Any]:
    """Of the deals some serve both desks, and of these some could be better for both."""
    while True:
        table, mine, theirs = _points(random)
        own, other = int(np.quantile(mine, 0.3)), int(np.quantile(theirs, 0.25))
        both = [(a, b) for a, b in zip(mine, theirs, strict=True) if a > own and b > other]
        every = list(zip(mine, theirs, strict=True))
        free = [p for p in both if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in every)]
        gains = sorted((a - own) * (b - other) for a, b in both)
        distinct = len(set(mine)) == len(set(theirs)) == DEALS
        if distinct and len(free) >= 2 and len(both) - len(free) >= 1 and gains[-1] > gains[-2]:
            break
    found: dict[str, Any] = {"mine": mine, "theirs": theirs, "own": own, "other": other}
    names = table.drop(columns=["rides", "week", "cost"]).to_numpy(str)
    for number, (terms, a, b) in enumerate(zip(names, mine, theirs, strict=True), start=1):
        found[f"deal_{number}"] = f"{', '.join(terms)}: you {a}, project manager {b}"
    return found


def _questions(random: np.random.Generator) -> dict[str, Any]:
    """Five questions on a timeline, and how last year's differ between two rhythms."""
    days = sorted(int(day) for day in random.choice(np.arange(2, 118), AGED, replace=False))
    takes = [int(one) for one in random.permutation([1, 1, 1, 2, 2])]
    found: dict[str, Any] = {}
    for number, (day, meetings) in enumerate(zip(days, takes, strict=True), start=1):
        found |= {f"raised_{number}": day, f"takes_{number}": meetings}
    count = int(random.integers(60, 91))
    year = pd.DataFrame(
        {
            "raised": random.uniform(0, 240, count).round(1),
            "meetings": 1 + (random.random(count) < random.uniform(0.25, 0.4)),
        }
    )
    each = decision_ages(year, MONTHLY) - decision_ages(year, WEEKLY)
    found |= {"count": count, "mean": round(float(each.mean()), 1)}
    found |= {"spread": round(float(each.std()), 1)}
    found["claim"] = round(found["mean"] + float(random.choice([-3.5, -0.5, 0.5, 3.5])), 1)
    return found
