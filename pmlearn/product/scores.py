"""Scores for a backlog: RICE, and cost of delay divided by duration."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pmlearn.product.checks import require

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
        A number for numbers, a column for columns.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        McBride (2016), RICE: simple prioritization for product managers (Intercom).
    """
    require("rice: reach", "0 or more", reach, reach >= 0)
    require("rice: impact", "0 or more", impact, impact >= 0)
    sure = (confidence >= 0) & (confidence <= 1)
    require("rice: confidence", "from 0 to 1 (80 % is 0.8)", confidence, sure)
    require("rice: effort", "above 0", effort, effort > 0)
    return reach * impact * confidence / effort


def wsjf(cost_of_delay: Number, duration: Number) -> Number:
    """Weighted shortest job first: cost of delay divided by duration, highest first.

    Args:
        cost_of_delay: Money lost per period of delay, or points that stand for it, 0 or more.
        duration: Time, or the job size that stands for it, above 0.

    Returns:
        A number for numbers, a column for columns.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        Reinertsen (2009), The Principles of Product Development Flow.
    """
    require("wsjf: cost of delay", "0 or more", cost_of_delay, cost_of_delay >= 0)
    require("wsjf: duration", "above 0", duration, duration > 0)
    return cost_of_delay / duration


def cost_of_delay_points(
    business_value: Number, time_criticality: Number, risk_reduction: Number
) -> Number:
    """Relative points that stand for cost of delay where nobody knows the money: their sum.

    Raises:
        ValueError: a number is below 0.

    Source:
        Leffingwell (2011), Agile Software Requirements (the Scaled Agile Framework's WSJF).
    """
    require("points: business value", "0 or more", business_value, business_value >= 0)
    require("points: time criticality", "0 or more", time_criticality, time_criticality >= 0)
    require("points: risk reduction", "0 or more", risk_reduction, risk_reduction >= 0)
    return business_value + time_criticality + risk_reduction
