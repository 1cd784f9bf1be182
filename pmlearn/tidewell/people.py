"""The company's people, by role: who does what before the hill docks go live, who has a say in it.

Also the records of the repair crews, which some want as proof that clear duties pay.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

# Who answers for what, in one line each.
PEOPLE: Mapping[str, str] = MappingProxyType(
    {
        "Program manager": "Open Harbor's benefit, and what lies between its projects",
        "Project manager": "the result of Dock refit: scope, date, cost",
        "Product manager": "what riders get with Tidewell Pass, and why",
        "Service manager": "docks, bikes and support that work around the clock",
        "Crew lead": "the field crews that build and wire docks",
        "Desk lead": "the people who answer riders' calls",
        "Software lead": "the programs in docks and app",
        "City liaison": "what the city has to know or to allow",
        "Finance director": "money granted and money spent",
    }
)

_TASKS = (
    "Install and wire the hill docks",
    "Inspect a dock as built",
    "Accept a dock for service",
    "Load the reader software",
    "Try old and new cards at each dock",
    "Let a dock go live",
    "Stop a dock or take it off again",
    "Tell riders what changes",
    "Answer riders about cards",
    "Report rides per dock each week",
)
_DRAFT = {
    "Program manager": ("", "", "A", "", "A", "A", "C", "A", "A", "A"),
    "Project manager": ("A", "A/R", "C", "C/I", "", "A", "R", "", "", ""),
    "Product manager": ("", "", "", "A", "", "A", "C", "R", "", "R"),
    "Service manager": ("", "I", "R", "I", "C", "R", "C", "", "C", "I"),
    "Crew lead": ("R", "C", "", "", "", "C", "", "", "", ""),
    "Desk lead": ("", "", "", "", "I", "", "C", "S", "R", ""),
    "Software lead": ("", "", "", "R", "", "", "", "", "I", ""),
    "Finance director": ("",) * 10,
    "Ines, city hall": ("I", "", "", "", "", "", "", "I", "", ""),
}
_PUBLISHED = {
    "Program manager": ("", "", "", "", "", "A", "I", "", "", "A"),
    "Project manager": ("A", "A/R", "C", "C", "I", "R", "I", "", "", "I"),
    "Product manager": ("", "", "", "A", "", "C", "C", "A/R", "I", "R"),
    "Service manager": ("", "I", "A/R", "I", "A", "C", "A/R", "C", "A", "I"),
    "Crew lead": ("R", "C", "", "", "", "I", "I", "", "", ""),
    "Desk lead": ("", "", "", "", "R", "", "I", "C", "R", ""),
    "Software lead": ("", "", "", "R", "R", "", "", "", "C", ""),
    "City liaison": ("I", "", "", "", "", "", "", "I", "", ""),
}

# Influence on the go-live and interest in it, from 1 to 10, and what it is about for them.
_STAKEHOLDERS = {
    "Portfolio board": (9.2, 5.2, "whether 64 docks were worth 1.2 million"),
    "City hall": (8.6, 3.4, "permits for the hill, and no complaints"),
    "Program manager": (8.0, 9.0, "more rides per dock"),
    "Service manager": (7.4, 9.2, "docks that accept every valid card"),
    "Field crews": (4.4, 6.2, "not opening each dock a second time"),
    "Support desk": (3.6, 9.0, "what to tell riders who call"),
    "Riders with old cards": (3.0, 8.6, "getting a bike on Monday morning"),
    "Hill residents": (5.4, 6.8, "noise, light and parking at the docks"),
    "Card supplier": (5.2, 4.8, "who pays for readers that have to be changed"),
    "Local newspaper": (5.0, 2.6, "a story"),
}
RATERS = (
    "Program manager",
    "Project manager",
    "Product manager",
    "Service manager",
    "Finance director",
)
_RATER_SEED, _RATER_SPREAD, _ITEM_SPREAD = 20, 0.5, 1.1
LINE = 5.5  # between low and high on a scale from 1 to 10

# Jobs a week of a repair crew: how crews differ for good, and how one crew's months differ.
_USUAL, _CREWS_DIFFER, _MONTHS_DIFFER = 20.0, 1.2, 3.0


def draft_matrix() -> pd.DataFrame:
    """The responsibility matrix that went around: everybody filled in what seemed right to them.

    Returns:
        One row per task, one column per person; cells hold letters or "". It breaks each of the
        rules of `pmlearn.roles.raci.RULES` at least once.
    """
    return pd.DataFrame(_DRAFT, index=pd.Index(_TASKS, name="task"))


def published_matrix() -> pd.DataFrame:
    """The matrix that the program manager published on Monday; it breaks no rule."""
    return pd.DataFrame(_PUBLISHED, index=pd.Index(_TASKS, name="task"))


def stakeholders() -> pd.DataFrame:
    """Who can move the go-live, or is moved by it.

    Returns:
        One row per stakeholder with influence and interest (1 to 10: where the ratings of
        `stakeholder_ratings` center) and concern (what it is about for them).
    """
    table = pd.DataFrame.from_dict(
        _STAKEHOLDERS, orient="index", columns=["influence", "interest", "concern"]
    )
    return table.rename_axis("stakeholder")


def stakeholder_ratings() -> pd.DataFrame:
    """How five managers rate the stakeholders, each alone.

    Returns:
        One row per rater and stakeholder: rater, stakeholder, influence, interest (whole numbers
        from 1 to 10). Raters differ in general and on single stakeholders.
    """
    rng = np.random.default_rng(_RATER_SEED)
    center = stakeholders()[["influence", "interest"]]
    found = []
    for rater in RATERS:
        noise = rng.normal(0, _RATER_SPREAD, (1, 2)) + rng.normal(0, _ITEM_SPREAD, center.shape)
        rated = (center + noise).round().clip(1, 10).astype(int).reset_index()
        found.append(rated.assign(rater=rater))
    table = pd.concat(found, ignore_index=True)
    return table[["rater", "stakeholder", "influence", "interest"]]


def placing(influence: ArrayLike, interest: ArrayLike, line: float = LINE) -> list[str]:
    """Which of four ways of dealing with a stakeholder the map suggests.

    Args:
        influence: One number per stakeholder.
        interest: The same.
        line: From this value on, influence or interest counts as high.

    Returns:
        "manage closely" (both high), "keep satisfied" (influence only), "keep informed" (interest
        only) or "monitor" for each.

    Raises:
        ValueError: there are not as many influences as interests.

    Source:
        Bryson (2004), What to do when stakeholders matter (the power versus interest grid); the
        four names are those in common use.
    """
    high, keen = np.atleast_1d(influence), np.atleast_1d(interest)
    if high.shape != keen.shape:
        raise ValueError(
            f"stakeholders: influence and interest must be of one length, got {high.size} and "
            f"{keen.size}"
        )
    names = {
        (True, True): "manage closely",
        (True, False): "keep satisfied",
        (False, True): "keep informed",
        (False, False): "monitor",
    }
    return [names[bool(a >= line), bool(b >= line)] for a, b in zip(high, keen, strict=True)]


def crew_records(
    *,
    effect: float = 0.0,
    chosen: Literal["worst", "lot"] = "worst",
    crews: int = 24,
    given: int = 8,
    seed: int = 0,
) -> pd.DataFrame:
    """Invented records of repair crews, some of which get a responsibility matrix in between.

    A crew's month is its own usual level plus chance; the matrix adds `effect` and nothing else
    changes.

    Args:
        effect: Jobs a week that the matrix adds.
        chosen: Who gets it: the crews with the "worst" month before, or crews drawn by "lot".
        crews: How many crews there are.
        given: How many of them get the matrix.
        seed: Of the random numbers.

    Returns:
        One row per crew: before and after (jobs a week in the month), matrix (whether it got one).

    Raises:
        ValueError: `given` is not from 1 to one less than `crews`, or `chosen` is unknown.
    """
    if not 0 < given < crews:
        raise ValueError(f"crew records: given must be 1 to {crews - 1}, got {given}")
    if chosen not in ("worst", "lot"):
        raise ValueError(f"crew records: chosen must be 'worst' or 'lot', got {chosen!r}")
    rng = np.random.default_rng(seed)
    level = rng.normal(_USUAL, _CREWS_DIFFER, crews)
    months = level + rng.normal(0, _MONTHS_DIFFER, (2, crews))
    ranked = np.argsort(months[0]) if chosen == "worst" else rng.permutation(crews)
    matrix = np.isin(np.arange(crews), ranked[:given])
    months[1] += effect * matrix
    return pd.DataFrame(
        {"before": months[0].round(1), "after": months[1].round(1), "matrix": matrix},
        index=pd.Index([f"crew {n:02}" for n in range(1, crews + 1)], name="crew"),
    )
