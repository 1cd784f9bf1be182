"""What do customers want? The Kano questionnaire, with the uncertainty of a sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pmlearn.inputs import is_number, listed, number, table, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

ANSWERS = ("like", "must-be", "neutral", "live-with", "dislike")
CATEGORIES = {
    "M": "must-be",
    "O": "one-dimensional",
    "A": "attractive",
    "I": "indifferent",
    "R": "reverse",
    "Q": "questionable",
}
# Rows: answer when the feature is there; columns: when it is not; both in the order of ANSWERS.
TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")

Answer = str | int


@dataclass(frozen=True, slots=True)
class Kano:
    """What a sample says about one feature.

    Attributes:
        counts: Answers per category, in the order of `CATEGORIES`.
        trials: Resamples behind the intervals.
        level: Confidence of the intervals.
        seed: Of the resamples.
    """

    counts: dict[str, int]
    trials: int = 2000
    level: float = 0.95
    seed: int = 0

    @property
    def category(self) -> str:
        """The most frequent category; of equally frequent ones the first of M, O, A, I, R, Q."""
        return max(self.counts, key=self.counts.__getitem__)

    @property
    def better(self) -> float:
        """How far satisfaction rises with the feature: (A + O) / (A + O + M + I), 0 to 1.

        Raises:
            ValueError: all answers are reverse or questionable.
        """
        return float(_better(self._numbers))

    @property
    def worse(self) -> float:
        """How far satisfaction falls without it: -(O + M) / (A + O + M + I), -1 to 0.

        Raises:
            ValueError: all answers are reverse or questionable.
        """
        return float(_worse(self._numbers))

    @property
    def better_interval(self) -> tuple[float, float]:
        """Bootstrap percentile interval of `better`."""
        _wanted_counts(self._numbers)
        return self._interval(_better(self._resamples()))

    @property
    def worse_interval(self) -> tuple[float, float]:
        """Bootstrap percentile interval of `worse`."""
        _wanted_counts(self._numbers)
        return self._interval(_worse(self._resamples()))

    @property
    def stability(self) -> dict[str, float]:
        """In what share of the resamples each category is the most frequent."""
        winners = np.argmax(self._resamples(), axis=1)
        shares = np.bincount(winners, minlength=len(CATEGORIES)) / self.trials
        return dict(zip(CATEGORIES, shares.tolist(), strict=True))

    @property
    def _numbers(self) -> NDArray[np.int_]:
        return np.array(list(self.counts.values()))

    def _resamples(self) -> NDArray[np.int_]:
        """Counts of samples drawn from this one with replacement, shape (trials, 6)."""
        total = self._numbers.sum()
        return np.random.default_rng(self.seed).multinomial(
            total, self._numbers / total, size=self.trials
        )

    def _interval(self, values: NDArray[np.float64]) -> tuple[float, float]:
        low, high = np.nanquantile(values, [(1 - self.level) / 2, (1 + self.level) / 2])
        return float(low), float(high)


def classify(functional: Answer, dysfunctional: Answer) -> str:
    """The category of one pair of answers, by the Kano evaluation table.

    Args:
        functional: How one feels if the feature is there: like, must-be, neutral, live-with or
            dislike, or 1 to 5 for these.
        dysfunctional: How one feels if it is not there.

    Returns:
        M(ust-be), O(ne-dimensional), A(ttractive), I(ndifferent), R(everse) or Q(uestionable).

    Raises:
        ValueError: an answer is none of these.

    Source:
        Kano et al. (1984), Attractive quality and must-be quality; table of Berger et al. (1993),
        Kano's methods for understanding customer-defined quality.
    """
    return TABLE[_place("functional", functional)][_place("dysfunctional", dysfunctional)]


def kano(
    answers: Iterable[tuple[Answer, Answer]] | pd.DataFrame,
    trials: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> Kano:
    """Category of a feature, satisfaction coefficients and their bootstrap intervals.

    Args:
        answers: Pairs (functional, dysfunctional), one per respondent, or a table with these two
            columns; see `classify`.
        trials: Resamples for the intervals, 1 or more.
        level: Confidence of the intervals, between 0 and 1.
        seed: Of the resamples.

    Raises:
        ValueError: there are no answers, or one is unknown.

    Source:
        Berger et al. (1993), Kano's methods for understanding customer-defined quality; Efron
        (1979), Bootstrap methods.
    """
    trials, seed = whole("kano: trials", trials, least=1), whole("kano: seed", seed)
    number("kano: level", level, above=0, below=1)
    counts = Counter(classify(*pair) for pair in _pairs(answers))
    if not counts:
        raise ValueError("kano: answers must be one or more, got none")
    return Kano({category: counts[category] for category in CATEGORIES}, trials, level, seed)


def kano_table(answers: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """The same for several features at once.

    Args:
        answers: One row per respondent and feature, columns feature, functional, dysfunctional.
        options: Of `kano`.

    Returns:
        Indexed by feature, in order of first appearance; columns category, stability (share of
        resamples with the same category), the six counts, better, better_low, better_high, worse,
        worse_low, worse_high.

    Raises:
        ValueError: a column is missing, or as for `kano`.
    """
    if table("kano: answers", answers, "feature")["feature"].isna().any():
        row = answers.index[answers["feature"].isna()][0]
        raise ValueError(f"kano: row {row!r} must name a feature, got none")
    rows = {
        feature: _row(kano(group, **options))
        for feature, group in answers.groupby("feature", sort=False)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("feature")


def _row(result: Kano) -> dict[str, Any]:
    low, high = result.better_interval
    worst, least = result.worse_interval
    return {
        "category": result.category,
        "stability": result.stability[result.category],
        **result.counts,
        "better": result.better,
        "better_low": low,
        "better_high": high,
        "worse": result.worse,
        "worse_low": worst,
        "worse_high": least,
    }


def _pairs(
    answers: Iterable[tuple[Answer, Answer]] | pd.DataFrame,
) -> Iterable[tuple[Answer, Answer]]:
    if not isinstance(answers, pd.DataFrame):
        return [_pair(place, pair) for place, pair in enumerate(listed("kano: answers", answers))]
    table("kano: answers", answers, "functional", "dysfunctional")
    return zip(answers["functional"], answers["dysfunctional"], strict=True)


def _pair(place: int, pair: Any) -> tuple[Answer, Answer]:
    two = [] if isinstance(pair, str) or not isinstance(pair, Iterable) else list(pair)
    if len(two) != 2:  # noqa: PLR2004 - a pair has two
        raise ValueError(
            f"kano: answer {place} must be a pair (functional, dysfunctional), got {pair!r}"
        )
    return two[0], two[1]


def _place(question: str, answer: Answer) -> int:
    if isinstance(answer, str):
        wanted = "-".join(answer.strip().lower().replace("_", " ").replace("-", " ").split())
        if wanted in ANSWERS:
            return ANSWERS.index(wanted)
    elif is_number(answer) and answer in range(1, len(ANSWERS) + 1):
        return int(answer) - 1
    raise ValueError(
        f"kano: {question} answer must be one of {', '.join(ANSWERS)}, or 1 to 5, got {answer!r}"
    )


def _better(counts: NDArray[np.int_]) -> NDArray[np.float64]:
    _, one_dimensional, attractive, _ = four = _wanted_counts(counts)
    return np.asarray((attractive + one_dimensional) / four.sum(axis=0))


def _worse(counts: NDArray[np.int_]) -> NDArray[np.float64]:
    must_be, one_dimensional, _, _ = four = _wanted_counts(counts)
    return np.asarray(-(one_dimensional + must_be) / four.sum(axis=0))


def _wanted_counts(counts: NDArray[np.int_]) -> NDArray[np.float64]:
    """Counts of M, O, A and I; NaN for a resample that has none of them."""
    four = np.moveaxis(counts[..., :4].astype(float), -1, 0)
    if counts.ndim == 1 and four.sum() == 0:
        raise ValueError(
            "kano: better and worse need an answer that is must-be, one-dimensional, attractive "
            "or indifferent, got only reverse and questionable ones"
        )
    return np.where(four.sum(axis=0) == 0, np.nan, four)
