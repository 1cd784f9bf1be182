"""Choose the right work: the most valuable set of candidates under several scarce resources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np
import pandas as pd

from pmlearn.inputs import number
from pmlearn.portfolio.problem import Problem, read_problem
from pmlearn.portfolio.ranking import by_ratio, by_value, take_in_order
from pmlearn.portfolio.solver import solve

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from numpy.typing import NDArray

    Pairs = Iterable[tuple[Hashable, Hashable]]


class Rules(TypedDict, total=False):
    """Rules between candidates; see `select`."""

    requires: Pairs
    excludes: Pairs
    mandatory: Iterable[Hashable]


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """A set of candidates and what is known about it.

    Attributes:
        chosen: Index labels of the chosen candidates, in the order of the table.
        value: Their total value.
        used: What they use, by resource.
        capacity: What there is, by resource.
        bound: No set is worth more than this; infinite when nothing is known.
        proven_optimal: Whether it is proven that no set is worth more.
    """

    chosen: list[Hashable]
    value: float
    used: dict[str, float]
    capacity: dict[str, float]
    bound: float
    proven_optimal: bool

    @property
    def slack(self) -> dict[str, float]:
        """What is left over, by resource."""
        return {name: limit - self.used[name] for name, limit in self.capacity.items()}

    @property
    def gap(self) -> float:
        """How much more the best set could be worth at most, as a share of this value."""
        if self.proven_optimal or self.bound == self.value:
            return 0.0
        return (self.bound - self.value) / abs(self.value) if self.value else float("inf")

    @property
    def table(self) -> pd.DataFrame:
        """One row per resource: capacity, used, slack, share (used of capacity)."""
        table = pd.DataFrame({"capacity": self.capacity, "used": self.used, "slack": self.slack})
        return table.assign(share=table["used"] / table["capacity"].replace(0, np.nan))


def select(
    candidates: pd.DataFrame,
    capacity: Mapping[str, float],
    value: str = "value",
    *,
    requires: Pairs = (),
    excludes: Pairs = (),
    mandatory: Iterable[Hashable] = (),
    time_limit: float | None = None,
) -> Selection:
    """Choose the candidates that are worth most together (0/1, several resources).

    Sets of the same value are told apart: the one that uses the smallest shares of capacity, then
    the one with fewer candidates, then the one with earlier rows.

    Args:
        candidates: One row per candidate, its label in the index; one column per resource with
            what it uses, and one with its value (negative where it costs more than it brings).
        capacity: What there is of each resource, in the units of its column.
        value: Name of the value column.
        requires: Pairs (a, b): a may be chosen only together with b.
        excludes: Pairs (a, b): not both may be chosen.
        mandatory: Labels that must be chosen.
        time_limit: Seconds after which the best set so far is returned with its gap; without it
            the search ends with the proof.

    Raises:
        ValueError: a number is missing, infinite or negative where it must not be, a column or
            label is unknown or stands twice, rules contradict each other, or the mandatory
            candidates do not fit.

    Source:
        Petersen (1967), Computational experience with variants of the Balas algorithm applied to
        the selection of R&D projects; solved by HiGHS (Huangfu and Hall, 2018).
    """
    problem = read_problem(
        candidates,
        capacity,
        value=value,
        requires=requires,
        excludes=excludes,
        mandatory=mandatory,
    )
    if time_limit is not None:
        time_limit = number("select: time_limit", time_limit, least=0)
    solution = solve(problem, time_limit)
    return _selection(problem, solution.chosen, solution.bound, proven=solution.proven)


def rank_by_value(
    candidates: pd.DataFrame,
    capacity: Mapping[str, float],
    value: str = "value",
    **rules: Unpack[Rules],
) -> Selection:
    """Go down the list from the most valuable candidate and take what still fits.

    Arguments, rules and errors are those of `select`; nothing is known about how good the set is.
    """
    problem = read_problem(candidates, capacity, value=value, **rules)
    return _ranked(problem, by_value(problem))


def rank_by_ratio(
    candidates: pd.DataFrame,
    capacity: Mapping[str, float],
    value: str = "value",
    **rules: Unpack[Rules],
) -> Selection:
    """Go down the list from the most value per share of all capacities and take what still fits.

    Arguments, rules and errors are those of `select`; nothing is known about how good the set is.

    Source:
        Dobson (1982), Worst-case analysis of greedy heuristics for integer programming with
        nonnegative data.
    """
    problem = read_problem(candidates, capacity, value=value, **rules)
    return _ranked(problem, by_ratio(problem))


def compare(
    candidates: pd.DataFrame,
    capacity: Mapping[str, float],
    value: str = "value",
    **rules: Unpack[Rules],
) -> pd.DataFrame:
    """What ranking loses against the best set.

    Arguments, rules and errors are those of `select`.

    Returns:
        One row per method ("best set", "rank by value", "rank by ratio"): value, loss (against
        the best set), loss_share (of the best set's value), chosen (list of labels).
    """
    problem = read_problem(candidates, capacity, value=value, **rules)
    solution = solve(problem)
    methods = {
        "best set": _selection(problem, solution.chosen, solution.bound, proven=solution.proven),
        "rank by value": _ranked(problem, by_value(problem)),
        "rank by ratio": _ranked(problem, by_ratio(problem)),
    }
    best = methods["best set"].value
    table = pd.DataFrame({"value": {name: selection.value for name, selection in methods.items()}})
    table["loss"] = best - table["value"]
    table["loss_share"] = table["loss"] / best if best else 0.0
    table["chosen"] = pd.Series({name: selection.chosen for name, selection in methods.items()})
    return table


def constraint_prices(
    candidates: pd.DataFrame,
    capacity: Mapping[str, float],
    value: str = "value",
    more: float = 1,
    **rules: Unpack[Rules],
) -> pd.DataFrame:
    """What each constraint costs: how much more the best set is worth without it.

    A capacity is widened by `more` units, every rule is dropped once, and the problem is solved
    again. Whole candidates make such prices jump: one more unit may bring nothing and three bring
    a lot.

    Args:
        candidates: As for `select`.
        capacity: As for `select`.
        value: As for `select`.
        more: By how many units each capacity is widened.
        **rules: As for `select`.

    Returns:
        One row per constraint: kind ("capacity", "requires", "excludes", "mandatory"), constraint
        (name, pair of labels or label), value (of the best set without it), gain.

    Raises:
        ValueError: `more` is not above 0, or the problem is refused by `select`.
    """
    number("constraint prices: more", more, above=0)
    problem = read_problem(candidates, capacity, value=value, **rules)
    best = problem.value(solve(problem, ties=False).chosen)
    rows = [
        (kind, name, problem.value(solve(relaxed, ties=False).chosen))
        for kind, name, relaxed in _relaxed(problem, more)
    ]
    table = pd.DataFrame(rows, columns=["kind", "constraint", "value"])
    return table.assign(gain=table["value"] - best)


def _relaxed(problem: Problem, more: float) -> Iterable[tuple[str, Hashable, Problem]]:
    for place, resource in enumerate(problem.resources):
        wider: NDArray[np.float64] = problem.capacity.copy()
        wider[place] += more
        yield "capacity", resource, replace(problem, capacity=wider)
    for kind, pairs in (("requires", problem.requires), ("excludes", problem.excludes)):
        for first, second in pairs:
            names = (problem.labels[first], problem.labels[second])
            yield kind, names, problem.without(kind, (first, second))
    for candidate in sorted(problem.mandatory):
        yield "mandatory", problem.labels[candidate], problem.without("mandatory", candidate)


def _ranked(problem: Problem, scores: NDArray[np.float64]) -> Selection:
    return _selection(problem, take_in_order(problem, scores), float("inf"), proven=False)


def _selection(problem: Problem, chosen: set[int], bound: float, *, proven: bool) -> Selection:
    numbers = sorted(chosen)
    names = problem.resources
    return Selection(
        chosen=[problem.labels[place] for place in numbers],
        value=problem.value(numbers),
        used=dict(zip(names, problem.used(numbers), strict=True)),
        capacity=dict(zip(names, map(float, problem.capacity), strict=True)),
        bound=bound,
        proven_optimal=proven,
    )
