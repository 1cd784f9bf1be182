"""Numbers that come from outside: within their limits, or refused by name."""

from __future__ import annotations

from math import inf


def need(what: str, rule: str, value: object, *, holds: bool) -> None:
    """Refuse a number for which a rule does not hold; NaN keeps no rule."""
    if not holds:
        raise ValueError(f"{what}: must be {rule}, got {value}")


def need_share(what: str, value: float) -> None:
    """Refuse a number that is no share or probability."""
    need(what, "from 0 to 1", value, holds=0 <= value <= 1)


def need_positive(what: str, value: float) -> None:
    """Refuse a number that is 0 or less, or infinite."""
    need(what, "above 0 and finite", value, holds=0 < value < inf)


def need_count(what: str, value: float, least: int) -> None:
    """Refuse a number that is no whole number of at least so many."""
    need(what, f"a whole number, {least} or more", value, holds=value >= least and value % 1 == 0)


def need_slo(slo: float) -> None:
    """Refuse an objective that is no share, or of 1, which would leave nothing to fail."""
    need("service level objective", "from 0 to below 1", slo, holds=0 <= slo < 1)
