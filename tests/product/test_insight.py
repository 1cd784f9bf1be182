"""Kano: the published evaluation table, coefficients by hand, intervals by simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pmlearn.product.insight import ANSWERS, classify, kano, kano_table

# Berger et al. (1993); rows: answer when the feature is there, columns: when it is not.
PUBLISHED = {
    "like": ["Q", "A", "A", "A", "O"],
    "must-be": ["R", "I", "I", "I", "M"],
    "neutral": ["R", "I", "I", "I", "M"],
    "live-with": ["R", "I", "I", "I", "M"],
    "dislike": ["R", "R", "R", "R", "Q"],
}
PAIR = {
    "M": ("neutral", "dislike"),
    "O": ("like", "dislike"),
    "A": ("like", "neutral"),
    "I": ("neutral", "neutral"),
    "R": ("dislike", "like"),
    "Q": ("like", "like"),
}


def sample(**counts):
    return [PAIR[category] for category, count in counts.items() for _ in range(count)]


@pytest.mark.parametrize("functional", PUBLISHED)
def test_table_is_the_published_one(functional):
    columns = ["like", "must-be", "neutral", "live-with", "dislike"]
    assert [classify(functional, column) for column in columns] == PUBLISHED[functional]


def test_answers_may_be_numbers_or_written_freely():
    assert classify(1, 5) == classify(" Like ", "DISLIKE") == "O"
    assert classify("Must be", "live_with") == classify(2, 4) == "I"
    assert len(ANSWERS) == 5


def test_coefficients_are_those_of_berger():
    """Better (A + O) / (A + O + M + I), worse -(O + M) / (A + O + M + I)."""
    result = kano(sample(A=5, O=3, M=8, I=4, R=2, Q=1))
    assert result.counts == {"M": 8, "O": 3, "A": 5, "I": 4, "R": 2, "Q": 1}
    assert result.category == "M"
    assert result.better == pytest.approx(8 / 20)
    assert result.worse == pytest.approx(-11 / 20)


def test_of_equally_frequent_categories_the_more_pressing_one_counts():
    assert kano(sample(I=3, A=3, O=3, M=3)).category == "M"
    assert kano(sample(I=3, A=3)).category == "A"


def test_intervals_contain_the_estimate_and_shrink_with_the_sample():
    few, many = kano(sample(A=6, M=4)), kano(sample(A=600, M=400))
    for result in (few, many):
        assert result.better_interval[0] <= result.better <= result.better_interval[1]
        assert result.worse_interval[0] <= result.worse <= result.worse_interval[1]
    assert np.ptp(many.better_interval) < np.ptp(few.better_interval) / 5


def test_interval_of_a_large_sample_is_the_normal_one():
    """A share of 0.6 of 1,000: 0.6 plus or minus 1.96 standard errors."""
    reach = 1.96 * np.sqrt(0.6 * 0.4 / 1000)
    found = kano(sample(A=600, M=400), trials=20_000).better_interval
    assert found == pytest.approx((0.6 - reach, 0.6 + reach), abs=0.003)


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    """200 surveys of 80 customers at 90 %; 0.83 to 0.96 leaves a chance below 1 in 100."""
    random = np.random.default_rng(7)
    hits = 0
    for _ in range(200):
        drawn = random.multinomial(80, [0.3, 0.2, 0.3, 0.2])
        counts = dict(zip("MOAI", drawn.tolist(), strict=True))
        low, high = kano(sample(**counts), trials=500, level=0.9).better_interval
        hits += low <= 0.5 <= high
    assert 0.83 <= hits / 200 <= 0.96


def test_stability_tells_a_clear_category_from_a_close_call():
    clear, close = kano(sample(A=90, I=10)).stability, kano(sample(A=26, I=25)).stability
    assert clear["A"] == 1
    assert 0.4 < close["A"] < 0.7
    assert sum(close.values()) == pytest.approx(1)


def test_the_same_seed_gives_the_same_intervals():
    answers = sample(A=6, M=4, O=5)
    assert kano(answers, seed=3).better_interval == kano(answers, seed=3).better_interval
    assert kano(answers, seed=3).stability != kano(answers, seed=4).stability


def test_each_feature_of_a_table_gets_a_row():
    rows = [("map", *pair) for pair in sample(A=8, I=2)] + [("lock", *p) for p in sample(M=9, O=1)]
    table = kano_table(pd.DataFrame(rows, columns=["feature", "functional", "dysfunctional"]))
    assert table["category"].to_dict() == {"map": "A", "lock": "M"}
    assert table.loc["map", "better"] == pytest.approx(0.8)
    assert table.loc["lock", "worse"] == pytest.approx(-1)
    assert (table["better_low"] <= table["better"]).all()


def test_answers_without_a_wish_have_a_category_but_no_coefficients():
    result = kano(sample(R=3))
    assert result.category == "R"
    with pytest.raises(ValueError, match="got only reverse and questionable ones"):
        _ = result.better


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: classify("love", "like"), "kano: functional answer must be one of .* got 'love'"),
        (lambda: classify("like", 6), "kano: dysfunctional answer must be one of .* got 6"),
        (lambda: classify("like", float("nan")), "dysfunctional answer must be one of .* got nan"),
        (lambda: kano([]), "kano: answers must be one or more, got none"),
        (lambda: kano(pd.DataFrame({"functional": ["like"]})), "a column 'dysfunctional'"),
        (lambda: kano_table(pd.DataFrame({"functional": ["like"]})), "a column 'feature'"),
        (
            lambda: kano(sample(A=1), level=1.5),
            "level must be more than 0 and less than 1",
        ),
        (lambda: kano(sample(A=1), trials=0), "kano: trials must be 1 or more, got 0"),
    ],
)
def test_nonsense_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
