"""The key of the assignment resources-and-uncertainty, as far as it follows from a case."""

from __future__ import annotations

from itertools import permutations, product
from statistics import NormalDist
from typing import Any

WEEKS, CREW, PROMISED = 8, 4, 80
AFTER = {
    "survey": (),
    "lower": ("survey",),
    "middle": ("survey",),
    "upper": ("survey",),
    "wire": ("lower",),
    "test": ("middle", "upper", "wire"),
}


def solve(case: dict[str, Any]) -> dict[str, Any]:
    """What is right in a case."""
    parts = (_load, _plan, _path, _curve, _risks, _offers)
    return {name: value for part in parts for name, value in part(case).items()}


def _load(case: dict[str, Any]) -> dict[str, Any]:
    begins, ends, people = case["jobs"]
    loads = {
        f"load_{week}": sum(
            number
            for begin, end, number in zip(begins, ends, people, strict=True)
            if begin <= week <= end
        )
        for week in range(1, WEEKS + 1)
    }
    work = sum(
        (end - begin + 1) * number for begin, end, number in zip(begins, ends, people, strict=True)
    )
    return {**loads, "crew_weeks": work, "needed": -(-work // case["crew"])}


def _plan(case: dict[str, Any]) -> dict[str, Any]:
    """The shortest plan that keeps links and crew, and bounds that no plan can beat."""
    takes = {name: case[f"d_{name}"] for name in AFTER}
    needs = {name: case.get(f"n_{name}", 0) for name in AFTER}
    best: dict[str, int] = {}
    end = None
    for order in permutations(("lower", "middle", "upper", "wire")):
        starts = _placed(("survey", *order, "test"), takes, needs)
        if starts and (end is None or starts["test"] + takes["test"] < end):
            best, end = starts, starts["test"] + takes["test"]
    alone = takes["survey"] + takes["test"]
    chain = alone + max(takes["lower"] + takes["wire"], takes["middle"], takes["upper"])
    work = sum(takes[name] * needs[name] for name in AFTER)
    by_crew = alone + -(-work // CREW)
    return {"starts": best, "plan_end": end, "chain": chain, "work": work, "by_crew": by_crew}


def _placed(
    order: tuple[str, ...], takes: dict[str, int], needs: dict[str, int]
) -> dict[str, int] | None:
    """Starts, each as early as links and crew allow; None where the order breaks a link."""
    load = [0] * 80
    starts: dict[str, int] = {}
    for name in order:
        if any(before not in starts for before in AFTER[name]):
            return None
        start = max((starts[before] + takes[before] for before in AFTER[name]), default=0)
        while any(one + needs[name] > CREW for one in load[start : start + takes[name]]):
            start += 1
        for week in range(start, start + takes[name]):
            load[week] += needs[name]
        starts[name] = start
    return starts


def _path(case: dict[str, Any]) -> dict[str, Any]:
    """Mean, standard deviation and chance of the path, by PERT."""
    on_path = [(case[f"short_{n}"], case[f"likely_{n}"], case[f"long_{n}"]) for n in range(1, 5)]
    mean = sum((short + 4 * likely + long) / 6 for short, likely, long in on_path)
    ranges = [(long - short) / 6 for short, _, long in on_path]
    deviation, added = sum(one**2 for one in ranges) ** 0.5, sum(ranges)
    chance = 100 * NormalDist(mean, deviation).cdf(case["asked_week"])
    return {"path_mean": mean, "deviation": deviation, "added": added, "path_chance": chance}


def _curve(case: dict[str, Any]) -> dict[str, Any]:
    """The first week by which so many of the runs have ended."""
    week, share = next(one for one in case["curve"] if one[1] >= PROMISED)
    return {"promised": [week], "promise_week": week, "promise_share": share}


def _risks(case: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n in range(1, 5):
        before = case[f"chance_{n}"] * case[f"impact_{n}"] / 100
        after = case[f"left_{n}"] * case[f"impact_{n}"] / 100
        found |= {f"before_{n}": before, f"after_{n}": after}
        found[f"net_{n}"] = before - after - case[f"fee_{n}"]
    return found


def _offers(case: dict[str, Any]) -> dict[str, Any]:
    """The lowest price of each earlier end, and how many weeks are worth buying."""
    names = ("first", "long", "short", "last")
    usual = case["first"] + max(case["long"], case["short"]) + case["last"]
    cheapest = dict.fromkeys(range(4), float("inf"))
    for bought in product(range(3), repeat=4):
        less = dict(zip(names, bought, strict=True))
        left = {name: case[name] - less[name] for name in names}
        won = usual - (left["first"] + max(left["long"], left["short"]) + left["last"])
        price = sum(case[f"price_{name}"] * number for name, number in less.items())
        for weeks in range(min(won, 3) + 1):
            cheapest[weeks] = min(cheapest[weeks], price)
    totals = {weeks: price - weeks * case["late"] for weeks, price in cheapest.items()}
    worth = min(totals, key=lambda weeks: (totals[weeks], weeks))
    prices = {f"price_of_{weeks}": cheapest[weeks] for weeks in (1, 2, 3)}
    return {**prices, "usual": usual, "worth": f"{worth} weeks" if worth != 1 else "1 week"}
