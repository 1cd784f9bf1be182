"""The company's people: draft and published matrix, stakeholders, records of the crews."""

from __future__ import annotations

import pytest

from pmlearn.roles.raci import RULES, raci_problems
from pmlearn.tidewell.people import (
    PEOPLE,
    crew_records,
    draft_matrix,
    placing,
    published_matrix,
    stakeholder_ratings,
    stakeholders,
)


class TestPeople:
    def test_the_draft_breaks_every_rule(self):
        assert {problem.rule for problem in raci_problems(draft_matrix())} == set(RULES)

    def test_the_published_matrix_breaks_no_rule_and_keeps_the_tasks(self):
        assert raci_problems(published_matrix()) == []
        assert list(published_matrix().index) == list(draft_matrix().index)

    def test_columns_of_the_published_matrix_are_roles_of_the_company(self):
        assert set(published_matrix().columns) <= set(PEOPLE)

    def test_letting_go_live_and_stopping_have_one_answerable_role_each(self):
        answerable = published_matrix().apply(
            lambda row: [who for who, letters in row.items() if "A" in letters], axis="columns"
        )
        assert answerable["Let a dock go live"] == ["Program manager"]
        assert answerable["Stop a dock or take it off again"] == ["Service manager"]

    def test_ratings_never_move_and_stay_on_the_scale(self):
        ratings = stakeholder_ratings()
        assert ratings.equals(stakeholder_ratings())
        assert ratings[["influence", "interest"]].to_numpy().min() >= 1
        assert ratings[["influence", "interest"]].to_numpy().max() <= 10
        assert set(ratings["stakeholder"]) == set(stakeholders().index)

    def test_the_line_belongs_to_the_high_side(self):
        assert placing([5.5, 5.4, 5.5, 1], [5.5, 9, 1, 1]) == [
            "manage closely",
            "keep informed",
            "keep satisfied",
            "monitor",
        ]

    def test_unequal_lists_of_influence_and_interest_are_refused(self):
        with pytest.raises(ValueError, match="of one length, got 2 and 3"):
            placing([1, 2], [1, 2, 3])

    def test_choosing_the_worst_crews_makes_a_matrix_without_effect_look_good(self):
        """The mean over many draws; chance alone would give 0."""

        def gain(chosen):
            gains = []
            for seed in range(200):
                records = crew_records(chosen=chosen, seed=seed)
                own = records[records["matrix"]]
                gains.append((own["after"] - own["before"]).mean())
            return sum(gains) / len(gains)

        assert gain("worst") > 2
        assert abs(gain("lot")) < 0.4

    def test_an_effect_is_added_to_the_crews_with_a_matrix_alone(self):
        without, with_it = crew_records(seed=3), crew_records(seed=3, effect=2)
        added = (with_it["after"] - without["after"]).round(1)
        assert set(added[without["matrix"]]) == {2.0}
        assert set(added[~without["matrix"]]) == {0.0}

    def test_records_refuse_a_choice_that_is_none(self):
        with pytest.raises(ValueError, match="given must be 1 to 23, got 24"):
            crew_records(given=24)
        with pytest.raises(ValueError, match="got 'best'"):
            crew_records(chosen="best")
