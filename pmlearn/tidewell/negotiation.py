"""What two managers could agree on in week 20 of Pass relaunch, and what it is worth to each.

A deal names one option for each of four terms. It has an outcome that everybody can see (rides,
week, cost) and a worth to each side that only this side knows. Weeks are counted from the start of
the project, money is in thousands of dollars, rides in thousands per week.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from math import sqrt
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OUTCOME = ("rides", "week", "cost")
NOW = 20
# A week of the whole team, and what it has spent by the end of week 20 (rounded).
TEAM_WEEK, SPENT = 25, 690

# Term -> option -> what it adds: rides per week, weeks, money beside the team's weeks.
TERMS: Mapping[str, Mapping[str, tuple[float, float, float]]] = MappingProxyType(
    {
        "free docks": {"none": (0, 0, 0), "harbor": (5, 2, 0), "all": (7, 4, 0)},
        "trip planner": {"later": (0, 0, 0), "now": (3, 1, 0)},
        "pilot": {"three weeks": (0, 3, 0), "two weeks": (0, 2, 12)},
        "weekend tests": {"none": (0, 0, 0), "one": (0, -1, 12), "two": (0, -2, 40)},
    }
)
# Joint test of what is there anyway, two weeks, and the release, one.
REST = 3
# Without an agreement the board decides a week later, either way with the same probability.
BOARD = (("all", "now", "three weeks", "none"), ("none", "now", "three weeks", "none"))
WAITING = 1


@dataclass(frozen=True, slots=True)
class Side:
    """What one side cares about; the other side does not see it.

    Attributes:
        name: Of the role.
        start: Points of a release in week 26 without any ride more.
        ride: Points for a thousand rides a week.
        week: Points lost with each week after week 26.
        cost: Points lost with each thousand of cost.
        likes: (term, option) -> points beside the outcome.
    """

    name: str
    start: float
    ride: float
    week: float
    cost: float
    likes: Mapping[tuple[str, str], float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for name in ("start", "ride", "week", "cost"):
            number(f"side {self.name!r}: {name}", getattr(self, name), least=0)

    def points(self, deals: pd.DataFrame) -> pd.Series:
        """What each deal is worth to this side."""
        worth = self.start + self.ride * deals["rides"]
        worth -= self.week * (deals["week"] - 26) + self.cost * (deals["cost"] - SPENT)
        for (term, option), points in self.likes.items():
            worth += points * (deals[term] == option)
        return worth.rename(self.name)


PRODUCT = Side("product manager", 20, 8, 2, 0, {("pilot", "two weeks"): -9})
PROJECT = Side(
    "project manager", 130, 0, 9, 0.25, {("weekend tests", "one"): -2, ("weekend tests", "two"): -9}
)


def deals(
    terms: Mapping[str, Mapping[str, tuple[float, float, float]]] = TERMS,
    *,
    first: float = NOW + REST,
    team_week: float = TEAM_WEEK,
    spent: float = SPENT,
    now: float = NOW,
) -> pd.DataFrame:
    """Every deal: one row for each combination of options, with its outcome.

    Args:
        terms: What is to be agreed: term -> option -> (rides, weeks, cost) that it adds.
        first: The week of release when no option adds a week.
        team_week: What a week of the team costs.
        spent: What is spent already.
        now: The week of the talks.
    """
    rows: list[tuple[object, ...]] = []
    for options in product(*terms.values()):
        added = [terms[term][option] for term, option in zip(terms, options, strict=True)]
        rides, weeks, cost = (float(sum(column)) for column in zip(*added, strict=True))
        paid = spent + team_week * (first + weeks - now) + cost
        rows.append((*options, rides, first + weeks, paid))
    return pd.DataFrame(rows, columns=[*terms, *OUTCOME]).rename_axis("deal")


def number_of(table: pd.DataFrame, *options: str) -> int:
    """The row of the deal with these options, one for each term.

    Raises:
        ValueError: there is no such deal.
    """
    for number_, *found in table.drop(columns=[*OUTCOME]).itertuples(name=None):
        if tuple(found) == options:
            return int(number_)
    raise ValueError(f"no deal has the options {', '.join(map(str, options)) or 'none'}")


def no_deal() -> pd.DataFrame:
    """What the board may decide without an agreement: two rows, equally likely."""
    table = deals()
    rows = table.loc[[number_of(table, *choice) for choice in BOARD]].reset_index(drop=True)
    return rows.assign(week=rows["week"] + WAITING, cost=rows["cost"] + WAITING * TEAM_WEEK)


def fallback(side: Side) -> float:
    """What a side expects without an agreement, in points."""
    return float(side.points(no_deal()).mean())


def unbeaten(
    table: pd.DataFrame, *, most: Sequence[str] = (), least: Sequence[str] = ()
) -> pd.DataFrame:
    """The rows that no other row beats, in their old order.

    A row beats another when it is at least as good in every column and better in one. Rows that
    are equal in all columns beat neither each other nor themselves.

    Args:
        table: Alternatives in rows.
        most: Columns of which more is better.
        least: Columns of which less is better.

    Raises:
        ValueError: no column is named.

    Source: Pareto (1906).
    """
    if not (most or least):
        raise ValueError("unbeaten: name at least one column in most or least")
    values = np.hstack([table[[*most]].to_numpy(float), -table[[*least]].to_numpy(float)])
    kept = [not ((values >= row).all(axis=1) & (values > row).any(axis=1)).any() for row in values]
    return table[kept]


def agreements(first: pd.Series, second: pd.Series, fallbacks: tuple[float, float]) -> pd.Index:
    """The deals that leave both sides better off than their fallbacks.

    Args:
        first: Points of each deal for one side.
        second: Points for the other, with the same index.
        fallbacks: What either side gets without a deal.
    """
    return first.index[(first > fallbacks[0]) & (second > fallbacks[1])]


def nash(first: pd.Series, second: pd.Series, fallbacks: tuple[float, float]) -> int:
    """The deal with the largest product of both gains over the fallbacks.

    Raises:
        ValueError: no deal leaves both sides better off.

    Source: Nash (1950), for the deals there are, without lotteries among them.
    """
    both = agreements(first, second, fallbacks)
    if not len(both):
        raise ValueError("nash: no deal leaves both sides better off than their fallbacks")
    gains = (first[both] - fallbacks[0]).to_numpy() * (second[both] - fallbacks[1]).to_numpy()
    return int(both[int(gains.argmax())])


@dataclass(frozen=True, slots=True)
class Partner:
    """A scripted partner: begins high, gives way round by round, never below the fallback.

    Among the deals that are good enough in a round it offers the one most like yours, since what
    is alike costs you least.

    Attributes:
        table: All deals; the columns before the outcome are the terms.
        points: What each deal is worth to the partner.
        fallback: What the partner gets without a deal.
        rounds: After so many rounds the talks end.
    """

    table: pd.DataFrame
    points: pd.Series
    fallback: float
    rounds: int = 8

    @property
    def terms(self) -> list[str]:
        """What is to be agreed."""
        return [name for name in self.table.columns if name not in OUTCOME]

    def wants(self, round_: int) -> float:
        """The least that the partner accepts in a round, counted from 1."""
        best, least = float(self.points.max()), self.fallback + 1
        gone = min(1.0, (round_ - 1) / (self.rounds - 1))
        return max(least, best - (best - least) * sqrt(gone))

    def accepts(self, deal: int, round_: int) -> bool:
        """Whether the partner says yes to this deal in this round."""
        return float(self.points[deal]) >= self.wants(round_) - 1e-9

    def offer(self, round_: int, yours: int | None = None) -> int:
        """What the partner offers in a round, after an offer of yours if there was one."""
        fine = self.points[self.points >= min(self.wants(round_), self.points.max()) - 1e-9]
        if yours is None:
            return int(fine.idxmax())
        terms = self.table[self.terms].to_numpy(str)
        alike = (terms == terms[self.table.index.get_loc(yours)]).sum(axis=1)
        like_yours = pd.Series(alike, index=self.table.index)[fine.index]
        return int(fine[like_yours == like_yours.max()].idxmax())

    def interests(self) -> pd.Series:
        """How many points hang on each term for the partner, the largest first.

        That is the difference between its best and its worst option, other terms being equal.
        """
        spread = {
            term: float(np.ptp(self.points.groupby(self.table[term]).mean())) for term in self.terms
        }
        return pd.Series(spread, name="points at stake").sort_values(ascending=False)


def talk(first: Partner, second: Partner) -> int | None:
    """The deal on which two partners agree who offer in turns; None when they don't."""
    heard: int | None = None
    for round_ in range(1, first.rounds + 1):
        offered = first.offer(round_, heard)
        if second.accepts(offered, round_):
            return offered
        heard = second.offer(round_, offered)
        if first.accepts(heard, round_):
            return heard
    return None
