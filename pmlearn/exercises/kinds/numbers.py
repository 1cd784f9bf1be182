"""The kind in which one gives a number, perhaps with its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind, listed
from pmlearn.exercises.marking.mark import read_number
from pmlearn.exercises.marking.number import mark_number

if TYPE_CHECKING:
    from random import Random

    from pmlearn.exercises.marking.mark import Mark
    from pmlearn.exercises.question import Question


def _number_key(question: Question) -> None:
    key = question.settings["answer"]
    numbers = [key, *(slip["value"] for slip in question.settings.get("slips", []))]
    wrong = [n for n in numbers if isinstance(n, bool) or not isinstance(n, int | float)]
    if wrong:
        raise ValueError(f"answer and slips must be numbers, got {wrong[0]!r}")
    if not all(slip.get("feedback") for slip in question.settings.get("slips", [])):
        raise ValueError("each slip needs feedback")


def _units(question: Question) -> dict[str, float]:
    return {one["id"]: one["factor"] for one in question.settings.get("units", [])}


def _form(question: Question, answer: Any) -> str:
    units = _units(question)
    value = answer
    if units:
        if not isinstance(answer, dict) or answer.get("unit") not in units:
            return f'must be {{"value": 12.5, "unit": one of {listed(units)}}}'
        value = answer.get("value")
    return "" if read_number(value) is not None else f"{str(value)[:40]!r} is no number"


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    settings = question.settings
    return mark_number(
        answer,
        settings["answer"],
        tolerance=settings.get("tolerance", 0),
        relative=settings.get("relative", 0),
        units=_units(question) or None,
        out_of=out_of,
    )


def _solution(question: Question) -> Any:
    value = question.settings["answer"]
    whole = [name for name, factor in _units(question).items() if factor == 1]
    return {"value": value, "unit": whole[0]} if whole else value


def _guess(question: Question, random: Random) -> Any:
    value = round(random.uniform(0, 100), 1)
    return (
        {"value": value, "unit": random.choice(list(_units(question)))}
        if _units(question)
        else value
    )


NUMBER = Kind(
    entries="",
    settings={"unit": False, "units": False},
    key={"answer": True, "tolerance": False, "relative": False, "slips": False},
    check_key=_number_key,
    form=_form,
    mark=_mark,
    solution=_solution,
    guess=_guess,
)
