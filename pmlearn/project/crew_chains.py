"""Turn a plan that crews can do into links, so that it stays doable when durations change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.inputs import whole
from pmlearn.project.schedule.activity import Activity, Link

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from pmlearn.project.resources.resource_schedule import ResourceSchedule

    # Who was busy last with what, and until when, for each unit of one resource.
    Units = list[tuple[float, Hashable | None]]

_ROUNDING = 1e-9


def with_crew_chains(plan: ResourceSchedule) -> list[Activity]:
    """The activities of a plan, each waiting also for those whose crew members it takes over.

    Activities are served in the order of their starts. Each takes, of every resource, units that
    are free by then: first those that come from an activity it waits for anyway, then those that
    became free last. It then waits for the activity that each unit comes from. However long the
    activities take, no resource is ever overloaded if each starts when its links allow; with the
    durations of the plan no activity starts later than planned.

    Args:
        plan: A schedule that keeps every capacity, in whole units.

    Returns:
        New activities in the order of the plan's, with the same durations, links and demands and
        with the added links from finish to start.

    Raises:
        ValueError: a demand or a capacity is not a whole number of units, or the plan overloads a
            resource.

    Source: chaining (Policella, Oddi, Smith and Cesta, 2004).
    """
    problem = plan.problem
    links: dict[Hashable, list[Link]] = {a.name: list(a.predecessors) for a in problem.activities}
    dates = list(zip(plan.starts.tolist(), plan.finishes.tolist(), problem.activities, strict=True))
    dates.sort(key=lambda row: row[:2])
    for resource, capacity in problem.capacity.items():
        units: Units = [(0.0, None)] * whole(f"resource {resource!r}: capacity", capacity)
        for start, finish, activity in dates:
            what = f"activity {activity.name!r}: demand for {resource!r}"
            demand = whole(what, activity.resources.get(resource, 0))
            if demand and finish > start:
                for before in _take(units, demand, (start, finish), activity.name, links):
                    links[activity.name].append(Link(before))
    return [
        Activity(a.name, a.duration, links[a.name], dict(a.resources)) for a in problem.activities
    ]


def _take(
    units: Units,
    demand: int,
    dates: tuple[float, float],
    name: Hashable,
    links: Mapping[Hashable, list[Link]],
) -> list[Hashable]:
    """Hand free units to an activity; the activities they come from that it does not wait for yet.

    Raises:
        ValueError: not enough units are free.
    """
    start, finish = dates
    known = {link.name for link in links[name] if link.kind == "FS" and link.lag >= 0}
    free = [place for place, (until, _) in enumerate(units) if until <= start + _ROUNDING]
    if len(free) < demand:
        raise ValueError(f"activity {name!r}: needs {demand} units, only {len(free)} are free")
    free.sort(key=lambda place: (units[place][1] not in known, -units[place][0]))
    sources = {units[place][1] for place in free[:demand]} - known - {None}
    for place in free[:demand]:
        units[place] = (finish, name)
    return sorted(sources, key=str)
