"""From evidence to status and level."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc

from pmlearn.competency.evidence.attainment import attain, interval
from pmlearn.competency.framework import load

FRAMEWORK = load()
PILOTS = load(Path(__file__).with_name("data") / "harbor_pilots.yml")


def evidence(*rows):
    """(criterion, score, max_score) of the learner lee."""
    return pd.DataFrame(
        [("lee", *row) for row in rows], columns=["learner", "criterion", "score", "max_score"]
    )


def row(criterion, score, kind, **more):
    return {
        "learner": "lee",
        "criterion": criterion,
        "score": score,
        "max_score": 10,
        "kind": kind,
        **more,
    }


class TestCriterion:
    def test_is_met_from_its_threshold_on(self):
        a = attain(FRAMEWORK, evidence(("PJ2.1", 8, 10), ("PJ2.2", 7.9, 10)))
        assert a.status("lee", "PJ2.1") == "met"
        assert a.status("lee", "PJ2.2") == "not yet met"

    def test_adds_points_over_cells_and_does_not_average_cells(self):
        """9 of 10 and 0 of 2 are 75 % of the points; the mean of the two shares would be 45 %."""
        a = attain(FRAMEWORK, evidence(("PJ2.1", 9, 10), ("PJ2.1", 0, 2)))
        found = a.criteria.set_index("criterion").loc["PJ2.1"]
        assert (found["earned"], found["n"], found["cells"]) == (9, 12, 2)
        assert found["share"] == 0.75
        assert found["status"] == "not yet met"

    def test_a_sum_of_decimal_points_meets_its_threshold_exactly(self):
        """0.1 + 0.7 is a hair less than 0.8 in binary fractions."""
        a = attain(FRAMEWORK, evidence(("PJ2.1", 0.1, 0.5), ("PJ2.1", 0.7, 0.5)))
        assert a.status("lee", "PJ2.1") == "not yet met"  # 0.7 of 0.5 counts as 0.5
        a = attain(FRAMEWORK, evidence(("PJ2.1", 0.1, 0.2), ("PJ2.1", 0.7, 0.8)))
        assert a.status("lee", "PJ2.1") == "met"

    def test_without_evidence_it_is_not_yet_assessed(self):
        a = attain(FRAMEWORK, evidence(("PJ2.1", 0, 10)))
        assert a.status("lee", "PJ2.1") == "not yet met"
        assert a.status("lee", "PJ2.2") == "not yet assessed"

    def test_an_empty_score_is_no_evidence(self):
        a = attain(FRAMEWORK, evidence(("PJ2.1", None, 10)))
        assert a.status("lee", "PJ2.1") == "not yet assessed"

    def test_what_waits_for_a_person_is_no_evidence_yet(self):
        table = evidence(("CO1.4", 6, 6)).assign(needs_manual_grade=True)
        a = attain(FRAMEWORK, table)
        assert a.status("lee", "CO1.4") == "not yet assessed"
        assert a.criteria.set_index("criterion").loc["CO1.4", "waiting"] == 6

    def test_planned_differs_from_not_yet_assessed(self):
        a = attain(FRAMEWORK, evidence(("PJ2.1", 9, 10)), planned={"PJ2.1", "PJ2.2"})
        assert a.status("lee", "PJ2.1") == "met"
        assert a.status("lee", "PJ2.2") == "planned"
        assert a.status("lee", "PJ2.3") == "not yet assessed"

    def test_extra_points_in_one_cell_do_not_make_up_for_another(self):
        a = attain(FRAMEWORK, evidence(("PJ2.1", 15, 5), ("PJ2.1", 0, 5)))
        assert a.status("lee", "PJ2.1") == "not yet met"


class TestCaps:
    """Levels 1 to 3 by machine, 4 with a rubric, 5 by a person."""

    @pytest.mark.parametrize(
        ("criterion", "kind", "status"),
        [
            ("PJ2.2", "auto", "met"),
            ("PJ2.2", "sim", "met"),
            ("PJ2.2", "manual", "met"),
            ("PJ3.3", "auto", "not yet assessed"),
            ("PJ3.3", "manual", "met"),
            ("PF2.4", "auto", "not yet assessed"),
            ("PF2.4", "sim", "met"),
            ("PF4.4", "auto", "not yet assessed"),
            ("PF4.4", "sim", "not yet assessed"),
            ("PF4.4", "manual", "met"),
        ],
    )
    def test_each_kind_attests_up_to_its_level(self, criterion, kind, status):
        a = attain(FRAMEWORK, [row(criterion, 10, kind)])
        assert a.status("lee", criterion) == status

    def test_a_log_that_no_one_judged_proves_nothing_at_level_4(self):
        a = attain(FRAMEWORK, [row("PF2.4", 10, "sim", judged=False)])
        assert a.status("lee", "PF2.4") == "not yet assessed"

    def test_a_log_and_a_judged_rationale_count_together(self):
        rows = [
            row("PF2.4", 10, "sim", judged=False),
            row("PF2.4", 6, "manual", judged=True),
        ]
        found = attain(FRAMEWORK, rows).criteria.set_index("criterion").loc["PF2.4"]
        assert (found["earned"], found["n"], found["status"]) == (16, 20, "met")

    def test_a_rationale_without_the_log_does_not_attest_a_simulation(self):
        a = attain(FRAMEWORK, [row("PF2.4", 10, "manual")])
        assert a.status("lee", "PF2.4") == "not yet assessed"

    def test_the_learners_own_word_never_counts(self):
        a = attain(FRAMEWORK, [row("PJ2.1", 10, "self"), row("PJ2.2", 0, "auto")])
        assert a.status("lee", "PJ2.1") == "not yet assessed"
        assert a.criteria.set_index("criterion").loc["PJ2.1", "self_share"] == 1

    def test_own_ratings_stand_beside_the_level(self):
        ratings = [{"learner": "lee", "element": "PJ2", "level": 4}]
        a = attain(FRAMEWORK, evidence(("PJ2.1", 0, 10)), self_ratings=ratings)
        found = a.elements.set_index("element").loc["PJ2"]
        assert (found["level"], found["self_level"]) == (0, 4)


class TestElement:
    def test_level_is_the_highest_with_every_criterion_up_to_it_met(self):
        """PJ2 has criteria at level 2 (PJ2.1, PJ2.4) and 3 (PJ2.2, PJ2.3)."""
        full = [(code, 10, 10) for code in ("PJ2.1", "PJ2.2", "PJ2.3", "PJ2.4")]
        assert attain(FRAMEWORK, evidence(*full)).level("lee", "PJ2") == 3
        assert attain(FRAMEWORK, evidence(*full[:1], *full[3:])).level("lee", "PJ2") == 2
        assert attain(FRAMEWORK, evidence(*full[:3])).level("lee", "PJ2") == 0

    def test_is_never_an_average(self):
        """Perfect work at level 3 does not make up for a gap at level 2."""
        rows = [("PJ2.2", 100, 100), ("PJ2.3", 100, 100), ("PJ2.1", 7, 10), ("PJ2.4", 10, 10)]
        assert attain(FRAMEWORK, evidence(*rows)).level("lee", "PJ2") == 0

    def test_a_level_without_criteria_is_not_given_away(self):
        """PD1 has levels 1, 2 and 4: who meets 1 and 2 has level 2, not 3."""
        rows = evidence(("PD1.1", 1, 1), ("PD1.2", 1, 1))
        assert attain(FRAMEWORK, rows).level("lee", "PD1") == 2

    def test_nothing_met_is_level_0_also_where_the_lowest_criterion_is_of_level_3(self):
        assert attain(FRAMEWORK, evidence(("PG4.1", 0, 1))).level("lee", "PG4") == 0

    def test_every_learner_has_every_element(self):
        table = pd.concat(
            [evidence(("PJ2.1", 1, 1)), evidence(("PD1.1", 1, 1)).assign(learner="b")]
        )
        levels = attain(FRAMEWORK, table).levels
        assert levels.shape == (2, 34)
        assert not levels.isna().to_numpy().any()

    def test_no_evidence_at_all_gives_an_empty_table(self):
        a = attain(FRAMEWORK, evidence())
        assert a.learners == ()
        assert a.criteria.empty
        assert a.levels.empty

    def test_works_with_another_organizations_framework(self):
        rows = evidence(("NAV-A1", 3, 4), ("NAV-A2", 9.9, 10), ("NAV-B1", 1, 1))
        a = attain(PILOTS, rows)
        assert a.level("lee", "NAV-A") == 1  # its second criterion needs all points
        assert a.level("lee", "NAV-B") == 4


@settings(deadline=None)
@given(
    scores=st.lists(
        st.tuples(
            st.sampled_from([c.code for c in FRAMEWORK.criteria()]),
            st.integers(0, 10),
            st.sampled_from(["auto", "sim", "manual", "self"]),
        ),
        max_size=30,
    ),
    better=st.sampled_from([c.code for c in FRAMEWORK.criteria()]),
)
def test_more_full_marks_never_lower_a_level(scores, better):
    """Levels are monotone: one more piece of perfect evidence costs nobody a level."""
    rows = [row(code, score, kind) for code, score, kind in scores]
    before = attain(FRAMEWORK, [*rows, row("PJ1.1", 0, "self")]).levels
    after = attain(FRAMEWORK, [*rows, row("PJ1.1", 0, "self"), row(better, 10, "manual")]).levels
    assert (after.to_numpy() >= before.to_numpy()).all()


class TestInterval:
    def test_half_a_point_of_one_is_the_uniform_distribution(self):
        """Beta(1, 1): its middle 95 % run from 0.025 to 0.975."""
        assert np.allclose(interval(0.5, 1), (0.025, 0.975))

    @pytest.mark.parametrize("n", [1, 4, 10, 44])
    def test_half_a_point_of_n_has_a_closed_form(self, n):
        """Beta(1, n) has the quantile 1 - (1 - p) ** (1 / n)."""
        low, high = interval(0.5, n)
        assert low == pytest.approx(1 - 0.975 ** (1 / n))
        assert high == pytest.approx(1 - 0.025 ** (1 / n))

    @pytest.mark.parametrize(("earned", "n"), [(2, 10), (7, 10), (0.4, 3), (39, 40)])
    def test_leaves_two_and_a_half_percent_on_each_side(self, earned, n):
        low, high = interval(earned, n)
        assert betainc(earned + 0.5, n - earned + 0.5, low) == pytest.approx(0.025)
        assert betainc(earned + 0.5, n - earned + 0.5, high) == pytest.approx(0.975)

    def test_reaches_0_and_1_at_the_ends(self):
        assert interval(0, 5)[0] == 0
        assert interval(5, 5)[1] == 1

    def test_is_no_number_without_evidence(self):
        assert np.isnan(interval(0, 0)).all()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (evidence(("PJ2.1", 1, 1)).drop(columns="score"), "the evidence has no column 'score'"),
        (evidence(("PJ2.9", 1, 1)), r"no criterion 'PJ2\.9'; nearest: .*PJ2\."),
        (evidence(("PJ2.1", -1, 1)), r"'lee' for PJ2\.1: score must be 0 or more, got -1\.0"),
        (evidence(("PJ2.1", 1, -1)), r"'lee' for PJ2\.1: max_score must be 0 or more, got -1\.0"),
        (evidence(("PJ2.1", 1, None)), r"'lee' for PJ2\.1: max_score must be 0 or more, got nan"),
        (evidence(("PJ2.1", "many", 1)), "the evidence's score must be numbers"),
        ([row("PJ2.1", 1, "exam")], r"PJ2\.1: kind must be one of auto, .*, got 'exam'"),
        (
            evidence(("PJ2.1", 1, 1), ("PJ2.1", 1, 1)).assign(assignment="a", cell="test_dates"),
            r"PJ2\.1: cell must stand once for each criterion, got 'test_dates'",
        ),
    ],
)
def test_nonsense_is_refused_with_learner_criterion_and_value(table, message):
    with pytest.raises(ValueError, match=message):
        attain(FRAMEWORK, table)


def test_an_unknown_learner_lists_the_nearest():
    a = attain(FRAMEWORK, evidence(("PJ2.1", 1, 1)))
    with pytest.raises(ValueError, match="no learner 'leo'; nearest: lee"):
        a.of("leo")


def test_a_rating_that_is_no_level_is_refused():
    ratings = [{"learner": "lee", "element": "PJ2", "level": 6}]
    with pytest.raises(ValueError, match=r"'lee' rates PJ2 as .*6.*, which is no level"):
        attain(FRAMEWORK, evidence(), self_ratings=ratings)


class TestOptionalWork:
    """An assignment in code is further evidence, and nobody loses by trying."""

    @staticmethod
    def share(*rows):
        columns = ["learner", "criterion", "score", "max_score", "optional", "assignment", "cell"]
        table = [
            ("lee", "PJ2.1", score, 10, optional, f"a{n}", "c")
            for n, (score, optional) in enumerate(rows)
        ]
        found = attain(load(), pd.DataFrame(table, columns=columns)).of("lee").criteria
        return found.set_index("criterion").loc["PJ2.1", "share"]

    def test_a_better_one_raises_the_share(self):
        assert self.share((6, False), (10, True)) == 0.8

    def test_a_worse_one_changes_nothing(self):
        assert self.share((6, False), (0, True)) == 0.6

    def test_it_counts_where_there_is_nothing_else(self):
        assert self.share((7, True)) == 0.7
