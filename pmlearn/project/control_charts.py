"""Control charts: tell a change in a process from the variation that it always has."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import is_number, one_of, series, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# Mean range of two values / standard deviation, rounded as in every published table.
D2 = 1.128
# Numbers this near, as a share of the largest, differ by rounding only; so do sigmas.
ROUNDING = 1e-12

# The rules of Western Electric (1956), Statistical Quality Control Handbook, each as
# (sigma, needed, among): so many of the last so many values lie, on the same side, more than
# so many sigma from the center line.
RULES = {
    "beyond-limits": (3, 1, 1),
    "two-of-three": (2, 2, 3),
    "four-of-five": (1, 4, 5),
    "eight-on-one-side": (0, 8, 8),
}


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """One statistic over time with its center line and its limits at three sigma.

    All arrays are read-only and have one entry per sample.

    Attributes:
        statistic: What is charted.
        values: The statistic of each sample.
        center: Center line.
        sigma: Standard deviation of the statistic when nothing but chance is at work.
        least: Smallest possible value of the statistic.
        most: Largest possible value of the statistic.

    Source:
        Shewhart (1931), Economic Control of Quality of Manufactured Product.
    """

    statistic: str
    values: NDArray[np.float64]
    center: NDArray[np.float64]
    sigma: NDArray[np.float64]
    least: float = -inf
    most: float = inf

    def __post_init__(self) -> None:
        for array in (self.values, self.center, self.sigma):
            array.flags.writeable = False

    @property
    def lower(self) -> NDArray[np.float64]:
        """Lower control limit: three sigma below the center, or the least possible value."""
        return np.maximum(self.center - 3 * self.sigma, self.least)

    @property
    def upper(self) -> NDArray[np.float64]:
        """Upper control limit: three sigma above the center, or the largest possible value."""
        return np.minimum(self.center + 3 * self.sigma, self.most)

    @property
    def distances(self) -> NDArray[np.float64]:
        """How many sigma each value lies above (+) or below (-) the center line."""
        gap = self.values - self.center
        gap[np.abs(gap) <= ROUNDING * np.abs(self.values).max()] = 0
        # without any variation the smallest gap is infinitely far
        far = np.where(gap == 0, 0.0, np.copysign(inf, gap))
        return np.divide(gap, self.sigma, out=far, where=self.sigma > 0)

    @property
    def signals(self) -> pd.DataFrame:
        """Every signal beyond the limits or by a run on one side; see `signals_by`."""
        return self.signals_by("beyond-limits", "eight-on-one-side")

    def signals_by(self, *rules: str) -> pd.DataFrame:
        """Every signal by `rules`, each at the sample that completes its pattern.

        Each rule more finds smaller changes sooner, and raises more false alarms.

        Returns:
            Columns sample, rule, value; in the order of the samples.

        Raises:
            ValueError: a rule is unknown, or there is none.
        """
        if not rules:
            raise ValueError("control chart: signals_by must be given one or more rules, got none")
        rows = [
            (1 + int(place), rule, float(self.values[place]))
            for rule in rules
            for place in np.flatnonzero(_completed(rule, self.distances))
        ]
        signals = pd.DataFrame(rows, columns=["sample", "rule", "value"])
        signals = signals.astype({"sample": int, "value": float})
        return signals.sort_values("sample", kind="stable", ignore_index=True)

    @property
    def in_control(self) -> bool:
        """Whether `signals` is empty."""
        return self.signals.empty

    @property
    def table(self) -> pd.DataFrame:
        """Columns value, center, lower, upper, signal (names of rules or ""); index: sample."""
        index = pd.RangeIndex(1, 1 + len(self.values), name="sample")
        lines = {"center": self.center, "lower": self.lower, "upper": self.upper}
        frame = pd.DataFrame({"value": self.values, **lines}, index=index)
        names = self.signals.groupby("sample")["rule"].agg(", ".join)
        frame["signal"] = names.reindex(index, fill_value="")
        return frame


def individuals_chart(values: ArrayLike, baseline: int | None = None) -> ControlChart:
    """Chart of single values, such as one CPI per month; sigma from their moving ranges.

    Args:
        values: Two or more numbers, in order of time.
        baseline: How many of the first values set the lines, 2 or more; all if None.

    Raises:
        ValueError: there are fewer than two values, one is not finite, or the baseline is
            not within them.

    Source:
        NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.
    """
    numbers = _in_order("individuals chart", values)
    base = numbers[: _baseline("individuals chart", baseline, numbers.size, least=2)]
    sigma = np.abs(np.diff(base)).mean() / D2
    lines = _level(base.mean(), numbers.size), _level(sigma, numbers.size)
    return ControlChart("individual value", numbers, *lines)


def p_chart(defective: ArrayLike, sizes: ArrayLike, baseline: int | None = None) -> ControlChart:
    """Chart of the share of defective units in samples whose sizes may differ.

    Args:
        defective: Number of defective units in each sample.
        sizes: Number of units in each sample, 1 or more; one number if all are the same.
        baseline: How many of the first samples set the lines; all if None.

    Raises:
        ValueError: a number is not whole, or there are more defective units than units, or
            the lists differ in length, or the baseline is not within them.

    Source:
        Montgomery, Introduction to Statistical Quality Control, on attribute charts.
    """
    bad = _counts("p chart: defective", defective)
    units = _sizes("p chart", sizes, bad.size)
    for place in np.flatnonzero(bad > units):
        raise ValueError(
            f"p chart: defective[{place}] must not exceed the {units[place]:.12g} units of its "
            f"sample, got {bad[place]:.12g}"
        )
    base = _baseline("p chart", baseline, bad.size)
    share = bad[:base].sum() / units[:base].sum()
    sigma = np.sqrt(share * (1 - share) / units)
    return ControlChart("share defective", bad / units, _level(share, bad.size), sigma, 0.0, 1.0)


def _completed(rule: str, distances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which samples complete the pattern of a rule."""
    sigma, needed, among = RULES[one_of("control chart: rule", rule, RULES)]
    completed = np.zeros(distances.size, dtype=bool)
    for side in (1, -1):
        hits = side * distances > sigma + ROUNDING
        lately = np.convolve(hits, np.ones(among))[: hits.size]
        completed |= hits & (lately > needed - 0.5)
    return completed


