"""The kind in which one sets one to four values and sees what a model says will follow.

    decisions: [{id: people, label: People at the desk, unit: people, from: 8, to: 20, start: 9}]
    model:     pmlearn.service.desk:hour     a function of the package: (case, decisions) -> names
    shows:     [{id: wait, label: Mean wait, unit: seconds}, {id: cost, value: "= 30 * people"}]
    chart:     wait                          what is drawn over the first decision
    accept:    [{when: "= wait <= 20 and cost <= budget", share: 1, feedback: ...}, ...]
    solution:  {people: 14}

In graded use it shows these consequences, and never whether they are good enough.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import import_module
from itertools import product
from numbers import Real
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.cases.fill import filled
from pmlearn.exercises.cases.formula import formula, is_formula
from pmlearn.exercises.kinds.kind import (
    Kind,
    check_solution,
    is_number,
    listed,
    quoted,
    sentence,
    tables,
)
from pmlearn.exercises.kinds.planning import given_solution
from pmlearn.exercises.marking.mark import Mark, read_number
from pmlearn.limits import MAX_COMBINATIONS, MAX_DECISIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from pmlearn.exercises.question import Question

    Model = Callable[[Mapping[str, Any], Mapping[str, float]], Mapping[str, Any]]

_PACKAGE = "pmlearn."


def _decisions(question: Question) -> dict[str, dict[str, Any]]:
    return {str(one["id"]): one for one in question.settings["decisions"]}


def _count(decision: Mapping[str, Any]) -> int:
    """How many values a decision may take."""
    low, high, step = (float(decision.get(name, 1)) for name in ("from", "to", "step"))
    return math.floor((high - low) / step + 1e-9) + 1


def _values(decision: Mapping[str, Any]) -> list[float]:
    """Every value that a decision may take."""
    low, step = decision["from"], decision.get("step", 1)
    return [round(low + n * step, 10) for n in range(_count(decision))]


def _start(question: Question) -> dict[str, float]:
    return {name: one["start"] for name, one in _decisions(question).items()}


@cache
def _model(where: str) -> Model:
    """A function of the package: nothing else is run, whatever a file names.

    Raises:
        ValueError: there is none of this name.
    """
    module, _, name = str(where).partition(":")
    try:
        found = getattr(import_module(module), name) if module.startswith(_PACKAGE) else None
    except (ImportError, AttributeError):
        found = None
    if not callable(found):
        raise ValueError(f"model must be pmlearn.module:function, not {where!r}")  # noqa: TRY004
    function: Model = found
    return function


def outcomes(question: Question, decided: Mapping[str, float]) -> dict[str, Any]:
    """What follows from decisions: the case, the decisions, and everything computed from them.

    Raises:
        ValueError: a formula or the model cannot be computed.
    """
    values: dict[str, Any] = {**question.case, **decided}
    if where := question.settings.get("model"):
        values |= _model(where)(question.case, decided)
    for one in question.settings["shows"]:
        name = one["id"]
        if "value" in one:
            values[name] = formula(str(one["value"])).value(values)
        elif name not in values:
            raise ValueError(f"shows: {name!r} needs a value, or a model that gives it")
        value = values[name]
        if not isinstance(value, Real | str) or value != value:  # noqa: PLR0124  NaN alone
            raise ValueError(f"shows: {name!r} comes to {quoted(value)} at {dict(decided)}")
    return values


def _check(question: Question) -> None:
    given = tables(
        question.settings["decisions"], "decisions", "id", "label", "from", "to", "start"
    )
    if len(given) > MAX_DECISIONS:
        raise ValueError(f"needs 1 to {MAX_DECISIONS} decisions, got {len(given)}")
    for one in given:
        _check_decision(str(one["id"]), one)
    count = math.prod(map(_count, given))
    if count > MAX_COMBINATIONS:
        raise ValueError(f"{count:,} combinations of decisions; at most {MAX_COMBINATIONS:,}")
    shows = [one["id"] for one in tables(question.settings["shows"], "shows", "id", "label")]
    taken = {*_decisions(question), *question.case}
    if same := sorted(taken & set(shows) | set(question.case) & set(_decisions(question))):
        raise ValueError(f"{same[0]!r} names two things: a decision, something shown or the case")
    charted = question.settings.get("chart", shows[0])
    if charted not in shows:
        raise ValueError(f"chart must be one of {listed(shows)}, got {quoted(charted)}")
    if isinstance(outcomes(question, _start(question))[charted], str):
        raise ValueError(f"chart: {charted!r} must be a number")  # noqa: TRY004  of the file


def _check_decision(name: str, one: Mapping[str, Any]) -> None:
    for field in ("from", "to", "start", "step"):
        if not is_number(one.get(field, 1)):
            raise ValueError(f"decisions, {name!r}: {field} must be a number, got {one[field]!r}")
    step = one.get("step", 1)
    if step <= 0 or one["from"] >= one["to"]:
        raise ValueError(f"decisions, {name!r}: from must lie below to, and step above 0")
    if (one["to"] - one["from"]) / step > MAX_COMBINATIONS:
        raise ValueError(f"decisions, {name!r}: more than {MAX_COMBINATIONS:,} values")
    if one["start"] not in _values(one):
        raise ValueError(
            f"decisions, {name!r}: start must be one of from, from + step, ... to, "
            f"got {one['start']}"
        )


def _check_key(question: Question) -> None:
    values = outcomes(question, _start(question))
    for one in tables(question.settings["accept"], "accept", "when", "share", "feedback"):
        if not is_formula(one["when"]) or not is_number(one["share"], 0) or one["share"] > 1:
            raise ValueError(
                f"accept: when must be a formula and share 0 to 1, got {quoted(one, 120)}"
            )
        formula(one["when"]).value(values)
        filled(str(one["feedback"]), values)
    filled(str(question.settings["feedback"]["wrong"]), values)
    if problem := _form(question, given_solution(question)):
        raise ValueError(f"solution: {problem}")
    check_solution(_mark(question, given_solution(question), 1))
    if _mark(question, _start(question), 1).points >= 1:
        raise ValueError("the decisions must not start where they are right already")


def _form(question: Question, answer: Any) -> str:
    decisions = _decisions(question)
    if not isinstance(answer, dict) or set(answer) != set(decisions):
        example = ", ".join(f'"{name}": {one["start"]}' for name, one in decisions.items())
        return f"must be a table such as {{{example}}}, got {quoted(answer)}"
    for name, value in answer.items():
        number, one = read_number(value), decisions[name]
        if number is None or round(number, 10) not in _values(one):
            limits = f"{one['from']} to {one['to']} in steps of {one.get('step', 1)}"
            return f"{name}: must be {limits}, got {quoted(value)}"
    return ""


def _verdict(question: Question, values: Mapping[str, Any]) -> tuple[float, str]:
    """Share and feedback of what follows: of the first condition that it meets."""
    for one in question.settings["accept"]:
        if formula(one["when"]).value(values):
            return float(one["share"]), str(filled(one["feedback"], values))
    return 0.0, str(filled(question.settings["feedback"]["wrong"], values))


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    if problem := _form(question, answer):
        return Mark(0, out_of, sentence(problem))
    decided = {name: round(read_number(v) or 0.0, 10) for name, v in answer.items()}
    share, said = _verdict(question, outcomes(question, decided))
    return Mark(out_of * share, out_of, said)


def _guess(question: Question, random: Random) -> dict[str, float]:
    return {name: random.choice(_values(one)) for name, one in _decisions(question).items()}


def _front(question: Question) -> dict[str, Any]:
    """The question's fields with what follows from each combination, the last decision fastest.

    Something without end, such as a queue that only grows, is None.
    """
    decisions = _decisions(question)
    shows = [one["id"] for one in question.settings["shows"]]
    rows = []
    for chosen in product(*map(_values, decisions.values())):
        values = outcomes(question, dict(zip(decisions, chosen, strict=True)))
        shown = [None if values[name] in {math.inf, -math.inf} else values[name] for name in shows]
        verdict = _verdict(question, values) if "accept" in question.settings else ()
        rows.append([*shown, *verdict])
    fields = {n: v for n, v in question.settings.items() if n not in {"accept", "model"}}
    if "accept" in question.settings:
        values = outcomes(question, given_solution(question))
        fields["feedback"] = filled(question.settings["feedback"], values)
    fields["shows"] = [
        {n: filled(one[n], question.case) for n in ("id", "label", "unit") if n in one}
        for one in question.settings["shows"]
    ]
    return {**fields, "chart": fields.get("chart", shows[0]), "outcomes": rows}


DECIDE = Kind(
    entries="",
    settings={"decisions": True, "shows": True, "model": False, "chart": False},
    key={"accept": True, "solution": True},
    own_formulas=frozenset({"shows", "accept", "feedback"}),
    check=_check,
    check_key=_check_key,
    form=_form,
    mark=_mark,
    solution=given_solution,
    guess=_guess,
    front=_front,
)
