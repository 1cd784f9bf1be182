"""The kind in which one marks points, or a range, on a plotted series.

select:  points                         or: range
x:       {label: Week}                  y: {label: Share of faulty machines, unit: "%"}
series:  [[1, 4.2], [2, 3.9], ...]      x rising; with a case, formulas or one name
lines:   [{label: upper limit, value: 9.1}]
answer:  [7, 12]                        or: {from: 14, to: 18}, with a tolerance
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind, is_number, listed, quoted, sentence, tables
from pmlearn.exercises.marking.mark import Mark, part, read_number
from pmlearn.limits import MAX_ANSWER_ENTRIES

if TYPE_CHECKING:
    from random import Random

    from pmlearn.exercises.question import Question

_FEWEST = 3


def _places(question: Question) -> list[float]:
    return [point[0] for point in question.settings["series"]]


def _check(question: Question) -> None:
    settings = question.settings
    if settings["select"] not in {"points", "range"}:
        raise ValueError(f"select must be points or range, got {settings['select']!r}")
    series = settings["series"]
    if not isinstance(series, list) or not _FEWEST <= len(series) <= MAX_ANSWER_ENTRIES:
        raise ValueError(f"series needs {_FEWEST} to {MAX_ANSWER_ENTRIES} points [x, y]")
    for point in series:
        if not isinstance(point, list) or len(point) != 2 or not all(map(is_number, point)):  # noqa: PLR2004
            raise ValueError(f"series: each point must be [x, y], got {quoted(point)}")
    if any(a >= b for a, b in zip(_places(question), _places(question)[1:], strict=False)):
        raise ValueError("series: x must rise from point to point")
    for axis in ("x", "y"):
        if not isinstance(settings[axis], dict) or not settings[axis].get("label"):
            raise ValueError(f"{axis} needs a label")
    for one in tables(settings["lines"], "lines", "label", "value") if "lines" in settings else ():
        if not is_number(one["value"]):
            raise ValueError(f"lines, {one['label']!r}: value must be a number")


def _check_key(question: Question) -> None:
    if not is_number(tolerance := question.settings.get("tolerance", 0), 0):
        raise ValueError(f"tolerance must be 0 or more, got {quoted(tolerance)}")
    if problem := _form(question, question.settings["answer"]):
        raise ValueError(f"answer: {problem}")


def _form(question: Question, answer: Any) -> str:
    is_range = question.settings["select"] == "range"
    return (_range_form if is_range else _points_form)(_places(question), answer)


def _range_form(places: list[float], answer: Any) -> str:
    example = f'{{"from": {places[0]}, "to": {places[-1]}}}'
    if not isinstance(answer, dict) or set(answer) != {"from", "to"}:
        return f"must be a table such as {example}, got {quoted(answer)}"
    for end in ("from", "to"):
        number = read_number(answer[end])
        if number is None or not places[0] <= number <= places[-1]:
            limits = f"from {places[0]} to {places[-1]}"
            return f"{end} must be a number {limits}, got {quoted(answer[end])}"
    if (read_number(answer["from"]) or 0) > (read_number(answer["to"]) or 0):
        return f"from must not lie above to, got {quoted(answer)}"
    return ""


def _points_form(places: list[float], answer: Any) -> str:
    if not isinstance(answer, list) or not answer:
        return f"must be a list such as [{places[0]}], got {quoted(answer)}"
    for one in answer:
        if not is_number(one) or one not in places:
            return f"{quoted(one, 40)} is not one of {listed(places)}"
    twice = [one for one in answer if answer.count(one) > 1]
    return f"names {twice[0]!r} twice" if twice else ""


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    """Points found less points marked that should not be; or half for each end of the range."""
    if problem := _form(question, answer):
        return Mark(0, out_of, sentence(problem))
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
