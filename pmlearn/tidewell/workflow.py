"""How change requests of Pass relaunch get approved: four stages, a pile, and people who juggle.

Time is in working days, five to a week; what looks recorded is drawn from a fixed seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.project.numbers import number, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DAYS_A_WEEK = 5
# Steps of the simulation in a day; finer ones change nothing that the course shows.
_STEPS = 4
# Efforts scatter by half their mean: a gamma distribution of this shape.
_SHAPE = 4.0
# Each further open request of a person costs this share of the working time ...
SWITCHING = 0.008
# ... but that much remains, however many are open.
LEAST_LEFT = 0.7
# Requests open when the log begins, and requests asked for in a week.
PILE, ASKED_A_WEEK = 42, 4.8
LOG_WEEKS = 26
_LOG_SEED = 33


@dataclass(frozen=True, slots=True)
class Stage:
    """One column of the board.

    Attributes:
        name: What is done here.
        people: How many do it; one request occupies at most one of them at a time.
        effort: Working days of one person that a request takes here, on average.
    """

    name: str
    people: int
    effort: float

    def __post_init__(self) -> None:
        whole(f"stage {self.name!r}: people", self.people, least=1)
        if number(f"stage {self.name!r}: effort", self.effort) <= 0:
            raise ValueError(f"stage {self.name!r}: effort must be above 0, got {self.effort!r}")

    @property
    def capacity(self) -> float:
        """Requests a week that these people can finish when nobody juggles."""
        return DAYS_A_WEEK * self.people / self.effort


# Product managers describe, the software lead estimates, service and security check, the steering
# group decides.
APPROVAL = (
    Stage("Describe", 2, 1.2),
    Stage("Estimate", 1, 0.7),
    Stage("Check", 2, 1.1),
    Stage("Decide", 1, 0.4),
)


@dataclass(slots=True)
class _Board:
    """The requests while the simulation runs; `stage` is -1 for those that wait to be started."""

    stages: Sequence[Stage]
    switching: float
    rng: np.random.Generator
    stage: NDArray[np.int64]
    left: NDArray[np.float64] = field(init=False)
    credit: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        efforts = np.array([stage.effort for stage in self.stages])
        scatter = self.rng.gamma(_SHAPE, 1 / _SHAPE, (len(self.stage), len(efforts)))
        self.left = efforts * scatter
        self.credit = np.zeros(len(efforts))

    def work(self, length: float) -> list[tuple[int, int]]:
        """All people work for so many days; gives back who left which stage."""
        passed = []
        for place, stage in reversed(list(enumerate(self.stages))):
            here = np.flatnonzero(self.stage == place)
            if not here.size:
                self.credit[place] = 0
                continue
            left = self.left[here, place]
            left = left - (self._days_worked(stage, here.size, length) + self.credit[place]) / len(
                here
            )
            self.left[here, place] = left
            ready = here[left <= 0]
            self.credit[place] = -left[left <= 0].sum()
            self.stage[ready] += 1
            passed += [(int(each), place) for each in ready]
        return passed

    def _days_worked(self, stage: Stage, requests: int, length: float) -> float:
        """Working days that the people of a stage get out of this time."""
        each = max(1.0, requests / stage.people)
        share = max(LEAST_LEFT, 1 - self.switching * (each - 1))
        return min(stage.people, requests) * share * length


def simulate_flow(
    stages: Sequence[Stage] = APPROVAL,
    *,
    limit: int | None = None,
    asked: float = ASKED_A_WEEK,
    pile: int = PILE,
    weeks: int = LOG_WEEKS,
    switching: float = SWITCHING,
    seed: int = 0,
) -> pd.DataFrame:
    """Requests on their way through the stages, everybody working on all that is in their stage.

    A person with k open requests gets 1 - `switching` times (k - 1) of the time to work, and
    0.7 at least. Requests are started in the order in which they were asked for.

    Args:
        stages: What a request passes, in order.
        limit: At most so many are on the board, that is started and not through; None for all.
        asked: Requests asked for in a week, on average (Poisson).
        pile: Requests that wait on day 0; they were asked for at the same rate before.
        weeks: How long to watch.
        switching: Share of the time that each further open request costs.
        seed: Of the random numbers.

    Returns:
        One row per request: asked and started (days), and for each stage the day on which it was
        left; NaN for what has not happened.

    Raises:
        ValueError: an argument is out of its range.
    """
    if not stages:
        raise ValueError("flow: there must be at least one stage, got none")
    _check(limit, asked, pile, weeks, switching)
    rng = np.random.default_rng(seed)
    days = weeks * DAYS_A_WEEK
    later = np.sort(rng.uniform(0, days, rng.poisson(asked * weeks)))
    gap = DAYS_A_WEEK / asked if asked else 1.0
    moments = np.concatenate([-gap * np.arange(pile, 0, -1), later])
    board = _Board(stages, switching, rng, np.full(len(moments), -1))
    log = np.full((len(moments), 1 + len(stages)), np.nan)
    most, started, through = len(moments) if limit is None else limit, 0, 0
    for step in range(days * _STEPS):
        now = step / _STEPS
        room = min(
            most - (started - through), int(np.searchsorted(moments, now, "right")) - started
        )
        board.stage[started : started + room] = 0
        log[started : started + room, 0] = now
        started += max(room, 0)
        for request, place in board.work(1 / _STEPS):
            log[request, place + 1] = now + 1 / _STEPS
            through += place == len(stages) - 1
    table = pd.DataFrame(log, columns=["started", *(stage.name for stage in stages)])
    table.insert(0, "asked", moments.round(2))
    return table.set_index(pd.RangeIndex(1, len(table) + 1, name="request"))


def _check(limit: int | None, asked: float, pile: int, weeks: int, switching: float) -> None:
    if limit is not None:
        whole("flow: limit", limit, least=1)
    number("flow: asked", asked, least=0)
    whole("flow: pile", pile)
    whole("flow: weeks", weeks, least=1)
    number("flow: switching", switching, least=0, most=1)


def flow_table(log: pd.DataFrame, first: float, last: float) -> pd.DataFrame:
    """What a log tells about each stage between two days, and about all of them.

    Args:
        log: As from `simulate_flow`.
        first: From the beginning of this working day ...
        last: ... to the end of this one.

    Returns:
        Rows: "Waiting" (asked for and not started), the stages, "All"; columns: open (requests
        there, on average over time), finished (a week), weeks (open / finished, Little's law).

    Raises:
        ValueError: `last` is not after `first`.

    Source:
        Little (1961), A proof for the queuing formula L = lambda W.
    """
    if not last > first:
        raise ValueError(f"flow table: last must be after first, got {first!r} and {last!r}")
    marks = list(log.columns)
    steps = [("Waiting", "asked", "started")]
    steps += [(end, begin, end) for begin, end in pairwise(marks[1:])]
    steps.append(("All", "asked", marks[-1]))
    rows = {}
    for name, begin, end in steps:
        came, went = log[begin].fillna(np.inf), log[end].fillna(np.inf)
        there = np.clip(went, first, last) - np.clip(came, first, last)
        finished = ((went > first) & (went <= last)).sum() / (last - first) * DAYS_A_WEEK
        rows[name] = (there.sum() / (last - first), finished)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["open", "finished"])
    table["weeks"] = table["open"] / table["finished"].replace(0, np.nan)
    return table.rename_axis("stage")


def lead_times(log: pd.DataFrame, first: float, last: float, since: str = "asked") -> pd.Series:
    """Weeks that the requests took which got through between two days.

    Args:
        log: As from `simulate_flow`.
        first: Beginning of the period, in working days.
        last: End of the period.
        since: "asked" or "started".
    """
    done = log.iloc[:, -1]
    through = log[(done > first) & (done <= last)]
    return ((through.iloc[:, -1] - through[since]) / DAYS_A_WEEK).rename("weeks")


def change_requests() -> pd.DataFrame:
    """The log of half a year: 26 weeks without a limit, with a pile from the start."""
    return simulate_flow(seed=_LOG_SEED)
