"""The case of this assignment: a winter release and the talks about it, drawn per learner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pmlearn.exercises.seeds import generator
from pmlearn.tidewell.negotiation import Partner, agreements, deals, unbeaten

ROUNDS = 8
TERMS = ("night map", "family fare", "trial", "evening tests")
PARTS = ("Night map", "Family fare", "Helmet hire", "Trip diary", "Gift rides")
SAVERS = ("Rented testers", "Evening shifts")


@dataclass(frozen=True)
class Case:
    """What you know at the product manager's desk; money in thousands.

    Attributes:
        choices: Name of a part or of a way to win time -> [rides, weeks, cost] that it adds.
        start: "week" and "cost" of a release with nothing in it, "team_week": cost of a week more.
        deals: The deals that can be agreed on in the talks, one a row, with their outcome.
        mine: What each deal is worth to you.
        fallback: What you get without an agreement.
        questions: Questions of last year: working day on which each was raised, and how many
            meetings it took.
        learner_id: Whose case it is.
    """

    choices: dict[str, list[int]]
    start: dict[str, int]
    deals: pd.DataFrame
    mine: pd.Series
    fallback: float
    questions: pd.DataFrame
    learner_id: str

    def talk(self) -> Talk:
        """Begin to talk with the project manager."""
        return Talk(partner(self.learner_id))


class Talk:
    """A talk with the project manager over eight rounds; `log` keeps what was said.

    Attributes:
        log: One dictionary a round: "round", "yours", "theirs" (their answer to your offer, a deal
            or None), "agreed" (a deal or None).
    """

    def __init__(self, partner: Partner) -> None:
        self._partner = partner
        self.log: list[dict[str, int | None]] = []

    @property
    def over(self) -> bool:
        """Whether there is an agreement, or no round is left."""
        return len(self.log) == ROUNDS or bool(self.log and self.log[-1]["agreed"] is not None)

    def rather(self, first: int, second: int) -> int:
        """Which of two deals the project manager would rather have. Asking costs nothing."""
        points = self._partner.points
        return int(first if points[first] >= points[second] else second)

    def offer(self, deal: int) -> dict[str, int | None]:
        """Offer a deal; the project manager agrees or makes an offer in turn."""
        if self.over:
            raise ValueError("the talk is over; begin a new one with case.talk()")
        deal, number = int(deal), len(self.log) + 1
        agreed = self._partner.accepts(deal, number)
        theirs = None if agreed else self._partner.offer(number, deal)
        said = {"round": number, "yours": deal, "theirs": theirs}
        self.log.append({**said, "agreed": deal if agreed else None})
        return self.log[-1]

    def accept(self) -> dict[str, int | None]:
        """Accept the project manager's last offer."""
        if not self.log or self.over:
            raise ValueError("there is no offer on the table that you could accept")
        self.log[-1]["agreed"] = self.log[-1]["theirs"]
        return self.log[-1]


def draw(learner_id: str) -> Case:
    """The learner's own case.

    Args:
        learner_id: The same id always gives the same case; an empty one gives a practice case.
    """
    name = learner_id.strip() or "practice"
    table, mine, _, fallbacks = _talks(name)
    random = generator(name, "product-and-project")
    choices, start = _choices(random)
    return Case(choices, start, table, mine, fallbacks[0], _questions(random), name)


def partner(learner_id: str) -> Partner:
    """The project manager of a learner's case."""
    table, _, theirs, fallbacks = _talks(learner_id.strip() or "practice")
    return Partner(table, theirs, fallbacks[1], ROUNDS)


def _choices(random) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Five parts that bring rides and take time, two ways to win time."""
    start = {"week": int(random.integers(34, 37)), "cost": int(random.integers(28, 36)) * 10}
    start["team_week"] = int(random.integers(18, 25))
    rides = random.permutation([2, 3, 4, 5, 7])
    weeks = random.permutation([1, 1, 2, 3, 4])
    cost = random.integers(3, 25, 5)
    choices = {name: [int(value) for value in row] for name, *row in zip(PARTS, rides, weeks, cost)}
    for name, won in zip(SAVERS, random.permutation([1, 2])):
        price = start["team_week"] * won + int(random.integers(4, 16))
        choices[name] = [0, -int(won), price]
    return choices, start


def _questions(random) -> pd.DataFrame:
    """A year of questions between product and project."""
    count = int(random.integers(60, 91))
    return pd.DataFrame(
        {
            "raised": np.sort(random.uniform(0, 240, count)).round(1),
            "meetings": 1 + (random.random(count) < random.uniform(0.25, 0.4)),
        }
    )


def _talks(name: str) -> tuple[pd.DataFrame, pd.Series, pd.Series, tuple[float, float]]:
    """Deals, points of both desks, both fallbacks: some deals serve both, some only look as if."""
    random = generator(name, "product-and-project: talks")
    while True:
        table, mine, theirs, fallbacks = _draw_talks(random)
        both = agreements(mine, theirs, fallbacks)
        points = pd.DataFrame({"mine": mine, "theirs": theirs})
        best = unbeaten(points, most=["mine", "theirs"]).index.intersection(both)
        clear = mine.is_unique and theirs.is_unique
        if clear and len(best) >= 2 and len(both) - len(best) >= 2 and len(both) <= 15:
            return table, mine, theirs, fallbacks


def _draw_talks(random):
    pick, draw = random.integers, random.uniform
    terms = {
        "night map": {
            "none": (0, 0, 0),
            "harbor": (int(pick(3, 6)), int(pick(1, 3)), 0),
            "all": (int(pick(6, 10)), int(pick(2, 5)), 0),
        },
        "family fare": {"later": (0, 0, 0), "now": (int(pick(2, 5)), int(pick(1, 3)), 0)},
        "trial": {"three weeks": (0, 3, 0), "one week": (0, 1, int(pick(8, 30)))},
        "evening tests": {
            "none": (0, 0, 0),
            "some": (0, -1, int(pick(8, 20))),
            "many": (0, -2, int(pick(25, 60))),
        },
    }
    table = deals(terms, first=30, team_week=int(pick(18, 25)), spent=400, now=28)
    week, cost = table["week"] - 30, table["cost"] - 400
    mine = 20 + draw(5, 9) * table["rides"] - draw(1, 4) * week
    mine -= draw(2, 20) * (table["trial"] == "one week")
    theirs = 130 + draw(0, 3) * table["rides"] - draw(6, 10) * week - draw(0.05, 0.35) * cost
    theirs -= draw(1, 5) * (table["evening tests"] == "some")
    theirs -= draw(3, 16) * (table["evening tests"] == "many")
    fallbacks = float(mine.quantile(draw(0.4, 0.6))), float(theirs.quantile(draw(0.25, 0.45)))
    return table, mine.round(2), theirs.round(2), (round(fallbacks[0], 2), round(fallbacks[1], 2))