def _in_order(chart: str, values: ArrayLike) -> NDArray[np.float64]:
    """Two or more numbers, as an array of our own."""
    numbers = series(f"{chart}: values", values).copy()
    if numbers.size == 1:
        raise ValueError(f"{chart}: values must be two or more, got one")
    return numbers


def _counts(what: str, values: ArrayLike, above: float = -inf) -> NDArray[np.float64]:
    """Whole numbers of 0 or more."""
    numbers = series(what, values, least=-inf if above == 0 else 0, above=above)
    return np.array(
        [whole(f"{what}[{place}]", value) for place, value in enumerate(numbers)], float
    )


def _sizes(chart: str, sizes: ArrayLike, samples: int) -> NDArray[np.float64]:
    """One size above 0 for each sample; a single one holds for all."""
    counts = _counts(f"{chart}: sizes", [sizes] if is_number(sizes) else sizes, above=0)
    if counts.size not in (1, samples):
        raise ValueError(
            f"{chart}: sizes must be 1 or {samples}, one per sample, got {counts.size}"
        )
    return np.broadcast_to(counts, samples)


def _baseline(chart: str, baseline: int | None, samples: int, least: int = 1) -> int:
    """How many samples set the lines."""
    if baseline is None:
        return samples
    return whole(f"{chart}: baseline", baseline, least, samples)


def _level(height: float, samples: int) -> NDArray[np.float64]:
    """A line of the same height for all samples."""
    return np.full(samples, height, dtype=float)
