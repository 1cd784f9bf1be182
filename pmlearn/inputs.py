"""Input from outside: of the right kind and within its limits, or refused in one sentence.

Whatever is wrong raises ValueError: "<object and field> must be <rule>, got <value>". NaN, True
and "5" are no numbers, alone, in a list or in a table; infinity is one only where it makes sense.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from math import inf, isinf, isnan
from numbers import Real
from typing import TYPE_CHECKING, Any, TypedDict, TypeGuard, TypeVar, Unpack

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

T = TypeVar("T")


class Limits(TypedDict, total=False):
    """The limits of `number`, by name."""

    least: float
    most: float
    above: float
    below: float
    finite: bool


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is one real number: numpy's scalars are, True and "5" are not."""
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_)


def number(
    what: str,
    value: Any,
    least: float = -inf,
    most: float = inf,
    *,
    above: float = -inf,
    below: float = inf,
    finite: bool = True,
) -> float:
    """The value as a number: `least` or more, at most `most`, more than `above`, less than `below`.

    The error begins with `what`, which names object and field.

    Raises:
        ValueError: the value is anything else.
    """
    if not is_number(value):
        raise ValueError(f"{what} must be a number, got {value!r}")
    try:
        checked = float(value)
    except OverflowError:  # a whole number beyond floating point
        checked = inf
    if isnan(checked) or (finite and isinf(checked)):
        raise ValueError(f"{what} must be {'finite' if finite else 'a number'}, got {checked}")
    within = (above == -inf or checked > above) and (below == inf or checked < below)
    if not (within and least <= checked <= most):
        rule = _limits(least, most, above, below)
        raise ValueError(f"{what} must be {rule}, got {checked:.12g}")
    return checked


def percent(what: str, value: Any) -> float:
    """The value as a percentage, more than 0 and less than 100."""
    return number(what, value, above=0, below=100)


def whole(what: str, value: Any, least: int = 0, most: float = inf) -> int:
    """The value as a whole number within its limits.

    Raises:
        ValueError: it is anything else.
    """
    checked = number(what, value, least, most)
    if checked != int(checked):
        raise ValueError(f"{what} must be a whole number, got {checked:.12g}")
    return int(checked)


def array(what: str, values: Any, **limits: Unpack[Limits]) -> Numbers:
    """A number, a list or a table as an array of numbers within limits, of the same shape.

    Raises:
        ValueError: a number is none, or breaks a limit; the error says where it stands.
    """
    typed = isinstance(values, np.ndarray | pd.Series | pd.DataFrame)
    # as objects, so that numpy does not make a 1 of True or a text of every number beside one
    cells = np.asarray(values, dtype=None if typed else object)
    if cells.dtype.kind not in "iuf" or not _all_within(cells.astype(float), **limits):
        for place, value in np.ndenumerate(cells):
            number(_place(what, place, values), value, **limits)
    return cells.astype(float)


def series(what: str, values: Any, **limits: Unpack[Limits]) -> Numbers:
    """A list of one or more numbers as an array, each within the limits.

    Raises:
        ValueError: it is no list, is empty, or a number breaks a limit.
    """
    cells = np.asarray(values, dtype=object)
    if cells.ndim != 1 or cells.size == 0:
        raise ValueError(f"{what} must be a list of one or more numbers, got {values!r}")
    return array(what, values, **limits)


def table(what: str, value: object, *columns: Hashable) -> pd.DataFrame:
    """The value as a DataFrame with one or more rows and the named columns.

    Raises:
        ValueError: it is none, it is empty, or a column is missing or stands twice.
    """
    if not isinstance(value, pd.DataFrame):
        raise ValueError(f"{what} must be a DataFrame, got {type(value).__name__}")  # noqa: TRY004 - one kind of error
    if len(value) == 0:
        raise ValueError(f"{what} must have at least one row, got none")
    there: list[Hashable] = list(value.columns)
    for column in columns:
        if column not in there:
            raise ValueError(f"{what} must have a column {column!r}, got {there}")
        if there.count(column) > 1:
            raise ValueError(f"{what} must have each column once, got {column!r} twice")
    return value


