"""The shortest schedule under limited resources as an integer program, for small projects."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, inf
from typing import TYPE_CHECKING

import numpy as np

from pmlearn.project.resources.bounds import Windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from pmlearn.project.resources.timetable import Timetable

_INFEASIBLE = 2  # scipy.optimize.milp's status
_ROUNDING = 1e-6  # HiGHS returns bounds such as 42.9999997


def shortest(
    table: Timetable, known: Sequence[int], bound: int, seconds: float
) -> tuple[Sequence[int], int]:
    """Starts of the shortest schedule, and a lower bound that equals its length when proven.

    Args:
        table: The project in whole steps.
        known: Starts of a feasible schedule; returned when no shorter one is found.
        bound: A lower bound known already.
        seconds: Time limit.

    Source: time-indexed program (Pritsker, Watters and Wolfe, 1969); one precedence row per step
    (Christofides, Alvarez-Valdes and Tamarit, 1987).
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    makespan = table.makespan(known)
    windows = Windows(table)
    if windows.refute(makespan - 1):
        return known, makespan
    program = _Program(table, windows, makespan - 1)
    rows, least, most = program.rows()
    size = program.size
    result = milp(
        np.eye(1, size, size - 1).ravel(),
        constraints=LinearConstraint(rows, least, most),
        integrality=np.r_[np.ones(size - 1), 0],
        bounds=Bounds(np.r_[np.zeros(size - 1), bound], np.r_[np.ones(size - 1), makespan - 1]),
        options={"time_limit": seconds},
    )
    if result.status == _INFEASIBLE:
        return known, makespan
    if result.mip_dual_bound is not None and np.isfinite(result.mip_dual_bound):
        bound = max(bound, min(makespan, ceil(result.mip_dual_bound - _ROUNDING)))
    return (known if result.x is None else program.starts(result.x)), bound


@dataclass(slots=True)
class _Program:
    """One 0/1 variable per activity and step in which it may start; last of all the makespan.

    Rows are collected as (variables, factors, least, most) and put together at the end.
    """

    table: Timetable
    windows: Windows
    makespan: int
    first: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        widths = np.subtract(self.windows.latest, self.windows.earliest) + 1
        self.first = np.concatenate([[0], np.cumsum(widths)])

    @property
    def size(self) -> int:
        return int(self.first[-1]) + 1

    def variables(self, i: int, begin: float, end: float) -> list[int]:
        """Variables for a start of activity i at `begin` or later, but before `end`."""
        earliest, latest = self.windows.earliest[i], self.windows.latest[i]
        offset = int(self.first[i]) - earliest
        steps = range(max(earliest, int(max(begin, 0))), int(min(latest + 1, end)))
        return [offset + step for step in steps]

    def starts(self, values: NDArray[np.float64]) -> list[int]:
        """Start of each activity in a solution."""
        return [
            self.windows.earliest[i] + int(np.argmax(values[begin:end]))
            for i, (begin, end) in enumerate(zip(self.first[:-1], self.first[1:], strict=True))
        ]

    def rows(self) -> tuple[csr_array[np.float64, tuple[int, int]], list[float], list[float]]:
        """The constraints as a sparse matrix with a lower and an upper limit per row."""
        from scipy.sparse import csr_array

        least, most, ends, columns, factors = [], [], [0], [], []
        for variables, row, low, high in self._rows():
            columns += variables
            factors += row
            ends.append(len(columns))
            least.append(low)
            most.append(high)
        return csr_array((factors, columns, ends), (len(least), self.size)), least, most

    def _rows(self) -> Iterator[tuple[list[int], list[float], float, float]]:
        yield from self._one_start_each()
        yield from self._links()
        yield from self._capacities()

    def _one_start_each(self) -> Iterator[tuple[list[int], list[float], float, float]]:
        """Every activity starts once, and finishes by the makespan."""
        for i, duration in enumerate(self.table.durations):
            own = self.variables(i, 0, inf)
            yield own, [1.0] * len(own), 1, 1
            finishes = [self.windows.earliest[i] + k + float(duration) for k in range(len(own))]
            yield [*own, self.size - 1], [*finishes, -1.0], -inf, 0

    def _links(self) -> Iterator[tuple[list[int], list[float], float, float]]:
        """When i starts at a step or later, j does not start before that step plus the lag."""
        for i, links in enumerate(self.table.after):
            for j, lag in links:
                for step in range(self.windows.earliest[i], self.windows.latest[i] + 1):
                    late, early = self.variables(i, step, inf), self.variables(j, 0, step + lag)
                    if early:
                        yield late + early, [1.0] * (len(late) + len(early)), -inf, 1

    def _capacities(self) -> Iterator[tuple[list[int], list[float], float, float]]:
        for resource, capacity in enumerate(self.table.capacities):
            demands = enumerate(row[resource] for row in self.table.demands)
            users = [(i, units) for i, units in demands if units]
            for step in range(self.makespan):
                variables: list[int] = []
                factors: list[float] = []
                for i, units in users:
                    own = self.variables(i, step - self.table.durations[i] + 1, step + 1)
                    variables += own
                    factors += [float(units)] * len(own)
                if sum(units for i, units in users) > capacity and variables:
                    yield variables, factors, -inf, capacity
