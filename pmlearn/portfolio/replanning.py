"""Make a plan fit: delay or drop components, at the least loss of value."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pmlearn.portfolio.capacity import capacity_table, cells, read_plan, skills_of
from pmlearn.portfolio.selection import select
from pmlearn.project.numbers import number, whole

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping


@dataclass(frozen=True, slots=True, eq=False)
class Replan:
    """A plan that fits, and what it costs.

    Attributes:
        plan: The components that stay, with their new starts; columns as given, and delay.
        dropped: Names of those that do not.
        value: What the plan is worth.
        loss: How much less that is than everything on time.
        proven_optimal: Whether it is proven that no delays and drops lose less.
    """

    plan: pd.DataFrame
    dropped: list[Hashable]
    value: float
    loss: float
    proven_optimal: bool


class _Option(NamedTuple):
    """One component, so many periods late."""

    place: int
    delay: int


def replan(
    plan: pd.DataFrame,
    capacity: Mapping[str, float] | pd.DataFrame,
    latest: int,
    *,
    time_limit: float | None = None,
) -> Replan:
    """Delay or drop components until no capacity is exceeded, at the least loss of value.

    Each start that a component may have is a candidate, of which at most one is chosen, and each
    skill is a scarce resource in each period.

    Args:
        plan: As for `load`, and the columns value (of the component, on time) and loss (of value
            per period of delay, 0 or more).
        capacity: As for `load`; a table must cover `latest` periods after the plan's end.
        latest: By how many periods a component may be delayed at most.
        time_limit: As for `select`.

    Raises:
        ValueError: as for `load`, or a value or loss is no number within its limits.

    Source:
        Pritsker, Watters and Wolfe (1969), Multiproject scheduling with limited resources
        (one variable per start).
    """
    latest = whole("replan: latest", latest)
    starts, durations, needs = read_plan(plan, skills_of(capacity))
    available = capacity_table(capacity, int((starts + durations).max()) + latest)
    value = [number(f"component {name!r}: value", x) for name, x in cells(plan, "value")]
    loss = [number(f"component {name!r}: loss", x, least=0) for name, x in cells(plan, "loss")]
    options = [_Option(place, delay) for place in range(len(plan)) for delay in range(latest + 1)]
    limits = {
        f"{skill} in period {period}": float(available[skill].iloc[period])
        for skill in needs
        for period in range(len(available))
    }
    rows = [
        {
            f"{skill} in period {period}": needs[skill].iloc[place]
            for skill in needs
            for period in range(starts[place] + delay, starts[place] + delay + durations[place])
        }
        for place, delay in options
    ]
    worth = [value[place] - delay * loss[place] for place, delay in options]
    found = select(
        pd.DataFrame(rows, columns=list(limits)).fillna(0.0).assign(value=worth),
        limits,
        excludes=_one_start_each(options),
        time_limit=time_limit,
    )
    taken = set(found.chosen)
    kept = [option for place, option in enumerate(options) if place in taken]
    return _result(plan, kept, found.value, sum(value), proven=found.proven_optimal)


def _one_start_each(options: list[_Option]) -> list[tuple[int, int]]:
    return [
        (one, other)
        for one, other in combinations(range(len(options)), 2)
        if options[one].place == options[other].place
    ]


def _result(
    plan: pd.DataFrame, kept: list[_Option], value: float, full: float, *, proven: bool
) -> Replan:
    places = [option.place for option in kept]
    delays = [option.delay for option in kept]
    stays = plan.iloc[places]
    changed = stays.assign(start=stays["start"] + delays, delay=delays)
    dropped = [name for place, name in enumerate(plan.index) if place not in places]
    return Replan(changed, dropped, value, full - value, proven)
