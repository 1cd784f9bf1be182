"""When to wake somebody: alerts on how fast an error budget burns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pmlearn.service.checks import need_amount, need_positive, need_slo, vector

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Severity, long and short window in hours, and the share of a 30-day budget used up within the
# long window when the alert comes.
_WINDOWS = (
    ("page", 1.0, 1 / 12, 0.02),
    ("page", 6.0, 0.5, 0.05),
    ("ticket", 72.0, 6.0, 0.10),
)


def alert_thresholds(slo: float, period_days: float = 30.0) -> pd.DataFrame:
    """Burn rates at which to alert, each over a long and a short window.

    An alert comes when the budget burns faster than its rate in both windows: the long one shows
    that it matters, the short one that it still goes on.

    Args:
        slo: Objective, from 0 to below 1.
        period_days: Length of the objective's period, above 0.

    Returns:
        One row per alert, fastest first: severity, long_hours, short_hours, budget_share (used up
        within the long window), burn_rate, error_rate (at most 1, which an alert can reach but
        not exceed).

    Raises:
        ValueError: a number is outside its limits.

    Source:
        Beyer et al. (2018), The Site Reliability Workbook, chapter 5 (alerting on SLOs).
    """
    need_slo(slo)
    need_positive("alert thresholds: period", period_days)
    table = pd.DataFrame(
        _WINDOWS, columns=["severity", "long_hours", "short_hours", "budget_share"]
    )
    rates = table["budget_share"] * period_days * 24 / table["long_hours"]
    return table.assign(burn_rate=rates, error_rate=(rates * (1 - slo)).clip(upper=1.0))


def alerts(
    bad: ArrayLike,
    total: ArrayLike,
    slo: float,
    step_minutes: float = 1.0,
    period_days: float = 30.0,
) -> pd.DataFrame:
    """When the alerts of `alert_thresholds` would have been on.

    Args:
        bad: Bad requests per step, shape (n,), each 0 or more.
        total: All requests per step, shape (n,), each at least the bad ones.
        slo: Objective, from 0 to below 1.
        step_minutes: Length of a step, above 0.
        period_days: Length of the objective's period.

    Returns:
        One row per step, one column of booleans per alert, named like "page 1 h". Windows that
        reach back before the first step hold what there is.

    Raises:
        ValueError: the series differ in length, more than all were bad, or a number is outside
            its limits.
    """
    need_positive("alerts: step", step_minutes)
    wrong, every = vector("alerts: bad", bad), vector("alerts: total", total)
    if wrong.shape != every.shape or wrong.ndim != 1:
        raise ValueError(
            f"alerts: bad and total must be of one length, got {wrong.shape} and {every.shape}"
        )
    for step, (part, whole) in enumerate(zip(wrong, every, strict=True)):
        need_amount(f"alerts: total of step {step}", whole)
        if not 0 <= part <= whole:
            raise ValueError(
                f"alerts: bad of step {step}: must be from 0 to the total, {whole:.12g}, got {part}"
            )
    counts = pd.DataFrame({"bad": wrong, "total": every})
    found = {}
    for row in alert_thresholds(slo, period_days).to_dict("records"):
        fast = [
            _window(counts, hours * 60 / step_minutes) >= row["error_rate"] * (1 - 1e-12)
            for hours in (row["long_hours"], row["short_hours"])
        ]
        found[f"{row['severity']} {row['long_hours']:g} h"] = fast[0] & fast[1]
    return pd.DataFrame(found)


def _window(counts: pd.DataFrame, steps: float) -> pd.Series[float]:
    """Share of bad requests in the steps up to each; 0 where there were no requests."""
    sums = counts.rolling(max(1, round(steps)), min_periods=1).sum()
    return (sums["bad"] / sums["total"]).where(sums["total"] > 0, 0.0)
