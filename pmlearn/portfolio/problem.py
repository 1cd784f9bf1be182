"""A selection problem, read from tables and rules and refused when no choice could satisfy it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from pmlearn.inputs import by_name, labels, listed, number, table, unique

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

Pair = tuple[int, int]
# Sums of decimal fractions miss their exact value by less than this share.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Candidates by number, with what they bring, what they use, and the rules between them.

    Attributes:
        labels: What the user calls the candidates, length n.
        worth: Value of each, shape (n,).
        resources: Names of the scarce resources, length m.
        demand: What each candidate uses, shape (m, n).
        capacity: What there is, shape (m,); infinite where there is no limit.
        requires: Pairs (a, b): a only together with b.
        excludes: Pairs (a, b): not both.
        mandatory: Candidates that must be chosen.
    """

    labels: Sequence[Hashable]
    worth: NDArray[np.float64]
    resources: Sequence[str]
    demand: NDArray[np.float64]
    capacity: NDArray[np.float64]
    requires: tuple[Pair, ...] = ()
    excludes: tuple[Pair, ...] = ()
    mandatory: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        for candidate, label in enumerate(self.labels):
            if clash := self.clash(self.with_required({candidate})):
                raise ValueError(
                    f"candidate {label!r}: requires and excludes contradict each other, it would "
                    f"need both {self._names(clash)}, which exclude each other"
                )
        forced = self.with_required(self.mandatory)
        if clash := self.clash(forced):
            raise ValueError(
                "mandatory must not force candidates that exclude each other, got "
                f"{self._names(clash)}"
            )
        for place in self.overused(forced):
            names = ", ".join(str(self.labels[candidate]) for candidate in sorted(forced))
            raise ValueError(
                f"resource {self.resources[place]!r}: the mandatory candidates and what they "
                f"require ({names}) must fit into {self.capacity[place]:.12g}, but use "
                f"{self.used(forced)[place]:.12g}"
            )

    def _names(self, pair: Pair) -> str:
        first, second = pair
        return f"{self.labels[first]!r} and {self.labels[second]!r}"

    def value(self, chosen: Iterable[int]) -> float:
        """Total value of a set."""
        return fsum(self.worth[list(chosen)])

    def used(self, chosen: Iterable[int]) -> list[float]:
        """What a set uses of each resource."""
        numbers = list(chosen)
        return [fsum(row[numbers]) for row in self.demand]

    def overused(self, chosen: Iterable[int]) -> list[int]:
        """The resources of which a set uses more than there is."""
        limits = self.capacity * (1 + ROUNDING)
        return [r for r, use in enumerate(self.used(chosen)) if use > limits[r]]

    def with_required(self, chosen: Iterable[int]) -> set[int]:
        """A set together with all that it requires, directly or in turn."""
        reached, front = set(chosen), set(chosen)
        while front:
            front = {needed for who, needed in self.requires if who in front} - reached
            reached |= front
        return reached

    def clash(self, chosen: set[int]) -> Pair | None:
        """A pair in the set that excludes each other."""
        return next((pair for pair in self.excludes if chosen.issuperset(pair)), None)

    def fits(self, chosen: set[int]) -> bool:
        """Whether a set keeps to every capacity and rule."""
        return (
            self.mandatory <= chosen
            and self.with_required(chosen) == chosen
            and self.clash(chosen) is None
            and not self.overused(chosen)
        )

    def without(self, kind: str, rule: Pair | int) -> Problem:
        """The same problem without one rule ("requires", "excludes" or "mandatory")."""
        return replace(
            self,
            requires=_but(self.requires, rule) if kind == "requires" else self.requires,
            excludes=_but(self.excludes, rule) if kind == "excludes" else self.excludes,
            mandatory=self.mandatory - {rule} if kind == "mandatory" else self.mandatory,
        )


def read_problem(
    candidates: pd.DataFrame,
    capacity: Mapping[str, float],
    *,
    value: str = "value",
    requires: Iterable[tuple[Hashable, Hashable]] = (),
    excludes: Iterable[tuple[Hashable, Hashable]] = (),
    mandatory: Iterable[Hashable] = (),
) -> Problem:
    """Turn tables and rules into a problem; see `pmlearn.portfolio.selection.select`."""
    limits = {
        resource: number(f"resource {resource!r}: capacity", limit, least=0, finite=False)
        for resource, limit in by_name("capacity", capacity).items()
    }
    names = unique("candidates", table("candidates", candidates, value, *limits).index)
    places = {label: place for place, label in enumerate(names)}
    demand = [_column(candidates, resource, least=0) for resource in limits]
    return Problem(
        labels=names,
        worth=_column(candidates, value),
        resources=list(limits),
        demand=np.array(demand, dtype=float).reshape(len(limits), len(candidates)),
        capacity=np.array(list(limits.values()), dtype=float),
        requires=_pairs(requires, places, "requires"),
        excludes=_pairs(excludes, places, "excludes"),
        mandatory=frozenset(_places(mandatory, places, "mandatory")),
    )


def _but(pairs: tuple[Pair, ...], rule: Pair | int) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs if pair != rule)


def _column(candidates: pd.DataFrame, name: str, least: float = -np.inf) -> NDArray[np.float64]:
    cells = zip(candidates.index, candidates[name], strict=True)
    return np.array([number(f"candidate {row!r}: {name}", x, least=least) for row, x in cells])


def _places(names: Iterable[Hashable], places: Mapping[Hashable, int], rule: str) -> list[int]:
    """Row numbers of the candidates that a rule names."""
    numbers = []
    for label in labels(rule, names):
        if label not in places:
            raise ValueError(f"{rule}: candidate must be in the table, got {label!r}")
        numbers.append(places[label])
    return numbers


def _pairs(
    rules: Iterable[tuple[Hashable, Hashable]], places: Mapping[Hashable, int], rule: str
) -> tuple[Pair, ...]:
    pairs = []
    for pair in listed(rule, rules):
        if not isinstance(pair, list | tuple) or len(pair) != 2:  # noqa: PLR2004 - a pair has two
            raise ValueError(f"{rule}: each rule must be a pair of labels, got {pair!r}")
        first, second = _places(pair, places, rule)
        if first == second:
            raise ValueError(f"{rule}: a rule must name two candidates, got {pair[0]!r} twice")
        pairs.append((first, second))
    return tuple(dict.fromkeys(pairs))
