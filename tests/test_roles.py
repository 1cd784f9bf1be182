"""The five roles as data, and agreement between raters."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.roles import Role, cohens_kappa, responsibilities


def test_every_role_says_what_it_is_for():
    assert len({role.purpose for role in Role}) == len(Role) == 5


def test_every_responsibility_has_known_roles_a_statement_and_a_reason():
    for row in responsibilities().itertuples():
        assert row.roles
        assert {Role(role) for role in row.roles}
        assert row.statement
        assert row.reason


def test_each_role_has_enough_responsibilities_to_be_told_apart():
    counts = responsibilities()["roles"].explode().value_counts()
    assert (counts[[role.value for role in Role]] >= 6).all()


def test_every_responsibility_of_the_sources_is_covered(root):
    """The sources' responsibilities are S0-010 to S4-013; none is left out or made up."""
    with (root / "tests" / "data" / "source_responsibilities.csv").open() as file:
        points = {row["id"] for row in csv.DictReader(file)}
    covered = set(responsibilities()["sources"].explode().dropna())
    assert points - covered == set()
    assert covered - points == set()


def test_what_sources_disagree_about_is_marked_with_the_reason():
    table = responsibilities()
    selecting = table[table["sources"].map(lambda s: "S1-027" in s)].iloc[0]
    assert selecting["contested"]
    assert "product managers" in selecting["reason"]


class TestKappa:
    def test_textbook_example(self):
        """50 proposals read by two readers: both yes 20, both no 15, 5 and 10 apart: 0.40."""
        first = ["yes"] * 25 + ["no"] * 25
        second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
        assert cohens_kappa(first, second) == pytest.approx(0.4)

    def test_labels_that_only_one_rater_uses_count_as_disagreement(self):
        assert cohens_kappa(["a", "b"], ["a", "c"]) == pytest.approx(1 / 3)

    @given(st.lists(st.sampled_from("abc"), min_size=2))
    def test_a_rater_agrees_fully_with_itself(self, labels):
        if len(set(labels)) > 1:
            assert cohens_kappa(labels, labels) == pytest.approx(1)

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
    def test_is_symmetric_and_at_most_one(self, pairs):
        first, second = zip(*pairs, strict=True)
        try:
            kappa = cohens_kappa(first, second)
        except ValueError:
            assert len(set(first)) == len(set(second)) == 1
        else:
            assert kappa <= 1 + 1e-12
            assert kappa == pytest.approx(cohens_kappa(second, first))

    @pytest.mark.parametrize(
        ("first", "second", "rule"),
        [
            ([], [], "at least one item, got none"),
            (["a"], ["a", "b"], "same items, got 1 and 2"),
            (["a", "a"], ["a", "a"], "undefined when both raters give every item the same label"),
        ],
    )
    def test_refuses_what_has_no_kappa(self, first, second, rule):
        with pytest.raises(ValueError, match=rule):
            cohens_kappa(first, second)
