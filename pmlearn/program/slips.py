"""How a slip of one component travels through a program: links, buffers, shared resources."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from pmlearn.inputs import by_name, items, labels, number, one_of, unique

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind = Literal["FS", "SS", "FF", "SF"]
# Planned dates are often rounded; what overlaps by less than this is not called an overlap.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Component:
    """A project or smaller program with its planned dates.

    Attributes:
        name: Its name, unique in the program.
        start: Planned start, in periods.
        duration: Planned length, in periods.
        resources: What it has to itself while it runs: a crew, a test rig, a decision maker.
    """

    name: str
    start: float
    duration: float
    resources: Sequence[str] = ()

    def __post_init__(self) -> None:
        number(f"component {self.name!r}: start", self.start)
        number(f"component {self.name!r}: duration", self.duration, least=0)
        resources = tuple(labels(f"component {self.name!r}: resources", self.resources))
        object.__setattr__(self, "resources", resources)

    @property
    def finish(self) -> float:
        """Planned finish."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True)
class Interface:
    """A link between two components: what one hands over, the other waits for.

    Attributes:
        giver: Name of the component that hands over.
        taker: Name of the component that waits.
        kind: Which dates are linked, giver's first: "FS" finish to start, "SS", "FF", "SF".
        lag: Periods between the two dates at least; negative for a lead.
    """

    giver: str
    taker: str
    kind: Kind = "FS"
    lag: float = 0

    def __post_init__(self) -> None:
        one_of(f"{self}: kind", self.kind, get_args(Kind))
        if self.giver == self.taker:
            raise ValueError(f"{self}: a component must not wait for itself")
        number(f"{self}: lag", self.lag)

    def __str__(self) -> str:
        return f"interface {self.giver!r} to {self.taker!r} ({self.kind})"

    def earliest_start(self, giver: tuple[float, float], duration: float) -> float:
        """When the taker may start, given the giver's (start, finish) and its own duration."""
        date = giver[0 if self.kind[0] == "S" else 1] + self.lag
        return date if self.kind[1] == "S" else date - duration


@dataclass(frozen=True, slots=True, eq=False)
class SlipForecast:
    """Where the components of a program end up.

    Attributes:
        table: One row per component: planned_start, planned_finish, start, finish, own_slip (its
            work takes longer), inherited_slip (it starts later), slip (their sum: how much later
            it finishes), driver (the component that sets its start; None for its plan), via
            ("interface", the resource's name, or None).
        buffers: One row per interface or shared resource between two components: giver, taker,
            via, buffer (periods that the giver may slip, in the plan, before the taker moves).
    """

    table: pd.DataFrame
    buffers: pd.DataFrame

    @property
    def finish(self) -> float:
        """When the last component finishes."""
        return float(self.table["finish"].max())

    @property
    def slip(self) -> float:
        """How much later than planned the whole program finishes."""
        return self.finish - float(self.table["planned_finish"].max())

    def chain(self, name: str) -> list[str]:
        """The components through which a slip reached this one, first cause first.

        Raises:
            ValueError: there is no such component.
        """
        if name not in self.table.index:
            raise ValueError(f"slip forecast: component must be in the program, got {name!r}")
        chain = [name]
        while (driver := self.table["driver"][chain[-1]]) is not None:
            chain.append(driver)
        return chain[::-1]


