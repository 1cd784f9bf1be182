"""Numbers that come from outside: within their limits, or refused by name."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from pmlearn.project.inputs import is_number, numeric

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import ArrayLike, NDArray


def need(what: str, rule: str, value: object, holds: Callable[[float], bool]) -> None:
    """Refuse what is no number, and a number for which a rule does not hold; NaN keeps no rule.

    Raises:
        ValueError: as it says.
    """
    number = numeric(value) if is_number(value) else None
    if number is None or not holds(float(number)):
        got = repr(value) if number is None else value
        raise ValueError(f"{what}: must be {rule}, got {got}")


def need_share(what: str, value: object) -> None:
    """Refuse what is no share or probability."""
    need(what, "from 0 to 1", value, lambda x: 0 <= x <= 1)


def need_part(what: str, value: object) -> None:
    """Refuse what is no share that leaves something over."""
    need(what, "from 0 to below 1", value, lambda x: 0 <= x < 1)


def need_amount(what: str, value: object) -> None:
    """Refuse what is below 0, or infinite."""
    need(what, "0 or more and finite", value, lambda x: 0 <= x < inf)


def need_positive(what: str, value: object) -> None:
    """Refuse what is 0 or less, or infinite."""
    need(what, "above 0 and finite", value, lambda x: 0 < x < inf)


def need_count(what: str, value: object, least: int) -> None:
    """Refuse what is no whole number of at least so many."""
    rule = f"a whole number, {least} or more"
    need(what, rule, value, lambda x: x >= least and x % 1 == 0)


def need_slo(slo: object) -> None:
    """Refuse an objective that is no share, or of 1, which would leave nothing to fail."""
    need_part("service level objective", slo)


def vector(what: str, values: ArrayLike) -> NDArray[np.float64]:
    """A list of numbers, whatever their size.

    Raises:
        ValueError: it is no list, or holds something else.
    """
    numbers = numeric(values)
    if numbers is None or numbers.ndim == 0:
        raise ValueError(f"{what}: must be a list of numbers, got {values!r}")
    return numbers
