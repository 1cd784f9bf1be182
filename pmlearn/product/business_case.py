"""Does it pay? Net present value, all internal rates of return, payback, and the Bass curve."""

from __future__ import annotations

from math import expm1, fsum, inf, isfinite, nextafter
from sys import float_info
from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import number, series
from pmlearn.product.bass import Bass, BassFit
from pmlearn.product.roots import roots

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Bass", "BassFit", "irr", "mirr", "npv", "payback"]


def npv(rate: float, cashflows: ArrayLike) -> float:
    """Net present value: what all cash flows are worth at time 0.

    Args:
        rate: Discount rate per period, above -1: 0.08 is 8 %.
        cashflows: Money per period, shape (n,); the first one falls at time 0, undiscounted.

    Raises:
        ValueError: the rate is -1 or less, a number is not finite, or the value is beyond the
            range of floating-point numbers.

    Source:
        Fisher (1930), The Theory of Interest.
    """
    flows, when = _flows("npv", cashflows)
    return fsum(_discounted("npv", rate, flows, when))


def irr(cashflows: ArrayLike) -> tuple[float, ...]:
    """All internal rates of return: the rates at which the net present value is 0.

    Cash flows whose sign changes once have exactly one; with more changes there may be several,
    of which none is "the" rate, or none at all. Prefer the net present value then.

    Args:
        cashflows: Money per period, shape (n,).

    Returns:
        Every real rate above -1, rising, each once; empty where the net present value never is 0.
        Rates beyond the range of floating-point numbers come as the nearest such number.

    Raises:
        ValueError: all cash flows have one sign, so that no rate could make their value 0.

    Source:
        Lorie and Savage (1955), Three problems in rationing capital (several rates).
    """
    flows, when = _flows("irr", cashflows)
    _need_both_signs("irr", flows)
    return tuple(_rate(growth) for growth in roots(flows, -when))


def mirr(cashflows: ArrayLike, finance_rate: float, reinvest_rate: float) -> float:
    """Modified internal rate of return: always exactly one.

    Outlays are discounted to the start at the finance rate, receipts are compounded to the end
    at the reinvestment rate; the rate is the growth per period that leads from one to the other.

    Args:
        cashflows: Money per period, shape (n,).
        finance_rate: What the money spent costs per period, above -1.
        reinvest_rate: What the money received earns per period, above -1.

    Raises:
        ValueError: all cash flows have one sign, or a rate is -1 or less.

    Source:
        Lin (1976), The modified internal rate of return and investment criterion.
    """
    flows, when = _flows("mirr", cashflows)
    _need_both_signs("mirr", flows)
    periods = len(flows) - 1
    outlay = -fsum(_discounted("mirr", finance_rate, np.minimum(flows, 0), when))
    receipts = fsum(_discounted("mirr", reinvest_rate, np.maximum(flows, 0), when - periods))
    return float((receipts / outlay) ** (1 / periods) - 1)


def payback(cashflows: ArrayLike, rate: float = 0.0, *, lasting: bool = False) -> float:
    """Periods until the money spent has come back; within a period it comes in evenly.

    Args:
        cashflows: Money per period, shape (n,).
        rate: Discount rate per period, above -1; above 0 gives the discounted payback.
        lasting: Whether the money must also stay back: later outlays, such as removing what was
            built, can lead below 0 again.

    Returns:
        Time in periods, infinite where the money never comes back.

    Raises:
        ValueError: all cash flows have one sign, the first one is not an outlay, or the rate is
            -1 or less.

    Source:
        Brealey, Myers and Allen (2020), Principles of Corporate Finance.
    """
    flows, when = _flows("payback", cashflows)
    _need_both_signs("payback", flows)
    first = flows[np.flatnonzero(flows)[0]]
    if first > 0:
        raise ValueError(f"payback: first cash flow must be an outlay, below 0, got {first:.12g}")
    present = _discounted("payback", rate, flows, when)
    balance = np.array([fsum(present[: end + 1]) for end in range(len(present))])
    # An interest on the scale of rounding does not keep a project from having paid back.
    below = balance < -4 * float_info.epsilon * np.abs(present).sum()
    start = int(np.flatnonzero(below)[0])
    ends = np.flatnonzero(below[start:-1] & ~below[start + 1 :]) + start
    if len(ends) == 0 or (lasting and below[-1]):
        return inf
    last = int(ends[-1] if lasting else ends[0])
    return last + min(1.0, float(-balance[last] / present[last + 1]))


def _flows(what: str, cashflows: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The cash flows, and the time at which each falls."""
    flows = series(f"{what}: cash flows", cashflows)
    return flows, np.arange(len(flows), dtype=float)


def _need_both_signs(what: str, flows: NDArray[np.float64]) -> None:
    if not flows.min() < 0 < flows.max():
        raise ValueError(
            f"{what}: cash flows must contain both an outlay (below 0) and a receipt (above 0), "
            f"got {flows.tolist()}"
        )


def _discounted(
    what: str, rate: float, flows: NDArray[np.float64], when: NDArray[np.float64]
) -> NDArray[np.float64]:
    number(f"{what}: rate", rate, above=-1)
    with np.errstate(over="ignore", invalid="ignore"):
        # A flow of 0 is worth 0, however large its factor.
        present = np.where(flows == 0, 0.0, flows * np.power(1 + rate, -when))
    if not isfinite(np.abs(present).sum()):
        raise ValueError(
            f"{what}: present values must stay finite, got rate {rate} over {when[-1]:.12g} periods"
        )
    return present


def _rate(growth: float) -> float:
    """The rate of a continuous growth per period: 1 + rate = exp(growth)."""
    try:
        return max(expm1(growth), nextafter(-1, 0))
    except OverflowError:
        return float_info.max
