"""Make a feasible schedule from an order or from priorities: the serial and the parallel scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pmlearn.project.resources.timetable import Timetable


def serial(table: Timetable, sequence: Sequence[int]) -> list[int]:
    """Take the activities one by one; start each as soon as links and resources allow.

    Args:
        table: The project.
        sequence: All activities, each after all that it waits for.

    Returns:
        The start of each activity, in steps.

    Source: serial schedule generation scheme (Kelley, 1963; Kolisch, 1996).
    """
    used = [table.empty] * (table.horizon + 1)
    starts = [0] * len(sequence)
    before, durations, loads, guard = table.before, table.durations, table.loads, table.guard
    for number in sequence:
        start = 0
        for other, lag in before[number]:
            earliest = starts[other] + lag
            if earliest > start:  # noqa: PLR1730 - a call of max would slow the innermost loop
                start = earliest
        load = loads[number]
        if load:
            step, end = start, start + durations[number]
            while step < end:
                if (used[step] + load) & guard:
                    start = step + 1
                    end = start + durations[number]
                step += 1
            for step in range(start, end):
                used[step] += load
        starts[number] = start
    return starts


def parallel(table: Timetable, priorities: Sequence[float]) -> list[int]:
    """Go through time; at each decision point start whatever fits, the smallest priority first.

    Args:
        table: The project.
        priorities: One per activity; the smallest goes first.

    Returns:
        The start of each activity, in steps.

    Source: parallel schedule generation scheme (Bedworth and Bailey, 1982; Kolisch, 1996).
    """
    used = [table.empty] * (table.horizon + 1)
    starts = [0] * len(priorities)
    earliest = [0] * len(priorities)
    waits = [len(row) for row in table.before]
    ready = [number for number, count in enumerate(waits) if not count]
    now = 0
    while ready:
        # What has no duration and no lag lets others start in the same step: look again until
        # nothing more starts.
        fitting = [
            number
            for number in ready
            if earliest[number] <= now and _fits(table, used, number, now)
        ]
        if not fitting:
            now += 1
            continue
        number = min(fitting, key=lambda j: (priorities[j], table.rank[j]))
        ready.remove(number)
        starts[number] = now
        for step in range(now, now + table.durations[number]):
            used[step] += table.loads[number]
        for other, lag in table.after[number]:
            earliest[other] = max(earliest[other], now + lag)
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    return starts


def _fits(table: Timetable, used: list[int], number: int, start: int) -> bool:
    """Whether the activity can start now; later steps are no fuller, as all in work began before.

    Nothing starts in the future, so that the first step decides for all.
    """
    return not table.durations[number] or not (used[start] + table.loads[number]) & table.guard
