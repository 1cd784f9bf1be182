"""Kinds in which one plans: durations of a network, work over periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind, rows_problem
from pmlearn.exercises.marking.mark import read_number
from pmlearn.exercises.marking.plans import mark_allocation, mark_network, network_finish

if TYPE_CHECKING:
    from random import Random

    from pmlearn.exercises.marking.mark import Mark
    from pmlearn.exercises.question import Question


def plan_numbers(question: Question) -> None:
    """Check the numbers that a plan is computed with.

    Raises:
        ValueError: one is missing, below 0 or no number.
    """
    for entry in question.entries:
        for name in ("value", "duration", "least", "most", "cost", "demand"):
            number = entry.get(name, 0)
            if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
                raise ValueError(f"{entry['id']!r}: {name} must be 0 or more, got {number!r}")
    for resource in question.settings["capacity"] if question.kind == "pick" else []:
        if not {"id", "label", "amount"} <= set(resource):
            raise ValueError(f"capacity: each needs id, label and amount, got {resource}")


def _network(question: Question) -> None:
    plan_numbers(question)
    after = {entry["id"]: entry.get("after", []) for entry in question.entries}
    if unknown := {p for names in after.values() for p in names} - set(after):
        raise ValueError(f"after must name activities, got {sorted(unknown)}")
    network_finish({entry["id"]: entry["duration"] for entry in question.entries}, after)


def _network_form(question: Question, answer: Any) -> str:
    if problem := rows_problem(question, answer, "4"):
        return problem
    for name, duration in answer.items():
        if read_number(duration) is None:
            return f"{name}: {str(duration)[:40]!r} is no number"
    return ""


def _network_mark(question: Question, answer: Any, out_of: float) -> Mark:
    settings = question.settings
    return mark_network(
        answer,
        {entry["id"]: entry for entry in question.entries},
        target=settings["target"],
        budget=settings.get("budget"),
        best=settings.get("best"),
        out_of=out_of,
    )


def _durations_by_chance(question: Question, random: Random) -> dict[str, float]:
    return {
        entry["id"]: random.choice([entry["duration"], entry.get("least", entry["duration"])])
        for entry in question.entries
    }


def _periods(question: Question) -> None:
    plan_numbers(question)
    periods, capacity = question.settings["periods"], question.settings["capacity"]
    if len(capacity) != len(periods):
        raise ValueError(f"capacity must have one number a period, got {len(capacity)}")
    for entry in question.entries:
        first, last = entry.get("window", [1, len(periods)])
        if not 1 <= first <= last <= len(periods):
            raise ValueError(f"{entry['id']!r}: window must lie in 1 to {len(periods)}")


def _allocate_form(question: Question, answer: Any) -> str:
    periods = len(question.settings["periods"])
    if problem := rows_problem(question, answer, str([0] * periods)):
        return problem
    for name, amounts in answer.items():
        if not isinstance(amounts, list) or len(amounts) != periods:
            return f"{name}: must be a list of {periods} amounts, got {str(amounts)[:60]}"
        if wrong := [one for one in amounts if (read_number(one) or 0) < 0]:
            return f"{name}: {wrong[0]} is below 0"
    return ""


def _allocate_mark(question: Question, answer: Any, out_of: float) -> Mark:
    return mark_allocation(
        answer,
        demand={entry["id"]: entry["demand"] for entry in question.entries},
        capacity=question.settings["capacity"],
        windows={e["id"]: tuple(e["window"]) for e in question.entries if "window" in e},
        out_of=out_of,
    )


def _amounts_by_chance(question: Question, random: Random) -> dict[str, list[float]]:
    places = range(len(question.settings["periods"]))
    chosen = {entry["id"]: random.choice(places) for entry in question.entries}
    return {
        entry["id"]: [entry["demand"] if place == chosen[entry["id"]] else 0 for place in places]
        for entry in question.entries
    }


def given_solution(question: Question) -> Any:
    """The answer that the author gives for a question with many right ones.

    Raises:
        ValueError: the author gives none.
    """
    if "solution" not in question.settings:
        raise ValueError(f"question {question.id!r}: needs solution, an answer that earns all")
    return question.settings["solution"]


NETWORK = Kind(
    entry={"duration": True, "least": False, "most": False, "after": False, "cost": False},
    settings={"target": True, "budget": False, "unit": False},
    key={"best": False, "solution": False},
    check=_network,
    form=_network_form,
    mark=_network_mark,
    solution=given_solution,
    guess=_durations_by_chance,
)
ALLOCATE = Kind(
    entry={"demand": True, "window": False},
    settings={"periods": True, "capacity": True, "unit": False, "step": False},
    key={"solution": False},
    check=_periods,
    form=_allocate_form,
    mark=_allocate_mark,
    solution=given_solution,
    guess=_amounts_by_chance,
)
