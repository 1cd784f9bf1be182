"""The key of the assignment five-roles, as far as it follows from a case."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from pmlearn.roles import cohens_kappa

# Sentences of the memo that are wrong, or claim what the memo gives no ground for.
WRONG = {"m05", "m10", "m07", "m01", "m11", "m13", "m12"}
WHY = {
    "m01": "An early handover is the project's success. The aim of Open Harbor is rides per dock.",
    "m02": "The level kept, and learning from failures, is the service manager's.",
    "m03": "Choosing under scarcity is what a portfolio is for.",
    "m04": "It names the five, and leaves none out but the program, which joins projects.",
    "m05": "Changing one lock is a task. A project has an aim, parts and an accepted end.",
    "m06": "The benefit is the program's, and saying that it is lost is part of it.",
    "m07": "Morale may have risen for other reasons. Meeting and rising together shows no cause.",
    "m08": "What draws on the same crews and money competes with projects.",
    "m09": "The project ends with what was agreed; the product goes on.",
    "m10": "A program ends when its benefit is secured or given up, and that has to be checked.",
    "m11": "A source that nobody has seen supports nothing.",
    "m12": "The same wish makes nobody the owner of dates. One answers for the offer only.",
    "m13": "A label explains nothing by itself. What does it predict?",
    "m14": "Between dependent projects the program decides.",
    "m15": "The product manager decides on a release and hears service before.",
    "m16": "That is what a project manager does.",
}
LABELS = ("portfolio", "program", "project", "product", "service")


def solve(case: dict[str, Any]) -> dict[str, Any]:
    """What is right in a case."""
    return {**_memo(case), **_agreement(case), **_pairs(case)}


def _memo(case: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, name in enumerate(case["sentences"], start=1):
        found[f"wrong_{number}"] = name in WRONG
        found[f"why_{number}"] = WHY[name]
    return found


def _agreement(case: dict[str, Any]) -> dict[str, Any]:
    """Totals, agreement and kappa of the counts, and the pair that is mixed up most."""
    counts = pd.DataFrame.from_dict(case["counts"], orient="index").loc[list(LABELS), list(LABELS)]
    items = case["items"]
    first = [row for row in LABELS for column in LABELS for _ in range(counts.loc[row, column])]
    second = [column for row in LABELS for column in LABELS for _ in range(counts.loc[row, column])]
    alike = int(sum(counts.loc[role, role] for role in LABELS))
    found: dict[str, Any] = {"alike": alike, "kappa": float(cohens_kappa(first, second))}
    for role in LABELS:
        found[f"row_{role}"] = int(counts.loc[role].sum())
        found[f"column_{role}"] = int(counts[role].sum())
        found[f"chance_{role}"] = found[f"row_{role}"] * found[f"column_{role}"] / items
    found["expected"] = sum(found[f"chance_{role}"] for role in LABELS) / items
    found["observed"] = alike / items
    mixed = {
        pair: int(counts.loc[pair[0], pair[1]] + counts.loc[pair[1], pair[0]])
        for pair in combinations(LABELS, 2)
    }
    most = max(mixed, key=lambda pair: mixed[pair])
    for (one, other), times in mixed.items():
        found[f"is_{one}_{other}"] = (one, other) == most
        found[f"times_{one}_{other}"] = times
    return {**found, "most": " and ".join(most), "most_times": mixed[most]}


def _pairs(case: dict[str, Any]) -> dict[str, Any]:
    """How the agreement of each pair of managers stands to chance."""
    found: dict[str, Any] = {}
    for number in range(1, 5):
        observed, expected = case[f"po_{number}"], case[f"pe_{number}"]
        if expected >= 1:
            found[f"kappa_{number}"], found[f"said_{number}"] = "not defined", "nothing can be said"
        else:
            kappa = (observed - expected) / (1 - expected)
            found[f"kappa_{number}"] = kappa
            found[f"said_{number}"] = "more than chance" if kappa > 0 else "less than chance"
    return found
