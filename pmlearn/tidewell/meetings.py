"""When decisions are taken that wait for a meeting: how old they are by then.

Time is in working days from the start of a year; a meeting takes place at the end of its day.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pmlearn.inputs import number, whole

WEEKLY, MONTHLY = 5, 20


def decision_ages(questions: pd.DataFrame, every: float, first: float | None = None) -> pd.Series:
    """How many days each question waits until it is decided.

    Args:
        questions: One row each: `raised`, the day; `meetings`, how many meetings it takes, 1
            where it can be decided when it is first heard.
        every: Days from one meeting to the next.
        first: Day of the first meeting; `every` unless given.

    Raises:
        ValueError: the rhythm is not above 0, or a question takes no meeting.
    """
    number("decision_ages: every", every)
    if every <= 0:
        raise ValueError(f"decision_ages: every must be more than 0, got {every}")
    if (questions["meetings"] < 1).any():
        raise ValueError("decision_ages: each question takes at least 1 meeting")
    start = every if first is None else first
    heard = start + every * np.ceil((questions["raised"] - start) / every).clip(lower=0)
    decided = heard + every * (questions["meetings"] - 1)
    return pd.Series(decided - questions["raised"], name="age")


def questions(
    count: int = 120, *, days: int = 240, twice: float = 0.3, ruled: float = 0.6, seed: int = 15
) -> pd.DataFrame:
    """Made-up questions between product and project, in the order in which they came up.

    Args:
        count: How many.
        days: Working days of the year over which they spread evenly by chance.
        twice: Share that takes two meetings, because a figure has to be fetched.
        ruled: Share that a working agreement would let one side decide alone.
        seed: Of the random numbers.

    Returns:
        Columns `raised`, `meetings` and `ruled`.
    """
    whole("questions: count", count, least=1)
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "raised": np.sort(random.uniform(0, days, count)).round(2),
            "meetings": 1 + (random.random(count) < number("questions: twice", twice, 0, 1)),
            "ruled": random.random(count) < number("questions: ruled", ruled, 0, 1),
        }
    )
