"""A single risk: how probable, how dear, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from pmlearn.inputs import number
from pmlearn.project.distributions import ThreePoint, expected, random_stream

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Response:
    """What is done about a risk, and what is left of the risk afterwards.

    Attributes:
        name: What is done.
        cost: What it costs, whether or not the risk occurs; 0 or more.
        probability: Of the risk afterwards, from 0 to 1; None if it stays as it is.
        impact: Of the risk afterwards; None if it stays as it is.
    """

    name: str
    cost: float
    probability: float | None = None
    impact: float | ThreePoint | None = None

    def __post_init__(self) -> None:
        _check_name("response", self.name)
        what = f"response {self.name!r}"
        object.__setattr__(self, "cost", number(f"{what}: cost", self.cost, least=0))
        if self.probability is not None:
            object.__setattr__(self, "probability", _probability(what, self.probability))
        if self.impact is not None:
            object.__setattr__(self, "impact", _impact(what, self.impact))


@dataclass(frozen=True, slots=True)
class Risk:
    """An uncertain event that costs or saves money if it occurs.

    Attributes:
        name: Its name, unique in the register.
        probability: That it occurs, from 0 to 1.
        impact: What it costs if it occurs: more than 0 for a threat, less than 0 for an
            opportunity; a number or a `ThreePoint`.
        response: What can be done about it, if anything.
    """

    name: str
    probability: float
    impact: float | ThreePoint
    response: Response | None = None

    def __post_init__(self) -> None:
        _check_name("risk", self.name)
        what = f"risk {self.name!r}"
        object.__setattr__(self, "probability", _probability(what, self.probability))
        object.__setattr__(self, "impact", _impact(what, self.impact))

    @property
    def kind(self) -> Literal["threat", "opportunity"]:
        """Whether it costs or saves money on average."""
        return "opportunity" if expected(self.impact) < 0 else "threat"

    @property
    def expected_monetary_value(self) -> float:
        """Probability times mean impact; less than 0 for an opportunity."""
        return self.probability * expected(self.impact)

    @property
    def variance(self) -> float:
        """Variance of what it costs, counting 0 if it does not occur."""
        spread = self.impact.variance if isinstance(self.impact, ThreePoint) else 0.0
        mean, p = expected(self.impact), self.probability
        return p * spread + p * (1 - p) * mean**2

    @property
    def after_response(self) -> Risk:
        """What is left of it once the response is carried out; itself if there is none."""
        if self.response is None:
            return self
        probability, impact = self.response.probability, self.response.impact
        return replace(
            self,
            probability=self.probability if probability is None else probability,
            impact=self.impact if impact is None else impact,
            response=None,
        )

    def draw(self, seed: int, place: int, trials: int) -> NDArray[np.float64]:
        """What it costs in each trial, shape (trials,)."""
        occurs = random_stream(seed, place, 0).random(trials) < self.probability
        if isinstance(self.impact, ThreePoint):
            return np.where(occurs, self.impact.draw(random_stream(seed, place, 1), trials), 0.0)
        return np.where(occurs, self.impact, 0.0)


def _check_name(what: str, name: str) -> None:
    if not name:
        raise ValueError(f"{what}: name must not be empty, got {name!r}")


def _probability(what: str, probability: float) -> float:
    return number(f"{what}: probability", probability, least=0, most=1)


def _impact(what: str, impact: float | ThreePoint) -> float | ThreePoint:
    return impact if isinstance(impact, ThreePoint) else number(f"{what}: impact", impact)
