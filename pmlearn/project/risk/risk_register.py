"""A risk register: what may happen, what that costs together, and which responses pay."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import items, unique, whole
from pmlearn.project.distributions import expected
from pmlearn.project.risk.risk_event import Risk
from pmlearn.project.risk.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class RegisterSimulation(Sample):
    """What all risks of a register cost together, in many trials.

    Attributes:
        values: Total cost in each trial, shape (trials,); less than 0 where opportunities
            outweigh threats.
    """

    @property
    def totals(self) -> Numbers:
        """Total cost in each trial, shape (trials,)."""
        return self.values

    def contingency(self, confidence: float = 80) -> float:
        """Reserve that covers the risks in so many percent of the trials; never less than 0.

        Raises:
            ValueError: the confidence is not between 0 and 100.

        Source: Hulett (2011).
        """
        return max(0.0, self.percentile(confidence))


@dataclass(frozen=True, slots=True)
class RiskRegister:
    """The risks of a project; they occur independently of each other.

    Attributes:
        risks: One or more risks with names of their own.

    Source: PMI (2019), The Standard for Risk Management in Portfolios, Programs, and Projects.
    """

    risks: tuple[Risk, ...]

    def __init__(self, risks: Iterable[Risk]) -> None:
        listed = tuple(items("risk register", risks, Risk))
        unique("risk register", (risk.name for risk in listed))
        object.__setattr__(self, "risks", listed)

    def __iter__(self) -> Iterator[Risk]:
        return iter(self.risks)

    @property
    def expected_monetary_value(self) -> float:
        """What all risks together cost on average."""
        return sum(risk.expected_monetary_value for risk in self.risks)

    @property
    def sd(self) -> float:
        """Standard deviation of what all risks together cost."""
        return sqrt(sum(risk.variance for risk in self.risks))

    @property
    def table(self) -> pd.DataFrame:
        """One row per risk, the largest exposure first.

        Exposure is the expected monetary value without its sign, so that a large opportunity
        stands beside a large threat.
        """
        table = pd.DataFrame(
            {
                "risk": [risk.name for risk in self.risks],
                "kind": [risk.kind for risk in self.risks],
                "probability": [risk.probability for risk in self.risks],
                "mean_impact": [expected(risk.impact) for risk in self.risks],
                "expected_monetary_value": [risk.expected_monetary_value for risk in self.risks],
            }
        )
        table["exposure"] = table["expected_monetary_value"].abs()
        return table.sort_values("exposure", ascending=False, kind="stable", ignore_index=True)

    @property
    def responses(self) -> pd.DataFrame:
        """One row per risk with a response, the largest net benefit first.

        The net benefit is the expected monetary value before the response, less the one after it,
        less its cost. A response may still be right if it is below 0, where the project could not
        bear the impact; compare `simulate` before and after.
        """
        planned = [(risk, risk.response) for risk in self.risks if risk.response is not None]
        before = [risk.expected_monetary_value for risk, _ in planned]
        after = [risk.after_response.expected_monetary_value for risk, _ in planned]
        cost = [response.cost for _, response in planned]
        table = pd.DataFrame(
            {
                "risk": [risk.name for risk, _ in planned],
                "response": [response.name for _, response in planned],
                "before": np.array(before, dtype=float),
                "after": np.array(after, dtype=float),
                "cost": np.array(cost, dtype=float),
            }
        )
        table["net_benefit"] = table["before"] - table["after"] - table["cost"]
        return table.sort_values("net_benefit", ascending=False, kind="stable", ignore_index=True)

    def simulate(self, trials: int = 10_000, seed: int = 1) -> RegisterSimulation:
        """Let every risk occur or not in each trial, and add up what that costs.

        Each risk has random numbers of its own: a register before and after a response is
        compared in the same trials.

        Args:
            trials: How often to draw, 1 or more.
            seed: The same seed gives the same result, 0 or more.

        Raises:
            ValueError: trials or seed are not whole numbers within their limits.

        Source: Hulett (2011), Integrated Cost-Schedule Risk Analysis.
        """
        trials = whole("simulation: trials", trials, least=1)
        seed = whole("simulation: seed", seed)
        totals = np.zeros(trials)
        for place, risk in enumerate(self.risks):
            totals += risk.draw(seed, place, trials)
        return RegisterSimulation(totals)
