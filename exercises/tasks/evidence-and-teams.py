"""The key of the assignment evidence-and-teams, as far as it follows from a case."""

from __future__ import annotations

from typing import Any

STAGES = {"read": "Read", "verify": "Verify", "approve": "Approve", "pay": "Pay"}
OWNERS = {
    "read": "desk lead",
    "verify": "technician",
    "approve": "service manager",
    "pay": "finance director",
}
LIMITS = (4, 8, 15, 30)
WEEKS = 13
# An amount up to the first limit, up to the second, above: who approves, who is asked before.
BY_AMOUNT = (("desk", "technician"), ("service", "desk"), ("finance", "service"))
CHANCE = 5  # per cent, from which on a rise is no surprise


def solve(case: dict[str, Any]) -> dict[str, Any]:
    """What is right in a case."""
    return {**_board(case), **_limits(case), **_owners(case), **_jobs(case), **_slide(case)}


def _board(case: dict[str, Any]) -> dict[str, Any]:
    opens = {stage: case[f"open_{stage}"] for stage in STAGES}
    every = sum(opens.values())
    found: dict[str, Any] = {"open_all": every, "weeks_all": every / case["finished"]}
    for stage, number in opens.items():
        found[f"weeks_{stage}"] = number / case["finished"]
        found[f"share_{stage}"] = 100 * number / every
    pile = max(opens, key=lambda stage: opens[stage])
    return {**found, "pile": STAGES[pile], "pile_owner": OWNERS[pile]}


def _limits(case: dict[str, Any]) -> dict[str, Any]:
    """How many are open after thirteen weeks under each limit, and how long one waits then."""
    found: dict[str, Any] = {}
    for number, limit in enumerate(LIMITS, start=1):
        rate = case[f"rate_{number}"]
        still = max(0.0, case["open_now"] + WEEKS * (case["asked"] - rate))
        found[f"still_{number}"], found[f"wait_{number}"] = still, still / rate
        found[f"board_{number}"] = limit / rate
    waits = {limit: found[f"wait_{n}"] for n, limit in enumerate(LIMITS, start=1)}
    best = min(waits, key=lambda limit: waits[limit])
    rate = case[f"rate_{LIMITS.index(best) + 1}"]
    return {**found, "best_limit": f"limit {best}", "best_rate": rate}


def _owners(case: dict[str, Any]) -> dict[str, Any]:
    owners: dict[str, dict[str, str]] = {}
    for number in (1, 2, 3):
        amount = case[f"amount_{number}"]
        step = (amount > case["low"]) + (amount > case["high"])
        approves, asked = BY_AMOUNT[step]
        owners[f"a{number}"] = {approves: "A", asked: "C"}
    owners["fraud"] = {"finance": "A", "desk": "C"}
    owners["rules"] = {"product": "A", "service": "C", "finance": "C"}
    return {"owners": owners}


def _jobs(case: dict[str, Any]) -> dict[str, Any]:
    """When each job is done if the shortest comes first."""
    order = sorted((1, 2, 3), key=lambda number: case[f"days_{number}"])
    found: dict[str, Any] = {}
    time = -case["switch"]
    for number in order:
        time += case["switch"] + case[f"days_{number}"]
        found[f"done_{number}"] = round(time, 2)
    found["mean_row"] = sum(found[f"done_{number}"] for number in order) / 3
    found["mean_turns"] = sum(case[f"turns_{number}"] for number in order) / 3
    given = [case[f"days_{number}"] for number in (1, 2, 3)]
    found["first_given"] = given[0]
    return found


def _slide(case: dict[str, Any]) -> dict[str, Any]:
    below = case["mean_of_all"] - case["before"]
    said = (
        "chance may well explain it"
        if case["as_large"] > CHANCE
        else "chance is a poor explanation"
    )
    return {"below": below, "expected_rise": below / 2, "slide_said": said}
