"""Choose candidates from the top of a ranking: quick, common, and not the best set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pmlearn.portfolio.problem import Problem


def by_value(problem: Problem) -> NDArray[np.float64]:
    """Score of each candidate: its value."""
    return problem.worth


def by_ratio(problem: Problem) -> NDArray[np.float64]:
    """Score of each candidate: value per share of all capacities that it uses.

    Source:
        Dobson (1982), Worst-case analysis of greedy heuristics; for one resource this is Dantzig's
        (1957) value per unit.
    """
    load = shares(problem).sum(axis=0)
    # What uses nothing comes first if it is worth something, and last if it costs something.
    free = np.where(problem.worth > 0, np.inf, np.where(problem.worth < 0, -np.inf, 0.0))
    return np.where(load > 0, problem.worth / np.where(load > 0, load, 1.0), free)


def shares(problem: Problem) -> NDArray[np.float64]:
    """What share of each capacity a candidate uses, shape (m, n); infinite where there is none."""
    limits = problem.capacity[:, None]
    nothing = np.where(problem.demand > 0, np.inf, 0.0)
    return np.where(limits > 0, problem.demand / np.where(limits > 0, limits, 1.0), nothing)


def take_in_order(problem: Problem, scores: NDArray[np.float64]) -> set[int]:
    """Go down the ranking and take what is worth something and still fits.

    Mandatory candidates come first; a candidate brings along what it requires, or is left out when
    they do not all fit. Ties are taken in the order of the table.
    """
    chosen = problem.with_required(problem.mandatory)
    for candidate in np.argsort(-scores, kind="stable"):
        package = problem.with_required({int(candidate)}) - chosen
        if problem.value(package) > 0 and problem.fits(chosen | package):
            chosen |= package
    return chosen
