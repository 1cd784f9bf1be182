"""Numbers that come from outside: finite and within their limits, or refused by name."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from pmlearn.project.inputs import numeric

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

Numbers: TypeAlias = "NDArray[np.float64]"


def vector(what: str, values: ArrayLike, least: float = -inf) -> NDArray[np.float64]:
    """A list of finite numbers, each at least `least`."""
    numbers = numeric(values)
    if numbers is None:
        raise ValueError(f"{what}: must be a list of numbers, got {values!r}")
    if numbers.ndim != 1 or numbers.size == 0:
        raise ValueError(f"{what}: must be a list of one or more numbers, got {values!r}")
    for place, number in enumerate(numbers):
        if not np.isfinite(number):
            raise ValueError(f"{what}: number {place} must be finite, got {number}")
        if number < least:
            raise ValueError(
                f"{what}: number {place} must be {least:.12g} or more, got {number:.12g}"
            )
    return numbers


def require(what: str, rule: str, value: Any, holds: Callable[[Numbers], Any]) -> Numbers:
    """Refuse a number, or the first of many numbers, for which a rule does not hold.

    Returns:
        The number or numbers, as an array of the same shape.

    Raises:
        ValueError: something is no number, or the rule does not hold; NaN keeps no rule.
    """
    numbers = numeric(value)
    if numbers is None:
        raise ValueError(f"{what}: must be {rule}, got {value!r}")
    fine = np.asarray(holds(numbers), dtype=bool).ravel()
    if not fine.all():
        raise ValueError(
            f"{what}: must be {rule}, got {numbers.ravel()[int(np.argmin(fine))]:.12g}"
        )
    return numbers


def require_one(what: str, rule: str, value: Any, holds: Callable[[Any], Any]) -> float:
    """The same for a single number.

    Raises:
        ValueError: it is several numbers or none, or the rule does not hold.
    """
    numbers = require(what, rule, value, lambda given: given.ndim or holds(given))
    if numbers.ndim:
        raise ValueError(f"{what}: must be one number, {rule}, got {value!r}")
    return float(numbers)


def require_count(what: str, value: Any, least: int = 1) -> int:
    """The same for a whole number of at least so many."""
    found = require_one(what, f"{least} or more", value, lambda x: (x >= least) & (x < inf))
    require_one(what, "a whole number", value, lambda x: x % 1 == 0)
    return int(found)
