"""Marking a number, with tolerance and unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.marking.mark import Mark, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping

# What adding up decimals may lose; nobody shall lose a point by it.
_ROUNDING = 1e-9


def mark_number(
    answer: Any,
    key: float,
    *,
    tolerance: float = 0,
    relative: float = 0,
    units: Mapping[str, float] | None = None,
    out_of: float = 1,
) -> Mark:
    """A number: all points within the tolerance, none outside.

    Args:
        answer: The number; with `units` {"value": number, "unit": unit id}.
        key: The right number.
        tolerance: How far from the key still counts, in the key's unit.
        relative: The same as a share of the key; the wider of both holds.
        units: What one of each unit is in the key's unit, such as {"day": 1, "week": 5}.
        out_of: Points for the right number.

    Raises:
        ValueError: a tolerance is negative.
    """
    if tolerance < 0 or relative < 0:
        raise ValueError(
            f"mark_number: tolerance must be 0 or more, got {min(tolerance, relative)}"
        )
    value, factor = answer, 1.0
    if units is not None:
        if not isinstance(answer, dict) or not isinstance(answer.get("unit"), str):
            return Mark(0, out_of, 'The answer must be {"value": number, "unit": unit}.')
        if answer["unit"] not in units:
            return Mark(0, out_of, f"The unit must be one of {', '.join(units)}.")
        value, factor = answer.get("value"), units[answer["unit"]]
    number = read_number(value)
    if number is None:
        return Mark(0, out_of, "The answer must be a number.")
    allowed = max(tolerance, relative * abs(key)) + _ROUNDING * max(1.0, abs(key))
    if abs(number * factor - key) <= allowed:
        return Mark(out_of, out_of, "Right.")
    return Mark(0, out_of, "Not the right number.")
