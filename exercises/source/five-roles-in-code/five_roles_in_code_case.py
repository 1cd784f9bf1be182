"""The case of this assignment: two managers sort the same responsibilities, drawn per learner."""

from __future__ import annotations

import pandas as pd
from pmlearn.exercises.seeds import generator

ROLES = ["portfolio", "product", "program", "project", "service"]
RATERS = ["portfolio_lead", "product_manager"]

RESPONSIBILITIES = {
    "Rank next year's proposals by what they add to the strategy": "portfolio",
    "Keep proposals within the crews and the money that there are": "portfolio",
    "Stop a program whose purpose has gone, even when it runs to plan": "portfolio",
    "Report once a month how healthy all programs and projects are": "portfolio",
    "Move engineers from a weaker proposal to a stronger one": "portfolio",
    "Review whether the mix of safe and bold proposals is right": "portfolio",
    "Find out why riders cancel their subscription": "product",
    "Say what the app should be in three years": "product",
    "Decide which feature riders get next": "product",
    "Work out whether a family price would pay": "product",
    "Forecast subscriptions and follow the sales": "product",
    "Prepare the launch of the new price with marketing": "product",
    "Keep the dates of three related projects in step": "program",
    "Trace whether the promised rides per dock arrive": "program",
    "Settle which of two dependent projects has to wait": "program",
    "Prepare depots and desks for the new way of working": "program",
    "Change one project's scope so that the joint benefit is reached": "program",
    "Say what each project contributes to the common goal": "program",
    "Break the rebuilding of a station into work packages": "project",
    "Hold one initiative to its budget and handover date": "project",
    "Inspect the finished work before it is handed over": "project",
    "Keep a list of what could delay the handover": "project",
    "Assign the crew's weeks within one initiative": "project",
    "Tell the sponsor each week how far the work has come": "project",
    "Bring the unlock function back after an outage": "service",
    "Staff the rider support desk for the summer peak": "service",
    "Agree how fast a broken bike must leave the street": "service",
    "Remove the cause of failures that keep coming back": "service",
    "Report how often the promised level was kept": "service",
    "Keep spare parts for the docks in stock": "service",
}

# The two roles that each role is taken for when managers do not share a definition.
_TAKEN_FOR = {
    "portfolio": ["program", "product"],
    "product": ["project", "portfolio"],
    "program": ["project", "portfolio"],
    "project": ["program", "service"],
    "service": ["product", "project"],
}


def draw(learner_id: str) -> pd.DataFrame:
    """The learner's own table: 24 responsibilities and the role that each manager named.

    Args:
        learner_id: The same id always gives the same table; an empty one gives a practice table.

    Returns:
        One row per responsibility (index: r01 to r24) with the columns responsibility,
        portfolio_lead and product_manager.
    """
    random = generator(learner_id.strip() or "practice", "five-roles")
    while True:
        texts = [str(text) for text in random.permutation(list(RESPONSIBILITIES))[:24]]
        table = pd.DataFrame({"responsibility": texts}, index=[f"r{n:02}" for n in range(1, 25)])
        for rater in RATERS:
            table[rater] = [_opinion(RESPONSIBILITIES[text], random) for text in texts]
        if _has_one_answer(table):
            return table


def _opinion(role: str, random) -> str:
    """Mostly the role itself, now and then one that it is taken for."""
    first, second = _TAKEN_FOR[role]
    return str(random.choice([role, first, second], p=[0.75, 0.15, 0.10]))


def _has_one_answer(table: pd.DataFrame) -> bool:
    """Whether exactly one pair of roles is confused most often, and enough is contested."""
    contested = table[table[RATERS[0]] != table[RATERS[1]]]
    pairs = contested[RATERS].apply(lambda row: " and ".join(sorted(row)), axis="columns")
    counts = pairs.value_counts()
    return 6 <= len(contested) <= 13 and len(counts) > 1 and counts.iloc[0] > counts.iloc[1]
