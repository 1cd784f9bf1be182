"""The kind in which one puts work in order and sees what its delays cost.

items: [{id: a, text: Harbor map, duration: 2, cost_of_delay: 10, ready: 0}, ...]
unit:  week          what a duration counts
money: thousand      what the cost is counted in
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind, entry_ids, ids_problem, listed
from pmlearn.exercises.marking.mark import Mark, part
from pmlearn.limits import MAX_JOBS

if TYPE_CHECKING:
    from pmlearn.exercises.question import Question
    from pmlearn.product.priority import Job


def _jobs(question: Question) -> dict[str, Job]:
    from pmlearn.product.priority import Job

    return {
        str(e["id"]): Job(str(e["id"]), e["duration"], e["cost_of_delay"], e.get("ready", 0))
        for e in question.entries
    }


def _cost(question: Question, order: list[str]) -> float:
    from pmlearn.product.priority import delay_cost

    jobs = _jobs(question)
    return delay_cost([jobs[name] for name in order])


def _best(question: Question) -> list[str]:
    from pmlearn.product.priority import best_sequence

    return list(best_sequence(list(_jobs(question).values())))


def _check(question: Question) -> None:
    if len(question.entries) > MAX_JOBS:
        raise ValueError(f"{len(question.entries)} items; at most {MAX_JOBS}")
    given, best = _cost(question, entry_ids(question)), _cost(question, _best(question))
    if given <= best + 1e-9:
        raise ValueError("the items must not stand in the best order already")


def _form(question: Question, answer: Any) -> str:
    if problem := ids_problem(question, answer):
        return problem
    missing = [one for one in entry_ids(question) if one not in answer]
    return f"must name each item once; {listed(missing)} is missing" if missing else ""


def _chance(question: Question) -> float:
    """What an order by chance costs on average, as the mean of a few hundred."""
    random, names = Random(question.id), entry_ids(question)  # noqa: S311  no secret
    costs = [_cost(question, random.sample(names, len(names))) for _ in range(300)]
    return sum(costs) / len(costs)


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    """All points for the least cost, none from halfway to what chance costs."""
    if problem := _form(question, answer):
        return Mark(0, out_of, problem[:1].upper() + problem[1:] + ".")
    cost, best = _cost(question, answer), _cost(question, _best(question))
    share = 1 - (cost - best) / max((_chance(question) - best) / 2, 1e-9)
    return Mark(part(share, out_of), out_of, f"Your order costs {cost:g}; {best:g} is possible.")


def _front(question: Question) -> dict[str, Any]:
    """The question's fields; with its key, what the best order costs."""
    fields = dict(question.settings)
    if "feedback" in fields:
        fields["best"] = _cost(question, _best(question))
    return fields


SEQUENCE = Kind(
    entry={"duration": True, "cost_of_delay": True, "ready": False},
    settings={"unit": False, "money": False},
    check=_check,
    form=_form,
    mark=_mark,
    solution=_best,
    guess=lambda question, random: random.sample(entry_ids(question), len(question.entries)),
    front=_front,
)
