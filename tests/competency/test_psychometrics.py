"""Item analysis against published data sets."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from pmlearn.competency.reports.psychometrics import alpha, alpha_interval, analyze_items

# Law School Admission Test, section 6: five items, 1000 people, as response pattern -> how many.
# Source: Bock and Lieberman (1970); data set LSAT of the R package ltm.
LSAT = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1,
    "00110": 3, "00111": 4, "01000": 1, "01001": 8, "01011": 16, "01101": 3,
    "01110": 2, "01111": 15, "10000": 10, "10001": 29, "10010": 14, "10011": 81,
    "10100": 3, "10101": 28, "10110": 15, "10111": 80, "11000": 16, "11001": 56,
    "11010": 21, "11011": 173, "11100": 11, "11101": 61, "11110": 28, "11111": 298,
}  # fmt: skip

# Ten people, ten items. Source: K. L. Wuensch, East Carolina University, KR20.txt.
WUENSCH = [
    "1111110110",
    "1011011101",
    "1111011001",
    "0010001000",
    "0000010010",
    "1110111111",
    "1101110111",
    "1111111101",
    "0101111101",
    "1101101110",
]


def table(patterns):
    return pd.DataFrame([[int(mark) for mark in pattern] for pattern in patterns]).rename(
        columns=lambda item: f"item{item + 1}"
    )


def ones(scores):
    return pd.Series(1.0, index=scores.columns)


@pytest.fixture(scope="module")
def lsat():
    scores = table([pattern for pattern, count in LSAT.items() for _ in range(count)])
    return analyze_items(scores, ones(scores))


def test_lsat_has_a_thousand_people(lsat):
    assert (lsat.n, lsat.left_out) == (1000, 0)


def test_lsat_difficulties(lsat):
    assert np.allclose(lsat.items["difficulty"], [0.924, 0.709, 0.553, 0.763, 0.870])


def test_lsat_alpha_as_the_r_package_ltm_gives_it(lsat):
    assert lsat.alpha == pytest.approx(0.2949972, abs=1e-7)


def test_lsat_alpha_without_each_item(lsat):
    expected = [0.275356, 0.237584, 0.216799, 0.245933, 0.266294]
    assert np.allclose(lsat.items["alpha_if_deleted"], expected, atol=1e-6)


def test_lsat_item_total_and_item_rest_correlations(lsat):
    total = [0.3620104, 0.5667721, 0.6184398, 0.5344183, 0.4353664]
    rest = [0.1128327, 0.1531781, 0.1727789, 0.1444281, 0.1215964]
    assert np.allclose(lsat.items["item_total"], total, atol=1e-7)
    assert np.allclose(lsat.items["item_rest"], rest, atol=1e-7)


def test_wuenschs_share_of_right_answers_per_item():
    scores = table(WUENSCH)
    shares = [0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6]
    assert np.allclose(analyze_items(scores, ones(scores)).items["difficulty"], shares)


def test_for_items_of_one_point_alpha_is_formula_20_of_kuder_and_richardson():
    """k / (k - 1) * (1 - sum of p q / population variance), with the page's variance 5.84."""
    pq = [0.21, 0.21, 0.24, 0.21, 0.24, 0.16, 0.21, 0.21, 0.25, 0.24]
    assert alpha(table(WUENSCH)) == pytest.approx(10 / 9 * (1 - sum(pq) / 5.84))


def test_a_small_class_gets_a_warning_and_a_wide_interval():
    scores = table(WUENSCH)
    found = analyze_items(scores, ones(scores))
    assert "Only 10 learners" in found.warning
    assert found.low < found.alpha < found.high
    assert found.high - found.low > 0.3


def test_a_large_class_gets_none(lsat):
    assert lsat.warning == ""


def test_feldts_interval_covers_as_often_as_it_says():
    """Parallel items with a known reliability: about 95 of 100 intervals hold it."""
    rng = np.random.default_rng(1)
    people, items, trials = 40, 6, 400
    true = items * 0.5 / (1 + (items - 1) * 0.5)  # Spearman and Brown, correlation 0.5
    hits = 0
    for _ in range(trials):
        trait = rng.normal(size=(people, 1)) * math.sqrt(0.5)
        scores = pd.DataFrame(trait + rng.normal(size=(people, items)) * math.sqrt(0.5))
        low, high = alpha_interval(alpha(scores), people, items)
        hits += low <= true <= high
    assert 0.92 < hits / trials < 0.98


def test_learners_with_an_unmarked_item_are_left_out_and_counted():
    scores = table(WUENSCH).astype(float)
    scores.loc[0, "item1"] = np.nan
    found = analyze_items(scores, ones(scores))
    assert (found.n, found.left_out) == (9, 1)


def test_an_item_that_everyone_solves_has_no_correlation():
    scores = table(WUENSCH).assign(item1=1)
    row = analyze_items(scores, ones(scores)).items.iloc[0]
    assert math.isnan(row["item_rest"])
    assert row["note"] == "almost everyone earns all points"


def test_an_item_keyed_the_wrong_way_is_pointed_out():
    scores = table(WUENSCH)
    scores["item6"] = 1 - scores["item6"]
    assert "check key and wording" in analyze_items(scores, ones(scores)).items.loc[5, "note"]


@pytest.mark.parametrize("people", [0, 1])
def test_without_spread_there_are_no_figures_and_no_error(people):
    scores = table(WUENSCH[:people] or [""]).reindex(columns=["item1", "item2"]).iloc[:people]
    found = analyze_items(scores, ones(scores))
    assert math.isnan(found.alpha)
    assert found.warning


def test_an_item_without_points_is_refused():
    scores = table(WUENSCH)
    with pytest.raises(ValueError, match="item 'item1': points must be above 0"):
        analyze_items(scores, ones(scores) * 0)
