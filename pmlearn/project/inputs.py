"""Tables, lists and words that come from outside: of the right kind, or refused by name.

Whatever cannot be used raises ValueError: the package promises one kind of error for bad input.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from math import inf
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is one real number: numpy's scalars are, True and "5" are not."""
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_)


def is_missing(value: object) -> bool:
    """Whether it is None, or what pandas puts into an empty cell."""
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124 - NaN


def table(what: str, value: object) -> pd.DataFrame:
    """A DataFrame.

    Raises:
        ValueError: `value` is none; the message begins with `what`, as everywhere here.
    """
    if not isinstance(value, pd.DataFrame):
        raise ValueError(f"{what}: must be a DataFrame, got {type(value).__name__}")  # noqa: TRY004 - one kind of error
    return value


def listed(what: str, values: object) -> list[Any]:
    """Several things in a list, a tuple, an array ...; a text is not a list of its letters.

    Raises:
        ValueError: `values` is nothing of the kind.
    """
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise ValueError(f"{what}: must be a list, got {values!r}")  # noqa: TRY004 - one kind of error
    return list(values)


def items(what: str, values: object, kind: type[T]) -> list[T]:
    """Several things of one kind.

    Raises:
        ValueError: `values` is no list, or one of them is of another kind.
    """
    found = listed(what, values)
    for place, value in enumerate(found):
        if not isinstance(value, kind):
            article = "an" if kind.__name__[0] in "AEIOU" else "a"
            raise ValueError(  # noqa: TRY004 - one kind of error
                f"{what}: item {place} must be {article} {kind.__name__}, got {value!r}"
            )
    return found


def labels(what: str, values: object) -> list[Any]:
    """Several names.

    Raises:
        ValueError: `values` is no list, or one of them can't be a name.
    """
    found = listed(what, values)
    for value in found:
        if not isinstance(value, Hashable):
            raise ValueError(f"{what}: must be a list of labels, got {value!r} in it")  # noqa: TRY004 - one kind of error
    return found


def by_name(what: str, values: object) -> dict[Any, Any]:
    """Something for each name: a dictionary, or a Series by its index.

    Raises:
        ValueError: `values` is neither, or a name stands twice.
    """
    if not isinstance(values, Mapping | pd.Series):
        raise ValueError(f"{what}: must be given by name, as a dict, got {values!r}")  # noqa: TRY004 - one kind of error
    if isinstance(values, pd.Series) and values.index.has_duplicates:
        twice = values.index[values.index.duplicated()][0]
        raise ValueError(f"{what}: each name must stand once, got {twice!r} twice")
    return dict(values.items())


def word(what: str, value: object, known: Iterable[str]) -> None:
    """Refuse whatever is not one of the known words.

    Raises:
        ValueError: `value` is none of them.
    """
    words = list(known)
    if not isinstance(value, str) or value not in words:
        raise ValueError(f"{what} must be one of {words}, got {value!r}")


def numeric(values: object) -> NDArray[np.float64] | None:
    """An array of floating-point numbers, of any shape; None where something else is in it."""
    try:
        given = np.asarray(values)
    except ValueError:  # lists of different lengths
        return None
    if given.dtype.kind == "O" and all(map(is_number, given.ravel())):
        return np.array([_float(value) for value in given.ravel()]).reshape(given.shape)
    return given.astype(float) if given.dtype.kind in "iuf" or given.size == 0 else None


def _float(value: float) -> float:
    """A whole number too large for floating point counts as infinite, which every check refuses."""
    try:
        return float(value)
    except OverflowError:
        return inf
