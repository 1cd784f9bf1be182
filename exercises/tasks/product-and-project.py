"""The key of the assignment product-and-project, as far as it follows from a case."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pmlearn.tidewell.negotiation import agreements, nash, unbeaten


def solve(case: dict[str, Any]) -> dict[str, Any]:
    """What is right in a case."""
    return {**_offers(case), **_releases(case), **_talks(case)}


def _offers(case: dict[str, Any]) -> dict[str, Any]:
    """What each offer adds: rides, weeks, and money beside the team's weeks."""
    found = {}
    for offer in (1, 2, 3):
        for what in ("rides", "weeks", "cost"):
            added = [case[f"c{number}_{what}"] for number in case[f"offer_{offer}_has"]]
            found[f"offer_{offer}_{what}"] = sum(added)
    return found


def _releases(case: dict[str, Any]) -> dict[str, Any]:
    """Which releases are beaten, and the cheapest that the board accepts."""
    table = pd.DataFrame(case["releases"], columns=["rides", "week", "cost"])
    kept = unbeaten(table, most=["rides"], least=["week", "cost"]).index
    enough = table[(table["rides"] >= case["ask_rides"]) & (table["week"] <= case["ask_week"])]
    best = enough["cost"].idxmin()
    found = {f"beaten_{n + 1}": n not in kept for n in table.index}
    found |= {f"cheapest_{n + 1}": bool(n == best) for n in table.index}
    names = [case[f"release_{n + 1}"] for n in kept]
    return {**found, "kept": "; ".join(names), "cheapest": case[f"release_{best + 1}"]}


def _talks(case: dict[str, Any]) -> dict[str, Any]:
    """Which deals both may sign, and the one with the largest product of gains."""
    points = pd.DataFrame({"mine": case["mine"], "theirs": case["theirs"]})
    fallbacks = case["own"], case["other"]
    both = agreements(points["mine"], points["theirs"], fallbacks)
    signable = unbeaten(points, most=["mine", "theirs"]).index.intersection(both)
    best = nash(points["mine"], points["theirs"], fallbacks)
    found = {f"sign_{n + 1}": n in signable for n in points.index}
    found |= {f"nash_{n + 1}": bool(n == best) for n in points.index}
    gains = [int(points.loc[best, side]) - f for side, f in zip(points, fallbacks, strict=True)]
    names = "; ".join(case[f"deal_{n + 1}"] for n in signable)
    product = {"gain_own": gains[0], "gain_other": gains[1], "product": gains[0] * gains[1]}
    return {**found, **product, "signable": names, "largest": case[f"deal_{best + 1}"]}
