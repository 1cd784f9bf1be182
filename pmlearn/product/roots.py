"""All real roots of a sum of exponentials, by Rolle's theorem."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A value is 0 when it is this small a share of the terms it is the sum of: decimal fractions
# such as 1.44 are not exact in binary, and what they should cancel to is not exactly 0.
ROUNDING = 1e-13


def roots(coefficients: NDArray[np.float64], exponents: NDArray[np.float64]) -> tuple[float, ...]:
    """Every real s with f(s) = sum of c exp(e s) = 0, rising, each once however often it counts.

    Multiplying f by exp(-k s), with k between two neighboring exponents whose coefficients differ
    in sign, keeps its roots, and the derivative of the product has one change of sign less. So
    the roots of that derivative, found the same way, divide the line into parts on which the
    product rises or falls throughout: each part holds one root or none.

    Args:
        coefficients: Shape (n,).
        exponents: Shape (n,), in any order, repeats allowed.

    Source:
        Descartes' rule of signs and its proof by Rolle's theorem; Polya and Szego (1925),
        Problems and Theorems in Analysis, part V.
    """
    powers, place = np.unique(exponents, return_inverse=True)
    sums = np.array([fsum(coefficients[place == i]) for i in range(len(powers))])
    present = sums != 0
    sums, powers = sums[present], powers[present]
    return tuple(_roots(np.sign(sums), np.log(np.abs(sums)), powers))


def _roots(
    signs: NDArray[np.float64], logs: NDArray[np.float64], powers: NDArray[np.float64]
) -> list[float]:
    changes = np.flatnonzero(np.diff(signs))
    if len(changes) == 0:
        return []
    # The middle change leads to the smallest factors.
    change = changes[len(changes) // 2]
    factors = powers - (powers[change] + powers[change + 1]) / 2
    turns = _roots(signs * np.sign(factors), logs + np.log(np.abs(factors)), powers)
    return _between(_Sum(signs, logs, powers), turns)


class _Sum:
    """The sum as a share of the sizes of its terms: from -1 to 1, with the same roots and signs."""

    def __init__(
        self, signs: NDArray[np.float64], logs: NDArray[np.float64], powers: NDArray[np.float64]
    ) -> None:
        self.signs, self.logs, self.powers = signs, logs, powers

    def __call__(self, s: float) -> float:
        sizes = self.logs + self.powers * s
        terms = np.exp(sizes - sizes.max())
        return fsum(self.signs * terms) / fsum(terms)

    def sign(self, s: float) -> int:
        value = self(s)
        return 0 if abs(value) <= ROUNDING else 1 if value > 0 else -1

    def beyond(self, start: float, direction: int) -> float:
        """A point so far out that its sign is that of the term which grows fastest."""
        final = self.signs[-1 if direction > 0 else 0]
        step = 1.0
        while self.sign(start + direction * step) != final:
            step *= 2
        return start + direction * step


def _between(total: _Sum, turns: list[float]) -> list[float]:
    """The roots of a sum whose product with an exponential turns at the given points."""
    from scipy.optimize import brentq

    middle = turns or [0.0]
    points = [total.beyond(middle[0], -1), *turns, total.beyond(middle[-1], 1)]
    signs = [total.sign(point) for point in points]
    zeros: list[float] = []
    flat: list[float] = []
    for place, (point, sign) in enumerate(zip(points, signs, strict=True)):
        if sign == 0:  # it touches 0 where it turns; neighboring turns on 0 are one root
            flat.append(point)
            continue
        if flat:
            zeros.append(fsum(flat) / len(flat))
            flat = []
        if place + 1 < len(points) and sign * signs[place + 1] < 0:
            zeros.append(float(brentq(total, point, points[place + 1], xtol=1e-300, rtol=1e-15)))
    return zeros
