"""What "collaboration raises satisfaction" is worth: invented surveys, and planning a fair one.

Surveys are drawn from a seed with effects that the caller sets, so that one knows what is true.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pmlearn.inputs import number, series, whole
from pmlearn.limits import MAX_GROUP, MIN_GROUP

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Satisfaction from 1 to 10: where teams center, how they differ for good, what a month adds.
USUAL, TEAMS_DIFFER, MONTHS_DIFFER = 6.5, 0.8, 0.8


def effect_size(one: ArrayLike, other: ArrayLike) -> float:
    """By how many standard deviations the mean of `one` lies above that of `other`.

    Args:
        one: Results of one group.
        other: Results of the other group.

    Raises:
        ValueError: a group holds fewer than two results, or nothing varies.

    Source:
        Cohen (1988), Statistical power analysis for the behavioral sciences: d, with the pooled
        standard deviation.
    """
    a, b = series("effect size: one", one), series("effect size: other", other)
    if min(a.size, b.size) < MIN_GROUP:
        raise ValueError(f"effect size: each group needs 2 results, got {a.size} and {b.size}")
    pooled = ((a.size - 1) * a.var(ddof=1) + (b.size - 1) * b.var(ddof=1)) / (a.size + b.size - 2)
    if pooled == 0:
        raise ValueError("effect size: results must vary within a group, got none that do")
    return float((a.mean() - b.mean()) / sqrt(pooled))


def power(effect: float, per_group: int, alpha: float = 0.05) -> float:
    """How likely a comparison of two means notices an effect of this size.

    Args:
        effect: True difference in standard deviations.
        per_group: Independent results in each of the two groups.
        alpha: How often the comparison may cry wolf; both directions together.

    Raises:
        ValueError: an argument is out of its range.

    Source:
        Cohen (1988), Statistical power analysis for the behavioral sciences, chapter 2: the t
        test, with the noncentral t distribution.
    """
    from scipy.stats import nct, t

    size = number("power: effect", effect)
    each = whole("power: per_group", per_group, least=MIN_GROUP)
    freedom, center = 2 * each - 2, size * sqrt(each / 2)
    line = t.ppf(1 - number("power: alpha", alpha, least=1e-9, most=1) / 2, freedom)
    return float(nct.sf(line, freedom, center) + nct.cdf(-line, freedom, center))


def sample_size(
    effect: float,
    wanted: float = 0.8,
    *,
    team_size: int = 1,
    alike: float = 0.0,
    alpha: float = 0.05,
) -> int:
    """People needed in each of two groups to notice an effect with the wanted power.

    Whole teams go into a group; since people of one team answer alike, each tells less than an
    independent one would, and the number grows by 1 + (`team_size` - 1) x `alike`.

    Args:
        effect: Difference worth noticing, in standard deviations.
        wanted: Power.
        team_size: People in a team; 1 when people are drawn one by one.
        alike: Intraclass correlation: the share of the variance that lies between teams.
        alpha: How often the comparison may cry wolf.

    Raises:
        ValueError: an argument is out of its range, or more than a million would be needed.

    Source:
        Cohen (1988) for the t test; Kish (1965), Survey sampling, for the design effect.
    """
    if number("sample size: effect", effect) == 0:
        raise ValueError("sample size: effect must not be 0; no number of people notices nothing")
    number("sample size: wanted", wanted, least=alpha, most=0.9999)
    design = 1 + (whole("sample size: team_size", team_size, least=1) - 1) * number(
        "sample size: alike", alike, least=0, most=1
    )
    low, high = MIN_GROUP, MIN_GROUP
    while power(effect, high, alpha) < wanted:
        low, high = high, 2 * high
        if high > MAX_GROUP:
            raise ValueError(f"sample size: effect must be larger, got {effect!r}")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(effect, middle, alpha) >= wanted else (middle, high)
    return ceil(round(high * design, 9))


def expected_again(first: ArrayLike, mean: float, reliability: float) -> pd.Series:
    """What a second measurement of the same teams gives on average when nothing has changed.

    Args:
        first: First results.
        mean: Mean of all teams.
        reliability: Correlation of two measurements of the same teams, 0 to 1.

    Returns:
        One expected result each: drawn toward the mean, the more the less reliable the measure.

    Source:
        Barnett, van der Pols and Dobson (2005), Regression to the mean: what it is and how to
        deal with it.
    """
    given = series("expected again: first", first)
    share = number("expected again: reliability", reliability, least=0, most=1)
    index = first.index if isinstance(first, pd.Series) else None
    return pd.Series(mean + share * (given - mean), index=index, name="expected")


def team_survey(
    *, teams: int = 24, effect: float = 0.0, load: float = 0.8, by_lot: bool = False, seed: int = 0
) -> pd.DataFrame:
    """An invented survey of teams: how much they work together, how content they are.

    Overload lowers both. Collaboration itself adds `effect` per point, and nothing by default.

    Args:
        teams: How many.
        effect: Points of satisfaction that one point of collaboration adds.
        load: Points of collaboration, and of satisfaction, that one point of overload costs.
        by_lot: Whether collaboration is set by lot, whatever the load.
        seed: Of the random numbers.

    Returns:
        One row per team: load (standard units), collaboration, satisfaction (1 to 10).

    Raises:
        ValueError: an argument is out of its range.
    """
    whole("team survey: teams", teams, least=2)
    rng = np.random.default_rng(seed)
    overload = rng.normal(0, 1, teams)
    own = rng.normal(0, 0.6, (2, teams))
    together = rng.normal(0, 1, teams) if by_lot else own[0] - load * overload
    content = own[1] - load * overload + effect * together
    return pd.DataFrame(
        {
            "load": overload.round(2),
            "collaboration": (USUAL - 0.5 + together).clip(1, 10).round(1),
            "satisfaction": (USUAL + content).clip(1, 10).round(1),
        },
        index=pd.Index([f"team {n:02}" for n in range(1, teams + 1)], name="team"),
    )


def satisfaction_twice(
    *, teams: int = 24, effect: float = 0.0, helped: int = 6, by_lot: bool = False, seed: int = 0
) -> pd.DataFrame:
    """Satisfaction of teams in two months, with something done for some teams in between.

    Args:
        teams: How many.
        effect: Points that it adds.
        helped: For how many teams it was done.
        by_lot: Whether these teams were drawn by lot; if not, the least content ones got it.
        seed: Of the random numbers.

    Returns:
        One row per team: before, after, helped.

    Raises:
        ValueError: `helped` is not from 1 to one less than `teams`.
    """
    if not 0 < helped < teams:
        raise ValueError(f"satisfaction: helped must be 1 to {teams - 1}, got {helped}")
    rng = np.random.default_rng(seed)
    usual = rng.normal(USUAL, TEAMS_DIFFER, teams)
    months = usual + rng.normal(0, MONTHS_DIFFER, (2, teams))
    ranked = rng.permutation(teams) if by_lot else np.argsort(months[0])
    chosen = np.isin(np.arange(teams), ranked[:helped])
    months[1] += effect * chosen
    return pd.DataFrame(
        {"before": months[0].round(2), "after": months[1].round(2), "helped": chosen},
        index=pd.Index([f"team {n:02}" for n in range(1, teams + 1)], name="team"),
    )
