"""The case of this assignment: a log of refunds, a survey and jobs, drawn per learner."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pmlearn.exercises.seeds import generator
from pmlearn.tidewell.claims import satisfaction_twice
from pmlearn.tidewell.workflow import Flow, Stage, flow_table

NAMES = ("Read", "Verify", "Approve", "Pay")
# Who answers for each stage.
OWNERS = {
    "Read": "desk lead",
    "Verify": "technician",
    "Approve": "service manager",
    "Pay": "finance director",
}
MEASURES = ("refunds decided a week", "weeks on the board", "how content the desk is")
LIMITS = (3, 5, 8, 12, 20, 35)
FIRST, LAST = 60, 120
LEAST_RISE = 0.5  # below that nobody would have made a slide


@dataclass(frozen=True)
class Case:
    """What the service manager knows; days are working days, five to a week.

    Attributes:
        log: One row per refund: the day it was asked for and the days on which it left each stage.
        first: The period to look at begins here ...
        last: ... and ends here, today.
        trials: Refunds finished a week under limits that were tried; by limit.
        asked: Refunds asked for in a week, on average.
        open_now: Refunds open today.
        jobs: Working days that each of a person's jobs needs.
        piece: Days that the person works on one job before turning to the next.
        switch: Days lost with each change to another job.
        teams: Teams in the survey.
        helped: How many of them got the planning day.
        slide_rise: By how much these rose, in points, as the slide has it.
        effect: Effect that would matter, in standard deviations.
        team_size: People in a team.
        alike: Share of the variance that lies between teams.
    """

    log: pd.DataFrame
    first: int
    last: int
    trials: pd.Series
    asked: float
    open_now: int
    jobs: dict[str, float]
    piece: float
    switch: float
    teams: int
    helped: int
    slide_rise: float
    effect: float
    team_size: int
    alike: float


def draw(learner_id: str) -> Case:
    """The learner's own case.

    Args:
        learner_id: The same id always gives the same case; an empty one gives a practice case.
    """
    random = generator(learner_id.strip() or "practice", "evidence-and-teams")
    log, trials, asked, open_now = _flow(random)
    teams, helped = int(random.integers(20, 31)), int(random.integers(5, 9))
    slide_rise = 0.0
    while slide_rise < LEAST_RISE:
        seed = int(random.integers(1000, 9999))
        slide_rise = _rise(satisfaction_twice(teams=teams, helped=helped, seed=seed))
    names = ("report", "budget", "tender", "manual")[: int(random.integers(3, 5))]
    return Case(
        log=log,
        first=FIRST,
        last=LAST,
        trials=trials,
        asked=asked,
        open_now=open_now,
        jobs={name: float(random.integers(2, 7)) / 2 for name in names},
        piece=0.5,
        switch=float(random.choice([0.05, 0.1, 0.125])),
        teams=teams,
        helped=helped,
        slide_rise=round(slide_rise, 2),
        effect=float(random.choice([0.35, 0.4, 0.45, 0.55, 0.6])),
        team_size=int(random.integers(6, 10)),
        alike=float(random.choice([0.08, 0.12, 0.15])),
    )


def survey(case: Case, seed: int, by_lot: bool = False) -> pd.DataFrame:
    """Satisfaction of the teams before and after a planning day that changes nothing.

    Args:
        case: The learner's case.
        seed: Another seed, another draw of the same world.
        by_lot: Whether the teams that get the day are drawn by lot, instead of the least content.

    Returns:
        One row per team: before, after, helped (whether it got the day).
    """
    return satisfaction_twice(teams=case.teams, helped=case.helped, by_lot=by_lot, seed=seed)


def _rise(table: pd.DataFrame) -> float:
    return float((table["after"] - table["before"])[table["helped"]].mean())


def _flow(random) -> tuple[pd.DataFrame, pd.Series, float, int]:
    """A log with one clear bottleneck, and trials in which one limit is clearly the best."""
    while True:
        stages = _stages(random, int(random.integers(len(NAMES))))
        slowest = min(stage.capacity for stage in stages)
        asked = round(0.7 * slowest * random.uniform(0.98, 1.06), 1)
        pile, seed = int(random.integers(30, 45)), int(random.integers(1 << 30))
        log = Flow(stages, pile=pile, asked=asked, seed=seed).run(LAST // 5).log
        found = flow_table(log, FIRST, LAST)
        open_by_stage = found["open"].drop(["Waiting", "All"]).sort_values()
        trials = _trials(stages, seed)
        ranked = trials.sort_values()
        open_now = int(((log["asked"] <= LAST) & log["Pay"].isna()).sum())
        if (
            open_by_stage.iloc[-1] > 3 * open_by_stage.iloc[-2]
            and 25 < found.loc["All", "open"] < 70
            and ranked.iloc[-1] - ranked.iloc[-2] >= 0.1
            and trials.idxmax() != min(LIMITS)
            and open_now + 13 * (asked - trials.max()) > 3  # somebody still waits then
        ):
            return log.drop(columns="started"), trials, asked, open_now


def _stages(random, bottleneck: int) -> list[Stage]:
    """Three stages that could do much more than the fourth."""
    stages = []
    for place, name in enumerate(NAMES):
        if place == bottleneck:
            stages.append(Stage(name, 1, round(random.uniform(0.55, 0.75), 2)))
        else:
            people = int(random.integers(1, 3))
            stages.append(Stage(name, people, round(people * random.uniform(0.34, 0.44), 2)))
    return stages


def _trials(stages: list[Stage], seed: int) -> pd.Series:
    """Refunds finished a week when so many may be open and others always wait."""
    told = [
        flow_table(Flow(stages, limit=limit, pile=200, seed=seed).run(16).log, 30, 80)
        for limit in LIMITS
    ]
    finished = [round(float(table.loc["All", "finished"]), 1) for table in told]
    return pd.Series(finished, index=pd.Index(LIMITS, name="limit"), name="finished")
