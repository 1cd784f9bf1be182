"""The five roles as data, and agreement between raters."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.roles import RaciProblem, Role, cohens_kappa, raci_problems, responsibilities


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

    def test_published_example(self):
        """Cohen (1960): two judges, 200 cases, three categories; kappa is 0.49."""
        table = {("a", "a"): 88, ("a", "b"): 14, ("a", "c"): 18, ("b", "a"): 10, ("b", "b"): 40}
        table |= {("b", "c"): 10, ("c", "a"): 2, ("c", "b"): 6, ("c", "c"): 12}
        pairs = [pair for pair, cases in table.items() for _ in range(cases)]
        first, second = zip(*pairs, strict=True)
        assert cohens_kappa(first, second) == pytest.approx(0.492, abs=5e-4)

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


def matrix(rows, people=("Project manager", "Product manager", "Service manager", "Sponsor")):
    tasks = [f"task {number}" for number in range(1, len(rows) + 1)]
    return pd.DataFrame(rows, index=tasks, columns=list(people))


SOUND = [["A", "R", "C", "I"], ["R", "A", "I", None], ["I", "C", "A/R", ""]]


def rules(table, **options):
    return [problem.rule for problem in raci_problems(table, **options)]


class TestRaci:
    def test_a_sound_matrix_has_no_problem(self):
        assert raci_problems(matrix(SOUND)) == []

    @pytest.mark.parametrize(
        ("row", "broken"),
        [
            (["R", "C", "I", ""], ["R1"]),
            (["A", "A", "R", ""], ["R1"]),
            (["A", "C", "I", ""], ["R2"]),
            (["", "", "", ""], ["R1", "R2"]),
            (["A", "R/C", "", ""], ["R3"]),
            (["A/C", "R", "", ""], ["R3"]),
            (["A", "R", "S", "X"], ["R7", "R7"]),
            (["A", "R", "Boss", ""], ["R7"]),
            (["A", "R", 3, ""], ["R7"]),
            (["A", "R/S", "", ""], ["R7"]),
        ],
    )
    def test_each_broken_rule_of_a_task_is_named_with_the_task(self, row, broken):
        problems = raci_problems(matrix([*SOUND, row]))
        assert [problem.rule for problem in problems] == broken
        assert all(problem.task == "task 4" and "task 4" in str(problem) for problem in problems)

    def test_too_many_accountable_are_listed_by_name(self):
        (problem,) = raci_problems(matrix([*SOUND, ["A", "R", "A", ""]]))
        assert str(problem) == (
            "R1 (error) task 'task 4': must have exactly one A, got 2 (Project manager, "
            "Service manager)"
        )

    @pytest.mark.parametrize("both", ["A/R", "R/A", "AR", "ra", "A,R", "a & r", "R+A", "A\nR"])
    def test_accountable_and_responsible_together_is_read_in_every_usual_notation(self, both):
        assert rules(matrix([*SOUND, [both, "", "", ""]])) == []

    def test_words_stand_for_their_letters(self):
        row = ["Accountable", "responsible", "Consulted/Informed", ""]
        assert rules(matrix([*SOUND, row])) == ["R3"]

    @pytest.mark.parametrize("empty", ["", " ", "-", "\N{EN DASH}", None, np.nan, pd.NA])
    def test_an_empty_cell_may_be_written_in_several_ways(self, empty):
        assert rules(matrix([*SOUND, ["A", "R", empty, empty]])) == []

    def test_lower_case_and_missing_values_are_read(self):
        table = matrix([["a", "r", "c", np.nan], ["r", "a", None, "i"], ["c", "r", "a", "i"]])
        assert rules(table) == []

    def test_an_accountable_person_may_count_as_responsible(self):
        table = matrix([*SOUND, ["A", "C", "I", ""]])
        assert rules(table) == ["R2"]
        assert rules(table, accountable_implies_responsible=True) == []

    def test_many_consulted_slow_a_decision(self):
        table = matrix([["A/R", "C", "C", "C"], *SOUND])
        assert rules(table) == []
        assert rules(table, max_consulted=2) == ["R4"]

    def test_somebody_without_any_letter_is_not_needed(self):
        (problem,) = raci_problems(matrix([["A", "R", "I", ""], ["A", "R", "C", None]]))
        assert (problem.rule, problem.person, problem.task) == ("R5", "Sponsor", None)

    def test_overload_is_named_with_person_and_letter(self):
        table = matrix([["A", "R", "C", "I"]] * 6)
        load = [(p.rule, p.person) for p in raci_problems(table)]
        assert load == [("R6", "Project manager"), ("R6", "Product manager")]
        assert rules(table, max_load=6) == []

    @pytest.mark.parametrize("heading", ["Maria", "Dr. Okafor", "K. Moreau", "John Smith"])
    def test_a_persons_name_in_the_heading_is_questioned(self, heading):
        table = matrix(SOUND, people=[heading, "Product manager", "Service manager", "Sponsor"])
        assert rules(table) == ["R8"]

    @pytest.mark.parametrize(
        "heading",
        ["PM", "Board", "Mark team", "IT", "Sponsor", "Rider support", 7, "Dr. on duty team"],
    )
    def test_a_role_in_the_heading_is_not_taken_for_a_person(self, heading):
        table = matrix(SOUND, people=[heading, "Product manager", "Service manager", "x"])
        assert rules(table) == []

    def test_errors_and_warnings_are_told_apart(self):
        levels = {rule: RaciProblem(rule, "text").level for rule in [f"R{n}" for n in range(1, 9)]}
        assert [rule for rule, level in levels.items() if level == "error"] == ["R1", "R2", "R7"]

    @given(
        st.lists(
            st.lists(st.sampled_from(["R", "A", "C", "I", "", "A/R"]), min_size=3, max_size=3),
            min_size=1,
            max_size=6,
        )
    )
    def test_a_matrix_without_errors_has_one_accountable_per_task(self, rows):
        """The count along a row is checked against pandas' own."""
        table = pd.DataFrame(rows, columns=["Lead", "Crew", "Desk"])
        wrong = {problem.task for problem in raci_problems(table) if problem.rule == "R1"}
        count = table.apply(lambda column: column.str.contains("A")).sum(axis="columns")
        assert wrong == set(count[count != 1].index)

    @pytest.mark.parametrize(
        ("table", "rule"),
        [
            (pd.DataFrame(), "RACI matrix must have at least one row"),
            (pd.DataFrame([["A"], ["R"]], index=["x", "x"]), "each task must stand once, got 'x'"),
            (pd.DataFrame([["A", "R"]], columns=["x", "x"]), "each person must stand once"),
        ],
    )
    def test_refuses_what_is_no_matrix(self, table, rule):
        with pytest.raises(ValueError, match=rule):
            raci_problems(table)

    def test_refuses_a_list(self):
        with pytest.raises(ValueError, match="must be a DataFrame, got list"):
            raci_problems([["A"]])

    def test_refuses_a_negative_limit(self):
        with pytest.raises(ValueError, match="max_load must be 0 or more, got -1"):
            raci_problems(matrix(SOUND), max_load=-1)
