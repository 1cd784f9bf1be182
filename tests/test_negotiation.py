"""The talks at Tidewell: deals, who gains by them, the scripted partner, decisions that wait."""

from __future__ import annotations

import pandas as pd
import pytest

from pmlearn.tidewell.meetings import decision_ages, questions
from pmlearn.tidewell.negotiation import (
    PRODUCT,
    PROJECT,
    Partner,
    Side,
    agreements,
    deals,
    fallback,
    nash,
    no_deal,
    number_of,
    talk,
    unbeaten,
)

TABLE = deals()
POINTS = {side: side.points(TABLE) for side in (PRODUCT, PROJECT)}
FALLBACKS = fallback(PRODUCT), fallback(PROJECT)


def find(*options):
    return number_of(TABLE, *options)


class TestDeals:
    def test_every_combination_of_options_is_a_deal_once(self):
        assert len(TABLE) == 3 * 2 * 2 * 3
        assert not TABLE[TABLE.columns[:4]].duplicated().any()

    def test_a_deal_is_found_by_its_options(self):
        assert tuple(TABLE.loc[find("harbor", "now", "two weeks", "one")])[:2] == ("harbor", "now")
        with pytest.raises(ValueError, match="no deal has the options harbor, never"):
            find("harbor", "never")

    def test_the_demands_have_the_dates_that_the_chapter_tells(self):
        """Without free docks the trams' week 27 holds; with all of them it is week 31."""
        assert TABLE.loc[find("none", "now", "three weeks", "none"), "week"] == 27
        assert TABLE.loc[find("all", "now", "three weeks", "none"), "week"] == 31

    def test_without_an_agreement_everything_comes_in_week_32_for_about_what_it_cost(self):
        """As it did: release in week 32, 988.6 thousand."""
        everything = no_deal().iloc[0]
        assert everything["week"] == 32
        assert everything["cost"] == pytest.approx(988.6, abs=2)

    def test_neither_demand_beats_the_other_sides_fallback(self):
        theirs = (
            find("all", "now", "three weeks", "none"),
            find("none", "now", "three weeks", "none"),
        )
        assert POINTS[PROJECT][theirs[0]] < FALLBACKS[1]
        assert POINTS[PRODUCT][theirs[1]] < FALLBACKS[0]

    def test_splitting_the_difference_leaves_something_for_both_on_the_table(self):
        middle, best = (
            find("harbor", "now", "three weeks", "none"),
            nash(*POINTS.values(), FALLBACKS),
        )
        assert middle in agreements(*POINTS.values(), FALLBACKS)
        assert all(points[best] > points[middle] for points in POINTS.values())

    def test_a_side_refuses_negative_weights(self):
        with pytest.raises(ValueError, match="side 'x': week must be 0 or more, got -1"):
            Side("x", 0, 1, -1, 0)


class TestUnbeaten:
    def test_dearer_and_later_for_the_same_is_beaten(self):
        table = pd.DataFrame({"rides": [3, 3, 5], "week": [1, 2, 2], "cost": [1, 2, 3]})
        assert list(unbeaten(table, most=["rides"], least=["week", "cost"]).index) == [0, 2]

    def test_equal_rows_stay_both(self):
        assert len(unbeaten(pd.DataFrame({"cost": [4, 4, 5]}), least=["cost"])) == 2

    def test_needs_a_column(self):
        with pytest.raises(ValueError, match="at least one column"):
            unbeaten(TABLE)


class TestNash:
    def test_takes_the_largest_product_of_gains(self):
        first, second = pd.Series([9.0, 6, 3]), pd.Series([2.0, 5, 7])
        assert nash(first, second, (1, 1)) == 1
        assert nash(first, second, (1, 4.5)) == 2

    def test_refuses_where_nobody_can_gain_with_the_other(self):
        with pytest.raises(ValueError, match="no deal leaves both"):
            nash(pd.Series([1.0]), pd.Series([5.0]), (1, 1))

    def test_does_not_depend_on_the_scale_of_either_side(self):
        """Points of two people cannot be compared; the product does not compare them."""
        first, second = POINTS.values()
        assert nash(7 * first + 3, second, (7 * FALLBACKS[0] + 3, FALLBACKS[1])) == nash(
            first, second, FALLBACKS
        )


class TestPartner:
    @pytest.mark.parametrize("side", POINTS, ids=lambda side: side.name)
    def test_never_accepts_or_offers_less_than_its_fallback(self, side):
        partner = Partner(TABLE, POINTS[side], fallback(side))
        for round_ in range(1, 9):
            for yours in (None, *TABLE.index):
                assert POINTS[side][partner.offer(round_, yours)] > fallback(side)
            accepted = [deal for deal in TABLE.index if partner.accepts(deal, round_)]
            assert all(POINTS[side][deal] > fallback(side) for deal in accepted)

    def test_wants_less_from_round_to_round(self):
        partner = Partner(TABLE, POINTS[PROJECT], FALLBACKS[1])
        wants = [partner.wants(round_) for round_ in range(1, 9)]
        assert wants == sorted(wants, reverse=True)
        assert wants[0] == POINTS[PROJECT].max()

    def test_begins_with_its_best_deal(self):
        assert Partner(TABLE, POINTS[PROJECT], FALLBACKS[1]).offer(1) == POINTS[PROJECT].idxmax()

    def test_an_offer_after_yours_is_one_of_the_most_alike_that_are_good_enough(self):
        partner = Partner(TABLE, POINTS[PROJECT], FALLBACKS[1])
        yours = find("harbor", "now", "three weeks", "two")
        assert partner.offer(8, yours) == yours

    def test_says_what_most_hangs_on(self):
        assert Partner(TABLE, POINTS[PROJECT], FALLBACKS[1]).interests().index[0] == "free docks"


class TestTalk:
    def test_ends_in_a_deal_that_is_better_for_both_where_there_is_one(self):
        sides = [Partner(TABLE, POINTS[s], f) for s, f in zip(POINTS, FALLBACKS, strict=True)]
        assert talk(*sides) in agreements(*POINTS.values(), FALLBACKS)

    def test_ends_without_a_deal_where_one_side_can_only_lose(self):
        stubborn = Partner(TABLE, POINTS[PRODUCT], float(POINTS[PRODUCT].max()) - 1)
        weary = Partner(TABLE, POINTS[PROJECT], float(POINTS[PROJECT].max()) - 1)
        assert talk(stubborn, weary) is None


class TestMeetings:
    def test_a_question_waits_for_the_next_meeting(self):
        asked = pd.DataFrame({"raised": [0, 5, 5.5], "meetings": 1})
        assert list(decision_ages(asked, 5)) == [5, 0, 4.5]

    def test_a_question_that_takes_two_meetings_waits_a_whole_rhythm_longer(self):
        asked = pd.DataFrame({"raised": [2.0, 2.0], "meetings": [1, 2]})
        assert decision_ages(asked, 20).diff().iloc[1] == 20

    def test_the_mean_wait_is_half_a_rhythm_for_questions_heard_once(self):
        asked = questions(40_000, twice=0, seed=1)
        for every in (5, 20):
            assert decision_ages(asked, every).mean() == pytest.approx(every / 2, rel=0.02)

    @pytest.mark.parametrize("every", [0, -5])
    def test_refuses_a_rhythm_that_is_none(self, every):
        with pytest.raises(ValueError, match="every must be more than 0"):
            decision_ages(questions(3), every)

    def test_refuses_questions_that_take_no_meeting(self):
        with pytest.raises(ValueError, match="at least 1 meeting"):
            decision_ages(pd.DataFrame({"raised": [1.0], "meetings": [0]}), 5)
