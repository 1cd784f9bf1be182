"""What first? The cost of an order, the rule that makes it least, and where that rule fails."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heapreplace
from math import fsum, inf
from typing import TYPE_CHECKING

import pandas as pd

from pmlearn.inputs import items, labels, number, table, unique, whole
from pmlearn.limits import MAX_JOBS
from pmlearn.product.scores import CONFIDENCE, IMPACT, rice, wsjf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "CONFIDENCE",
    "IMPACT",
    "Job",
    "best_sequence",
    "completions",
    "delay_cost",
    "read_jobs",
    "rice",
    "sequence",
    "wsjf",
]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work in a backlog.

    Attributes:
        name: What it is called.
        duration: Periods one team needs for it, above 0.
        cost_of_delay: Money lost per period until it is done, 0 or more.
        release: Earliest time at which it can start, 0 or more.

    Raises:
        ValueError: a number is outside its limits or not finite.
    """

    name: str
    duration: float
    cost_of_delay: float
    release: float = 0.0

    def __post_init__(self) -> None:
        name = f"job {self.name!r}"
        number(f"{name}: duration", self.duration, above=0)
        number(f"{name}: cost of delay", self.cost_of_delay, least=0)
        number(f"{name}: release", self.release, least=0)

    @property
    def urgency(self) -> float:
        """Cost of delay divided by duration, "CD3"."""
        return wsjf(self.cost_of_delay, self.duration)


def sequence(jobs: Iterable[Job] | pd.DataFrame) -> tuple[str, ...]:
    """The order of falling cost of delay per duration: Smith's rule.

    For one team and work that can all start now, no order costs less. With release dates or
    several teams it may miss the best order, which `best_sequence` finds for a few jobs.

    Args:
        jobs: Jobs, or a table with one row per job and the columns duration and cost_of_delay
            (and release).

    Returns:
        Names; jobs of equal urgency stay in the order given.

    Raises:
        ValueError: there are no jobs, or a name stands twice.

    Source:
        Smith (1956), Various optimizers for single-stage production.
    """
    return tuple(job.name for job in sorted(read_jobs(jobs), key=lambda job: -job.urgency))


def delay_cost(
    jobs: Iterable[Job] | pd.DataFrame, order: Sequence[str] | None = None, teams: int = 1
) -> float:
    """Total cost of delay of an order: each job's cost of delay times its completion time.

    Args:
        jobs: As for `sequence`.
        order: Names in the order in which the teams take them; the given order if left out.
        teams: How many teams work side by side, 1 or more.

    Raises:
        ValueError: the order does not name each job once, or there is no team.
    """
    by_name = {job.name: job for job in read_jobs(jobs)}
    done = completions(by_name.values(), order, teams)
    return fsum(by_name[name].cost_of_delay * time for name, time in done.items())


def completions(
    jobs: Iterable[Job] | pd.DataFrame, order: Sequence[str] | None = None, teams: int = 1
) -> dict[str, float]:
    """When each job is done if, in this order, each goes to the team that is free first.

    A team that takes a job before its release date waits for it.

    Raises:
        ValueError: the order does not name each job once, or there is no team.
    """
    by_name = {job.name: job for job in read_jobs(jobs)}
    names = list(by_name) if order is None else labels("order", order)
    if len(names) != len(by_name) or set(names) != set(by_name):
        raise ValueError(f"order must name each job once, got {names} for jobs {list(by_name)}")
    free = _teams(teams)
    done = {}
    for name in names:
        job = by_name[name]
        done[name] = max(free[0], job.release) + job.duration
        heapreplace(free, done[name])
    return done


def best_sequence(jobs: Iterable[Job] | pd.DataFrame, teams: int = 1) -> tuple[str, ...]:
    """The order of least total cost of delay among all orders, release dates respected.

    Args:
        jobs: As for `sequence`, at most 10.
        teams: How many teams work side by side, 1 or more.

    Raises:
        ValueError: there are more jobs than can be tried, or there is no team.
    """
    todo = sorted(read_jobs(jobs), key=lambda job: -job.urgency)
    if len(todo) > MAX_JOBS:
        raise ValueError(
            f"best_sequence must have at most {MAX_JOBS} jobs to try all orders, got {len(todo)}"
        )
    return _best(todo, _teams(teams), inf)[1]


def read_jobs(jobs: Iterable[Job] | pd.DataFrame) -> list[Job]:
    """Jobs from jobs or from a table, each name once.

    Raises:
        ValueError: there are no jobs, a name stands twice, or a column is missing.
    """
    if isinstance(jobs, pd.DataFrame):
        table("jobs", jobs, "duration", "cost_of_delay")
        release = jobs.get("release", pd.Series(0.0, index=jobs.index))
        columns = (jobs.index, jobs["duration"], jobs["cost_of_delay"], release)
        jobs = [Job(*row) for row in zip(*columns, strict=True)]
    listed = items("jobs", jobs, Job)
    unique("jobs", (job.name for job in listed))
    return listed


def _teams(teams: int) -> list[float]:
    free = [0.0] * whole("teams", teams, least=1)
    heapify(free)
    return free


def _best(todo: list[Job], free: list[float], limit: float) -> tuple[float, tuple[str, ...]]:
    """Cost and order of the best way to do the rest, if it costs less than the limit."""
    if not todo:
        return 0.0, ()
    # No job can be done sooner than by a team of its own.
    least = [j.cost_of_delay * (max(free[0], j.release) + j.duration) for j in todo]
    if fsum(least) >= limit:
        return inf, ()
    order: tuple[str, ...] = ()
    for place, job in enumerate(todo):
        after = free.copy()
        heapreplace(after, max(free[0], job.release) + job.duration)
        rest, names = _best(todo[:place] + todo[place + 1 :], after, limit - least[place])
        if least[place] + rest < limit:
            limit, order = least[place] + rest, (job.name, *names)
    return (limit, order) if order else (inf, ())
