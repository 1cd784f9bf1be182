"""When to wake somebody: alerts on how fast an error budget burns."""

from __future__ import annotations

import pandas as pd

from pmlearn.inputs import number

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
    number("service level objective", slo, least=0, below=1)
    number("alert thresholds: period", period_days, above=0)
    table = pd.DataFrame(
        _WINDOWS, columns=["severity", "long_hours", "short_hours", "budget_share"]
    )
    rates = table["budget_share"] * period_days * 24 / table["long_hours"]
    return table.assign(burn_rate=rates, error_rate=(rates * (1 - slo)).clip(upper=1.0))
