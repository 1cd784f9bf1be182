"""What the trials of a simulation say, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import number, percent
from pmlearn.project.schedule.network import rounding

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Outcomes of independent trials.

    Attributes:
        values: Outcome of each trial, shape (trials,).
    """

    values: NDArray[np.float64]

    @property
    def trials(self) -> int:
        """Number of trials."""
        return len(self.values)

    @property
    def mean(self) -> float:
        """Mean value."""
        return float(self.values.mean())

    @property
    def sd(self) -> float:
        """Standard deviation of the values; 0 for a single trial."""
        return float(self.values.std(ddof=1)) if self.trials > 1 else 0.0

    @property
    def mean_error(self) -> float:
        """Standard error of the mean: how far chance in the trials may have moved it."""
        return self.sd / sqrt(self.trials)

    def percentile(self, p: float) -> float:
        """Value that p percent of the trials do not exceed, 0 < p < 100.

        Raises:
            ValueError: p is not between 0 and 100.
        """
        return float(np.percentile(self.values, percent("simulation: percentile", p)))

    def percentile_interval(self, p: float, confidence: float = 95) -> tuple[float, float]:
        """Values between which the percentile of endlessly many trials lies.

        Args:
            p: The percentile, 0 < p < 100.
            confidence: How often, in percent, such an interval holds the percentile.

        Raises:
            ValueError: p or the confidence is not between 0 and 100.

        Source: order statistics (Conover, 1999), with the normal approximation of the binomial.
        """
        share = percent("simulation: percentile", p) / 100
        level = percent("simulation: confidence", confidence) / 100
        error = sqrt(share * (1 - share) / self.trials) * NormalDist().inv_cdf((1 + level) / 2)
        ends = np.clip([share - error, share + error], 0, 1)
        low, high = np.quantile(self.values, ends).tolist()
        return low, high

    def probability(self, by: float) -> float:
        """Share of the trials with this value or less: that end by a date, or keep to a budget.

        Raises:
            ValueError: `by` is not a finite number.
        """
        limit = number("simulation: by", by)
        return float(np.mean(self.values <= limit + rounding(abs(limit))))

    def probability_error(self, by: float) -> float:
        """Standard error of the probability: 0 where no trial, or every trial, is in.

        Raises:
            ValueError: `by` is not a finite number.
        """
        share = self.probability(by)
        return sqrt(share * (1 - share) / self.trials)