def propagate(
    components: Sequence[Component],
    interfaces: Sequence[Interface] = (),
    slips: Mapping[str, float] | None = None,
) -> SlipForecast:
    """Forecast every component when some take longer than planned.

    A component starts as planned, or later if an interface or a shared resource makes it wait;
    nothing starts earlier than planned. Components that share a resource keep the order of the
    plan, one after the other.

    Args:
        components: The plan. It must be sound: no two at once on one resource, every interface
            met.
        interfaces: What is handed over between components.
        slips: By component, how many periods longer its work takes; negative where it is shorter.

    Raises:
        ValueError: a name repeats or is unknown, components wait for each other in a circle, the
            plan itself breaks an interface or uses a resource twice at once, or a slip is no
            number or makes a duration negative.

    Source:
        PMI (2017), The Standard for Program Management, 4th ed. (program interdependency
        management); the dates by the forward pass of Kelley and Walker (1959), a resource in fixed
        order as in Wiest (1964).
    """
    plan = _by_name(components)
    components = list(plan.values())
    waits = _interfaces(plan, items("interfaces", interfaces, Interface, least=0)) + _shared(
        components
    )
    slips = by_name("slips", {} if slips is None else slips)
    for name, slip in slips.items():
        if name not in plan:
            raise ValueError(f"slips: component must be in the program, got {name!r}")
        number(f"component {name!r}: slip", slip, least=-plan[name].duration)
    before: dict[str, list[tuple[Interface, str]]] = defaultdict(list)
    for link, via in waits:
        before[link.taker].append((link, via))
    dates: dict[str, tuple[float, float]] = {}
    drivers: dict[str, tuple[str | None, str | None]] = {}
    for name in _order(plan, before):
        duration = plan[name].duration + slips.get(name, 0)
        start, drivers[name] = plan[name].start, (None, None)
        for link, via in before[name]:
            if (earliest := link.earliest_start(dates[link.giver], duration)) > start + _ROUNDING:
                start, drivers[name] = earliest, (link.giver, via)
        dates[name] = (start, start + duration)
    return SlipForecast(_table(components, slips, dates, drivers), _buffers(plan, waits))


def _by_name(components: Sequence[Component]) -> dict[str, Component]:
    listed = items("program", components, Component)
    names = unique("program", (component.name for component in listed))
    return dict(zip(names, listed, strict=True))


def _interfaces(
    plan: Mapping[str, Component], interfaces: Sequence[Interface]
) -> list[tuple[Interface, str]]:
    for link in interfaces:
        for name in (link.giver, link.taker):
            if name not in plan:
                raise ValueError(f"{link}: component must be in the program, got {name!r}")
        if (buffer := _buffer(plan, link)) < -_ROUNDING:
            raise ValueError(f"{link}: the plan must meet it, but is {-buffer:.12g} too early")
    return [(link, "interface") for link in interfaces]


def _shared(components: Sequence[Component]) -> list[tuple[Interface, str]]:
    """Who follows whom on each resource, in the order of the plan."""
    users: dict[str, list[Component]] = defaultdict(list)
    for component in components:
        for resource in dict.fromkeys(component.resources):
            users[resource].append(component)
    waits = []
    for resource, queue in users.items():
        for first, second in pairwise(sorted(queue, key=lambda user: (user.start, user.finish))):
            if second.start < first.finish - _ROUNDING:
                raise ValueError(
                    f"resource {resource!r} must serve one component at a time, but the plan has "
                    f"{first.name!r} and {second.name!r} at {second.start:.12g}"
                )
            waits.append((Interface(first.name, second.name), resource))
    return waits


def _order(
    plan: Mapping[str, Component], before: Mapping[str, list[tuple[Interface, str]]]
) -> list[str]:
    givers = {name: [link.giver for link, _ in before.get(name, [])] for name in plan}
    try:
        return list(TopologicalSorter(givers).static_order())
    except CycleError as error:
        circle = " > ".join(map(str, error.args[1]))
        raise ValueError(f"program: components must not wait in a circle, got {circle}") from None


def _buffer(plan: Mapping[str, Component], link: Interface) -> float:
    giver, taker = plan[link.giver], plan[link.taker]
    return taker.start - link.earliest_start((giver.start, giver.finish), taker.duration)


def _buffers(plan: Mapping[str, Component], waits: Sequence[tuple[Interface, str]]) -> pd.DataFrame:
    rows = [(link.giver, link.taker, via, _buffer(plan, link)) for link, via in waits]
    return pd.DataFrame(rows, columns=["giver", "taker", "via", "buffer"])


def _table(
    components: Sequence[Component],
    slips: Mapping[str, float],
    dates: Mapping[str, tuple[float, float]],
    drivers: Mapping[str, tuple[str | None, str | None]],
) -> pd.DataFrame:
    rows = {}
    for plan in components:
        start, finish = dates[plan.name]
        own = slips.get(plan.name, 0)
        inherited = start - plan.start
        rows[plan.name] = (
            *(plan.start, plan.finish, start, finish),
            *(own, inherited, own + inherited, *drivers[plan.name]),
        )
    columns = ["planned_start", "planned_finish", "start", "finish"]
    columns += ["own_slip", "inherited_slip", "slip", "driver", "via"]
    table = pd.DataFrame(list(rows.values()), index=list(rows), columns=columns, dtype=object)
    return table.astype(dict.fromkeys(columns[:7], float))
