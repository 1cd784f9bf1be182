"""What a comparison can notice, and what invented surveys have in them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pmlearn.tidewell.claims import (
    effect_size,
    expected_again,
    power,
    sample_size,
    satisfaction_twice,
    team_survey,
)


@pytest.mark.parametrize(("effect", "people"), [(0.2, 393), (0.5, 64), (0.8, 26)])
def test_sample_sizes_are_those_of_cohens_table(effect, people):
    """Cohen (1992), A power primer, table 2: means of two groups, power .80, alpha .05."""
    assert abs(sample_size(effect) - people) <= 1


def test_the_sample_is_the_smallest_that_has_the_power():
    found = sample_size(0.4, 0.9)
    assert power(0.4, found) >= 0.9 > power(0.4, found - 1)


def test_without_an_effect_the_power_is_the_false_alarm_rate():
    assert power(0, 30, 0.05) == pytest.approx(0.05)


def test_power_is_what_repeated_trials_show():
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(1)
    one, other = rng.normal(0.6, 1, (20, 4000)), rng.normal(0, 1, (20, 4000))
    assert (ttest_ind(one, other).pvalue < 0.05).mean() == pytest.approx(power(0.6, 20), abs=0.02)


def test_people_of_one_team_tell_less():
    assert sample_size(0.5, team_size=8, alike=0) == 64
    assert sample_size(0.5, team_size=8, alike=1) == 64 * 8
    assert sample_size(0.5, team_size=11, alike=0.1) == 128


def test_effect_size_by_hand():
    assert effect_size([6, 8], [4, 6]) == pytest.approx(2 / np.sqrt(2))


def test_what_was_extreme_is_expected_nearer_to_the_mean():
    first = pd.Series([4.0, 6.0, 9.0], index=list("abc"))
    assert expected_again(first, 6, 0.5).to_dict() == {"a": 5, "b": 6, "c": 7.5}
    assert expected_again(first, 6, 1).equals(first.rename("expected"))


def test_the_least_content_teams_rise_without_any_effect_and_drawn_ones_do_not():
    def rise(**how):
        tables = [satisfaction_twice(seed=n, **how) for n in range(200)]
        chosen = [t[t["helped"]] for t in tables]
        return float(np.mean([(c["after"] - c["before"]).mean() for c in chosen]))

    assert rise() > 0.5
    assert abs(rise(by_lot=True)) < 0.1
    assert rise(by_lot=True, effect=1) == pytest.approx(1, abs=0.1)


def test_collaboration_and_satisfaction_go_together_without_any_effect_until_drawn_by_lot():
    def together(**how):
        tables = [team_survey(teams=40, seed=n, **how) for n in range(40)]
        return np.mean([t["collaboration"].corr(t["satisfaction"]) for t in tables])

    assert together() > 0.5
    assert abs(together(by_lot=True)) < 0.1
    assert together(by_lot=True, effect=1) > 0.4


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: effect_size([1], [1, 2]), "2 results"),
        (lambda: effect_size([1, 1], [1, 1]), "vary"),
        (lambda: sample_size(0), "effect must not be 0"),
        (lambda: sample_size(1e-5), "larger"),
        (lambda: power(1, 1), "per_group"),
        (lambda: satisfaction_twice(helped=0), "helped"),
        (lambda: team_survey(teams=1), "teams"),
    ],
)
def test_nonsense_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
