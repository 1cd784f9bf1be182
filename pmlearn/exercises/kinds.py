"""The kinds of exercises: which fields each has in a question file, and its rules.

Keys and feedback belong to formative questions only; see `Kind`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pmlearn.exercises.marking.plans import network_finish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pmlearn.exercises.questions import Question


def _fine(_: Question) -> None:
    """No further rule."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of exercise. Fields come with True when they must be there.

    Attributes:
        entries: The name of the list of options or items in the file; empty when it has none.
        entry: Fields of an entry beside id and text.
        entry_key: Fields of an entry that tell the answer, feedback aside.
        feedback: What carries feedback: each "entry", the "question" (one for a right, one for a
            wrong answer), or nothing ("").
        settings: Fields of the question.
        key: Fields of the question that tell the answer, feedback aside.
        check: Further rules; raises ValueError.
        check_key: Further rules of a formative question.
    """

    entries: str = "items"
    entry: Mapping[str, bool] = field(default_factory=dict)
    entry_key: Mapping[str, bool] = field(default_factory=dict)
    feedback: str = "question"
    settings: Mapping[str, bool] = field(default_factory=dict)
    key: Mapping[str, bool] = field(default_factory=dict)
    check: Callable[[Question], None] = _fine
    check_key: Callable[[Question], None] = _fine


def _one_correct(question: Question) -> None:
    correct = sum(bool(entry.get("correct")) for entry in question.entries)
    if correct != 1:
        raise ValueError(f"exactly one option must be correct, got {correct}")


def _some_correct(question: Question) -> None:
    if not any(entry.get("correct") for entry in question.entries):
        raise ValueError("at least one option must be correct, got 0")


def _known_categories(question: Question) -> None:
    known = {category["id"] for category in question.categories}
    for entry in question.entries:
        for reading in [entry["answer"], *entry.get("also", [])]:
            if not reading or not set(reading) <= known:
                raise ValueError(f"{entry['id']!r}: answer {reading} must name known categories")


def _orders_all(question: Question) -> None:
    groups = [[g] if isinstance(g, str) else list(g) for g in question.settings["answer"]]
    named = [item for group in groups for item in group]
    given = [entry["id"] for entry in question.entries]
    if sorted(named) != sorted(given):
        raise ValueError(f"answer must name each item once, got {named}")
    rank = {item: number for number, group in enumerate(groups) for item in group}
    if [rank[item] for item in given] == sorted(rank.values()):
        raise ValueError("the items must not stand in the right order already")


def _known_targets(question: Question) -> None:
    known = {target["id"] for target in question.settings["targets"]}
    for entry in question.entries:
        if entry["answer"] not in known:
            raise ValueError(f"{entry['id']!r}: answer {entry['answer']!r} must name a target")


def _number_key(question: Question) -> None:
    key = question.settings["answer"]
    numbers = [key, *(slip["value"] for slip in question.settings.get("slips", []))]
    wrong = [n for n in numbers if isinstance(n, bool) or not isinstance(n, int | float)]
    if wrong:
        raise ValueError(f"answer and slips must be numbers, got {wrong[0]!r}")
    if not all(slip.get("feedback") for slip in question.settings.get("slips", [])):
        raise ValueError("each slip needs feedback")


def _known_cells(question: Question) -> None:
    answer = question.settings.get("answer")
    if answer is None and not question.settings.get("rules"):
        raise ValueError("needs an answer or rules")
    rows = {entry["id"] for entry in question.entries}
    columns = {column["id"] for column in question.settings["columns"]}
    values = {value["id"] for value in question.settings["values"]}
    for row, cells in (answer or {}).items():
        parts = {part for cell in cells.values() for part in cell.split("/")}
        if row not in rows or not set(cells) <= columns or not parts <= values:
            raise ValueError(f"answer, row {row!r}: must name known rows, columns and values")


def _points_to_look_for(question: Question) -> None:
    if not question.settings["look_for"] or not str(question.settings["model"]).strip():
        raise ValueError("needs a model answer and at least one point to look for")


def _plan_numbers(question: Question) -> None:
    """The numbers that a plan is computed with."""
    for entry in question.entries:
        for name in ("value", "duration", "least", "most", "cost", "demand"):
            number = entry.get(name, 0)
            if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
                raise ValueError(f"{entry['id']!r}: {name} must be 0 or more, got {number!r}")
    for resource in question.settings["capacity"] if question.kind == "pick" else []:
        if not {"id", "label", "amount"} <= set(resource):
            raise ValueError(f"capacity: each needs id, label and amount, got {resource}")


def _network(question: Question) -> None:
    _plan_numbers(question)
    after = {entry["id"]: entry.get("after", []) for entry in question.entries}
    if unknown := {p for names in after.values() for p in names} - set(after):
        raise ValueError(f"after must name activities, got {sorted(unknown)}")
    network_finish({entry["id"]: entry["duration"] for entry in question.entries}, after)


def _periods(question: Question) -> None:
    _plan_numbers(question)
    periods, capacity = question.settings["periods"], question.settings["capacity"]
    if len(capacity) != len(periods):
        raise ValueError(f"capacity must have one number a period, got {len(capacity)}")
    for entry in question.entries:
        first, last = entry.get("window", [1, len(periods)])
        if not 1 <= first <= last <= len(periods):
            raise ValueError(f"{entry['id']!r}: window must lie in 1 to {len(periods)}")


KINDS = {
    "choice": Kind(
        "options", entry_key={"correct": False}, feedback="entry", check_key=_one_correct
    ),
    "choices": Kind(
        "options", entry_key={"correct": False}, feedback="entry", check_key=_some_correct
    ),
    "sort": Kind(
        entry_key={"answer": True, "also": False},
        feedback="entry",
        settings={"categories": True, "several": False},
        check_key=_known_categories,
    ),
    "order": Kind(feedback="entry", key={"answer": True}, check_key=_orders_all),
    "match": Kind(
        entry_key={"answer": True},
        feedback="entry",
        settings={"targets": True},
        check_key=_known_targets,
    ),
    "number": Kind(
        "",
        settings={"unit": False, "units": False},
        key={"answer": True, "tolerance": False, "relative": False, "slips": False},
        check_key=_number_key,
    ),
    "matrix": Kind(
        "rows",
        settings={
            "columns": True,
            "values": True,
            "several": False,
            "given": False,
            "rules": False,
        },
        key={"answer": False},
        check_key=_known_cells,
    ),
    "pick": Kind(
        entry={"value": True, "uses": True},
        settings={"capacity": True, "worth": False},
        key={"best": True},
        check=_plan_numbers,
    ),
    "network": Kind(
        entry={"duration": True, "least": False, "most": False, "after": False, "cost": False},
        settings={"target": True, "budget": False, "unit": False},
        check=_network,
    ),
    "allocate": Kind(
        entry={"demand": True, "window": False},
        settings={"periods": True, "capacity": True, "unit": False, "step": False},
        check=_periods,
    ),
    "text": Kind(
        "",
        feedback="",
        settings={"words": False},
        key={"model": True, "look_for": True},
        check_key=_points_to_look_for,
    ),
}
