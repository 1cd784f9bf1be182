"""The optional assignment Who does what in code: its case, and what work on it earns."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.roles.raci import RULES, raci_problems

LESSON = Lesson("who-does-what-in-code")
source, points = LESSON.source, LESSON.points


def learner(*codes):
    """What a learner's cells define."""
    names = {"learner_id": "learner-07"}
    exec("import pandas as pd\nimport numpy as np\n" + "\n".join(codes), names)
    return names


VALIDATOR = [source("letters"), *(source(f"rule_{n}") for n in range(1, 8)), source("validate")]
CELLS_OF_PART_1 = ["test_letters", *(f"test_rule_{n}" for n in range(1, 8)), "test_validate"]


def graded(*codes):
    names = learner(*VALIDATOR, *codes)
    return {cell: points(cell, names) for cell in CELLS_OF_PART_1}


@pytest.mark.usefixtures("case")
class TestValidator:
    def test_the_instructors_earns_everything(self):
        assert list(graded().values()) == [3, 2, 2, 2, 2, 2, 2, 2, 4]

    @pytest.mark.parametrize("number", range(1, 8))
    def test_a_rule_that_is_left_out_costs_only_its_own_points_and_the_whole(self, number):
        found = graded(f"def rule_{number}(*args, **limits):\n    raise NotImplementedError")
        assert found.pop(f"test_rule_{number}") == 0
        assert found.pop("test_validate") == 0
        assert sum(found.values()) == 15

    @pytest.mark.parametrize("number", range(1, 8))
    @pytest.mark.parametrize("everything", [True, False])
    def test_who_names_everything_or_nothing_earns_nothing(self, number, everything):
        code = (
            f"def rule_{number}(table, most=3):\n"
            f"    places = [*table.index, *table, *((t, r) for t in table.index for r in table)]\n"
            f"    return places if {everything} else []"
        )
        assert graded(code)[f"test_rule_{number}"] == 0

    def test_cells_read_only_in_clean_notation_earn_a_part(self):
        clean = "def letters(cell):\n    return set(cell) - set('/')"
        assert graded(clean)["test_letters"] == 0
        upper = (
            "def letters(cell):\n"
            "    text = '' if cell != cell else str(cell or '')\n"
            "    return {s for s in text.upper() if s.isalpha()}"
        )
        assert graded(upper)["test_letters"] == 3
        no_lower = "def letters(cell):\n    return {s for s in str(cell or '') if s in 'RACISDX'}"
        assert 0 < graded(no_lower)["test_letters"] < 3

    def test_the_limit_belongs_to_what_is_allowed(self):
        code = source("rule_4").replace("> most", ">= most")
        assert graded(code)["test_rule_4"] == 0
        assert graded(source("rule_6").replace("> most", ">= most"))["test_rule_6"] == 0

    def test_a_fixed_limit_earns_half(self):
        code = source("rule_6").replace("> most", "> (1 if 'Lawyer' in table else 4)")
        assert graded(code)["test_rule_6"] <= 1

    def test_pmlearns_own_check_as_validator_is_right_too(self):
        code = (
            "from pmlearn.roles import raci_problems\n"
            "def validate(table):\n"
            "    return [\n"
            "        (p.rule, (p.task, p.person) if p.rule in ('R3', 'R7') else\n"
            "         p.person if p.task is None else p.task)\n"
            "        for p in raci_problems(table, max_load=4) if p.rule != 'R8'\n"
            "    ]"
        )
        assert graded(code)["test_validate"] == 4


@pytest.mark.usefixtures("case")
class TestEvidence:
    SETUP = "from who_does_what_in_code_case import *"
    PART_3 = ("test_gains", "test_came_back", "test_chance")

    def earned(self, *codes):
        draw = (
            "slide, records, trial = draw_slide(learner_id), draw_records(learner_id), "
            "draw_trial(learner_id)"
        )
        cells = [source(name) for name in ("gains", "came_back", "chance")]
        names = learner(self.SETUP, "learner_id = 'learner-07'", draw, *cells, *codes)
        return [points(cell, names) for cell in self.PART_3]

    def test_the_instructors_earns_everything(self):
        assert self.earned() == [2, 3, 3]

    def test_one_month_only_earns_a_part(self):
        code = (
            "who = records[1].nsmallest(8).index\n"
            "came_back = (records.loc[who, 2] - records.loc[who, 1]).mean()"
        )
        assert self.earned(code)[1] == 1

    def test_all_crews_instead_of_the_weakest_earn_nothing(self):
        code = "came_back = records.diff(axis='columns').mean().mean()"
        assert self.earned(code)[1] == 0

    def test_the_other_tail_earns_nothing(self):
        assert self.earned("chance = 1 - chance")[2] == 0

    def test_gains_exchanged_earn_nothing(self):
        assert self.earned("gain_with, gain_without = gain_without, gain_with")[0] == 0


class TestCase:
    @pytest.mark.parametrize("draw", ["matrix", "ratings", "records", "slide", "trial"])
    def test_a_learner_always_gets_the_same_case_and_neighbors_another(self, case, draw):
        table = getattr(case, f"draw_{draw}")
        assert table("learner-07").equals(table(" Learner-07 "))
        assert not table("learner-07").equals(table("learner-08"))

    @pytest.mark.parametrize("number", range(30))
    def test_every_matrix_breaks_all_countable_rules(self, case, number):
        matrix = case.draw_matrix(f"learner-{number}")
        rules = {problem.rule for problem in raci_problems(matrix, max_load=4)}
        assert rules == set(RULES) - {"R8"}

    @pytest.mark.parametrize("number", range(30))
    def test_some_stakeholders_are_contested_and_some_are_not(self, case, number):
        ratings = case.draw_ratings(f"learner-{number}")
        high = (ratings[["influence", "interest"]] >= 5.5).assign(name=ratings["stakeholder"])
        contested = (high.groupby("name").nunique() > 1).any(axis="columns").sum()
        assert 3 <= contested <= 6

    @pytest.mark.parametrize("number", range(30))
    def test_the_weakest_come_back_and_the_trial_favors_the_matrix(self, case, number):
        learner = f"learner-{number}"
        slide, trial = case.draw_slide(learner), case.draw_trial(learner)
        assert slide["before"][slide["matrix"]].max() < slide["before"][~slide["matrix"]].min()
        assert slide["matrix"].sum() == trial["matrix"].sum() == 8
        change = trial["after"] - trial["before"]
        assert change[trial["matrix"]].mean() > change[~trial["matrix"]].mean()
        records = case.draw_records(learner)
        weakest = [records[month].nsmallest(8).index for month in range(1, 12)]
        back = [
            (records.loc[who, m + 1] - records.loc[who, m]).mean()
            for m, who in enumerate(weakest, 1)
        ]
        assert sum(back) / 11 > 0.5
