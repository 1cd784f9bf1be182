"""The kind in which one moves bars on a time axis, beside the load of a crew.

bars:     [{id: dig, text: Dig, duration: 3, after: [permit], needs: 2, start: 0}, ...]
periods:  20              how long the axis is
unit:     week
capacity: 4               people in the crew; without it no load is shown
target:   15              the finish that was asked for; shown, not needed for marks
best:     14              the earliest finish that is possible: all points
floor:    18              the finish that earns nothing any more
solution: {permit: 0, dig: 4}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import (
    Kind,
    check_solution,
    is_number,
    listed,
    quoted,
    rows_problem,
    sentence,
)
from pmlearn.exercises.kinds.planning import given_solution
from pmlearn.exercises.marking.mark import Mark, part, read_number
from pmlearn.exercises.marking.plans import network_finish

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from pmlearn.exercises.question import Question

_MOST_PERIODS = 200


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _check(question: Question) -> None:
    settings = question.settings
    periods = settings["periods"]
    if not _is_whole(periods, 1) or periods > _MOST_PERIODS:
        raise ValueError(
            f"periods must be a whole number up to {_MOST_PERIODS}, got {quoted(periods)}"
        )
    for name in ("capacity", "target"):
        if name in settings and not is_number(settings[name], 0):
            raise ValueError(f"{name} must be a number, 0 or more, got {quoted(settings[name])}")
    known = {str(bar["id"]) for bar in question.entries}
    for bar in question.entries:
        _check_bar(bar, known, periods)
    durations = {str(bar["id"]): float(bar["duration"]) for bar in question.entries}
    network_finish(durations, {str(bar["id"]): bar.get("after", ()) for bar in question.entries})


def _check_bar(bar: Mapping[str, Any], known: set[str], periods: int) -> None:
    name, after = bar["id"], bar.get("after", [])
    if not _is_whole(bar["duration"], 1) or bar["duration"] > periods:
        raise ValueError(
            f"{name!r}: duration must be a whole number from 1 to {periods}, "
            f"got {quoted(bar['duration'])}"
        )
    last = periods - bar["duration"]
    if not _is_whole(bar.get("start", 0), 0) or bar.get("start", 0) > last:
        raise ValueError(f"{name!r}: start must be a whole number from 0 to {last}")
    if not is_number(bar.get("needs", 0), 0):
        raise ValueError(f"{name!r}: needs must be 0 or more, got {quoted(bar['needs'])}")
    if not isinstance(after, list) or not set(map(str, after)) <= known:
        raise ValueError(f"{name!r}: after must be a list of bars, got {quoted(after)}")


def _check_key(question: Question) -> None:
    best, floor = question.settings["best"], question.settings["floor"]
    if not is_number(best, 0) or not is_number(floor) or floor <= best:
        raise ValueError(f"floor must lie above best, got {quoted(floor)} and {quoted(best)}")
    if problem := _form(question, given_solution(question)):
        raise ValueError(f"solution: {problem}")
    check_solution(_mark(question, given_solution(question), 1))


def _form(question: Question, answer: Any) -> str:
    if problem := rows_problem(question, answer, "4"):
        return problem
    periods = question.settings["periods"]
    if missing := [bar["id"] for bar in question.entries if bar["id"] not in answer]:
        return f"must name each bar; {listed(missing)} is missing"
    for bar in question.entries:
        given, last = answer[bar["id"]], periods - bar["duration"]
        start = read_number(given)
        if start is None or start != int(start) or not 0 <= start <= last:
            return f"{bar['id']}: must be a whole number from 0 to {last}, got {quoted(given)}"
    return ""


def broken_rules(question: Question, starts: Mapping[str, float]) -> list[str]:
    """Links that are broken and periods that need more people than there are, a sentence each."""
    bars = {str(bar["id"]): bar for bar in question.entries}
    found = [
        f"{bar['text']} begins before {bars[other]['text']} has ended"
        for bar in question.entries
        for other in bar.get("after", [])
        if starts[bar["id"]] < starts[other] + bars[other]["duration"]
    ]
    capacity = question.settings.get("capacity")
    for period in range(question.settings["periods"] if capacity is not None else 0):
        load = sum(
            bar.get("needs", 0)
            for bar in question.entries
            if starts[bar["id"]] <= period < starts[bar["id"]] + bar["duration"]
        )
        if load > (capacity or 0):
            unit = question.settings.get("unit", "period")
            found.append(f"{unit} {period + 1} needs {load}, and there are {capacity}")
    return found


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    """All points at the best finish, none from the floor on, none when a rule is broken."""
    if problem := _form(question, answer):
        return Mark(0, out_of, sentence(problem))
    starts = {str(bar["id"]): read_number(answer[bar["id"]]) or 0.0 for bar in question.entries}
    if broken := broken_rules(question, starts):
        count = "1 rule is" if len(broken) == 1 else f"{len(broken)} rules are"
        return Mark(0, out_of, f"{count} broken: {broken[0]}.")
    finish = max(starts[bar["id"]] + bar["duration"] for bar in question.entries)
    best, floor = question.settings["best"], question.settings["floor"]
    unit = question.settings.get("unit", "period")
    said = f"The plan keeps all rules and ends after {unit} {finish:g}; {best:g} is possible."
    return Mark(part((floor - finish) / (floor - best), out_of), out_of, said)


def _guess(question: Question, random: Random) -> dict[str, int]:
    periods = question.settings["periods"]
    return {
        str(bar["id"]): random.randint(0, periods - bar["duration"]) for bar in question.entries
    }


SCHEDULE = Kind(
    entries="bars",
    entry={"duration": True, "after": False, "needs": False, "start": False},
    settings={"periods": True, "unit": False, "capacity": False, "target": False},
    key={"best": True, "floor": True, "solution": True},
    check=_check,
    check_key=_check_key,
    form=_form,
    mark=_mark,
    solution=given_solution,
    guess=_guess,
)
