"""The key of the assignment who-does-what, as far as it follows from a case."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pmlearn.roles import raci_problems

LETTERS = "ARCI"  # what the groups of sentences amount to
LIMIT = 4
TASKS = {
    "fit": "Fit out the workshop",
    "chargers": "Take over the chargers",
    "parts": "Move the spare parts",
    "start": "Let a crew start from the new depot",
    "back": "Send crews back to the old depot",
    "train": "Train the mechanics",
    "tell": "Tell riders where broken bikes go",
    "report": "Report repair times each week",
}
ROLES = {
    "pgm": "Program manager",
    "pjm": "Project manager",
    "svm": "Service manager",
    "shop": "Workshop lead",
    "crew": "Crew lead",
    "elec": "Electrician lead",
    "desk": "Desk lead",
}
SEES, MEANS, TIME = "sees the damage first", "has the means to act", "can act in time"
QUARRELS = {
    "start_1": ("Service manager", TIME),
    "start_2": ("Project manager", MEANS),
    "chargers_1": ("Workshop lead", SEES),
    "chargers_2": ("Electrician lead", MEANS),
    "back_1": ("Crew lead", SEES),
    "back_2": ("Program manager", MEANS),
    "parts_1": ("Project manager", TIME),
    "parts_2": ("Workshop lead", SEES),
    "notice_1": ("Desk lead", SEES),
    "notice_2": ("Service manager", MEANS),
    "installer_1": ("Electrician lead", TIME),
    "installer_2": ("Program manager", TIME),
}
FIELDS = {
    (True, True): "manage",
    (True, False): "satisfy",
    (False, True): "inform",
    (False, False): "monitor",
}
LINE = 5.5


def solve(case: dict[str, Any]) -> dict[str, Any]:
    """What is right in a case."""
    return {**_faults(case), **_repaired(case), **_quarrels(case), **_ratings(case)}


def _faults(case: dict[str, Any]) -> dict[str, Any]:
    """The rule that each row and column of the first draft breaks, or an empty text."""
    heads = {role: case[f"head_{role}"] for role in ROLES}
    draft = pd.DataFrame.from_dict(case["first"], orient="index")
    matrix = draft.rename(index=TASKS, columns=heads)
    problems = raci_problems(matrix, max_load=LIMIT)
    places = {p.person if p.task is None else p.task: p.rule for p in problems}
    if len(places) < len(problems):
        raise ValueError("the draft breaks two rules in one place")
    found = {f"row_{task}": places.get(text, "") for task, text in TASKS.items()}
    found |= {f"column_{role}": places.get(head, "") for role, head in heads.items()}
    told = "; ".join(f"{problem.rule}, {problem.message}" for problem in problems)
    return {**found, "faults": len(problems), "told": told}


def _repaired(case: dict[str, Any]) -> dict[str, Any]:
    """The second draft as the minutes have it."""
    agreed = {task: {r: v for r, v in row.items() if v} for task, row in case["second"].items()}
    changes = []
    for task, role, group in case["spoken"]:
        if agreed[task].get(role) != LETTERS[group]:
            changes.append(f"{TASKS[task]}: {ROLES[role]} {LETTERS[group]}")
        agreed[task][role] = LETTERS[group]
    matrix = pd.DataFrame.from_dict(agreed, orient="index").fillna("")
    if problems := raci_problems(matrix, max_load=LIMIT):
        raise ValueError(f"the minutes leave a rule broken: {problems[0]}")
    return {"agreed": agreed, "changes": "; ".join(changes)}


def _quarrels(case: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for number, name in enumerate(case["quarrels"], start=1):
        found[f"owner_{number}"], found[f"fact_{number}"] = QUARRELS[name]
    return found


def _ratings(case: dict[str, Any]) -> dict[str, Any]:
    """Field of the means, and whether the managers put a stakeholder into different fields."""
    found: dict[str, Any] = {}
    number = 1
    while f"stake_{number}" in case:
        influence, interest = case[f"influence_{number}"], case[f"interest_{number}"]
        means = [sum(ratings) / len(ratings) for ratings in (influence, interest)]
        own = {(a > LINE, b > LINE) for a, b in zip(influence, interest, strict=True)}
        found[f"field_{number}"] = FIELDS[means[0] > LINE, means[1] > LINE]
        found[f"means_{number}"] = f"{means[0]:.1f} and {means[1]:.1f}"
        found[f"contested_{number}"] = len(own) > 1
        number += 1
    names = [case[f"stake_{n}"] for n in range(1, number) if found[f"contested_{n}"]]
    return {**found, "contested_names": ", ".join(names)}
