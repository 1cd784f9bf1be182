"""How change requests of Pass relaunch get approved: four stages, a pile, and its price.

Time is in working days, five to a week; what looks recorded is drawn from a fixed seed.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import number, whole
from pmlearn.tidewell.stages import APPROVAL, DAYS_A_WEEK, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Steps of the simulation in a day; finer ones change nothing that the course shows.
_STEPS = 4
# Efforts scatter by half their mean: a gamma distribution of this shape.
_SHAPE = 4.0
# Each further open request of a person costs this share of the working time ...
SWITCHING = 0.015
# ... but that much remains, however many are open.
LEAST_LEFT = 0.7
# Requests open when the log begins, and requests asked for in a week.
PILE, ASKED_A_WEEK = 42, 5.0
LOG_WEEKS = 26
_LOG_SEED = 30


class Flow:
    """Requests on their way through the stages; in each the oldest are worked on first.

    All that is open wants attention: somebody asks for its state, papers are read again. Of a
    person with k open requests, 1 - `switching` times (k - 1) of the time remains to work, and 0.7
    at least. Requests are started in the order in which they were asked for. Between two runs
    `stages` (as many as before), `limit`, `asked` and `switching` may be set anew. When a limit
    is below what is on the board, requests go back to those that wait, least advanced ones first;
    what has been done for them is kept.

    Attributes:
        stages: What a request passes, in order.
        limit: At most so many are on the board, that is started and not through; None for all.
        asked: Requests asked for in a week, on average (Poisson).
        switching: Share of the time that each further open request costs a person.
    """

    def __init__(
        self,
        stages: Sequence[Stage] = APPROVAL,
        *,
        limit: int | None = None,
        asked: float = ASKED_A_WEEK,
        pile: int = PILE,
        switching: float = SWITCHING,
        seed: int = 0,
    ) -> None:
        """Start with a pile of requests that were asked for, at the same rate, before day 0."""
        self.stages, self.limit, self.asked, self.switching = stages, limit, asked, switching
        self._check()
        whole("flow: pile", pile)
        self._rng, self._step = np.random.default_rng(seed), 0
        self._moments = np.empty(0)
        self._stage = self._resume = np.empty(0, dtype=np.int64)
        self._left = np.empty((0, len(stages)))  # of a request's effort in a stage: 1 is average
        self._log = np.empty((0, len(stages) + 1))
        self._credit = np.zeros(len(stages))
        gap = DAYS_A_WEEK / (asked or 1.0)
        self._ask(np.linspace(-gap * pile, -gap, pile))

    def run(self, weeks: int) -> Flow:
        """Let so many weeks pass.

        Raises:
            ValueError: `weeks` or an attribute is out of its range.
        """
        days = DAYS_A_WEEK * whole("flow: weeks", weeks, least=1)
        self._check()
        if len(self.stages) != len(self._credit):
            raise ValueError(
                f"flow: stages must stay {len(self._credit)}, got {len(self.stages)}; start anew"
            )
        today = self._step / _STEPS
        self._ask(
            np.sort(self._rng.uniform(today, today + days, self._rng.poisson(self.asked * weeks)))
        )
        for _ in range(days * _STEPS):
            self._fill_board(self._step / _STEPS)
            self._step += 1
            for request, place in self._work():
                self._log[request, place + 1] = self._step / _STEPS
        return self

    def branch(self, seed: int) -> Flow:
        """A copy as it is now, whose future has other chances."""
        copy = deepcopy(self)
        copy._rng = np.random.default_rng(seed)  # noqa: SLF001  of its own class
        return copy

    @property
    def log(self) -> pd.DataFrame:
        """One row per request so far; NaN for what has not happened.

        Columns: asked and started (days), then for each stage the day on which it was left.
        """
        table = pd.DataFrame(self._log, columns=["started", *(each.name for each in self.stages)])
        table.insert(0, "asked", self._moments.round(2))
        return table.set_index(pd.RangeIndex(1, len(table) + 1, name="request"))

    @property
    def columns(self) -> dict[str, list[int]]:
        """The board now: the numbers of the requests that wait, and of those in each stage."""
        names = ["Waiting", *(stage.name for stage in self.stages)]
        return {
            name: [int(n) + 1 for n in np.flatnonzero(self._stage == place)]
            for place, name in enumerate(names, -1)
        }

    def _check(self) -> None:
        if not self.stages:
            raise ValueError("flow: there must be at least one stage, got none")
        if self.limit is not None:
            whole("flow: limit", self.limit, least=1)
        number("flow: asked", self.asked, least=0)
        number("flow: switching", self.switching, least=0, most=1)

    def _ask(self, moments: NDArray[np.float64]) -> None:
        """New requests at these moments, each with its own effort in every stage."""
        new, places = len(moments), len(self.stages)
        scatter = self._rng.gamma(_SHAPE, 1 / _SHAPE, (new, places))
        self._moments = np.append(self._moments, moments)
        self._stage = np.append(self._stage, np.full(new, -1))
        self._resume = np.append(self._resume, np.zeros(new, dtype=np.int64))
        self._left = np.vstack([self._left, scatter])
        self._log = np.vstack([self._log, np.full((new, places + 1), np.nan)])

    def _fill_board(self, now: float) -> None:
        """Start what may be started; send back what a lower limit leaves no room for."""
        board = np.flatnonzero((self._stage >= 0) & (self._stage < len(self.stages)))
        room = len(self._stage) if self.limit is None else self.limit - board.size
        if room < 0:
            # the least advanced ones, and of these the latest
            back = board[np.lexsort((-board, self._stage[board]))][:-room]
            self._resume[back], self._stage[back] = self._stage[back], -1
        ready = np.flatnonzero((self._stage < 0) & (self._moments <= now))[: max(room, 0)]
        self._stage[ready] = self._resume[ready]
        first = ready[np.isnan(self._log[ready, 0])]
        self._log[first, 0] = now

    def _work(self) -> list[tuple[int, int]]:
        """All people work for one step; gives back who left which stage."""
        passed = []
        for place, stage in reversed(list(enumerate(self.stages))):
            here = np.flatnonzero(self._stage == place)
            if not here.size:
                self._credit[place] = 0
                continue
            worked = self._worked(stage, here.size) + self._credit[place]
            here = here[: stage.people]
            left = self._left[here, place] - worked / here.size
            self._left[here, place] = left
            ready = here[left <= 0]
            # what one request no longer needs, the next get in the next step
            self._credit[place] = -left[left <= 0].sum()
            self._stage[ready] += 1
            passed += [(int(each), place) for each in ready]
        return passed

    def _worked(self, stage: Stage, requests: int) -> float:
        """Average efforts that the people of a stage get done in one step."""
        each = max(1.0, requests / stage.people)
        share = max(LEAST_LEFT, 1 - self.switching * (each - 1))
        return min(stage.people, requests) * share / _STEPS / stage.effort


def change_requests() -> pd.DataFrame:
    """The log of half a year: 26 weeks without a limit, with a pile from the start."""
    return half_a_year().log


def half_a_year() -> Flow:
    """The flow behind `change_requests`, to let further weeks pass under other rules."""
    return Flow(seed=_LOG_SEED).run(LOG_WEEKS)


def flow_table(log: pd.DataFrame, first: float, last: float) -> pd.DataFrame:
    """What a log tells about each stage between two days, and about all of them.

    Args:
        log: As from `Flow.log`.
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
        log: As from `Flow.log`.
        first: Beginning of the period, in working days.
        last: End of the period.
        since: "asked" or "started".
    """
    done = log.iloc[:, -1]
    through = log[(done > first) & (done <= last)]
    return ((through.iloc[:, -1] - through[since]) / DAYS_A_WEEK).rename("weeks")
