"""Three-point estimates: what a duration or a cost may be, from three answers of an expert."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from pmlearn.inputs import number, one_of, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

Shape = Literal["pert", "triangular", "modified-pert"]


@dataclass(frozen=True, slots=True)
class ThreePoint:
    """An uncertain quantity between an optimistic and a pessimistic value.

    "pert" is the classic PERT beta: mean (a + 4m + b) / 6 and standard deviation (b - a) / 6,
    and draws come from the beta distribution that has exactly these two. "modified-pert" keeps
    the mean and has its mode exactly at the most likely value; its spread is a little larger.
    "triangular" weighs the three points alike: mean (a + m + b) / 3.

    Attributes:
        optimistic: a, the least it can be.
        most_likely: m, the mode.
        pessimistic: b, the most it can be; equal to a for a quantity without spread.
        kind: Which distribution is drawn through the three points.

    Source: Malcolm, Roseboom, Clark and Fazar (1959) for PERT; Davis (2008) for the beta with
    PERT's mean and standard deviation; Vose (2008) for the modified PERT.
    """

    optimistic: float
    most_likely: float
    pessimistic: float
    kind: Shape = "pert"

    def __post_init__(self) -> None:
        for name in ("optimistic", "most_likely", "pessimistic"):
            value = number(f"three-point estimate: {name}", getattr(self, name))
            object.__setattr__(self, name, value)
        if not self.optimistic <= self.most_likely <= self.pessimistic:
            raise ValueError(
                "three-point estimate: optimistic, most likely and pessimistic must not fall, got "
                f"{self.optimistic:.12g}, {self.most_likely:.12g}, {self.pessimistic:.12g}"
            )
        one_of("three-point estimate: kind", self.kind, get_args(Shape))

    @property
    def range(self) -> float:
        """Pessimistic less optimistic."""
        return self.pessimistic - self.optimistic

    @property
    def mean(self) -> float:
        """Expected value."""
        a, m, b = self.optimistic, self.most_likely, self.pessimistic
        if a == b:
            return a  # the sum of three equal numbers may round
        if self.kind == "triangular":
            return (a + m + b) / 3
        return (a + 4 * m + b) / 6

    @property
    def variance(self) -> float:
        """Squared standard deviation."""
        a, m, b = self.optimistic, self.most_likely, self.pessimistic
        if self.kind == "triangular":
            # the textbook's a² + m² + b² - am - ab - mb, as squares that cannot turn negative
            return ((b - a) ** 2 + (m - a) ** 2 + (b - m) ** 2) / 36
        if self.kind == "modified-pert":
            return (self.mean - a) * (b - self.mean) / 7
        return ((b - a) / 6) ** 2

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return sqrt(self.variance)

    @property
    def beta_shape(self) -> tuple[float, float]:
        """Alpha and beta of the beta distribution on the range; a triangle has none.

        Raises:
            ValueError: the estimate is triangular or has no spread.
        """
        if self.kind == "triangular" or not self.range:
            raise ValueError(f"three-point estimate: {self!r} is not drawn from a beta")
        share = (self.mean - self.optimistic) / self.range
        # PERT: the method of moments with a variance of (1/6)²
        total = 6.0 if self.kind == "modified-pert" else 36 * share * (1 - share) - 1
        return share * total, (1 - share) * total

    def draw(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Random values, shape (size,)."""
        if not self.range:
            return np.full(size, self.optimistic)
        if self.kind == "triangular":
            return rng.triangular(self.optimistic, self.most_likely, self.pessimistic, size)
        return self.optimistic + self.range * rng.beta(*self.beta_shape, size)

    def percentile(self, p: float) -> float:
        """Value that is not exceeded with a probability of p percent, 0 < p < 100.

        Raises:
            ValueError: p is not between 0 and 100.
        """
        q = percent("three-point estimate: percentile", p) / 100
        a, m, b = self.optimistic, self.most_likely, self.pessimistic
        if not self.range:
            return a
        if self.kind == "triangular":
            if q <= (m - a) / (b - a):
                return a + sqrt(q * (b - a) * (m - a))
            return b - sqrt((1 - q) * (b - a) * (b - m))
        from scipy.special import betaincinv

        return a + self.range * float(betaincinv(*self.beta_shape, q))


def expected(value: float | ThreePoint) -> float:
    """The mean of an estimate; a plain number is its own mean."""
    return value.mean if isinstance(value, ThreePoint) else value


def expected_all(values: Iterable[float | ThreePoint]) -> list[float]:
    """The mean of each estimate, as `expected` has it, for thousands at once."""
    listed = list(values)
    if set(map(type, listed)) != {ThreePoint}:
        return list(map(expected, listed))
    a, m, b = (
        np.fromiter(map(attrgetter(point), listed), float, len(listed))
        for point in ("optimistic", "most_likely", "pessimistic")
    )
    triangular = map("triangular".__eq__, map(attrgetter("kind"), listed))
    weight = np.where(np.fromiter(triangular, bool, len(listed)), 1.0, 4.0)
    means: list[float] = np.where(a == b, a, (a + weight * m + b) / (2 + weight)).tolist()
    return means


def random_stream(seed: int, *place: int) -> np.random.Generator:
    """Random numbers for one uncertain quantity among many.

    Those of one place do not depend on what is drawn at the others, so that a change of one
    estimate leaves the rest of a simulation as it was.

    Args:
        seed: Seed of the whole simulation.
        place: Which quantity, as one or more whole numbers.
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=place))
