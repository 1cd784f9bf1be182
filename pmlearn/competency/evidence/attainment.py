"""From evidence to attainment: which criteria each learner meets, and at which level that is.

attainment = attain(load(), evidence)
attainment.criteria          # one row per learner and criterion
attainment.levels            # learners x elements
attainment.level("lee", "PJ2")
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pmlearn.competency.evidence.rules import check_evidence, counted, still_open, summed
from pmlearn.competency.framework import find

if TYPE_CHECKING:
    from collections.abc import Collection

    from pmlearn.competency.framework import Element, Framework

MET = "met"
NOT_MET = "not yet met"
NOT_ASSESSED = "not yet assessed"
PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Attainment:
    """What a class has attained.

    Attributes:
        framework: What it was held against.
        criteria: One row per learner and criterion: learner, element, criterion, level, status
            ("met", "not yet met", "not yet assessed", "planned"), n (points possible so far),
            earned, share, low, high (the interval of the share), cells, waiting (points that wait
            for a person), self_share (the learner's own word, which never counts).
        elements: One row per learner and element: learner, element, level (attained, 0 for none),
            highest (the element's own highest level), self_level (the learner's own rating).
    """

    framework: Framework
    criteria: pd.DataFrame
    elements: pd.DataFrame

    @property
    def learners(self) -> tuple[str, ...]:
        """All learners that the evidence names, sorted."""
        return tuple(sorted(self.elements["learner"].unique()))

    @property
    def levels(self) -> pd.DataFrame:
        """Attained levels: a row per learner, a column per element."""
        wide = {
            element.code: self.elements.loc[self.elements["element"] == element.code].set_index(
                "learner"
            )["level"]
            for element in self.framework.elements()
        }
        return pd.DataFrame(wide)

    def of(self, learner: str) -> Attainment:
        """One learner's part.

        Raises:
            ValueError: no such learner; the message lists the nearest names.
        """
        find("learner", learner, dict.fromkeys(self.learners))
        return Attainment(
            self.framework,
            self.criteria[self.criteria["learner"] == learner].reset_index(drop=True),
            self.elements[self.elements["learner"] == learner].reset_index(drop=True),
        )

    def status(self, learner: str, criterion: str) -> str:
        """A learner's status in one criterion.

        Raises:
            ValueError: no such learner or criterion; the message lists the nearest names.
        """
        self.framework.criterion(criterion)
        return str(self.of(learner).criteria.set_index("criterion")["status"].loc[criterion])

    def level(self, learner: str, element: str) -> int:
        """A learner's level in one element; 0 when not even its lowest level is attained.

        Raises:
            ValueError: no such learner or element; the message lists the nearest names.
        """
        self.framework.element(element)
        return int(self.of(learner).elements.set_index("element")["level"].loc[element])


def attain(
    framework: Framework,
    evidence: Any,
    *,
    planned: Collection[str] = (),
    self_ratings: Any = None,
    confidence: float = 0.95,
) -> Attainment:
    """What each learner has attained.

    A criterion is met when the points earned reach its threshold's share of the points possible,
    over all evidence that counts. An element's level is the highest level L at which it has a
    criterion and every one of its criteria up to L is met; it is never an average. Evidence that
    cannot attest a criterion's level does not count: a machine attests levels 1 to 3, level 4
    needs a simulation log or an answer that a person has judged, level 5 a person. Work that was
    not handed in, was not marked or waits for a person is no evidence: "not yet assessed".
    Optional work counts for a criterion where it does not lower the share: nobody loses by trying.

    The interval is the Bayesian one with Jeffreys' prior, Beta(1/2, 1/2), and reaches 0 or 1 where
    no or all points were earned. It takes each point for one independent trial; points of one cell
    hang together, so the true uncertainty is larger.

    Args:
        framework: What to hold the evidence against.
        evidence: A DataFrame, or anything that makes one, with a row per learner, graded cell and
            criterion. Columns: learner, criterion, score, max_score; if wanted assignment and
            cell, kind ("auto", "sim", "manual", "self"; without it the first kind that the
            criterion names), judged (whether a person marked it; without it True for manual and
            sim), needs_manual_grade (whether it waits for a person; without it False), optional
            (whether the work is not needed; without it False). Other columns are ignored. An empty
            score is no evidence.
        planned: Codes of criteria that no lesson assesses yet.
        self_ratings: The learners' own ratings, in a table learner, element, level. Shown beside
            the attained levels; they never count.
        confidence: Probability that the interval holds, between 0 and 1.

    Raises:
        ValueError: a column is missing, a code is unknown, a score or a points value is nonsense,
            or a row stands twice.

    Source: Brown, Cai and DasGupta (2001) on Jeffreys' interval.
    """
    table = check_evidence(framework, evidence)
    ratings = _ratings(framework, self_ratings)
    for code in planned:
        framework.criterion(code)
    learners = sorted({*table["learner"], *ratings["learner"]})
    criteria = _criteria(framework, table, learners, planned)
    criteria["low"], criteria["high"] = interval(
        criteria["earned"].to_numpy(), criteria["n"].to_numpy(), confidence
    )
    return Attainment(framework, criteria, _elements(framework, criteria, learners, ratings))


def interval(earned: Any, possible: Any, confidence: float = 0.95) -> tuple[Any, Any]:
    """Jeffreys' interval of a share; not a number where nothing was possible.

    Source: Brown, Cai and DasGupta (2001).
    """
    from scipy.stats import beta

    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence!r}")
    earned, possible = np.asarray(earned, float), np.asarray(possible, float)
    lost, tail = possible - earned, (1 - confidence) / 2
    low = np.where(earned > 0, beta.ppf(tail, earned + 0.5, lost + 0.5), 0.0)
    high = np.where(lost > 0, beta.ppf(1 - tail, earned + 0.5, lost + 0.5), 1.0)
    return np.where(possible > 0, low, np.nan), np.where(possible > 0, high, np.nan)


def _criteria(
    framework: Framework, table: pd.DataFrame, learners: list[str], planned: Collection[str]
) -> pd.DataFrame:
    """Sums, shares and status, a row per learner and criterion."""
    every = pd.DataFrame(
        [(e.code, c.code, c.level, c.threshold) for e in framework.elements() for c in e.criteria],
        columns=["element", "criterion", "level", "threshold"],
    )
    rows = pd.DataFrame({"learner": learners}, dtype=object).merge(every, how="cross")
    key = ["learner", "criterion"]
    sums = summed(counted(framework, table))
    own = table[(table["kind"] == "self") & table["score"].notna()].groupby(key)
    word = (own["score"].sum() / own["max_score"].sum()).rename("self_share")
    waiting = still_open(table).groupby(key)["max_score"].sum().rename("waiting")
    rows = rows.join(sums, on=key).join(waiting, on=key).join(word, on=key)
    rows = rows.fillna({"n": 0.0, "earned": 0.0, "cells": 0, "waiting": 0.0})
    rows["cells"] = rows["cells"].astype(int)
    rows["share"] = rows["earned"] / rows["n"].where(rows["n"] > 0)
    # a sum of binary fractions such as 0.1 may fall short of its threshold by a rounding error
    reached = rows["share"] >= rows.pop("threshold") - 1e-9
    rows["status"] = np.select(
        [rows["n"].eq(0) & rows["criterion"].isin(list(planned)), rows["n"].eq(0), reached],
        [PLANNED, NOT_ASSESSED, MET],
        NOT_MET,
    )
    return rows


def _elements(
    framework: Framework, criteria: pd.DataFrame, learners: list[str], ratings: pd.DataFrame
) -> pd.DataFrame:
    """The level attained, a row per learner and element."""
    met: dict[str, set[str]] = {learner: set() for learner in learners}
    reached = criteria[criteria["status"] == MET]
    for learner, code in zip(reached["learner"], reached["criterion"], strict=True):
        met[learner].add(code)
    rows = pd.DataFrame(
        [
            (learner, element.code, level_of(element, met[learner]), max(element.levels, default=0))
            for learner in learners
            for element in framework.elements()
        ],
        columns=["learner", "element", "level", "highest"],
    )
    return rows.merge(ratings, how="left", on=["learner", "element"])


def level_of(element: Element, met: Collection[str]) -> int:
    """The highest level of an element up to which every criterion is met; 0 for none."""
    level = 0
    for candidate in element.levels:
        at = [c.code for c in element.criteria if c.counts and c.level == candidate]
        if not all(code in met for code in at):
            break
        level = candidate
    return level


def _ratings(framework: Framework, self_ratings: Any) -> pd.DataFrame:
    columns = ["learner", "element", "level"]
    table = pd.DataFrame(self_ratings, columns=None if self_ratings is not None else columns)
    for column in columns:
        if column not in table:
            raise ValueError(f"the self-ratings have no column {column!r}")
    for code in table["element"].unique():
        framework.element(code)
    wrong = table[~table["level"].isin([0, *framework.levels])]
    if len(wrong):
        row = wrong.iloc[0]
        raise ValueError(
            f"{row['learner']!r} rates {row['element']} as {row['level']!r}, which is no level"
        )
    twice = table[table.duplicated(["learner", "element"])]
    if len(twice):
        raise ValueError(f"{twice.iloc[0]['learner']!r} rates {twice.iloc[0]['element']} twice")
    return table[columns].rename(columns={"level": "self_level"})
