"""Numbers that come from outside: finite and within their limits, or refused by name."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def vector(what: str, values: ArrayLike, least: float = -inf) -> NDArray[np.float64]:
    """A list of finite numbers, each at least `least`."""
    try:
        numbers = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{what}: must be a list of numbers, got {values!r}") from None
    if numbers.ndim != 1 or numbers.size == 0:
        raise ValueError(f"{what}: must be a list of one or more numbers, got {values!r}")
    for place, number in enumerate(numbers):
        if not np.isfinite(number):
            raise ValueError(f"{what}: number {place} must be finite, got {number}")
        if number < least:
            raise ValueError(f"{what}: number {place} must be {least:g} or more, got {number:g}")
    return numbers


def require(what: str, rule: str, value: Any, holds: Any) -> None:
    """Refuse a number, or the first of many numbers, for which a rule does not hold.

    Raises:
        ValueError: the rule does not hold; NaN keeps no rule.
    """
    fine = np.asarray(holds, dtype=bool).ravel()
    if not fine.all():
        first = np.asarray(value, dtype=float).ravel()[int(np.argmin(fine))]
        raise ValueError(f"{what}: must be {rule}, got {first:g}")
