"""Does the benefit come? Realized beside planned benefit, and a forecast of what is left."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.project.numbers import percent, series

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Realization:
    """Realized benefit of the first periods of a plan, and what follows from it for the rest.

    Attributes:
        planned: Planned benefit of every period, shape (n,).
        realized: Realized benefit of the first m periods, shape (m,).
        confidence: How often, in percent, the intervals hold what they are for.
        share: Share of the planned benefit that is realized, on the whole: the slope of realized
            over planned benefit.
        share_sd: Standard error of the share.
        deviation: Typical deviation of one period from planned benefit times share.
    """

    planned: NDArray[np.float64]
    realized: NDArray[np.float64]
    confidence: float
    share: float
    share_sd: float
    deviation: float

    @property
    def variance_to_date(self) -> float:
        """Realized less planned benefit so far: negative when less has come than was planned."""
        return float(self.realized.sum() - self.planned[: len(self.realized)].sum())

    @property
    def share_interval(self) -> tuple[float, float]:
        """Limits of the share."""
        reach = self._quantile * self.share_sd
        return self.share - reach, self.share + reach

    @property
    def remaining(self) -> float:
        """Forecast of the benefit of all periods left: planned benefit times share."""
        return self.share * float(self._left.sum())

    @property
    def remaining_interval(self) -> tuple[float, float]:
        """Limits between which the benefit of all periods left will lie."""
        spread = sqrt(
            (float(self._left.sum()) * self.share_sd) ** 2 + len(self._left) * self.deviation**2
        )
        reach = self._quantile * spread
        return self.remaining - reach, self.remaining + reach

    @property
    def total(self) -> float:
        """Forecast of the whole benefit: realized so far and remaining."""
        return float(self.realized.sum()) + self.remaining

    @property
    def total_interval(self) -> tuple[float, float]:
        """Limits of the whole benefit; what is realized is certain."""
        low, high = self.remaining_interval
        return float(self.realized.sum()) + low, float(self.realized.sum()) + high

    @property
    def table(self) -> pd.DataFrame:
        """One row per period, from 1: planned, realized, and for what is left forecast, low, high.

        What does not apply to a period is missing (NaN).
        """
        index = pd.RangeIndex(1, len(self.planned) + 1, name="period")
        table = pd.DataFrame({"planned": self.planned}, index=index)
        table["realized"] = pd.Series(self.realized, index=index[: len(self.realized)])
        reach = self._quantile * np.sqrt((self._left * self.share_sd) ** 2 + self.deviation**2)
        forecast = self.share * self._left
        later = pd.DataFrame(
            {"forecast": forecast, "low": forecast - reach, "high": forecast + reach},
            index=index[len(self.realized) :],
        )
        return table.join(later)

    @property
    def _left(self) -> NDArray[np.float64]:
        return self.planned[len(self.realized) :]

    @property
    def _quantile(self) -> float:
        from scipy.stats import t as student

        return float(student.ppf((1 + self.confidence / 100) / 2, len(self.realized) - 1))


def forecast_benefit(
    planned: ArrayLike, realized: ArrayLike, confidence: float = 90
) -> Realization:
    """Compare realized with planned benefit and forecast the rest.

    Assumes that the plan has the right shape and is reached, period by period, to one and the
    same share, but for deviations that are independent and of one size. A share that drifts, or
    a start that is late, shows in the table before it shows in the forecast: look at it first.

    Args:
        planned: Planned benefit per period, to the end of the plan, shape (n,); not cumulative.
        realized: Realized benefit per period so far, shape (m,), m of 2 or more and at most n.
        confidence: Of the intervals, in percent, between 0 and 100.

    Raises:
        ValueError: a series is empty or holds anything but finite numbers, fewer than 2 periods or
            more than planned are realized, or nothing was planned for the periods so far.

    Source:
        PMI (2017), The Standard for Program Management, 4th ed. (benefits realization); regression
        through the origin: Draper and Smith (1998), Applied Regression Analysis.
    """
    plan = series("benefit: planned", planned)
    done = series("benefit: realized", realized)
    level = percent("benefit: confidence", confidence)
    if not 2 <= len(done) <= len(plan):  # noqa: PLR2004 - one period shows no deviation
        raise ValueError(
            f"benefit: realized must cover 2 to {len(plan)} periods, as many as are planned, got "
            f"{len(done)}"
        )
    so_far = plan[: len(done)]
    weight = float(so_far @ so_far)
    if weight == 0:
        raise ValueError("benefit: planned must be other than 0 in a period realized so far, got 0")
    share = float(so_far @ done) / weight
    deviation = sqrt(float(np.sum((done - share * so_far) ** 2)) / (len(done) - 1))
    return Realization(plan, done, level, share, deviation / sqrt(weight), deviation)
