"""What a set of components may be worth: its distribution, drawn from estimates of the parts."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import by_name, labels, number, whole
from pmlearn.project.distributions import ThreePoint, random_stream
from pmlearn.project.risk.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

# First numbers of the random streams: one kind of question each.
_VALUE, _SUCCESS, _RANK = range(3)


def simulate_value(
    values: Mapping[Hashable, float | ThreePoint] | pd.Series[float],
    chosen: Iterable[Hashable] | None = None,
    *,
    success: Mapping[Hashable, float] | pd.Series[float] | None = None,
    correlation: float = 0.0,
    trials: int = 10_000,
    seed: int = 1,
) -> Sample:
    """Total value of a set of components in many futures.

    Each component has random numbers of its own, so that two sets are compared in the same
    futures when the seed is the same.

    Args:
        values: What each component is worth if it succeeds, by name: a number or a `ThreePoint`.
        chosen: Names of the set; all components if not given.
        success: Probability that a component succeeds, by name; one that fails is worth 0. Those
            not named succeed.
        correlation: How far the values of all components move together, from 0 to below 1: the
            correlation of the normal ranks that order each one's values.
        trials: How often to draw, 1 or more.
        seed: The same seed gives the same result, 0 or more.

    Returns:
        A sample: `mean`, `sd`, `percentile(p)`, `percentile_interval(p)` for the sampling error.

    Raises:
        ValueError: there is no component, a name is unknown, or a number is outside its limits.

    Source:
        Hertz (1964), Risk analysis in capital investment; correlation by reordering ranks: Iman
        and Conover (1982).
    """
    worth = by_name("portfolio: values", values)
    trials, seed = whole("portfolio: trials", trials, least=1), whole("portfolio: seed", seed)
    together = number("portfolio: correlation", correlation, least=0, below=1)
    chances = _chances(worth, success)
    names = list(worth) if chosen is None else _known(worth, labels("portfolio: chosen", chosen))
    if not names:
        raise ValueError("portfolio must have at least one component, got none")
    shared = random_stream(seed, _RANK, 0).standard_normal(trials) * sqrt(together)
    total = np.zeros(trials)
    for place, name in enumerate(worth):
        if name not in names:
            continue
        drawn = _drawn(name, worth[name], seed, place, trials)
        if together:
            own = random_stream(seed, _RANK, 1 + place).standard_normal(trials)
            ranks = np.argsort(np.argsort(shared + own * sqrt(1 - together)))
            drawn = np.sort(drawn)[ranks]
        happens = random_stream(seed, _SUCCESS, place).random(trials) < chances.get(name, 1.0)
        total += np.where(happens, drawn, 0.0)
    return Sample(total)


def _drawn(
    name: Hashable, value: float | ThreePoint, seed: int, place: int, trials: int
) -> NDArray[np.float64]:
    if isinstance(value, ThreePoint):
        return value.draw(random_stream(seed, _VALUE, place), trials)
    return np.full(trials, number(f"component {name!r}: value", value))


def _chances(
    worth: Mapping[Hashable, object],
    success: Mapping[Hashable, float] | pd.Series[float] | None,
) -> dict[Hashable, float]:
    chances = by_name("portfolio: success", {} if success is None else success)
    _known(worth, list(chances))
    return {
        name: number(f"component {name!r}: probability of success", chance, least=0, most=1)
        for name, chance in chances.items()
    }


def _known(worth: Mapping[Hashable, object], names: list[Hashable]) -> list[Hashable]:
    for name in names:
        if name not in worth:
            raise ValueError(f"portfolio: component must be among the values, got {name!r}")
    return names
