"""The case of this assignment: a board of refunds, a person's jobs, a slide and a study."""

from __future__ import annotations

from typing import Any

import numpy as np

STAGES = ("read", "verify", "approve", "pay")
LIMITS = (4, 8, 15, 30)
WEEKS = 13
SURVEYS, MEAN = 200, 6.5
PEOPLE = ("technician", "desk", "service", "product", "finance")


def draw(random: np.random.Generator) -> dict[str, Any]:
    """Everything that is known before anybody decides."""
    parts = (_board, _trials, _amounts, _jobs, _slide, _study)
    return {name: value for part in parts for name, value in part(random).items()}


def _board(random: np.random.Generator) -> dict[str, Any]:
    """How many refunds lie in each stage on average, and how many leave it in a week."""
    pile = str(random.choice(STAGES))
    finished = int(random.integers(4, 7))
    found: dict[str, Any] = {"finished": finished}
    for stage in STAGES:
        low, high = (20, 38) if stage == pile else (2, 8)
        found[f"open_{stage}"] = int(random.integers(low, high))
    return found


def _trials(random: np.random.Generator) -> dict[str, Any]:
    """Refunds a week under four limits, of which a middle one gets most through."""
    best = int(random.integers(1, 3))
    peak = float(random.uniform(7.6, 9.0))
    steps = [abs(place - best) for place in range(len(LIMITS))]
    rates = [round(peak - step * float(random.uniform(0.9, 1.5)), 1) for step in steps]
    asked = round(peak + float(random.uniform(-0.6, 0.6)), 1)
    open_now = int(random.integers(55, 80))
    rates_by_limit = {
        f"rate_{number}": rate for number, rate in enumerate(rates, start=1)
    }
    return {"asked": asked, "open_now": open_now, **rates_by_limit}


def _amounts(random: np.random.Generator) -> dict[str, Any]:
    """From which amounts on somebody else approves, and four refunds."""
    low, high = int(random.choice([30, 40, 50, 60])), int(random.choice([300, 400, 500]))
    ranges = ((5, low), (low + 10, high), (high + 50, 2 * high))
    amounts = [int(random.integers(*ranges[int(place)])) for place in random.permutation(3)]
    return {
        "low": low,
        "high": high,
        **{f"amount_{number}": one for number, one in enumerate(amounts, start=1)},
        "fraud": int(random.integers(10, 2 * high)),
    }


def _jobs(random: np.random.Generator) -> dict[str, Any]:
    """Three jobs of a person, and when each is done if all are worked on in turns."""
    days = [float(one) / 2 for one in random.choice(np.arange(3, 13), 3, replace=False)]
    switch = float(random.choice([0.1, 0.2, 0.25]))
    done = _in_turns(days, switch)
    found: dict[str, Any] = {"switch": switch}
    for number, (day, end) in enumerate(zip(days, done, strict=True), start=1):
        found |= {f"days_{number}": day, f"turns_{number}": end}
    return found


def _in_turns(days: list[float], switch: float) -> list[float]:
    left, done, time, last = list(days), [0.0] * len(days), 0.0, -1
    while any(left):
        for number, rest in enumerate(left):
            if rest:
                time += switch * (last not in (-1, number))
                piece = min(0.5, rest)
                time, left[number], last = time + piece, rest - piece, number
                if not left[number]:
                    done[number] = round(time, 2)
    return done


def _slide(random: np.random.Generator) -> dict[str, Any]:
    """A survey of teams, and how often such a rise comes about where nothing works."""
    teams, helped = int(random.integers(20, 31)), int(random.integers(5, 9))
    # each team has a level of its own, and each survey its own luck: the two correlate by a half
    level, first, second = random.normal(0, 0.6, (3, SURVEYS, teams))
    before, after = MEAN + level + first, MEAN + level + second
    lowest = np.argsort(before, axis=1)[:, :helped]
    rises = np.take_along_axis(after - before, lowest, axis=1).mean(axis=1)
    was = round(float(np.take_along_axis(before, lowest, axis=1)[0].mean()), 1)
    wanted = float(random.choice([0.5, 0.75, 0.97, 0.99]))
    rise = round(float(np.quantile(rises, wanted)), 2)
    share = float(np.mean(rises >= rise))
    return {
        "teams": teams,
        "helped": helped,
        "before": was,
        "mean_of_all": MEAN,
        "rise": rise,
        "as_large": round(100 * share, 1),
    }


def _study(random: np.random.Generator) -> dict[str, Any]:
    return {
        "effect": float(random.choice([0.35, 0.4, 0.45, 0.5, 0.6])),
        "size": int(random.integers(6, 10)),
        "alike": float(random.choice([0.08, 0.12, 0.15])),
        "there": int(random.integers(18, 34)),
    }
