"""Kinds in which one chooses from a list: one option, several, or a selection under capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind, entry_ids, ids_problem, listed
from pmlearn.exercises.kinds.planning import given_solution, plan_numbers
from pmlearn.exercises.marking.lists import mark_choice, mark_choices
from pmlearn.exercises.marking.plans import mark_pick

if TYPE_CHECKING:
    from random import Random

    from pmlearn.exercises.marking.mark import Mark
    from pmlearn.exercises.question import Question


def _correct(question: Question) -> list[str]:
    return [str(entry["id"]) for entry in question.entries if entry.get("correct")]


def _one_correct(question: Question) -> None:
    if len(_correct(question)) != 1:
        raise ValueError(f"exactly one option must be correct, got {len(_correct(question))}")


def _some_correct(question: Question) -> None:
    if not _correct(question):
        raise ValueError("at least one option must be correct, got 0")


def _choice_form(question: Question, answer: Any) -> str:
    known = entry_ids(question)
    return "" if answer in known else f"{str(answer)[:40]!r} is not one of {listed(known)}"


def _choice_mark(question: Question, answer: Any, out_of: float) -> Mark:
    return mark_choice(answer, _correct(question)[0], out_of=out_of)


def _choices_mark(question: Question, answer: Any, out_of: float) -> Mark:
    return mark_choices(answer, _correct(question), out_of=out_of)


def _some(question: Question, random: Random) -> list[str]:
    return [one for one in entry_ids(question) if random.random() < 0.5]  # noqa: PLR2004  a coin


def _pick_mark(question: Question, answer: Any, out_of: float) -> Mark:
    return mark_pick(
        answer,
        values={entry["id"]: entry["value"] for entry in question.entries},
        uses={entry["id"]: entry["uses"] for entry in question.entries},
        capacity={one["id"]: one["amount"] for one in question.settings["capacity"]},
        best=question.settings["best"],
        floor=question.settings.get("floor", 0),
        out_of=out_of,
    )


CHOICE = Kind(
    entries="options",
    entry_key={"correct": False},
    feedback="entry",
    check_key=_one_correct,
    form=_choice_form,
    mark=_choice_mark,
    solution=lambda question: _correct(question)[0],
    guess=lambda question, random: random.choice(entry_ids(question)),
)
CHOICES = Kind(
    entries="options",
    entry_key={"correct": False},
    feedback="entry",
    check_key=_some_correct,
    form=ids_problem,
    mark=_choices_mark,
    solution=_correct,
    guess=_some,
)
PICK = Kind(
    entry={"value": True, "uses": True},
    settings={"capacity": True, "worth": False},
    key={"best": True, "floor": False, "solution": False},
    check=plan_numbers,
    form=ids_problem,
    mark=_pick_mark,
    solution=given_solution,
    guess=_some,
)
