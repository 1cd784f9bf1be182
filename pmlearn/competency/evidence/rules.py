"""Which evidence counts for which criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pmlearn.competency.framework import HIGHEST

if TYPE_CHECKING:
    from pmlearn.competency.framework import Criterion, Framework

NEEDED = ("learner", "criterion", "score", "max_score")
FLAGS = ("judged", "needs_manual_grade", "optional")
COLUMNS = (*NEEDED, "assignment", "notebook", "cell", "kind", *FLAGS)


def check_evidence(framework: Framework, evidence: Any) -> pd.DataFrame:
    """The evidence as a table with all columns.

    Raises:
        ValueError: a column is missing, a code is unknown, a value is nonsense, a row stands twice.
    """
    table = pd.DataFrame(evidence) if evidence is not None else pd.DataFrame()
    if table.empty and not len(table.columns):
        table = pd.DataFrame(columns=list(NEEDED))
    for column in NEEDED:
        if column not in table:
            raise ValueError(f"the evidence has no column {column!r}; it needs {', '.join(NEEDED)}")
    table = table[[column for column in COLUMNS if column in table]].reset_index(drop=True)
    known = {code: framework.criterion(code) for code in table["criterion"].unique()}
    for column in ("score", "max_score"):
        table[column] = _numbers(table, column)
    if "kind" not in table:
        table["kind"] = [_first_kind(known[code]) for code in table["criterion"]]
    if "judged" not in table:
        table["judged"] = table["kind"].isin(["sim", "manual"])
    for column in FLAGS:
        if column not in table:
            table[column] = False
        table[column] = table[column].eq(other=True)
    _check_values(table)
    # more than the points possible is extra credit, and no evidence of more than the criterion
    table["score"] = np.minimum(table["score"], table["max_score"])
    return table


def counted(framework: Framework, table: pd.DataFrame) -> pd.DataFrame:
    """The rows that count: marked, and able to attest the level of their criterion.

    From level 4 on, a learner's rows for a criterion count only where a person has judged at least
    one of them and one is of a kind that the criterion names: a simulation log that no one has
    looked at proves nothing yet, and neither does a rationale without the log.
    """
    criteria = {code: framework.criterion(code) for code in table["criterion"].unique()}
    level = table["criterion"].map({code: c.level for code, c in criteria.items()}).astype(float)
    can = table["kind"].map(HIGHEST).astype(float) >= level
    marked = table["score"].notna() & ~table["needs_manual_grade"] & (table["max_score"] > 0)
    solid = table[can & marked]
    named = pd.Series(
        [k in criteria[c].evidence for k, c in zip(solid["kind"], solid["criterion"], strict=True)],
        index=solid.index,
        dtype=bool,
    )
    who = [solid["learner"], solid["criterion"]]
    proved = _any(solid["judged"], who) & _any(named, who)
    return solid[proved | (level.loc[solid.index] <= HIGHEST["auto"])]


def summed(solid: pd.DataFrame) -> pd.DataFrame:
    """n, earned and cells by learner and criterion, with optional work where that is no worse."""
    every, needed = (
        rows.groupby(["learner", "criterion"]).agg(
            n=("max_score", "sum"), earned=("score", "sum"), cells=("score", "size")
        )
        for rows in (solid, solid[~solid["optional"]])
    )
    alone = needed.reindex(every.index)
    worse = every["earned"] * alone["n"] < alone["earned"] * every["n"] - 1e-9
    return every.where(~worse, alone)


def _any(flags: pd.Series[bool], groups: list[pd.Series[Any]]) -> pd.Series[bool]:
    return flags.astype(bool).groupby(groups).transform("any").astype(bool)


def still_open(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that wait for a person."""
    return table[table["needs_manual_grade"] & table["judged"]]


def _first_kind(criterion: Criterion) -> str:
    return next((kind for kind in criterion.evidence if kind != "self"), "self")


def _numbers(table: pd.DataFrame, column: str) -> pd.Series[float]:
    try:
        return pd.to_numeric(table[column]).astype(float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"the evidence's {column} must be numbers: {error}") from error


def _check_values(table: pd.DataFrame) -> None:
    _refuse(
        table, ~table["kind"].isin(list(HIGHEST)), "kind", f"must be one of {', '.join(HIGHEST)}"
    )
    finite = np.isfinite(table["max_score"].fillna(np.inf)) & (table["max_score"] >= 0)
    _refuse(table, ~finite, "max_score", "must be 0 or more")
    _refuse(table, table["score"].lt(0) | np.isinf(table["score"]), "score", "must be 0 or more")
    if {"assignment", "cell"} <= set(table.columns):
        places = [name for name in ("assignment", "notebook", "cell") if name in table]
        key = ["learner", "criterion", *places, "kind"]
        _refuse(table, table.duplicated(key), "cell", "must stand once for each criterion")


def _refuse(table: pd.DataFrame, wrong: pd.Series[bool], column: str, rule: str) -> None:
    if wrong.any():
        row = table[wrong].iloc[0]
        got = row[column] if isinstance(row[column], str) else float(row[column])
        raise ValueError(
            f"evidence of {row['learner']!r} for {row['criterion']}: {column} {rule}, got {got!r}"
        )
