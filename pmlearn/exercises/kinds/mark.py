"""The kind in which one marks points, or a range, on a plotted series.

select:  points                         or: range
x:       {label: Week}                  y: {label: Share of faulty machines, unit: "%"}
series:  [[1, 4.2], [2, 3.9], ...]      x rising; with a case, formulas or one name
lines:   [{label: upper limit, value: 9.1}]
answer:  [7, 12]                        or: {from: 14, to: 18}, with a tolerance
"""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind, listed
from pmlearn.exercises.marking.mark import Mark, part, read_number
from pmlearn.limits import MAX_ANSWER_ENTRIES

if TYPE_CHECKING:
    from random import Random

    from pmlearn.exercises.question import Question

_FEWEST = 3


def _places(question: Question) -> list[float]:
    return [point[0] for point in question.settings["series"]]


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _check(question: Question) -> None:
    settings = question.settings
    if settings["select"] not in {"points", "range"}:
        raise ValueError(f"select must be points or range, got {settings['select']!r}")
    series = settings["series"]
    if not isinstance(series, list) or not _FEWEST <= len(series) <= MAX_ANSWER_ENTRIES:
        raise ValueError(f"series needs {_FEWEST} to {MAX_ANSWER_ENTRIES} points [x, y]")
    for point in series:
        if not isinstance(point, list) or len(point) != 2 or not all(map(_is_number, point)):  # noqa: PLR2004
            raise ValueError(f"series: each point must be [x, y], got {str(point)[:40]}")
    if any(a >= b for a, b in zip(_places(question), _places(question)[1:], strict=False)):
        raise ValueError("series: x must rise from point to point")
    for axis in ("x", "y"):
        if not isinstance(settings[axis], dict) or "label" not in settings[axis]:
            raise ValueError(f"{axis} needs a label")
    for one in settings.get("lines", []):
        if "label" not in one or not _is_number(one.get("value")):
            raise ValueError(f"lines: each needs label and value, got {str(one)[:60]}")


def _check_key(question: Question) -> None:
    if problem := _form(question, question.settings["answer"]):
        raise ValueError(f"answer: {problem}")


def _form(question: Question, answer: Any) -> str:
    places = _places(question)
    if question.settings["select"] == "range":
        if not isinstance(answer, dict) or set(answer) != {"from", "to"}:
            return f'must be {{"from": {places[0]}, "to": {places[-1]}}}, got {str(answer)[:60]}'
        ends = [read_number(answer["from"]), read_number(answer["to"])]
        if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
            return f"must go from a number to a higher one, got {str(answer)[:60]}"
        return ""
    if not isinstance(answer, list) or not answer:
        return f"must be a list such as [{places[0]}], got {str(answer)[:60]}"
    for one in answer:
        if one not in places:
            return f"{str(one)[:40]!r} is not one of {listed(places)}"
    return f"names {answer[0]!r} twice" if len(set(answer)) < len(answer) else ""


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    """Points found less points marked that should not be; or half for each end of the range."""
    if problem := _form(question, answer):
        return Mark(0, out_of, problem[:1].upper() + problem[1:] + ".")
    key = question.settings["answer"]
    if question.settings["select"] == "points":
        found, wrong = len(set(answer) & set(key)), len(set(answer) - set(key))
        said = f"{found} of {len(key)} found, {wrong} marked that should not be."
        return Mark(part((found - wrong) / len(key), out_of), out_of, said)
    off = question.settings.get("tolerance", 0) + 1e-9
    hits = sum(abs((read_number(answer[end]) or 0) - key[end]) <= off for end in ("from", "to"))
    return Mark(out_of * hits / 2, out_of, f"{hits} of 2 ends are right.")


def _guess(question: Question, random: Random) -> Any:
    places = _places(question)
    if question.settings["select"] == "range":
        start, end = sorted(random.sample(places, 2))
        return {"from": start, "to": end}
    return random.sample(places, random.randint(1, len(places) // 2))


MARK = Kind(
    entries="",
    settings={"select": True, "series": True, "x": True, "y": True, "lines": False},
    key={"answer": True, "tolerance": False},
    check=_check,
    check_key=_check_key,
    form=_form,
    mark=_mark,
    solution=lambda question: question.settings["answer"],
    guess=_guess,
)
