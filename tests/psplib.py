"""Published test cases of resource-constrained projects: the one-mode `.sm` files of PSPLIB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.project.resources import ResourceProblem
from pmlearn.project.schedule import Activity

if TYPE_CHECKING:
    from pathlib import Path


def read_psplib(path: Path) -> ResourceProblem:
    """The project of a file: activities by their numbers, from 1, resources "R1", "R2", ...

    Source: PSPLIB (Kolisch and Sprecher, 1996).
    """
    sections: dict[str, list[list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip().endswith(":"):
            rows = sections.setdefault(line.strip(), [])
        elif sections and line.strip() and not line.startswith(("*", "-")):
            rows.append(line.split())
    links = sections["PRECEDENCE RELATIONS:"][1:]
    requests = sections["REQUESTS/DURATIONS:"][1:]
    capacities = sections["RESOURCEAVAILABILITIES:"][-1]
    resources = [f"R{number}" for number in range(1, len(capacities) + 1)]
    predecessors: dict[int, list[int]] = {int(row[0]): [] for row in links}
    for job, _, _, *successors in links:
        for successor in successors:
            predecessors[int(successor)].append(int(job))
    activities = [
        Activity(
            int(job),
            int(duration),
            predecessors[int(job)],
            dict(zip(resources, map(int, units), strict=True)),
        )
        for job, _, duration, *units in requests
    ]
    return ResourceProblem(activities, dict(zip(resources, map(int, capacities), strict=True)))