def listed(what: str, values: object) -> list[Any]:
    """A list, a tuple, an array ... as a list; a text is not a list of its letters.

    Raises:
        ValueError: it is nothing of the kind.
    """
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise ValueError(f"{what} must be a list, got {values!r}")  # noqa: TRY004 - one kind of error
    return list(values)


def items(
    what: str, values: object, kind: type[T] | tuple[type[T], ...], least: int = 1
) -> list[T]:
    """A list of `least` or more things of one kind, or of several.

    Raises:
        ValueError: it is no list, it has too few, or one of them is of another kind.
    """
    things = listed(what, values)
    kinds = kind if isinstance(kind, tuple) else (kind,)
    names = " or ".join(one.__name__ for one in kinds)
    if len(things) < least:
        raise ValueError(f"{what} must have at least one {names}, got none")
    for place, value in enumerate(things if not set(map(type, things)) <= set(kinds) else ()):
        if not isinstance(value, kind):
            article = "an" if names[0] in "AEIOU" else "a"
            raise ValueError(f"{what}: item {place} must be {article} {names}, got {value!r}")  # noqa: TRY004 - one kind of error
    return things


def labels(what: str, values: object) -> list[Any]:
    """A list of names.

    Raises:
        ValueError: it is no list, or one of them can't be a name.
    """
    names = listed(what, values)
    for value in names:
        if not isinstance(value, Hashable):
            raise ValueError(f"{what} must be a list of labels, got {value!r} in it")  # noqa: TRY004 - one kind of error
    return names


def unique(what: str, names: Iterable[Any]) -> list[Any]:
    """The names as a list, in which each stands once.

    Raises:
        ValueError: a name stands twice.
    """
    every = list(names)
    if len(dict.fromkeys(every)) < len(every):
        twice = next(name for i, name in enumerate(every) if name in every[:i])
        raise ValueError(f"{what} must have each name once, got {twice!r} twice")
    return every


def by_name(what: str, values: object) -> dict[Any, Any]:
    """A dictionary, or a Series by its index, as a dictionary.

    Raises:
        ValueError: it is neither, or a name stands twice.
    """
    if not isinstance(values, Mapping | pd.Series):
        raise ValueError(f"{what} must be given by name, as a dict, got {values!r}")  # noqa: TRY004 - one kind of error
    if isinstance(values, pd.Series):
        unique(what, values.index)
    return dict(values.items())


def one_of(what: str, value: object, choices: Iterable[str]) -> str:
    """The value as one of the known words.

    Raises:
        ValueError: it is none of them.
    """
    known = list(choices)
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{what} must be one of {', '.join(map(repr, known))}, got {value!r}")
    return value


def _place(what: str, place: tuple[int, ...], values: object) -> str:
    """Object and field, with where in a list or table the number stands."""
    if isinstance(values, pd.DataFrame):
        row, column = values.index[place[0]], values.columns[place[1]]
        return f"{what}: row {row!r}, column {column!r}"
    return f"{what}[{', '.join(map(str, place))}]" if place else what


def _all_within(
    numbers: Numbers,
    least: float = -inf,
    most: float = inf,
    above: float = -inf,
    below: float = inf,
    *,
    finite: bool = True,
) -> bool:
    """What `number` checks, for many numbers at once."""
    fine = np.isfinite(numbers) if finite else ~np.isnan(numbers)
    fine &= (numbers >= least) & (numbers <= most)
    fine &= (numbers > above) | (above == -inf)
    return bool((fine & ((numbers < below) | (below == inf))).all())


def _limits(least: float, most: float, above: float, below: float) -> str:
    """The limits in words."""
    if least > -inf and most < inf:
        return f"between {least:.12g} and {most:.12g}"
    lower = f"{least:.12g} or more" if least > -inf else f"more than {above:.12g}"
    upper = f"at most {most:.12g}" if most < inf else f"less than {below:.12g}"
    has_lower, has_upper = max(least, above) > -inf, min(most, below) < inf
    return " and ".join([lower] * has_lower + [upper] * has_upper)
