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
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.cases.fill import filled
from pmlearn.exercises.cases.formula import formula, is_formula
from pmlearn.exercises.kinds.kind import Kind, listed
from pmlearn.exercises.kinds.planning import given_solution
from pmlearn.exercises.marking.mark import Mark, read_number
from pmlearn.limits import MAX_COMBINATIONS, MAX_DECISIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from pmlearn.exercises.question import Question

_PACKAGE = "pmlearn."
_DECISION = {"id", "label", "from", "to", "start"}


def _decisions(question: Question) -> dict[str, dict[str, Any]]:
    return {str(one["id"]): one for one in question.settings["decisions"]}


def _values(decision: Mapping[str, Any]) -> list[float]:
    """Every value that a decision may take."""
    low, high, step = decision["from"], decision["to"], decision.get("step", 1)
    count = math.floor((high - low) / step + 1e-9) + 1
    return [round(low + n * step, 10) for n in range(count)]


@cache
def _model(where: str) -> Callable[[Mapping[str, Any], Mapping[str, float]], Mapping[str, Any]]:
    """A function of the package: nothing else is run, whatever a file names.

    Raises:
        ValueError: there is none of this name.
    """
    module, _, name = where.partition(":")
    try:
        found = getattr(import_module(module), name) if module.startswith(_PACKAGE) else None
    except (ImportError, AttributeError):
        found = None
    if not callable(found):
        raise ValueError(f"model must be pmlearn.module:function, not {where!r}")  # noqa: TRY004
    function: Callable[[Mapping[str, Any], Mapping[str, float]], Mapping[str, Any]] = found
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
        if "value" in one:
            values[one["id"]] = formula(one["value"]).value(values)
        elif one["id"] not in values:
            raise ValueError(f"shows: {one['id']!r} needs a value, or a model that gives it")
    return values


def _check(question: Question) -> None:
    decisions = _decisions(question)
    if not 1 <= len(decisions) <= MAX_DECISIONS:
        raise ValueError(f"needs 1 to {MAX_DECISIONS} decisions, got {len(decisions)}")
    for name, one in decisions.items():
        if missing := sorted(_DECISION - one.keys()):
            raise ValueError(f"decisions, {name!r}: needs {listed(missing)}")
        step = one.get("step", 1)
        if not step > 0 or not one["from"] < one["to"] or one["start"] not in _values(one):
            raise ValueError(f"decisions, {name!r}: start must be one of from, from + step, ... to")
    count = math.prod(len(_values(one)) for one in decisions.values())
    if count > MAX_COMBINATIONS:
        raise ValueError(f"{count:,} combinations of decisions; at most {MAX_COMBINATIONS:,}")
    shows = [one["id"] for one in question.settings["shows"]]
    if question.settings.get("chart", shows[0]) not in shows:
        raise ValueError(f"chart must be one of {listed(shows)}")
    outcomes(question, {name: one["start"] for name, one in decisions.items()})


def _check_key(question: Question) -> None:
    for one in question.settings["accept"]:
        if not {"when", "share", "feedback"} <= set(one) or not is_formula(one["when"]):
            raise ValueError("accept: each needs when (a formula), share and feedback")
    if problem := _form(question, given_solution(question)):
        raise ValueError(f"solution: {problem}")
    if (mark := _mark(question, given_solution(question), 1)).points < 1:
        raise ValueError(f"its own solution is not right: {mark.feedback}")


def _form(question: Question, answer: Any) -> str:
    decisions = _decisions(question)
    if not isinstance(answer, dict) or set(answer) != set(decisions):
        return f"must give a number for each of {listed(decisions)}, got {str(answer)[:60]}"
    for name, value in answer.items():
        number, one = read_number(value), decisions[name]
        if number is None or round(number, 10) not in _values(one):
            step = one.get("step", 1)
            return f"{name}: must be {one['from']} to {one['to']} in steps of {step}, got {value!r}"
    return ""


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    if problem := _form(question, answer):
        return Mark(0, out_of, problem[:1].upper() + problem[1:] + ".")
    values = outcomes(question, {name: read_number(v) or 0.0 for name, v in answer.items()})
    for one in question.settings["accept"]:
        if formula(one["when"]).value(values):
            said = str(filled(one["feedback"], values))
            return Mark(out_of * float(one["share"]), out_of, said)
    return Mark(0, out_of, str(filled(question.settings["feedback"]["wrong"], values)))


def _guess(question: Question, random: Random) -> dict[str, float]:
    return {name: random.choice(_values(one)) for name, one in _decisions(question).items()}


def _front(question: Question) -> dict[str, Any]:
    """The question's fields with what follows from each combination of decisions."""
    decisions = _decisions(question)
    shows = [one["id"] for one in question.settings["shows"]]
    table = {}
    for chosen in product(*map(_values, decisions.values())):
        values = outcomes(question, dict(zip(decisions, chosen, strict=True)))
        verdict = _verdict(question, values) if "accept" in question.settings else []
        table[",".join(f"{value:g}" for value in chosen)] = [*(values[n] for n in shows), *verdict]
    fields = {n: v for n, v in question.settings.items() if n not in {"accept", "model"}}
    return {**fields, "chart": fields.get("chart", shows[0]), "outcomes": table}


def _verdict(question: Question, values: Mapping[str, Any]) -> list[Any]:
    """Share and feedback of one combination, for practice."""
    for one in question.settings["accept"]:
        if formula(one["when"]).value(values):
            return [one["share"], filled(one["feedback"], values)]
    return [0, filled(question.settings["feedback"]["wrong"], values)]


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
