"""What a benefit map is made of: outputs, outcomes, benefits, and the arrows between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from pmlearn.inputs import number, one_of, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

Curve = Literal["at once", "linear", "s-curve"]


@dataclass(frozen=True, slots=True)
class Output:
    """Something that a project delivers.

    Attributes:
        name: Its name, unique in the map.
        ready: The period from which on it can be used.
        probability: How likely it is delivered at all.
    """

    name: str
    ready: int = 0
    probability: float = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "ready", whole(f"output {self.name!r}: ready", self.ready))
        number(f"output {self.name!r}: probability", self.probability, least=0, most=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change in what people do, brought about by outputs or by other outcomes."""

    name: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """A measured improvement that somebody values.

    Attributes:
        name: Its name, unique in the map.
        value: What it is worth per period when fully reached; negative for a disbenefit.
    """

    name: str
    value: float

    def __post_init__(self) -> None:
        number(f"benefit {self.name!r}: value", self.value)


@dataclass(frozen=True, slots=True)
class Uptake:
    """How a change spreads among those it is for.

    Attributes:
        curve: "at once", "linear", or "s-curve" (slow, fast, slow).
        periods: How long it takes until everybody has taken it up.
    """

    curve: Curve = "at once"
    periods: int = 0

    def __post_init__(self) -> None:
        one_of("uptake: curve", self.curve, get_args(Curve))
        object.__setattr__(self, "periods", whole("uptake: periods", self.periods))
        if self.curve == "at once" and self.periods:
            raise ValueError(f"uptake: at once takes 0 periods, got {self.periods}")

    def share(self, elapsed: NDArray[np.int_]) -> NDArray[np.float64]:
        """The share that has taken it up, by periods elapsed (same shape).

        Source:
            The S is the cubic that is level at both ends; its shape is that of Rogers (1962),
            Diffusion of innovations.
        """
        if self.periods == 0:
            return np.where(elapsed < 0, 0.0, 1.0)
        share = np.clip(elapsed / self.periods, 0.0, 1.0)
        return share if self.curve == "linear" else share**2 * (3 - 2 * share)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One arrow of the map: a step leads to the next.

    Attributes:
        source: Name of an output, an outcome or a benefit.
        target: Name of an outcome or a benefit.
        weight: The share of the target that the source brings about, above 0 and at most 1.
        delay: Periods before anything is felt.
        uptake: How it spreads from then on.
    """

    source: str
    target: str
    weight: float = 1
    delay: int = 0
    uptake: Uptake = field(default_factory=Uptake)

    def __post_init__(self) -> None:
        number(f"{self}: weight", self.weight, most=1, above=0)
        object.__setattr__(self, "delay", whole(f"{self}: delay", self.delay))
        if not isinstance(self.uptake, Uptake):
            raise ValueError(f"{self}: uptake must be an Uptake, got {self.uptake!r}")  # noqa: TRY004 - one kind of error

    def __str__(self) -> str:
        return f"contribution {self.source!r} to {self.target!r}"


Step = Output | Outcome | Benefit
