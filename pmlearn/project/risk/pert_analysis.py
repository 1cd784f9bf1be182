"""Analytic PERT: mean and spread of the critical path, taken for those of the project."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from pmlearn.inputs import items, number, percent
from pmlearn.project.distributions import ThreePoint
from pmlearn.project.schedule import Schedule, schedule
from pmlearn.project.schedule.activity import Activity
from pmlearn.project.schedule.network import rounding

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Pert:
    """When the project ends, if its critical path by mean durations stays the critical one.

    Attributes:
        mean: Expected finish: the length of the critical path by mean durations.
        variance: Sum of the variances along the critical path, in squared periods.
        critical_path: Names of the activities along it; of several with the same mean, the one
            with the largest variance.
    """

    mean: float
    variance: float
    critical_path: tuple[Hashable, ...]

    @property
    def sd(self) -> float:
        """Standard deviation of the finish."""
        return sqrt(self.variance)

    def probability(self, by: float) -> float:
        """Probability that the project ends by a date, from the normal distribution.

        Raises:
            ValueError: the date is not a finite number.
        """
        date = number("PERT: by", by)
        if not self.sd:
            return float(date >= self.mean - rounding(self.mean))
        return NormalDist(self.mean, self.sd).cdf(date)

    def percentile(self, p: float) -> float:
        """Date by which the project ends with a probability of p percent, 0 < p < 100.

        Raises:
            ValueError: p is not between 0 and 100.
        """
        share = percent("PERT: percentile", p) / 100
        return self.mean + self.sd * NormalDist().inv_cdf(share)


def pert(activities: Iterable[Activity]) -> Pert:
    """Estimate when the project ends from three-point durations, without simulation.

    The critical path is found with the mean durations; its mean is the sum of their means, its
    variance the sum of their variances, as durations are independent; a sum of many is nearly
    normal. Where a link leaves from a start or leads to a finish, the duration that it skips does
    not count.

    Merge bias is left out: where ways of similar length meet, the latest of them decides, and the
    project ends later on average, and by a given date less often, than this says. `simulate`
    counts it in.

    Args:
        activities: As for `schedule`; durations are numbers or `ThreePoint`s.

    Raises:
        ValueError: the activities make no schedule.

    Source: Malcolm, Roseboom, Clark and Fazar (1959); its merge bias: MacCrimmon and Ryavec
    (1964).
    """
    listed = items("schedule", activities, Activity)
    plan = schedule(listed)
    variances = [a.duration.variance if isinstance(a.duration, ThreePoint) else 0.0 for a in listed]
    variance, path = _most_uncertain_path(plan, variances)
    return Pert(plan.finish, variance, path)


# An activity on a path, and whether the path enters it at its finish rather than its start.
_Place = tuple[int, bool]


def _most_uncertain_path(
    plan: Schedule, variances: list[float]
) -> tuple[float, tuple[Hashable, ...]]:
    """Of the chains without slack from 0 to the finish: the largest variance, and the names.

    A duration counts in the length of a path that passes through it in either direction, from its
    start to its finish or back; of two equal variances the chain with more activities is taken.
    """
    best: dict[_Place, tuple[float, int]] = {}
    following: dict[_Place, _Place | None] = {}
    steps = _steps(plan)
    for i in reversed(plan.network.order):
        for at_finish in (False, True):
            for leaves_finish, then in steps[i]:
                if then and then not in best:
                    continue  # it leads to no end without slack
                variance, length = best[then] if then else (0.0, 0)
                passed = variances[i] if at_finish != leaves_finish else 0.0
                reached = (variance + passed, length + 1)
                if reached > best.get((i, at_finish), (-1.0, 0)):
                    best[i, at_finish], following[i, at_finish] = reached, then
    tolerance = rounding(plan.finish)
    starts = ((i, False) for i, start in enumerate(plan.early_starts) if start <= tolerance)
    first = max((place for place in starts if place in best), key=best.__getitem__)
    return best[first][0], tuple(_names(plan, following, first))


def _steps(plan: Schedule) -> list[list[tuple[bool, _Place | None]]]:
    """Ways on from each activity: whether from its finish, and where to; None ends the project."""
    steps: list[list[tuple[bool, _Place | None]]] = [
        [(from_finish, (after, to_finish)) for from_finish, after, to_finish in links]
        for links in plan.driving_links()
    ]
    last = plan.finish - rounding(plan.finish)
    for i, (start, duration) in enumerate(zip(plan.early_starts, plan.durations, strict=True)):
        if start + duration >= last:
            steps[i].insert(0, (True, None))
    return steps


def _names(
    plan: Schedule, following: dict[_Place, _Place | None], place: _Place | None
) -> Iterator[Hashable]:
    while place is not None:
        yield plan.network.names[place[0]]
        place = following[place]
