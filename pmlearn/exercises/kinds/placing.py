"""Kinds in which one puts items somewhere: into categories, beside partners, into an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind, entry_ids, listed, order_problem, rows_problem
from pmlearn.exercises.marking.lists import mark_order
from pmlearn.exercises.marking.tables import mark_match, mark_sort

if TYPE_CHECKING:
    from random import Random

    from pmlearn.exercises.marking.mark import Mark
    from pmlearn.exercises.question import Question


def _known_categories(question: Question) -> None:
    known = {category["id"] for category in question.categories}
    for entry in question.entries:
        for reading in [entry["answer"], *entry.get("also", [])]:
            if not reading or not set(reading) <= known:
                raise ValueError(f"{entry['id']!r}: answer {reading} must name known categories")


def _sort_form(question: Question, answer: Any) -> str:
    known = [category["id"] for category in question.categories]
    if problem := rows_problem(question, answer, f'["{known[0]}"]'):
        return problem
    for item, given in answer.items():
        if not isinstance(given, list):
            return f'{item}: must be a list such as ["{known[0]}"], got {str(given)[:40]}'
        if unknown := [one for one in given if one not in known]:
            return f"{item}: {str(unknown[0])[:40]!r} is not one of {listed(known)}"
        if len(given) > 1 and not question.several:
            return f"{item}: goes into one category only, got {listed(given)}"
    return ""


def _sort_mark(question: Question, answer: Any, out_of: float) -> Mark:
    key = {entry["id"]: [entry["answer"], *entry.get("also", [])] for entry in question.entries}
    chances = 0 if question.several else len(question.categories)
    return mark_sort(answer, key, out_of=out_of, chances=chances)


def _sorted_by_chance(question: Question, random: Random) -> dict[str, list[str]]:
    known = [category["id"] for category in question.categories]
    return {name: [random.choice(known)] for name in entry_ids(question)}


def _known_targets(question: Question) -> None:
    known = {target["id"] for target in question.settings["targets"]}
    for entry in question.entries:
        partners = entry["answer"] if isinstance(entry["answer"], list) else [entry["answer"]]
        if not partners or not set(partners) <= known:
            raise ValueError(f"{entry['id']!r}: answer {entry['answer']!r} must name a target")


def _match_form(question: Question, answer: Any) -> str:
    known = [target["id"] for target in question.settings["targets"]]
    if problem := rows_problem(question, answer, f'"{known[0]}"'):
        return problem
    for item, given in answer.items():
        if given not in known:
            return f"{item}: {str(given)[:40]!r} is not one of {listed(known)}"
    return ""


def _match_mark(question: Question, answer: Any, out_of: float) -> Mark:
    key = {entry["id"]: entry["answer"] for entry in question.entries}
    return mark_match(answer, key, out_of=out_of, chances=len(question.settings["targets"]))


def _matched(question: Question) -> dict[str, str]:
    return {
        entry["id"]: entry["answer"][0] if isinstance(entry["answer"], list) else entry["answer"]
        for entry in question.entries
    }


def _matched_by_chance(question: Question, random: Random) -> dict[str, str]:
    known = [target["id"] for target in question.settings["targets"]]
    return {name: random.choice(known) for name in entry_ids(question)}


def _order_key(question: Question) -> list[list[str]]:
    """The items that this learner has, in groups of which each comes after the one before."""
    groups = [[g] if isinstance(g, str) else list(g) for g in question.settings["answer"]]
    given = (
        entry_ids(question) if question.is_drawn else [item for group in groups for item in group]
    )
    kept = [[item for item in group if item in given] for group in groups]
    return [group for group in kept if group]


def _orders_all(question: Question) -> None:
    groups = _order_key(question)
    named = [item for group in groups for item in group]
    given = entry_ids(question)
    if sorted(named) != sorted(given):
        raise ValueError(f"answer must name each item once, got {named}")
    rank = {item: number for number, group in enumerate(groups) for item in group}
    if not question.is_drawn and [rank[item] for item in given] == sorted(rank.values()):
        raise ValueError("the items must not stand in the right order already")


def _order_mark(question: Question, answer: Any, out_of: float) -> Mark:
    return mark_order(answer, _order_key(question), out_of=out_of)


def _ordered(question: Question) -> list[str]:
    return [item for group in _order_key(question) for item in group]


SORT = Kind(
    entry_key={"answer": True, "also": False},
    feedback="entry",
    settings={"categories": True, "several": False},
    check_key=_known_categories,
    form=_sort_form,
    mark=_sort_mark,
    solution=lambda question: {e["id"]: list(e["answer"]) for e in question.entries},
    guess=_sorted_by_chance,
)
MATCH = Kind(
    entry_key={"answer": True},
    feedback="entry",
    settings={"targets": True},
    check_key=_known_targets,
    form=_match_form,
    mark=_match_mark,
    solution=_matched,
    guess=_matched_by_chance,
)
ORDER = Kind(
    feedback="entry",
    key={"answer": True},
    check_key=_orders_all,
    form=order_problem,
    mark=_order_mark,
    solution=_ordered,
    guess=lambda question, random: random.sample(entry_ids(question), len(question.entries)),
)
