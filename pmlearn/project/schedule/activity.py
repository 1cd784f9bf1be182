"""What a schedule is made of: activities and the links between them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import pandas as pd

from pmlearn.inputs import by_name, listed, number, one_of
from pmlearn.project.distributions import ThreePoint, expected

Kind = Literal["FS", "SS", "FF", "SF"]


@dataclass(frozen=True, slots=True)
class Link:
    """An activity waits for another one.

    Attributes:
        name: The predecessor.
        kind: Which date of the predecessor holds back which date of the successor: "FS" finish to
            start, "SS" start to start, "FF" finish to finish, "SF" start to finish.
        lag: Periods that pass in between; negative for a lead.
    """

    name: Hashable
    kind: Kind = "FS"
    lag: float = 0

    def __post_init__(self) -> None:
        _check_name("link", self.name)
        link, kind = f"link to {self.name!r}", str(self.kind).upper()
        object.__setattr__(self, "kind", one_of(f"{link}: kind", kind, get_args(Kind)))
        object.__setattr__(self, "lag", number(f"{link}: lag", self.lag))


@dataclass(frozen=True, slots=True)
class Activity:
    """A piece of work that takes time and is not interrupted; a milestone takes none.

    Attributes:
        name: Its name, unique in the schedule.
        duration: Periods of the one unit that the caller chooses, 0 or more; a number or a
            `ThreePoint`, whose mean the critical path method uses.
        predecessors: What it waits for: names, which mean finish to start, or `Link`s. One name
            or one link may stand alone.
        resources: Units of each resource it occupies while it runs.
    """

    name: Hashable
    duration: float | ThreePoint
    predecessors: tuple[Link, ...] = ()
    resources: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __init__(
        self,
        name: Hashable,
        duration: float | ThreePoint,
        predecessors: Iterable[Hashable | Link] | Link | str | None = (),
        resources: Mapping[str, float] | None = None,
    ) -> None:
        _check_name("activity", name)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "duration", _duration(name, duration))
        object.__setattr__(self, "predecessors", _links(name, predecessors))
        object.__setattr__(
            self, "resources", _demands(name, {} if resources is None else resources)
        )

    @property
    def expected_duration(self) -> float:
        """The duration, or its mean where it is uncertain."""
        return expected(self.duration)


def _check_name(what: str, name: Hashable) -> None:
    if not isinstance(name, Hashable):
        raise ValueError(f"{what}: name must be a text, a number or a tuple of these, got {name!r}")  # noqa: TRY004 - one kind of error
    # what pandas puts into an empty cell: NA, NaT or NaN, which differs from itself
    if name is None or name is pd.NA or name is pd.NaT or name != name or name == "":  # noqa: PLR0124
        raise ValueError(f"{what}: name must not be empty, got {name!r}")


def _duration(name: Hashable, duration: float | ThreePoint) -> float | ThreePoint:
    if isinstance(duration, ThreePoint):
        number(f"activity {name!r}: optimistic duration", duration.optimistic, least=0)
        return duration
    return number(f"activity {name!r}: duration", duration, least=0)


def _links(
    name: Hashable, predecessors: Iterable[Hashable | Link] | Link | str | None
) -> tuple[Link, ...]:
    if predecessors is None:
        return ()
    if isinstance(predecessors, str | Link):
        predecessors = [predecessors]
    links = listed(f"activity {name!r}: predecessors", predecessors)
    return tuple(link if isinstance(link, Link) else Link(link) for link in links)


def _demands(name: Hashable, resources: Mapping[str, float]) -> dict[str, float]:
    demands = by_name(f"activity {name!r}: resources", resources)
    return {
        resource: number(f"activity {name!r}: demand for {resource!r}", units, least=0)
        for resource, units in demands.items()
    }
