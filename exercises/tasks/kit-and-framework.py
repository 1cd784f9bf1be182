"""The key of the assignment kit-and-framework, as far as it follows from a case."""

from __future__ import annotations

from typing import Any

# The highest level that each kind of evidence can attest.
ATTESTS = {"test": 3, "log": 4, "person": 5, "own": 0}
LEVELS = {"r1": 1, "r2": 2, "r3": 2, "r4": 3, "r5": 3, "r6": 4}
NEEDED = 8  # of ten points, at the threshold of 0.80


def solve(case: dict[str, Any]) -> dict[str, Any]:
    """What is right in a case."""
    return {**_counted(case), **_levels(case), **_people(case), **_reading(case)}


def _counted(case: dict[str, Any]) -> dict[str, Any]:
    """Points earned and possible in the tasks that can attest a criterion's level."""
    found: dict[str, Any] = {}
    for name, tasks in case["tasks"].items():
        counting = [
            (score, points)
            for kind, score, points in tasks
            if score is not None and ATTESTS[kind] >= LEVELS[name]
        ]
        found[f"earned_{name}"] = sum(score for score, _ in counting)
        found[f"possible_{name}"] = sum(points for _, points in counting)
        found[f"all_{name}"] = sum(score for _, score, _ in tasks if score is not None)
        found[f"all_points_{name}"] = sum(points for _, _, points in tasks)
    return found


def attained(standing: list[list[Any]]) -> int:
    """The highest level up to which every criterion is met; 0 where there is none."""
    reached = 0
    for level in sorted({level for level, _ in standing}):
        if any(word != "met" for one, word in standing if one == level):
            break
        reached = level
    return reached


def _levels(case: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, standing in case["standing"].items():
        found[f"level_{name}"] = attained(standing)
        met = [level for level, word in standing if word == "met"]
        found[f"highest_{name}"] = max(met, default=0)
        found[f"met_{name}"] = len(met)
    return found


def _people(case: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for person in ("p1", "p2", "p3"):
        points = [case[f"{person}_{level}"] for level in range(1, 5)]
        standing = [
            [level, "met" if one >= NEEDED else "not yet met"]
            for level, one in enumerate(points, start=1)
        ]
        found[f"level_{person}"] = attained(standing)
        found[f"share_{person}"] = 100 * sum(points) / 40
        found[f"highest_{person}"] = max((le for le, word in standing if word == "met"), default=0)
    return found


def _reading(case: dict[str, Any]) -> dict[str, Any]:
    """What the points of one criterion and their interval say."""
    share, limit = case["earned"] / case["possible"], case["limit"]
    met = share >= limit - 1e-9
    other_side = case["low"] < limit if met else case["high"] >= limit
    return {
        "is_met": met,
        "reached": share,
        "also_probe": case["low"] <= case["probe"] <= case["high"],
        "other_side": other_side,
    }
