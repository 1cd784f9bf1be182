"""How much may go wrong? Error budgets, and how fast they burn."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from pmlearn.inputs import number

# A calendar as service reports use it: a month has 30 days, a quarter 90, a year 365.
MINUTES = {
    "hour": 60.0,
    "day": 1440.0,
    "week": 7 * 1440.0,
    "month": 30 * 1440.0,
    "quarter": 90 * 1440.0,
    "year": 365 * 1440.0,
}


@dataclass(frozen=True, slots=True)
class ErrorBudget:
    """What a service level objective leaves for failure.

    Attributes:
        slo: Objective, from 0 to below 1: 0.999 is "three nines".
        period: What it is counted over, above 0: minutes, or requests.

    Raises:
        ValueError: a number is outside its limits; an objective of 1 would leave no budget.

    Source:
        Beyer, Jones, Petoff and Murphy (2016), Site Reliability Engineering.
    """

    slo: float
    period: float

    def __post_init__(self) -> None:
        number("service level objective", self.slo, least=0, below=1)
        number("error budget: period", self.period, above=0)

    @property
    def allowed(self) -> float:
        """The budget: bad minutes, or bad requests, of the period."""
        return (1 - self.slo) * self.period

    def remaining(self, bad: float) -> float:
        """What is left after so many bad minutes or requests; below 0 when overspent."""
        number("error budget: bad", bad, least=0)
        return self.allowed - bad

    def spent(self, bad: float) -> float:
        """The share of the budget that is used up; above 1 when overspent."""
        number("error budget: bad", bad, least=0)
        return bad / self.allowed

    def burn_rate(self, bad: float, elapsed: float) -> float:
        """How many times faster than allowed the budget burnt so far.

        Args:
            bad: Bad minutes or requests so far, 0 to `elapsed`.
            elapsed: All minutes or requests so far, above 0.

        Raises:
            ValueError: a number is outside its limits.
        """
        return burn_rate(self.slo, bad, elapsed)

    def lasts(self, bad: float, elapsed: float) -> float:
        """When, counted from now, the budget is gone if it goes on like this; 0 if it is gone.

        Returns:
            Minutes or requests, infinite if nothing went wrong so far; may lie beyond the end of
            the period.

        Raises:
            ValueError: a number is outside its limits.
        """
        rate = self.burn_rate(bad, elapsed) * (1 - self.slo)
        return inf if rate == 0 else max(0.0, self.remaining(bad) / rate)


def error_budget(slo: float, period: float | str) -> ErrorBudget:
    """The error budget of a service level objective.

    Args:
        slo: Objective, from 0 to below 1.
        period: A number in any unit (of time or of requests), or one of hour, day, week, month
            (30 days), quarter (90) and year (365), which count in minutes.

    Raises:
        ValueError: a number is outside its limits, or the period is unknown.

    Source:
        Beyer, Jones, Petoff and Murphy (2016), Site Reliability Engineering.
    """
    return ErrorBudget(slo, _length(period))


def downtime(availability: float, period: float | str) -> float:
    """Time per period in which something does not work.

    Args:
        availability: Share of time in which it works, from 0 to 1.
        period: As for `error_budget`.

    Returns:
        In the unit of the period, minutes for a named one.

    Raises:
        ValueError: the availability is not from 0 to 1, or the period is unknown.
    """
    number("downtime: availability", availability, least=0, most=1)
    return (1 - availability) * _length(period)


def burn_rate(slo: float, bad: float, total: float) -> float:
    """Share of bad minutes or requests divided by the share the objective allows.

    A rate of 1 uses up the budget exactly at the end of the period.

    Raises:
        ValueError: the objective is not from 0 to below 1, the total is not above 0, or more
            than the total was bad.
    """
    number("service level objective", slo, least=0, below=1)
    number("burn rate: total", total, above=0)
    number("burn rate: bad", bad, least=0, most=total)
    return bad / total / (1 - slo)


def _length(period: float | str) -> float:
    if not isinstance(period, str):
        return number("period", period, above=0)
    if period not in MINUTES:
        words = ", ".join(map(repr, MINUTES))
        raise ValueError(f"period must be a number or one of {words}, got {period!r}")
    return MINUTES[period]
