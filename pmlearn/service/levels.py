"""How often does it work? Availability of parts and of what is built from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, prod
from typing import TYPE_CHECKING

from pmlearn.inputs import array, listed, number, whole
from pmlearn.service.alerting import alert_thresholds
from pmlearn.service.error_budget import MINUTES, ErrorBudget, burn_rate, downtime, error_budget

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MINUTES",
    "ErrorBudget",
    "Outages",
    "alert_thresholds",
    "availability",
    "burn_rate",
    "downtime",
    "error_budget",
    "in_parallel",
    "in_series",
    "k_of_n",
]


def availability(mtbf: float, mttr: float) -> float:
    """Share of time in which something works: MTBF / (MTBF + MTTR).

    Args:
        mtbf: Mean time between failures, from the end of a repair to the next failure, above 0.
        mttr: Mean time to restore, in the same unit, 0 or more.

    Raises:
        ValueError: a number is outside its limits.

    Source:
        Barlow and Proschan (1965), Mathematical Theory of Reliability.
    """
    working = number("availability: mtbf", mtbf, above=0)
    return working / (working + number("availability: mttr", mttr, least=0))


def in_series(*parts: float | Iterable[float]) -> float:
    """Availability where every part is needed and parts fail independently: their product.

    Args:
        parts: Availabilities, one by one or as one list.

    Raises:
        ValueError: there is no part, or an availability is not from 0 to 1.
    """
    return prod(_parts("in_series", parts))


def in_parallel(*parts: float | Iterable[float]) -> float:
    """Availability where any one part is enough and parts fail independently.

    Args:
        parts: Availabilities, one by one or as one list.

    Raises:
        ValueError: there is no part, or an availability is not from 0 to 1.
    """
    return 1 - prod(1 - part for part in _parts("in_parallel", parts))


def k_of_n(k: int, parts: Sequence[float], common_cause: float = 0.0) -> float:
    """Availability where at least k of the parts must work.

    Args:
        k: How many are needed, from 1 to the number of parts.
        parts: Their availabilities, shape (n,); they may differ.
        common_cause: Share of a part's failures that takes all parts down at once, from 0 to 1:
            the same bug, power line or mistake. The parts must be alike then.

    Raises:
        ValueError: a number is outside its limits, or unlike parts are to fail together.

    Source:
        Birnbaum, Esary and Saunders (1961), Multi-component systems; Fleming (1975), A
        reliability model for common mode failures (beta factor).
    """
    values = _parts("k_of_n", (parts,))
    needed = whole("k_of_n: k", k, least=1, most=len(values))
    number("k_of_n: common cause", common_cause, least=0, most=1)
    if common_cause and len(set(values)) > 1:
        raise ValueError(
            f"k_of_n: parts with a common cause must have one availability, got {values}"
        )
    together = 1 - common_cause * (1 - values[0])
    if together == 0:
        return 0.0
    # Alone and together make up exactly the availability that each part has.
    return together * _at_least(needed, [value / together for value in values])


@dataclass(frozen=True, slots=True)
class Outages:
    """What a log of outages says about a service.

    Attributes:
        durations: How long each outage lasted, above 0.
        period: Time observed, in the same unit, above 0.

    Raises:
        ValueError: a duration is not above 0, or together they exceed the period.
    """

    durations: tuple[float, ...]
    period: float

    def __post_init__(self) -> None:
        number("outages: period", self.period, above=0)
        durations = array(
            "outages: durations", listed("outages: durations", self.durations), above=0
        )
        object.__setattr__(self, "durations", tuple(durations.tolist()))
        number("outages: durations together", sum(self.durations), most=self.period)

    @property
    def availability(self) -> float:
        """Share of the period in which the service worked."""
        return 1 - sum(self.durations) / self.period

    @property
    def mtbf(self) -> float:
        """Mean time between failures: working time per outage, infinite without one."""
        if not self.durations:
            return inf
        return (self.period - sum(self.durations)) / len(self.durations)

    @property
    def mttr(self) -> float:
        """Mean time to restore, 0 without an outage."""
        return sum(self.durations) / len(self.durations) if self.durations else 0.0


def _at_least(k: int, parts: Sequence[float]) -> float:
    """Probability that k or more of independent parts work."""
    working = [1.0]  # probability of 0, 1, 2 ... working parts among those seen so far
    for part in parts:
        stays = [chance * (1 - part) for chance in working] + [0.0]
        rises = [0.0] + [chance * part for chance in working]
        working = [a + b for a, b in zip(stays, rises, strict=True)]
    return min(1.0, sum(working[k:]))


def _parts(what: str, parts: tuple[float | Iterable[float], ...]) -> list[float]:
    values: list[float] = []
    for part in parts:
        values.extend(part if isinstance(part, Iterable) and not isinstance(part, str) else [part])
    if not values:
        raise ValueError(f"{what}: parts must be one or more, got none")
    array(f"{what}: parts", values, least=0, most=1)
    return values
