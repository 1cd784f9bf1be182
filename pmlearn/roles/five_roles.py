"""The five roles as data, who answers for what, and how far two readers agree on it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pmlearn.inputs import labels

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


class Role(StrEnum):
    """One of the five roles; its value is the id used in data files."""

    PROJECT = "project"
    PROGRAM = "program"
    PORTFOLIO = "portfolio"
    PRODUCT = "product"
    SERVICE = "service"

    @property
    def label(self) -> str:
        """The role's name for people."""
        return self.value.capitalize()

    @property
    def purpose(self) -> str:
        """What the role is for, in one line."""
        return _PURPOSE[self]


_PURPOSE = {
    Role.PROJECT: "Do the work right: deliver an agreed result within time, cost and quality.",
    Role.PROGRAM: "Join related work: bring about a benefit that no single project can.",
    Role.PORTFOLIO: "Do the right work: choose and stop investments for the strategy.",
    Role.PRODUCT: "Decide what reaches customers: answer for an offer over its whole life.",
    Role.SERVICE: "Make value last: keep what is in use at the level that was agreed.",
}


def responsibilities() -> pd.DataFrame:
    """Who answers for what, in this course's own words.

    Returns:
        One row per responsibility, index `id`, columns: statement (text), roles (tuple of role
        ids; several where a responsibility is shared), contested (whether the course's source
        articles disagree about it), reason (why the role answers for it, or what is contested),
        sources (tuple of ids of the points in the source articles; empty where they are silent).
    """
    table = pd.read_csv(
        Path(__file__).with_name("responsibilities.csv"), index_col="id", keep_default_na=False
    )
    for column in ("roles", "sources"):
        table[column] = [tuple(filter(None, text.split(";"))) for text in table[column]]
    table["contested"] = table["contested"] == "yes"
    return table[["statement", "roles", "contested", "reason", "sources"]]


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Agreement of two raters beyond what chance gives.

    Args:
        first: One rater's labels, one per item.
        second: The other rater's labels of the same items.

    Returns:
        1 for full agreement, 0 for as much as chance gives, negative below that.

    Raises:
        ValueError: there are no items, the raters labeled different numbers of items, or both gave
            every item one and the same label, so that chance leaves nothing to agree on.

    Source:
        Cohen (1960), A coefficient of agreement for nominal scales.
    """
    first, second = labels("kappa: first", first), labels("kappa: second", second)
    if len(first) != len(second):
        raise ValueError(
            f"kappa: both raters must label the same items, got {len(first)} and {len(second)}"
        )
    items = len(first)
    if items == 0:
        raise ValueError("kappa: there must be at least one item, got none")
    observed: float = sum(one == other for one, other in zip(first, second, strict=True)) / items
    expected: float = sum(first.count(c) * second.count(c) for c in set(first)) / items**2
    if expected == 1:
        raise ValueError(
            f"kappa: undefined when both raters give every item the same label, got {first[0]!r}"
        )
    return (observed - expected) / (1 - expected)
