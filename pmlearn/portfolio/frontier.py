"""Value against risk: the sets of candidates that no other set beats in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from pmlearn.inputs import array, number, table
from pmlearn.limits import MAX_CANDIDATES
from pmlearn.portfolio.problem import ROUNDING, Problem, read_problem

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import NDArray

    from pmlearn.portfolio.selection import Rules

_AT_ONCE = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """Every affordable set, and which of them are efficient.

    Attributes:
        portfolios: One row per set: chosen (list of labels), value, risk, efficient. A set is
            efficient when no other is worth at least as much at no more risk, and better in one.
    """

    portfolios: pd.DataFrame

    @property
    def efficient(self) -> pd.DataFrame:
        """The efficient sets from low to high risk: chosen, value, risk."""
        efficient = self.portfolios[self.portfolios["efficient"]].sort_values(["risk", "value"])
        return efficient.drop(columns="efficient").reset_index(drop=True)

    def best_within(self, risk: float) -> list[Hashable]:
        """The most valuable set that risks no more than this.

        Raises:
            ValueError: every set risks more.
        """
        number("frontier: risk", risk, finite=False)
        possible = self.efficient[self.efficient["risk"] <= risk * (1 + ROUNDING)]
        if possible.empty:
            raise ValueError(
                f"frontier: risk must be {self.efficient['risk'].min():.12g} or more, got "
                f"{risk:.12g}"
            )
        chosen: list[Hashable] = possible["chosen"].iloc[-1]
        return chosen


def frontier(
    candidates: pd.DataFrame,
    capacity: Mapping[str, float],
    value: str = "value",
    *,
    covariance: pd.DataFrame,
    **rules: Unpack[Rules],
) -> Frontier:
    """Weigh the value of every affordable set against the standard deviation of that value.

    Exact, for up to 20 candidates.

    Args:
        candidates: As for `select`.
        capacity: As for `select`.
        value: As for `select`.
        covariance: Covariance of the candidates' values, square, labels of the candidates.
        **rules: As for `select`.

    Raises:
        ValueError: there are more than 20 candidates, labels or numbers of the covariance do not
            fit, or `select` would refuse the problem.

    Source:
        Markowitz (1952), Portfolio selection.
    """
    if (size := len(table("candidates", candidates))) > MAX_CANDIDATES:
        raise ValueError(f"frontier must have at most {MAX_CANDIDATES} candidates, got {size}")
    spread = _covariance(covariance, candidates.index)
    problem = read_problem(candidates, capacity, value=value, **rules)
    sets = _affordable(problem)
    return Frontier(_table(problem, sets, sets @ problem.worth, _sd(sets, spread)))


def dominated(
    portfolios: pd.DataFrame, value: str = "value", risk: str = "risk"
) -> pd.Series[bool]:
    """Which portfolios another one beats: worth at least as much at no more risk, better in one.

    Args:
        portfolios: One row per portfolio.
        value: Column where more is better.
        risk: Column where less is better.

    Returns:
        True or false per row.

    Raises:
        ValueError: a column is missing or a number in it is not finite.
    """
    numbers = array("portfolios", table("portfolios", portfolios, value, risk)[[value, risk]])
    return pd.Series(~_efficient(numbers[:, 0], numbers[:, 1]), index=portfolios.index)


def _covariance(covariance: pd.DataFrame, labels: pd.Index) -> NDArray[np.float64]:
    """The covariance with rows and columns in the order of the labels."""
    known = table("covariance", covariance, *labels)
    strangers = labels.symmetric_difference(known.index, sort=False)
    if len(strangers):
        raise ValueError(
            f"covariance must have one row for each candidate, got {strangers[0]!r} on one side "
            "only"
        )
    numbers = array("covariance", known.loc[list(labels), list(labels)])
    if not np.allclose(numbers, numbers.T):
        raise ValueError(f"covariance must be symmetric, got {numbers.tolist()}")
    least = float(np.linalg.eigvalsh(numbers).min())
    if least < -1e-8 * max(1.0, float(np.abs(numbers).max())):
        raise ValueError(
            f"covariance must give no set a negative variance, got an eigenvalue of {least:.6g}"
        )
    return numbers


def _affordable(problem: Problem) -> NDArray[np.float64]:
    """All sets that keep to every capacity and rule, shape (sets, n), of 0 and 1."""
    size = len(problem.labels)
    affordable = []
    for start in range(0, 1 << size, _AT_ONCE):
        codes = np.arange(start, min(start + _AT_ONCE, 1 << size))
        sets = (codes[:, None] >> np.arange(size) & 1).astype(float)
        fits = np.all(sets @ problem.demand.T <= problem.capacity * (1 + ROUNDING), axis=1)
        for first, second in problem.requires:
            fits &= sets[:, first] <= sets[:, second]
        for first, second in problem.excludes:
            fits &= sets[:, first] + sets[:, second] <= 1
        for candidate in problem.mandatory:
            fits &= sets[:, candidate] == 1
        affordable.append(sets[fits])
    return np.concatenate(affordable)


def _sd(sets: NDArray[np.float64], covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    variance: NDArray[np.float64] = ((sets @ covariance) * sets).sum(axis=1)
    return np.asarray(np.sqrt(variance.clip(min=0)), dtype=float)


def _efficient(values: NDArray[np.float64], risks: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Go from low to high risk and keep what is worth more than all before."""
    efficient = np.zeros(len(values), dtype=bool)
    best = (-np.inf, -np.inf)
    for place in np.lexsort((-values, risks)):
        if values[place] > best[0]:
            best = (values[place], risks[place])
        efficient[place] = (values[place], risks[place]) == best
    return efficient


def _table(
    problem: Problem,
    sets: NDArray[np.float64],
    values: NDArray[np.float64],
    risks: NDArray[np.float64],
) -> pd.DataFrame:
    # Rounding must not make one of two equal sets look better.
    values, risks = (np.round(numbers, 9) for numbers in (values, risks))
    chosen = [
        [label for label, taken in zip(problem.labels, row, strict=True) if taken] for row in sets
    ]
    portfolios = pd.DataFrame({"value": values, "risk": risks})
    portfolios["efficient"] = _efficient(values, risks)
    portfolios.insert(0, "chosen", pd.Series(chosen, dtype=object))
    return portfolios
