"""Schedules that respect capacity: `level` delays activities until what they need is free."""

from __future__ import annotations

from random import Random
from time import perf_counter
from typing import TYPE_CHECKING

from pmlearn.inputs import number, one_of, whole
from pmlearn.project.resources.bounds import lower_bound, simple_bound
from pmlearn.project.resources.improvement import POPULATION, Search, biased_sequence, evolve
from pmlearn.project.resources.priority_rules import RULES, priorities
from pmlearn.project.resources.resource_problem import ResourceProblem
from pmlearn.project.resources.resource_schedule import ResourceSchedule
from pmlearn.project.resources.schedule_generation import parallel, serial
from pmlearn.project.resources.timetable import timetable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pmlearn.project.schedule.activity import Activity

DEFAULT_RULE = "latest finish time"
# The bound may take this share of the time budget; improvement has the rest.
_BOUND_SHARE = 0.25
# An exact solve starts from the best of so many schedules: a second does not pay.
_SCHEDULES_BEFORE_EXACT = 1_000


def level(
    project: ResourceProblem | Iterable[Activity],
    capacity: Mapping[str, float] | None = None,
    *,
    seconds: float = 0.3,
    schedules: int | None = None,
    seed: int = 1,
) -> ResourceSchedule:
    """A short schedule in which no resource is overloaded.

    Starts from every priority rule under both schemes, improves what they give by justification,
    and goes on with random orders, crossed and mutated, until the budget is used up or the schedule
    is as short as a lower bound: then it is proven that no schedule is shorter.

    Args:
        project: A problem, or activities with their demands in `resources`.
        capacity: Units of each resource per period; only with activities.
        seconds: Time budget.
        schedules: Instead of the time budget, how many schedules may be made: the same number and
            seed give the same schedule on every machine.
        seed: Of the random choices.

    Raises:
        ValueError: the problem breaks a rule of `ResourceProblem`, or the budget is not positive.

    Source: serial and parallel schedule generation (Kelley, 1963; Kolisch, 1996), double
    justification (Valls, Ballestín and Quintanilla, 2005), genetic algorithm over activity lists
    (Hartmann, 1998), destructive lower bound (Klein and Scholl, 1999).
    """
    began = perf_counter()
    problem = _problem(project, capacity)
    seconds = number("level: seconds", seconds, least=0)
    most = float("inf") if schedules is None else whole("level: schedules", schedules, least=1)
    table = timetable(problem)
    deadline = began + seconds if schedules is None else float("inf")
    search = Search(table, simple_bound(table), deadline, most)
    random = Random(whole("level: seed", seed))  # noqa: S311 - a search, no secret
    bound = _search(search, seconds, random)
    return ResourceSchedule.from_steps(problem, table, search.best, bound, search.tried)


def _search(search: Search, seconds: float, random: Random) -> int:
    """Search until the budget is used up; the lower bound found on the way."""
    table = search.table
    population = []
    for name in RULES:
        values = priorities(table, name)
        for starts in (serial(table, table.sequence(values)), parallel(table, values)):
            search.note(starts)
            if search.over:
                return search.bound
            population.append(search.try_sequence(table.sequence_by_start(starts)))
    if search.over:
        return search.bound
    # counted budgets must not depend on the clock
    until = min(search.deadline, perf_counter() + _BOUND_SHARE * seconds)
    search.bound = lower_bound(table, search.makespan, until)
    values = priorities(table, DEFAULT_RULE)
    while len(population) < POPULATION and not search.over:
        population.append(search.try_sequence(biased_sequence(table, values, random)))
    population.sort(key=lambda entry: entry[0])
    evolve(search, population[:POPULATION], random)
    return search.bound


def level_by_rule(
    project: ResourceProblem | Iterable[Activity],
    capacity: Mapping[str, float] | None = None,
    *,
    rule: str = DEFAULT_RULE,
    scheme: str = "serial",
) -> ResourceSchedule:
    """The schedule that one priority rule makes, without improvement: what can be done by hand.

    Args:
        project: A problem, or activities with their demands in `resources`.
        capacity: Units of each resource per period; only with activities.
        rule: Which activity goes first when not all can: one of `RULES`.
        scheme: "serial" takes the activities one by one and starts each as early as it fits;
            "parallel" goes through time and starts what fits.

    Raises:
        ValueError: the problem breaks a rule of `ResourceProblem`, or there is no such rule or
            scheme.

    Source: Kolisch (1996).
    """
    problem = _problem(project, capacity)
    table = timetable(problem)
    values = priorities(table, rule)
    one_of("level_by_rule: scheme", scheme, ("serial", "parallel"))
    if scheme == "serial":
        starts = serial(table, table.sequence(values))
    else:
        starts = parallel(table, values)
    return ResourceSchedule.from_steps(problem, table, starts, simple_bound(table), tried=1)


def _problem(
    project: ResourceProblem | Iterable[Activity], capacity: Mapping[str, float] | None
) -> ResourceProblem:
    if isinstance(project, ResourceProblem):
        if capacity is not None:
            raise ValueError(f"capacity must stand in the problem alone, got {capacity!r} too")
        return project
    if capacity is None:
        raise ValueError("capacity must be given with activities, got None")
    return ResourceProblem(project, capacity)
