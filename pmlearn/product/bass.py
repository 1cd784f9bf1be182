"""The Bass model: how a new product spreads, by those who try it and those who follow them."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, overload

import numpy as np

from pmlearn.inputs import array, number, whole

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Bass:
    """A diffusion curve.

    Attributes:
        p: Coefficient of innovation, above 0: share of those left who adopt per period by
            themselves.
        q: Coefficient of imitation, 0 or more: what is added to it when all others have adopted.
        m: Market potential, above 0: how many adopt in the end.

    Raises:
        ValueError: p or m is not above 0, q is below 0, or one is not finite.

    Source:
        Bass (1969), A new product growth model for consumer durables.
    """

    p: float
    q: float
    m: float

    def __post_init__(self) -> None:
        number("Bass: p", self.p, above=0)
        number("Bass: q", self.q, least=0)
        number("Bass: m", self.m, above=0)

    @overload
    def cumulative(self, t: float) -> float: ...
    @overload
    def cumulative(self, t: ArrayLike) -> NDArray[np.float64]: ...
    def cumulative(self, t: ArrayLike) -> float | NDArray[np.float64]:
        """How many have adopted until time t (a number or an array of them, 0 or more)."""
        return _plain(self.m * self._share(t))

    @overload
    def rate(self, t: float) -> float: ...
    @overload
    def rate(self, t: ArrayLike) -> NDArray[np.float64]: ...
    def rate(self, t: ArrayLike) -> float | NDArray[np.float64]:
        """Adoptions per period at time t: (p + q F)(m - m F), with F the share that has adopted."""
        share = self._share(t)
        return _plain((self.p + self.q * share) * self.m * (1 - share))

    def per_period(self, periods: int, start: int = 0) -> NDArray[np.float64]:
        """Adoptions within each of the periods after `start`, shape (periods,)."""
        periods = whole("Bass: periods", periods, least=1)
        start = whole("Bass: start", start)
        return np.diff(self.m * self._share(np.arange(start, start + periods + 1)))

    @property
    def peak_time(self) -> float:
        """When the rate is highest; 0 where imitation is not stronger than innovation."""
        return log(self.q / self.p) / (self.p + self.q) if self.q > self.p else 0.0

    @property
    def peak_rate(self) -> float:
        """The highest rate, in adoptions per period."""
        if self.q <= self.p:
            return self.p * self.m
        return self.m * (self.p + self.q) ** 2 / (4 * self.q)

    @staticmethod
    def fit(sales: ArrayLike, level: float = 0.95) -> BassFit:
        """The curve that fits a series of sales best, by nonlinear least squares.

        Args:
            sales: First purchases per period since launch, shape (n,), n of 4 or more; not
                cumulative.
            level: Confidence of the intervals, between 0 and 1.

        Warns:
            UserWarning: the data do not tell the three numbers apart, mostly because they end
                before the peak; `BassFit.doubts` says the same.

        Raises:
            ValueError: there are fewer than 4 periods, a number is negative or not finite, nothing
                was sold, or no finite market fits.

        Source:
            Srinivasan and Mason (1986), Nonlinear least squares estimation of new product
            diffusion models.
        """
        from pmlearn.product.bass_fit import fit

        return fit(sales, level)

    def _share(self, t: ArrayLike) -> NDArray[np.float64]:
        """F(t) = (1 - exp(-(p+q)t)) / (1 + q/p exp(-(p+q)t))."""
        time = array("Bass: time", t, least=0)
        left = np.exp(-(self.p + self.q) * time)
        share: NDArray[np.float64] = -np.expm1(-(self.p + self.q) * time) / (
            1 + self.q / self.p * left
        )
        return share


@dataclass(frozen=True, slots=True, eq=False)
class BassFit(Bass):
    """A curve fitted to sales, with what is uncertain about it.

    The intervals rest on the curve being right and on deviations that are independent and of one
    size; real series deviate for several periods on end, so that true intervals are wider.

    Attributes:
        level: Confidence of the intervals.
        sales: What it was fitted to, shape (n,).
        p_interval: Lower and upper limit of p; likewise `q_interval` and `m_interval`.
        residual_sd: Typical deviation of the sales of one period from the curve.
        log_covariance: Covariance of the estimates of log p, log q and log m, shape (3, 3).
        doubts: Reasons why the data may not determine the curve; empty if there are none.
    """

    level: float
    sales: NDArray[np.float64]
    p_interval: tuple[float, float]
    q_interval: tuple[float, float]
    m_interval: tuple[float, float]
    residual_sd: float
    log_covariance: NDArray[np.float64]
    doubts: tuple[str, ...]

    def forecast(self, periods: int, level: float | None = None) -> pd.DataFrame:
        """Sales of the periods after the data, with an interval in which each will lie.

        Args:
            periods: How many periods, 1 or more.
            level: Probability of the interval, as that of the fit if not given.

        Returns:
            Indexed by period (from n + 1), columns sales, low, high; low is never below 0.

        Raises:
            ValueError: there are no periods, or the level is not between 0 and 1.
        """
        from pmlearn.product.bass_fit import forecast

        return forecast(self, periods, self.level if level is None else level)


def _plain(values: NDArray[np.float64]) -> float | NDArray[np.float64]:
    """A number for a number, an array for an array."""
    return float(values) if values.ndim == 0 else values
