"""How fast and how good the models are beside what a user would pick instead.

Run with `make bench`. Every pair is measured in one run, in turns, and compared by the ratio of
the medians: machines differ, ratios hardly do. The table goes to `benchmarks/models.csv`, which the
book shows.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
from ortools.sat.python import cp_model
from results import publish
from rich.progress import track

from pmlearn.portfolio.selection import select
from pmlearn.project.distributions import ThreePoint
from pmlearn.project.resources import ResourceProblem, level
from pmlearn.project.risk import simulate
from pmlearn.project.schedule import Activity, schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from psplib import read_psplib  # noqa: E402  the tests have the same problems

INSTANCES = HERE.parent / "tests" / "project" / "data"
OPTIMA = {"j301_1": 43, "j305_1": 53, "j3013_1": 58, "j3041_3": 85}
ROUNDS = 5
SECONDS = 0.3


class Row(NamedTuple):
    """One line of the table: times in milliseconds, and what else the two differ in."""

    task: str
    pmlearn_ms: float
    instead: str
    instead_ms: float
    remark: str

    @property
    def ratio(self) -> float:
        """How many times as long the alternative takes."""
        return self.instead_ms / self.pmlearn_ms


def milliseconds(ours: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Medians of both, taken in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for call, into in zip((ours, other), times, strict=True):
            began = perf_counter()
            call()
            into.append(1000 * (perf_counter() - began))
    return median(times[0]), median(times[1])


def random_network(size: int, seed: int = 1) -> list[Activity]:
    """Activities that wait for up to three of the fifty before them."""
    rng = np.random.default_rng(seed)
    activities = []
    for i in range(size):
        before = rng.integers(max(0, i - 50), max(i, 1), rng.integers(0, 4)) if i else []
        likely = float(rng.integers(1, 20))
        estimate = ThreePoint(0.7 * likely, likely, 2 * likely)
        activities.append(Activity(i, estimate, sorted({int(j) for j in before})))
    return activities


def critical_path() -> Row:
    """All dates against the length alone."""
    activities = random_network(10_000)

    def networkx_longest_path() -> float:
        graph = nx.DiGraph()
        graph.add_nodes_from(["end", *(activity.name for activity in activities)])
        for activity in activities:
            graph.add_edge(activity.name, "end", weight=activity.expected_duration)
            for link in activity.predecessors:
                duration = activities[link.name].expected_duration
                graph.add_edge(link.name, activity.name, weight=duration)
        return float(nx.dag_longest_path_length(graph))

    assert np.isclose(networkx_longest_path(), schedule(activities).finish)
    ours, other = milliseconds(lambda: schedule(activities), networkx_longest_path)
    return Row(
        "critical path of 10,000 activities",
        ours,
        "networkx longest path",
        other,
        "ours: earliest and latest dates of all; networkx: the length alone",
    )


def monte_carlo() -> Row:
    """Trials of a whole network against a loop in plain Python over the same draws."""
    activities = random_network(1_000)
    trials, looped = 10_000, 100

    def loop() -> list[float]:
        rng = np.random.default_rng(1)
        shapes = [activity.duration.beta_shape for activity in activities]
        finishes = []
        for _ in range(looped):
            finish: dict[object, float] = {}
            for activity, shape in zip(activities, shapes, strict=True):
                estimate = activity.duration
                duration = estimate.optimistic + estimate.range * rng.beta(*shape)
                waits = (finish[link.name] for link in activity.predecessors)
                finish[activity.name] = max(waits, default=0.0) + duration
            finishes.append(max(finish.values()))
        return finishes

    assert abs(fmean(loop()) / simulate(activities, trials).mean - 1) < 0.01
    ours, other = milliseconds(lambda: simulate(activities, trials), loop)
    return Row(
        "10,000 trials of 1,000 uncertain activities",
        ours,
        "loop in plain Python",
        other * trials / looped,
        f"the loop was timed for {looped} trials and scaled",
    )


def leveling() -> Row:
    """Gap to the proven optimum in the same time, one thread each: as long as CP-SAT takes."""
    problems = {name: read_psplib(INSTANCES / f"{name}.sm") for name in OPTIMA}
    times: dict[str, list[float]] = {"ours": [], "other": []}
    gaps: dict[str, list[float]] = {"ours": [], "other": []}
    for name, problem in problems.items():
        began = perf_counter()
        gaps["other"].append(_cp_sat(problem) / OPTIMA[name] - 1)
        taken = perf_counter() - began
        times["other"].append(1000 * taken)
        began = perf_counter()
        gaps["ours"].append(level(problem, seconds=taken).makespan / OPTIMA[name] - 1)
        times["ours"].append(1000 * (perf_counter() - began))
    return Row(
        f"leveling of {len(problems)} PSPLIB j30 cases, in the time that CP-SAT takes",
        fmean(times["ours"]),
        "OR-Tools CP-SAT, one thread",
        fmean(times["other"]),
        f"mean gap to the optimum: ours {fmean(gaps['ours']):.1%}, "
        f"CP-SAT {fmean(gaps['other']):.1%}",
    )


def _cp_sat(problem: ResourceProblem) -> float:
    model = cp_model.CpModel()
    horizon = int(sum(problem.durations))
    starts = [model.new_int_var(0, horizon, str(name)) for name in problem.names]
    spans = [
        model.new_fixed_size_interval_var(start, int(duration), str(name))
        for start, duration, name in zip(starts, problem.durations, problem.names, strict=True)
    ]
    for before, after, lag in problem.start_lags:
        model.add(starts[after] >= starts[before] + int(lag))
    for k, capacity in enumerate(problem.capacity.values()):
        model.add_cumulative(spans, [int(row[k]) for row in problem.demands], int(capacity))
    model.minimize(starts[-1])  # the last activity of a PSPLIB case is its empty end
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.value(starts[-1]) if found else float(horizon)


def selection() -> Row:
    """A proven optimum against every combination."""
    rng = np.random.default_rng(1)
    names = ["money", "people", "machines"]
    candidates = pd.DataFrame(rng.integers(5, 60, (18, 3)), columns=names)
    candidates["value"] = candidates.mean(axis=1).round() + rng.integers(0, 30, 18)
    capacity = {name: float(candidates[name].sum() // 2) for name in names}

    def brute_force() -> float:
        needs = candidates[names].to_numpy().tolist()
        values = candidates["value"].tolist()
        limits = list(capacity.values())
        best = 0.0
        for taken in product((False, True), repeat=len(values)):
            used = [0, 0, 0]
            for take, need in zip(taken, needs, strict=True):
                if take:
                    used = [a + b for a, b in zip(used, need, strict=True)]
            if all(u <= limit for u, limit in zip(used, limits, strict=True)):
                best = max(best, sum(v for take, v in zip(taken, values, strict=True) if take))
        return best

    assert select(candidates, capacity).value == brute_force()
    ours, other = milliseconds(lambda: select(candidates, capacity), brute_force)
    return Row(
        "best of 18 candidates under three capacities",
        ours,
        "every combination in plain Python",
        other,
        "both prove the optimum; every further candidate doubles the brute force",
    )


def rows() -> Iterator[Row]:
    """Measure everything, with a progress bar."""
    for measure in track((critical_path, monte_carlo, leveling, selection), "Measuring"):
        yield measure()


def cells(row: Row) -> list[str]:
    """What the table shows of a row."""
    return [
        row.task,
        f"{row.pmlearn_ms:,.0f}",
        row.instead,
        f"{row.instead_ms:,.0f}",
        f"{row.ratio:.1f}",
        row.remark,
    ]


HEADER = ["Task", "pmlearn (ms)", "Instead", "Instead (ms)", "Ratio", "Remark"]


def main() -> None:
    """Measure, print and store the table."""
    lines = [cells(row) for row in rows()]
    publish("models", HEADER, lines)


if __name__ == "__main__":
    main()
