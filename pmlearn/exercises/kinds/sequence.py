"""The kind in which one puts work in order and sees what its delays cost.

items: [{id: a, text: Harbor map, duration: 2, cost_of_delay: 10, ready: 0}, ...]
unit:  week          what a duration counts
money: thousand      what the cost is counted in
"""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from pmlearn.exercises.cases.fill import shown
from pmlearn.exercises.kinds.kind import (
    Kind,
    entry_ids,
    is_number,
    order_problem,
    quoted,
    sentence,
)
from pmlearn.exercises.marking.mark import Mark, part
from pmlearn.limits import MAX_CASE, MAX_JOBS

if TYPE_CHECKING:
    from pmlearn.exercises.question import Question

_CHANCES = 300
_ROUNDING = 1e-9


class _Work(NamedTuple):
    name: str
    duration: float
    cost_of_delay: float
    ready: float


class _Bounds(NamedTuple):
    """The best order, what it costs, and what an order by chance costs on average."""

    order: list[str]
    best: float
    chance: float


def _work(question: Question) -> dict[str, _Work]:
    return {
        str(one["id"]): _Work(
            str(one["id"]), one["duration"], one["cost_of_delay"], one.get("ready", 0)
        )
        for one in question.entries
    }


def _cost(order: list[_Work]) -> float:
    time = total = 0.0
    for one in order:
        time = max(time, one.ready) + one.duration
        total += time * one.cost_of_delay
    return total


def _bounds(question: Question) -> _Bounds:
    return _bounds_of(tuple(_work(question).values()), question.id)


@lru_cache(maxsize=200)
def _bounds_of(work: tuple[_Work, ...], seed: str) -> _Bounds:
    from pmlearn.product.priority import Job, best_sequence  # for keys only: it needs pandas

    by_name, random = {one.name: one for one in work}, Random(seed)  # noqa: S311  no secret
    order = list(best_sequence([Job(*one) for one in work]))
    costs = [_cost(random.sample(work, len(work))) for _ in range(_CHANCES)]
    return _Bounds(order, _cost([by_name[name] for name in order]), sum(costs) / len(costs))


def _check(question: Question) -> None:
    if len(question.entries) > MAX_JOBS:
        raise ValueError(f"{len(question.entries)} items; at most {MAX_JOBS}")
    for one in question.entries:
        for name in ("duration", "cost_of_delay", "ready"):
            value = one.get(name, 0)
            if not is_number(value, 0) or value > MAX_CASE:
                raise ValueError(f"{one['id']!r}: {name} must be 0 or more, got {quoted(value)}")
        if not one["duration"]:
            raise ValueError(f"{one['id']!r}: duration must be above 0")


def _check_key(question: Question) -> None:
    if _cost(list(_work(question).values())) <= _bounds(question).best * (1 + _ROUNDING):
        raise ValueError("the items must not stand in the best order already")


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    """All points for the least cost, none from halfway to what chance costs."""
    if problem := order_problem(question, answer):
        return Mark(0, out_of, sentence(problem))
    work, (_, best, chance) = _work(question), _bounds(question)
    cost = _cost([work[name] for name in answer])
    over = 0.0 if cost <= best * (1 + _ROUNDING) else cost - best
    money = f" {question.settings['money']}" if "money" in question.settings else ""
    said = f"Your order costs {shown(cost)}{money}; {shown(best)} is possible."
    return Mark(part(1 - 2 * over / (chance - best), out_of) if over else out_of, out_of, said)


def _front(question: Question) -> dict[str, Any]:
    """The question's fields; with its key, the best order and what it costs."""
    fields = dict(question.settings)
    if "feedback" in fields:
        order, best, _ = _bounds(question)
        fields |= {"solution": list(order), "best": best}
    return fields


SEQUENCE = Kind(
    entry={"duration": True, "cost_of_delay": True, "ready": False},
    settings={"unit": False, "money": False},
    check=_check,
    check_key=_check_key,
    form=order_problem,
    mark=_mark,
    solution=lambda question: list(_bounds(question).order),
    guess=lambda question, random: random.sample(entry_ids(question), len(question.entries)),
    front=_front,
)
