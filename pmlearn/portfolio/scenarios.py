"""How a chosen set does when the estimates move: its regret in each scenario."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from pmlearn.portfolio.problem import read_problem
from pmlearn.portfolio.solver import solve
from pmlearn.project.inputs import by_name, is_number, labels, table

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from pmlearn.portfolio.selection import Rules


def regret(
    sets: Mapping[str, Sequence[Hashable]],
    candidates: pd.DataFrame,
    capacity: Mapping[str, float],
    scenarios: pd.DataFrame,
    **rules: Unpack[Rules],
) -> pd.DataFrame:
    """What each set loses, scenario by scenario, against the set that is best there.

    Args:
        sets: The sets to compare, by a name; each a list of candidates.
        candidates: As for `select`; a value column is not needed.
        capacity: As for `select`.
        scenarios: Value of each candidate (column) in each scenario (row).
        **rules: As for `select`.

    Returns:
        One row per scenario: best (value of the best set there), then one column of regrets per
        set. The greatest number of a column is that set's maximum regret.

    Raises:
        ValueError: a set breaks a capacity or rule or names an unknown candidate, a scenario has
            no finite value for a candidate, or `select` would refuse the problem.

    Source:
        Savage (1951), The theory of statistical decision (minimax regret).
    """
    table("candidates", candidates)
    if table("scenarios", scenarios).empty:
        raise ValueError("scenarios: must have at least one row, got none")
    missing = candidates.index.difference(scenarios.columns, sort=False)
    if len(missing):
        raise ValueError(f"scenarios: must have a column for each candidate, not {missing[0]!r}")
    columns = scenarios[list(candidates.index)]
    values = columns.map(lambda x: x if is_number(x) else np.nan).to_numpy(dtype=float)
    if len(wrong := np.argwhere(~np.isfinite(values))):
        row, column = wrong[0]
        raise ValueError(
            f"scenario {scenarios.index[row]!r}: value of {candidates.index[column]!r} must be a "
            f"finite number, got {columns.iloc[row, column]}"
        )
    problem = read_problem(candidates.assign(value=0.0), capacity, **rules)
    number = {label: place for place, label in enumerate(problem.labels)}
    numbers: dict[str, set[int]] = {}
    named = by_name("sets", sets)
    if not named:
        raise ValueError("sets: must be one or more, got none")
    for name, given in named.items():
        chosen = labels(f"set {name!r}", given)
        for label in chosen:
            if label not in number:
                raise ValueError(f"set {name!r}: candidate must be in the table, got {label!r}")
        numbers[name] = {number[label] for label in chosen}
        if not problem.fits(numbers[name]):
            raise ValueError(f"set {name!r}: must keep to every capacity and rule, but does not")
    rows = []
    for worth in values:
        there = replace(problem, worth=worth)
        best = there.value(solve(there, ties=False).chosen)
        rows.append([best, *(best - there.value(chosen) for chosen in numbers.values())])
    return pd.DataFrame(rows, index=scenarios.index, columns=["best", *numbers])
