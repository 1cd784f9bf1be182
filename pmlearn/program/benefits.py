"""From outputs over outcomes to benefits: who gets what, from when on, and what a delay costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import items, unique, whole
from pmlearn.program.benefit_steps import Benefit, Contribution, Outcome, Output, Step, Uptake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = [
    "Benefit",
    "BenefitMap",
    "Contribution",
    "Outcome",
    "Output",
    "Uptake",
    "delay_cost",
    "simulate",
]

_RANK: dict[type[Step], int] = {Output: 0, Outcome: 1, Benefit: 2}


@dataclass(frozen=True, slots=True)
class BenefitMap:
    """Outputs, outcomes and benefits, and the arrows between them.

    Raises:
        ValueError: a name repeats or is unknown, an arrow leads backwards or into an output,
            arrows run in a circle, or the weights into a step sum to more than 1.

    Source:
        Ward and Daniel (2006), Benefits Management (benefits dependency network); Axelos (2011),
        Managing Successful Programmes (benefits map).
    """

    steps: Sequence[Step]
    contributions: Sequence[Contribution]

    def __post_init__(self) -> None:
        steps: list[Step] = items("benefit map", self.steps, (Output, Outcome, Benefit))
        arrows = items("contributions", self.contributions, Contribution, least=0)
        object.__setattr__(self, "steps", tuple(steps))
        object.__setattr__(self, "contributions", tuple(arrows))
        names = unique("benefit map", (step.name for step in steps))
        kinds = {name: type(step) for name, step in zip(names, steps, strict=True)}
        weights = dict.fromkeys(names, 0.0)
        for arrow in arrows:
            _check_arrow(arrow, kinds)
            weights[arrow.target] += arrow.weight
            if weights[arrow.target] > 1 + 1e-9:
                raise ValueError(
                    f"{kinds[arrow.target].__name__.lower()} {arrow.target!r}: weights of what "
                    f"leads to it must sum to at most 1, got {weights[arrow.target]:.12g}"
                )
        self.order()

    def order(self) -> list[str]:
        """All names, each after what leads to it."""
        before: dict[str, list[str]] = {step.name: [] for step in self.steps}
        for arrow in self.contributions:
            before[arrow.target].append(arrow.source)
        try:
            return list(TopologicalSorter(before).static_order())
        except CycleError as error:
            circle = " > ".join(map(str, error.args[1]))
            raise ValueError(
                f"benefit map: arrows must not run in a circle, got {circle}"
            ) from None

    @property
    def outputs_without_benefit(self) -> list[str]:
        """Outputs from which no path leads to any benefit: why deliver them?"""
        ends = {step.name for step in self.steps if isinstance(step, Benefit)}
        arrows = [(arrow.target, arrow.source) for arrow in self.contributions]
        return self._outside(Output, _reached(ends, arrows))

    @property
    def benefits_without_output(self) -> list[str]:
        """Benefits to which no path leads from any output: who brings them about?"""
        starts = {step.name for step in self.steps if isinstance(step, Output)}
        arrows = [(arrow.source, arrow.target) for arrow in self.contributions]
        return self._outside(Benefit, _reached(starts, arrows))

    def levels(self, periods: int) -> pd.DataFrame:
        """How far each step is expected to be reached.

        Args:
            periods: Length of the horizon.

        Returns:
            One row per period (from 0), one column per step in the given order, from 0 to 1.

        Raises:
            ValueError: there are no periods.
        """
        periods = whole("benefit map: periods", periods, least=1)
        time = np.arange(periods)
        levels = {step.name: _delivered(step, time) for step in self.steps}
        for name in self.order():
            for arrow in self.contributions:
                if arrow.target == name:
                    response = arrow.uptake.share(time - arrow.delay)
                    gained = np.diff(levels[arrow.source], prepend=0.0)
                    levels[name] = levels[name] + arrow.weight * _spread(gained, response)
        return pd.DataFrame(levels, index=pd.RangeIndex(periods, name="period"))

    def expected(self, periods: int) -> pd.DataFrame:
        """Expected value per period: one row per period, one column per benefit."""
        values = {step.name: step.value for step in self.steps if isinstance(step, Benefit)}
        return self.levels(periods)[list(values)] * pd.Series(values, dtype=float)

    def total(self, periods: int) -> float:
        """Expected value of all benefits over the whole horizon."""
        return float(self.expected(periods).to_numpy().sum())

    def delayed(self, output: str, by: int = 1) -> BenefitMap:
        """The same map with one output ready later.

        Raises:
            ValueError: there is no such output.
        """
        names = [step.name for step in self.steps if isinstance(step, Output)]
        if output not in names:
            raise ValueError(f"benefit map: output must be one of {names}, got {output!r}")
        steps = [
            replace(
                step, ready=step.ready + whole(f"output {output!r}: delay", by, least=-step.ready)
            )
            if isinstance(step, Output) and step.name == output
            else step
            for step in self.steps
        ]
        return replace(self, steps=steps)

    def _outside(self, kind: type[Step], reached: set[str]) -> list[str]:
        return [s.name for s in self.steps if isinstance(s, kind) and s.name not in reached]


def delay_cost(benefits: BenefitMap, output: str, periods: int, by: int = 1) -> float:
    """Expected value lost per period of delay of one output.

    Args:
        benefits: The map.
        output: Which output is late.
        periods: Horizon over which benefits count; what falls behind it is lost.
        by: How many periods late, 1 or more.

    Returns:
        Loss divided by `by`, in money per period of delay.

    Raises:
        ValueError: there is no such output, or `by` or `periods` is below 1.

    Source:
        Reinertsen (2009), The Principles of Product Development Flow (cost of delay).
    """
    by = whole(f"output {output!r}: delay", by, least=1)
    return (benefits.total(periods) - benefits.delayed(output, by).total(periods)) / by


def simulate(
    benefits: BenefitMap, periods: int, trials: int = 10_000, seed: int = 0
) -> NDArray[np.float64]:
    """Total value in many futures, in each of which an output is delivered or it is not.

    Returns:
        Shape (trials,); its mean tends to `benefits.total(periods)`, its percentiles are an
        interval for it.

    Raises:
        ValueError: trials or periods is below 1.
    """
    trials = whole("benefit map: trials", trials, least=1)
    seed = whole("benefit map: seed", seed)
    outputs = [step for step in benefits.steps if isinstance(step, Output)]
    # A benefit map is linear in its outputs, so each is worked out once, alone and for certain.
    worth = np.array([_only(benefits, output).total(periods) for output in outputs], dtype=float)
    chances = np.array([output.probability for output in outputs])
    delivered = np.random.default_rng(seed).random((trials, len(outputs))) < chances
    totals: NDArray[np.float64] = delivered.astype(float) @ worth
    return totals


def _check_arrow(arrow: Contribution, kinds: Mapping[str, type[Step]]) -> None:
    for name in (arrow.source, arrow.target):
        if name not in kinds:
            raise ValueError(f"{arrow}: step must be in the map, got {name!r}")
    source, target = kinds[arrow.source], kinds[arrow.target]
    if target is Output or _RANK[source] > _RANK[target]:
        raise ValueError(
            f"{arrow} must lead from output over outcome to benefit, got "
            f"{source.__name__.lower()} to {target.__name__.lower()}"
        )


def _only(benefits: BenefitMap, output: Output) -> BenefitMap:
    """The same map when this output is delivered for certain and no other is."""
    steps = [
        replace(step, probability=float(step is output)) if isinstance(step, Output) else step
        for step in benefits.steps
    ]
    return replace(benefits, steps=steps)


def _delivered(step: Step, time: NDArray[np.int_]) -> NDArray[np.float64]:
    """What a step reaches by itself: an output once it is ready, all others nothing."""
    if isinstance(step, Output):
        return np.where(time >= step.ready, step.probability, 0.0)
    return np.zeros(len(time))


def _spread(gained: NDArray[np.float64], response: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each gain of the source is felt from its period on, as the response runs."""
    return np.convolve(gained, response)[: len(gained)]


def _reached(starts: set[str], arrows: list[tuple[str, str]]) -> set[str]:
    reached, front = set(starts), set(starts)
    while front:
        front = {target for source, target in arrows if source in front} - reached
        reached |= front
    return reached
