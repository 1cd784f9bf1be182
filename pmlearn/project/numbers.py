"""Numbers that come from outside: finite and within their limits, or refused by name."""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from pmlearn.project.inputs import is_number, numeric

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def number(what: str, value: Any, least: float = -inf, most: float = inf) -> float:
    """A finite number between `least` and `most`.

    Raises:
        ValueError: `value` is anything else; the message begins with `what`.
    """
    if not is_number(value):
        raise ValueError(f"{what} must be a number, got {value!r}")
    try:
        found = float(value)
    except OverflowError:
        found = inf
    if not isfinite(found):
        raise ValueError(f"{what} must be finite, got {found}")
    if least <= found <= most:
        return found
    if most == inf:
        raise ValueError(f"{what} must be {least:.12g} or more, got {found:.12g}")
    raise ValueError(f"{what} must be between {least:.12g} and {most:.12g}, got {found:.12g}")


def percent(what: str, value: Any) -> float:
    """A percentage strictly between 0 and 100.

    Raises:
        ValueError: it is 0, 100 or beyond.
    """
    found = number(what, value)
    if not 0 < found < 100:  # noqa: PLR2004 - a percentage
        raise ValueError(f"{what} must be more than 0 and less than 100, got {found:.12g}")
    return found


def whole(what: str, value: Any, least: int = 0) -> int:
    """A whole number of `least` or more.

    Raises:
        ValueError: `value` is anything else.
    """
    found = number(what, value, least=least)
    if found != int(found):
        raise ValueError(f"{what} must be a whole number, got {found:.12g}")
    return int(found)


def series(what: str, values: ArrayLike, least: float = -inf) -> NDArray[np.float64]:
    """A list of one or more finite numbers, each `least` or more; a lone number is a list of one.

    Raises:
        ValueError: it is empty, not one-dimensional, or a number breaks the rule.
    """
    given = numeric(values)
    if given is None:
        raise ValueError(f"{what} must be a list of numbers, got {values!r}")
    numbers = np.atleast_1d(given)
    if numbers.ndim != 1 or numbers.size == 0:
        raise ValueError(f"{what} must be a list of one or more numbers, got {values!r}")
    for place, value in enumerate(numbers.tolist()):
        number(f"{what}[{place}]", value, least=least)
    return numbers
