"""Earned value: what was planned, what was done and what it cost, in one currency."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import fsum, inf, isfinite
from typing import TYPE_CHECKING, Literal, get_args

from pmlearn.inputs import items, number, one_of
from pmlearn.project.earned_schedule import EarnedSchedule, earned_schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EarnedSchedule", "EarnedValue", "Method", "earned_schedule", "total"]

Method = Literal["cpi", "remaining-as-planned", "cpi-spi", "new-estimate"]

# Sums of budgets carry rounding errors: a hair above the budget is the budget.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """Where a project stands on one date, and what that says about its end.

    A quantity which is not defined yet (an index before any cost, a forecast before any
    work) raises ValueError with the reason; no result is ever NaN or infinite.

    Attributes:
        planned_value: Budget of the work that should be done by now, 0 to budget_at_completion.
        earned_value: Budget of the work that is done, 0 to budget_at_completion.
        actual_cost: What the work done has cost, 0 or more.
        budget_at_completion: Budget of all the work, above 0.

    Raises:
        ValueError: a value is not a number within its limits.

    Source:
        PMI (2019), The Standard for Earned Value Management.
    """

    planned_value: float
    earned_value: float
    actual_cost: float
    budget_at_completion: float

    def __post_init__(self) -> None:
        budget = number("earned value: budget_at_completion", self.budget_at_completion, above=0)
        most = {"planned_value": budget, "earned_value": budget}
        for name in (field.name for field in fields(self)):
            limit = most.get(name, inf)
            value = number(f"earned value: {name}", getattr(self, name), least=0)
            if limit < value <= limit * (1 + ROUNDING):
                value = limit
            object.__setattr__(self, name, number(f"earned value: {name}", value, 0, limit))

    @property
    def cost_variance(self) -> float:
        """Earned value less actual cost: negative when the work cost more than its budget."""
        return self.earned_value - self.actual_cost

    @property
    def schedule_variance(self) -> float:
        """Earned value less planned value, in money: negative when less is done than planned."""
        return self.earned_value - self.planned_value

    @property
    def cpi(self) -> float:
        """Cost performance index: work done per unit of money spent.

        Raises:
            ValueError: nothing has been spent.
        """
        why = "nothing has been spent (actual cost is 0), so there is no cost to compare with"
        return _ratio("cpi", self.earned_value, self.actual_cost, why)

    @property
    def spi(self) -> float:
        """Schedule performance index: work done per unit of work planned.

        Raises:
            ValueError: nothing was planned to be done by now.
        """
        why = "nothing was planned so far (planned value is 0), so there is no plan to compare with"
        return _ratio("spi", self.earned_value, self.planned_value, why)

    @property
    def work_remaining(self) -> float:
        """Budget of the work that is not done yet."""
        return self.budget_at_completion - self.earned_value

    def eac(self, method: Method = "cpi", *, etc: float | None = None) -> float:
        """Estimate at completion: what the project will have cost in the end.

        Args:
            method: What the remaining work is expected to cost:
                "cpi": more or less than its budget, as the work so far: BAC / CPI.
                "remaining-as-planned": its budget: AC + (BAC - EV).
                "cpi-spi": as so far, and catching up costs extra: AC + (BAC - EV) / (CPI x SPI).
                "new-estimate": what a new estimate of the remaining work says: AC + ETC.
            etc: The new estimate of the remaining work, 0 or more; for "new-estimate" only.

        Raises:
            ValueError: the method is unknown, `etc` and `method` do not fit, or the method
                needs an index that is not defined or is 0 so far.
        """
        one_of("earned value: eac method", method, get_args(Method))
        if (etc is not None) != (method == "new-estimate"):
            raise ValueError(
                "earned value: eac needs etc with method 'new-estimate' and with no other, "
                f"got method {method!r} and etc {etc!r}"
            )
        if etc is not None:
            return self.actual_cost + number("earned value: etc", etc, least=0)
        if method == "remaining-as-planned":
            return self.actual_cost + self.work_remaining
        nothing = f"nothing has been earned (earned value is {self.earned_value:.12g}), so the "
        why = nothing + "performance so far says nothing about the remaining work"
        if method == "cpi":
            return _ratio("eac by 'cpi'", self.budget_at_completion, self.cpi, why)
        remaining = _ratio("eac by 'cpi-spi'", self.work_remaining, self.cpi * self.spi, why)
        return self.actual_cost + remaining

    @property
    def tcpi(self) -> float:
        """To-complete performance index: the CPI that the rest must reach to keep the budget.

        Raises:
            ValueError: the budget is spent, so that no performance can keep it.
        """
        left = self.budget_at_completion - self.actual_cost
        if left > 0:
            return _ratio("tcpi", self.work_remaining, left, f"only {left:.12g} is left to spend")
        if self.work_remaining == 0:
            raise ValueError("tcpi is not defined: all work is done and nothing is left to spend")
        raise ValueError(
            f"tcpi is not defined: {self.actual_cost:.12g} of the budget "
            f"{self.budget_at_completion:.12g} is spent and work worth {self.work_remaining:.12g} "
            "remains, so no performance can reach the budget any more; agree on a new budget"
        )


def total(parts: Iterable[EarnedValue]) -> EarnedValue:
    """Earned value of a program: the sums over its projects, all at the same date.

    The program's indices are ratios of these sums. The mean of the projects' own indices
    would let a small project outweigh a large one.

    Args:
        parts: One or more projects, in the same currency.

    Raises:
        ValueError: there are none, or one of them is not an EarnedValue.

    Source:
        PMI (2019), The Standard for Earned Value Management.
    """
    projects = items("total", parts, EarnedValue)
    return EarnedValue(
        planned_value=fsum(project.planned_value for project in projects),
        earned_value=fsum(project.earned_value for project in projects),
        actual_cost=fsum(project.actual_cost for project in projects),
        budget_at_completion=fsum(project.budget_at_completion for project in projects),
    )


def _ratio(what: str, part: float, whole: float, why: str) -> float:
    """`part` of `whole`, or the reason why there is none."""
    if whole == 0 or not isfinite(part / whole):
        raise ValueError(f"{what} is not defined yet: {why}")
    return part / whole
