"""Scores for a backlog: RICE, and cost of delay divided by duration."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, Unpack, cast

from pmlearn.inputs import Limits, array

if TYPE_CHECKING:
    import pandas as pd

# A single number, or a column of a backlog.
Number = TypeVar("Number", float, "pd.Series[float]")

# The steps between which RICE asks to choose, so that nobody argues about 1.7 or 1.8.
IMPACT = {"massive": 3.0, "high": 2.0, "medium": 1.0, "low": 0.5, "minimal": 0.25}
CONFIDENCE = {"high": 1.0, "medium": 0.8, "low": 0.5}


def rice(reach: Number, impact: Number, confidence: Number, effort: Number) -> Number:
    """Reach times impact times confidence, divided by effort.

    Args:
        reach: How many people it touches per period, 0 or more.
        impact: How much it changes for each of them, 0 or more; see `IMPACT` for the usual steps.
        confidence: How sure the estimates are, from 0 to 1; see `CONFIDENCE`.
        effort: Person-months, above 0.

    Returns:
        A number for numbers, a column for columns, an array for lists.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        McBride (2016), RICE: simple prioritization for product managers (Intercom).
    """
    reach = _checked("rice: reach", reach, least=0)
    impact = _checked("rice: impact", impact, least=0)
    confidence = _checked("rice: confidence (80 % is 0.8)", confidence, least=0, most=1)
    effort = _checked("rice: effort", effort, above=0)
    return reach * impact * confidence / effort


def wsjf(cost_of_delay: Number, duration: Number) -> Number:
    """Weighted shortest job first: cost of delay divided by duration, highest first.

    Args:
        cost_of_delay: Money lost per period of delay, or points that stand for it, 0 or more.
        duration: Time, or the job size that stands for it, above 0.

    Returns:
        A number for numbers, a column for columns, an array for lists.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        Reinertsen (2009), The Principles of Product Development Flow.
    """
    cost_of_delay = _checked("wsjf: cost of delay", cost_of_delay, least=0)
    duration = _checked("wsjf: duration", duration, above=0)
    return cost_of_delay / duration


def _checked(what: str, value: Number, **limits: Unpack[Limits]) -> Number:
    """The number or column as it came, a list as an array, if each number is within the limits."""
    numbers = array(what, value, **limits)
    return cast("Number", numbers) if isinstance(value, list | tuple) else value
