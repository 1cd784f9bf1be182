"""Fitting a Bass curve to sales, and saying how far the data determine it."""

from __future__ import annotations

import warnings
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import number, series, whole
from pmlearn.product.bass import Bass, BassFit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

PARAMETERS = 3
# A market this many times what was sold so far is no finding but the search running away.
LARGEST_MARKET = 1000.0
# A market whose upper limit is this many times its lower one is as good as unknown.
WIDE = 4.0


def fit(sales: ArrayLike, level: float) -> BassFit:
    """The curve that fits a series of sales best, with its intervals; see `Bass.fit`."""
    sold = _checked(sales)
    number("Bass.fit: level", level, above=0, below=1)
    total = number("Bass.fit: total sales", sold.sum(), above=0)
    logs = _search(sold / total)
    p, q, m = map(float, np.exp(logs))
    if m > 0.99 * LARGEST_MARKET:
        raise ValueError(
            "Bass.fit: sales must bend, for the curve to have a finite market, but they grow as "
            f"if there were no limit, got {sold.tolist()}"
        )
    variance = np.sum((_per_period(logs, len(sold)) - sold / total) ** 2) / _freedom(sold)
    slopes = _slopes(logs, len(sold))
    covariance = variance * np.linalg.pinv(slopes.T @ slopes, rcond=1e-14)
    p_interval, q_interval, m_interval = _intervals(logs, covariance, level, sold)
    doubts = _doubts(Bass(p, q, m * total), len(sold), m_interval)
    for doubt in doubts:
        warnings.warn(f"Bass.fit: {doubt}", UserWarning, stacklevel=3)
    return BassFit(
        p,
        q,
        m * total,
        level=level,
        sales=sold,
        p_interval=p_interval,
        q_interval=q_interval,
        m_interval=m_interval,
        residual_sd=sqrt(variance) * total,
        log_covariance=covariance,
        doubts=doubts,
    )


def _checked(sales: ArrayLike) -> NDArray[np.float64]:
    """The sales as an array of enough numbers of 0 or more."""
    sold = series("Bass.fit: sales", sales, least=0)
    if len(sold) <= PARAMETERS:
        raise ValueError(
            f"Bass.fit: sales must cover {PARAMETERS + 1} or more periods, since {PARAMETERS} "
            f"numbers are estimated, got {len(sold)}"
        )
    return sold


def _freedom(sold: NDArray[np.float64]) -> int:
    """Degrees of freedom that the data leave."""
    return len(sold) - PARAMETERS


def _intervals(
    logs: NDArray[np.float64],
    covariance: NDArray[np.float64],
    level: float,
    sold: NDArray[np.float64],
) -> list[tuple[float, float]]:
    """Lower and upper limit of p, q and m.

    A limit beyond floating-point numbers is the largest of them.
    """
    from scipy.stats import t as student

    reach = student.ppf((1 + level) / 2, _freedom(sold)) * np.sqrt(np.diag(covariance))
    scale = np.array([1.0, 1.0, sold.sum()])
    low, high = (np.exp(np.clip(logs + side * reach, -700, 690)) * scale for side in (-1, 1))
    return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]


def forecast(curve: BassFit, periods: int, level: float) -> pd.DataFrame:
    """Sales of the periods after the data, each with an interval; see `BassFit.forecast`."""
    from scipy.stats import t as student

    number("Bass forecast: level", level, above=0, below=1)
    periods = whole("Bass forecast: periods", periods, least=1)
    known = len(curve.sales)
    expected = curve.per_period(periods, start=known)
    logs = np.log([curve.p, curve.q, curve.m])
    slopes = _slopes(logs, known + periods)[known:]
    # What is uncertain is the curve, and how one period deviates from it.
    variance = np.einsum("ti,ij,tj->t", slopes, curve.log_covariance, slopes)
    reach = student.ppf((1 + level) / 2, known - PARAMETERS) * np.sqrt(
        variance + curve.residual_sd**2
    )
    return pd.DataFrame(
        {"sales": expected, "low": np.maximum(expected - reach, 0.0), "high": expected + reach},
        index=pd.RangeIndex(known + 1, known + periods + 1, name="period"),
    )


def _search(sold: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log p, log q and log m of the curve with the least squares.

    Logarithms keep the numbers positive; sales as shares of their total keep them alike in size.
    """
    from scipy.optimize import least_squares

    def deviation(logs: NDArray[np.float64]) -> NDArray[np.float64]:
        return _per_period(logs, len(sold)) - sold

    def slopes(logs: NDArray[np.float64]) -> NDArray[np.float64]:
        return _slopes(logs, len(sold))

    low, high = np.log([1e-9, 1e-6, 0.5]), np.log([10.0, 20.0, LARGEST_MARKET])
    start = np.clip(_start(sold), low + 1e-6, high - 1e-6)
    return least_squares(
        deviation, start, jac=slopes, bounds=(low, high), xtol=1e-14, ftol=1e-14, gtol=1e-14
    ).x


def _per_period(logs: NDArray[np.float64], periods: int) -> NDArray[np.float64]:
    p, q, m = np.exp(logs)
    return Bass(p, q, m).per_period(periods)


def _slopes(logs: NDArray[np.float64], periods: int) -> NDArray[np.float64]:
    """How sales per period change with log p, log q and log m, shape (periods, 3)."""
    p, q, m = np.exp(logs)
    time = np.arange(periods + 1.0)
    left = np.exp(-(p + q) * time)
    below = p + q * left
    share = p * (1 - left) / below
    by_p = (1 - left + p * time * left - share * (1 - q * time * left)) / below
    by_q = (p * time * left - share * (left - q * time * left)) / below
    slopes: NDArray[np.float64] = m * np.diff(np.column_stack([p * by_p, q * by_q, share]), axis=0)
    return slopes


def _start(sold: NDArray[np.float64]) -> NDArray[np.float64]:
    """The best of a grid of p and q, each with the m that suits it best."""
    candidates = []
    for p in np.geomspace(1e-5, 0.5, 12):
        for q in np.geomspace(0.02, 3.0, 12):
            shape = Bass(p, q, 1.0).per_period(len(sold))
            m = (shape @ sold) / (shape @ shape)
            if m <= LARGEST_MARKET:
                candidates.append((float(np.sum((m * shape - sold) ** 2)), p, q, m))
    return np.log(min(candidates)[1:])


def _doubts(curve: Bass, periods: int, market: tuple[float, float]) -> tuple[str, ...]:
    doubts = []
    if curve.peak_time > periods:
        doubts.append(
            f"sales end after {periods} periods, before the peak near {ceil(curve.peak_time)}: "
            "the market m is a guess"
        )
    if market[1] > WIDE * market[0]:
        doubts.append(
            f"the limits of the market m lie more than {WIDE:g} times apart: the data do not "
            "determine it"
        )
    return tuple(doubts)
