"""Numbers that come from outside: finite and within their limits, or refused by name."""

from __future__ import annotations

from math import inf, isfinite
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def number(what: str, value: Any, least: float = -inf, most: float = inf) -> float:
    """A finite number between `least` and `most`.

    Raises:
        ValueError: `value` is anything else; the message begins with `what`.
    """
    # numpy's own scalars count as real numbers, its 0-dimensional arrays do not
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_):
        # the package promises one kind of error for whatever cannot be a quantity
        raise ValueError(f"{what} must be a number, got {value!r}")  # noqa: TRY004 - see above
    try:
        found = float(value)
    except OverflowError:
        found = inf
    if not isfinite(found):
        raise ValueError(f"{what} must be finite, got {found}")
    if least <= found <= most:
        return found
    if most == inf:
        raise ValueError(f"{what} must be {least:g} or more, got {found:g}")
    raise ValueError(f"{what} must be between {least:g} and {most:g}, got {found:g}")


def percent(what: str, value: Any) -> float:
    """A percentage strictly between 0 and 100.

    Raises:
        ValueError: it is 0, 100 or beyond.
    """
    found = number(what, value)
    if not 0 < found < 100:  # noqa: PLR2004 - a percentage
        raise ValueError(f"{what} must be more than 0 and less than 100, got {found:g}")
    return found


def whole(what: str, value: Any, least: int = 0) -> int:
    """A whole number of `least` or more.

    Raises:
        ValueError: `value` is anything else.
    """
    found = number(what, value, least=least)
    if found != int(found):
        raise ValueError(f"{what} must be a whole number, got {found:g}")
    return int(found)


def series(what: str, values: ArrayLike, least: float = -inf) -> NDArray[np.float64]:
    """A list of one or more finite numbers, each `least` or more; a lone number is a list of one.

    Raises:
        ValueError: it is empty, not one-dimensional, or a number breaks the rule.
    """
    try:
        numbers = np.atleast_1d(np.asarray(values, dtype=float))
    except (TypeError, ValueError):
        raise ValueError(f"{what} must be a list of numbers, got {values!r}") from None
    if numbers.ndim != 1 or numbers.size == 0:
        raise ValueError(f"{what} must be a list of one or more numbers, got {values!r}")
    for place, value in enumerate(numbers.tolist()):
        number(f"{what}[{place}]", value, least=least)
    return numbers
