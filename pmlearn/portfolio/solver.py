"""The best set of candidates by mixed-integer programming (HiGHS), with proof or bound."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, cast

import numpy as np

from pmlearn.portfolio.ranking import by_ratio, by_value, shares, take_in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from pmlearn.portfolio.problem import Problem

# Numbers that cannot be made whole are scaled to this, large beside the solver's tolerance of 1e-6.
_SCALE = 1_000.0
_LARGEST_WHOLE = 1e7
# Steps for the search among equally good sets: counted, not timed, so that the result is the same
# on every machine.
_TIE_NODES = 2_000
_OPTIMAL = 0


class Options(TypedDict, total=False):
    """What HiGHS is told; without mip_rel_gap it would stop within 0.01 % of the best."""

    mip_rel_gap: float
    time_limit: float
    node_limit: int


class Solution(NamedTuple):
    """A set, an upper bound for the value of any set, and whether the set is proven best."""

    chosen: set[int]
    bound: float
    proven: bool


def solve(problem: Problem, time_limit: float | None = None, *, ties: bool = True) -> Solution:
    """Find the most valuable set that keeps to all capacities and rules.

    Args:
        problem: What to choose from.
        time_limit: Seconds; without it the search ends with the proof.
        ties: Whether to look for the equally valuable set that uses least.
    """
    model = _Model(problem)
    options = Options(mip_rel_gap=0.0)
    if time_limit is not None:
        options["time_limit"] = time_limit
    status, chosen, bound = model.best(-model.worth, options)
    fallback = [take_in_order(problem, score(problem)) for score in (by_value, by_ratio)]
    best = max([*fallback, *([] if chosen is None else [chosen])], key=problem.value)
    value = problem.value(best)
    proven = status == _OPTIMAL
    if proven and ties:
        best = model.lightest(best)
    return Solution(best, value if proven else max(value, bound), proven)


class _Model:
    """The problem as HiGHS sees it: scaled, with cuts against sets that only rounding lets in."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.scale = _scale(problem.worth)
        self.worth = problem.worth * self.scale
        self.load = shares(problem)
        alone_too_large = [bool(problem.overused({c})) for c in range(len(problem.labels))]
        self.upper = 1.0 - np.array(alone_too_large, dtype=float)
        self.lower = np.zeros_like(self.upper)
        self.lower[list(problem.mandatory)] = 1.0
        # Rows of (coefficients, at least, at most).
        self.rows: list[tuple[NDArray[np.float64], float, float]] = [
            (np.where(self.upper > 0, row, 0.0) * scale, -np.inf, limit * scale)
            for row, limit in zip(problem.demand, problem.capacity, strict=True)
            if np.isfinite(limit) and (scale := _scale(np.append(row, limit)))
        ]
        self.rows += [(self._row({a: 1.0, b: -1.0}), -np.inf, 0.0) for a, b in problem.requires]
        self.rows += [(self._row({a: 1.0, b: 1.0}), -np.inf, 1.0) for a, b in problem.excludes]

    def best(
        self, costs: NDArray[np.float64], options: Options
    ) -> tuple[int, set[int] | None, float]:
        """Status, cheapest set (None if none was found in time), and bound on the value."""
        while True:
            result = self._milp(costs, options)
            if result.x is None:
                return result.status, None, self._bound(result)
            chosen = {int(candidate) for candidate in np.flatnonzero(result.x > 0.5)}  # noqa: PLR2004 - rounds
            overused = self.problem.overused(chosen)
            if not overused:
                return result.status, chosen, self._bound(result)
            self._cut(chosen, overused)

    def lightest(self, chosen: set[int]) -> set[int]:
        """Among the sets of the same value the one that uses the smallest shares of capacity.

        Equal shares are decided by fewer candidates, then by earlier rows.
        """
        size = len(self.problem.labels)
        load = np.where(np.isfinite(self.load), self.load, 0.0).sum(axis=0)
        costs = load + 1e-4 * (1 + np.arange(size) / size)
        value = self.problem.value(chosen)
        # Just below the value, so that the solver does not work on its own rounding; what it finds
        # is checked below.
        self.rows.append((self.worth, value * self.scale - 1e-5, np.inf))
        options = Options(mip_rel_gap=0.0, node_limit=_TIE_NODES)
        status, lighter, _ = self.best(costs, options)
        self.rows.pop()
        if status != _OPTIMAL or lighter is None or not self.problem.fits(lighter):
            return chosen
        same = np.isclose(self.problem.value(lighter), value, rtol=1e-12, atol=0)
        return lighter if same else chosen

    def _milp(self, costs: NDArray[np.float64], options: Options) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp

        constraints = []
        if self.rows:
            coefficients, at_least, at_most = zip(*self.rows, strict=True)
            constraints = [LinearConstraint(np.array(coefficients), at_least, at_most)]
        bounds = Bounds(self.lower, self.upper)
        whole = np.ones(len(costs), dtype=int)
        with _no_chatter():
            return milp(
                costs,
                integrality=whole,
                bounds=bounds,
                constraints=constraints,
                options=cast("Any", options),
            )

    def _bound(self, result: Any) -> float:
        everything = float(self.worth.clip(min=0).sum())
        dual = result.mip_dual_bound
        bound = everything if dual is None or not np.isfinite(dual) else min(everything, -dual)
        return bound / self.scale

    def _cut(self, chosen: set[int], overused: Iterable[int]) -> None:
        """Forbid to choose all of those that together use more than there is."""
        for resource in overused:
            users = [c for c in chosen if self.problem.demand[resource, c] > 0]
            self.rows.append((self._row(dict.fromkeys(users, 1.0)), -np.inf, len(users) - 1.0))

    def _row(self, coefficients: dict[int, float]) -> NDArray[np.float64]:
        row = np.zeros(len(self.problem.labels))
        for candidate, coefficient in coefficients.items():
            row[candidate] = coefficient
        return row


@contextmanager
def _no_chatter() -> Iterator[None]:
    """Keep a stray message off the page: HiGHS 1.12 prints one past all its own settings."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output that could be spoiled
        yield
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a descriptor is needed, not a path
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def _scale(numbers: NDArray[np.float64]) -> float:
    """A factor that makes all numbers whole if a power of ten does, else of moderate size.

    With whole numbers the solver meets no rounding and can rule out all sets that are not better
    by at least one.
    """
    largest = float(np.abs(numbers).max())
    for factor in (1.0, 10.0, 100.0, 1_000.0):
        scaled = numbers * factor
        if largest * factor > _LARGEST_WHOLE:
            break
        if np.allclose(scaled, np.round(scaled), rtol=0, atol=1e-9):
            return factor
    return _SCALE / largest if largest else 1.0
