"""Item analysis by classical test theory: how hard, how telling and how consistent cells are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

# Below this number of learners alpha says little about the test (Yurdugül 2008).
FEW = 30


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """What one test tells about its items.

    Attributes:
        items: One row per item: item, points, n, mean, difficulty (mean share of the points),
            item_total, item_rest (correlation with the sum of the other items), alpha_if_deleted,
            note (what to look at, or an empty text).
        n: Learners who answered every item; all figures are about them.
        left_out: Learners with at least one item unmarked.
        alpha: Cronbach's alpha; not a number when it cannot be computed.
        low: Lower end of alpha's 95 % interval.
        high: Upper end of alpha's 95 % interval.
        warning: What limits these figures, or an empty text.
    """

    items: pd.DataFrame
    n: int
    left_out: int
    alpha: float
    low: float
    high: float
    warning: str


def analyze_items(scores: pd.DataFrame, points: pd.Series[float]) -> ItemAnalysis:
    """Analyze one test.

    Args:
        scores: A row per learner, a column per item; empty where an item was not marked.
        points: What each item gives at most, by the same columns.

    Raises:
        ValueError: an item has no points.

    Source: Lord and Novick (1968); Cronbach (1951) for alpha; Feldt (1965) for its interval.
    """
    for item, most in points.items():
        if not most > 0:
            raise ValueError(f"item {item!r}: points must be above 0, got {most!r}")
    whole = scores[list(points.index)].dropna().astype(float)
    total = whole.sum(axis=1)
    items = pd.DataFrame({"item": points.index, "points": points.to_numpy(), "n": len(whole)})
    items["mean"] = whole.mean().to_numpy()
    items["difficulty"] = items["mean"] / items["points"]
    items["item_total"] = [correlation(whole[item], total) for item in points.index]
    items["item_rest"] = [correlation(whole[item], total - whole[item]) for item in points.index]
    items["alpha_if_deleted"] = [alpha(whole.drop(columns=[item])) for item in points.index]
    items["note"] = list(map(_note, items["difficulty"], items["item_rest"]))
    value = alpha(whole)
    low, high = alpha_interval(value, len(whole), len(points))
    return ItemAnalysis(
        items, len(whole), len(scores) - len(whole), value, low, high, _warning(len(whole))
    )


def alpha(scores: pd.DataFrame) -> float:
    """Cronbach's alpha: k / (k - 1) * (1 - sum of item variances / variance of the total).

    For items that give 0 or 1 it is Kuder and Richardson's formula 20. Not a number with fewer
    than two items, fewer than two learners, or a total that does not vary.

    Source: Cronbach (1951).
    """
    k = scores.shape[1]
    total = float(scores.sum(axis=1).var(ddof=1)) if k > 1 and len(scores) > 1 else 0.0
    if total <= 0:
        return float("nan")
    return k / (k - 1) * (1 - float(scores.var(ddof=1).sum()) / total)


def alpha_interval(
    value: float, learners: int, items: int, confidence: float = 0.95
) -> tuple[float, float]:
    """The interval of alpha, from the F distribution; not a number where alpha is none.

    Source: Feldt (1965).
    """
    from scipy.stats import f

    if not np.isfinite(value) or learners < 2 or items < 2:  # noqa: PLR2004  one has no spread
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    degrees = learners - 1, (learners - 1) * (items - 1)
    low = 1 - (1 - value) * f.ppf(1 - tail, *degrees)
    high = 1 - (1 - value) * f.ppf(tail, *degrees)
    return float(low), float(high)


def correlation(first: pd.Series[float], second: pd.Series[float]) -> float:
    """Pearson's correlation; not a number where one side does not vary."""
    a, b = first.to_numpy(float), second.to_numpy(float)
    if len(a) < 2 or np.ptp(a) < 1e-12 or np.ptp(b) < 1e-12:  # noqa: PLR2004  one has no spread
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def _note(difficulty: float, item_rest: float) -> str:
    """What an instructor should look at, by the usual bounds."""
    notes = []
    if difficulty > 0.95:  # noqa: PLR2004
        notes.append("almost everyone earns all points")
    if difficulty < 0.2:  # noqa: PLR2004
        notes.append("almost no one earns points")
    if item_rest < 0:
        notes.append("learners who do well elsewhere do worse here: check key and wording")
    elif item_rest < 0.15:  # noqa: PLR2004
        notes.append("hardly tells stronger from weaker learners")
    return "; ".join(notes)


def _warning(n: int) -> str:
    if n == 0:
        return "No learner has a mark for every item yet."
    if n < FEW:
        return (
            f"Only {n} {'learner has' if n == 1 else 'learners have'} a mark for every item; with "
            f"fewer than {FEW} these figures move a lot from class to class."
        )
    return ""
