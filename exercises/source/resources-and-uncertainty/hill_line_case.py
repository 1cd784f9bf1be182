"""The case of this assignment: crews, estimates, risks and offers of the Hill line."""

from __future__ import annotations

from typing import Any

import numpy as np

JOBS = ("Dig", "Lay cable", "Set posts", "Mount docks", "Clear the site")
WEEKS = 8
TRIALS = 4_000


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Everything that is known on Thursday; time in weeks, money in thousands."""
    parts = (_load, _bars, _path, _curve, _teams, _risks, _offers)
    return {name: value for part in parts for name, value in part(random).items()}


def _load(random: np.random.Generator) -> dict[str, Any]:
    """Five jobs of one crew as they are planned, and how many people the crew has."""
    crew = int(random.integers(5, 7))
    while True:
        begins = [int(one) for one in random.integers(1, 6, len(JOBS))]
        lasts = [int(one) for one in random.integers(2, 5, len(JOBS))]
        people = [int(one) for one in random.integers(1, 4, len(JOBS))]
        ends = [begin + last - 1 for begin, last in zip(begins, lasts, strict=True)]
        if max(ends) <= WEEKS and min(begins) == 1 and max(people) == 3:  # noqa: PLR2004
            break
    told = [
        f"{job}: weeks {begin} to {end}, {number} people"
        for job, begin, end, number in zip(JOBS, begins, ends, people, strict=True)
    ]
    return {"crew": crew, "planned": "; ".join(told), "jobs": [begins, ends, people]}


def _bars(random: np.random.Generator) -> dict[str, Any]:
    """Durations of six activities and the people that they need of a crew of four."""
    names = ("survey", "lower", "middle", "upper", "wire", "test")
    found = {f"d_{name}": int(random.integers(2, 6)) for name in names}
    needs = random.permutation([1, 2, 2, 3])
    for name, number in zip(("lower", "middle", "upper", "wire"), needs, strict=True):
        found[f"n_{name}"] = int(number)
    return found


def _path(random: np.random.Generator) -> dict[str, Any]:
    """Three numbers for each of four activities on the longest path, and a week that is asked for."""
    found: dict[str, Any] = {}
    mean = variance = 0.0
    for number in range(1, 5):
        short = int(random.integers(2, 6))
        likely = short + int(random.integers(1, 4))
        long = likely + int(random.integers(2, 8))
        found |= {f"short_{number}": short, f"likely_{number}": likely, f"long_{number}": long}
        mean += (short + 4 * likely + long) / 6
        variance += ((long - short) / 6) ** 2
    step = float(random.choice([-1.2, -0.7, 0.6, 0.9, 1.4]))
    return {**found, "asked_week": round(mean + step * variance**0.5, 1)}


def _curve(random: np.random.Generator) -> dict[str, Any]:
    """The share of simulated runs that have ended by each week."""
    shift = int(random.integers(24, 33))
    spread = float(random.uniform(2.2, 3.6))
    runs = shift + spread * random.gamma(4, 0.5, TRIALS)
    weeks = range(int(np.floor(runs.min())), int(np.ceil(np.quantile(runs, 0.995))) + 1)
    curve = [[week, round(100 * float(np.mean(runs <= week)), 1)] for week in weeks]
    mean = round(float(runs.mean()), 1)
    seen = int(np.ceil(np.quantile(runs, 0.86)))
    return {"curve": curve, "promise_seen": seen, "run_mean": mean, "runs": TRIALS, "pert": round(mean - 0.8, 1)}


def _teams(random: np.random.Generator) -> dict[str, Any]:
    return {f"team_{n}": int(random.choice([70, 75, 80, 85, 90])) for n in range(1, 4)}


def _risks(random: np.random.Generator) -> dict[str, Any]:
    """Chance before and after a response (in percent), impact and what the response costs."""
    found: dict[str, Any] = {}
    pays = random.permutation([True, True, False, False])
    for number, worth in enumerate(pays, start=1):
        chance = int(random.integers(4, 11)) * 5
        left = int(random.integers(1, chance // 5 - 1)) * 5
        impact = int(random.integers(3, 13)) * 10
        gain = (chance - left) * impact / 100
        factor = float(random.uniform(0.4, 0.8) if worth else random.uniform(1.2, 1.8))
        fee = max(1, round(gain * factor))
        found |= {f"chance_{number}": chance, f"left_{number}": left}
        found |= {f"impact_{number}": impact, f"fee_{number}": fee}
    return found


def _offers(random: np.random.Generator) -> dict[str, Any]:
    """Two ways through a small project, and the price of one week less of each activity."""
    found: dict[str, Any] = {"first": int(random.integers(3, 6)), "last": int(random.integers(2, 5))}
    long = int(random.integers(9, 13))
    found |= {"long": long, "short": long - int(random.integers(1, 3))}
    prices = random.permutation([4, 6, 9, 14, 17])[:4] + random.integers(0, 3, 4)
    for name, price in zip(("first", "long", "short", "last"), prices, strict=True):
        found[f"price_{name}"] = int(price)
    found["late"] = int(random.choice([8, 12, 16, 20]))
    return found
