"""Priority rules: which activity goes first when not all can. The smallest value goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.inputs import one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmlearn.project.resources.timetable import Timetable


def heads(table: Timetable) -> list[int]:
    """The earliest start of each activity if resources were plentiful."""
    earliest = [0] * len(table.order)
    for number in table.order:
        for other, lag in table.before[number]:
            earliest[number] = max(earliest[number], earliest[other] + lag)
    return earliest


def tails(table: Timetable) -> list[int]:
    """From the start of each activity to the end of the project, at the least."""
    longest = list(table.durations)
    for number in reversed(table.order):
        for other, lag in table.after[number]:
            longest[number] = max(longest[number], lag + longest[other])
    return longest


def total_successors(table: Timetable) -> list[int]:
    """How many activities wait for each one, directly or not."""
    reach = [0] * len(table.order)
    for number in reversed(table.order):
        for other, _ in table.after[number]:
            reach[number] |= reach[other] | 1 << other
    return [followers.bit_count() for followers in reach]


def latest_start_time(table: Timetable) -> list[float]:
    """The later an activity may start, the later it comes (Kolisch, 1995)."""
    return [-tail for tail in tails(table)]


def latest_finish_time(table: Timetable) -> list[float]:
    """The later an activity may finish, the later it comes (Davis and Patterson, 1975)."""
    return [duration - tail for duration, tail in zip(table.durations, tails(table), strict=True)]


def minimum_slack(table: Timetable) -> list[float]:
    """The less room between earliest and latest start, the sooner (Davis and Patterson, 1975)."""
    return [-head - tail for head, tail in zip(heads(table), tails(table), strict=True)]


def most_total_successors(table: Timetable) -> list[float]:
    """The more activities wait for it, the sooner (Alvarez-Valdes and Tamarit, 1989)."""
    return [-count for count in total_successors(table)]


def greatest_rank_positional_weight(table: Timetable) -> list[float]:
    """The more work in it and its direct successors, the sooner (Alvarez-Valdes, Tamarit, 1989)."""
    duration = table.durations
    return [
        -duration[number] - sum(duration[other] for other, _ in row)
        for number, row in enumerate(table.after)
    ]


def shortest_processing_time(table: Timetable) -> list[float]:
    """The shorter, the sooner: a rule for flow, poor for the end of a project."""
    return list(table.durations)


def longest_processing_time(table: Timetable) -> list[float]:
    """The longer, the sooner."""
    return [-duration for duration in table.durations]


def greatest_resource_demand(table: Timetable) -> list[float]:
    """The larger the share of the resources times duration, the sooner."""
    return [
        -duration
        * sum(d / capacity for d, capacity in zip(row, table.capacities, strict=True) if capacity)
        for duration, row in zip(table.durations, table.demands, strict=True)
    ]


RULES: dict[str, Callable[[Timetable], list[float]]] = {
    rule.__name__.replace("_", " "): rule
    for rule in (
        latest_finish_time,
        latest_start_time,
        minimum_slack,
        most_total_successors,
        greatest_rank_positional_weight,
        greatest_resource_demand,
        longest_processing_time,
        shortest_processing_time,
    )
}
"""The rules by name."""


def priorities(table: Timetable, rule: str) -> list[float]:
    """The priority of each activity by the named rule.

    Raises:
        ValueError: There is no rule of that name.
    """
    return RULES[one_of("rule", rule, RULES)](table)
