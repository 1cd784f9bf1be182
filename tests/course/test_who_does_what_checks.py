"""The checks of the assignment Who does what: what right, wrong and partly right work earns."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.roles.raci import RULES, raci_problems

LESSON = Lesson("who-does-what")
source, points = LESSON.source, LESSON.points


def repaired(case, learner):
    """The learner's matrix as the minutes say."""
    matrix, minutes = case.draw_matrix(learner)
    meaning = {said: letter for letter, texts in case.SAID.items() for said in texts}
    for task, role, said in minutes.itertuples(index=False):
        matrix.loc[task, role] = meaning[said]
    return matrix


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


PART_2 = ["test_repaired_rules", "test_repaired_minutes", "test_repaired_kept"]


class TestRepair:
    def earned(self, case, table, learner="learner-07"):
        answer = table if isinstance(table, dict) else table.to_dict("index")
        return [points(cell, {"learner_id": learner, "repaired": answer}) for cell in PART_2]

    @pytest.mark.parametrize("number", range(30))
    def test_every_matrix_breaks_all_countable_rules_and_the_minutes_repair_it(self, case, number):
        matrix, minutes = case.draw_matrix(f"learner-{number}")
        rules = {problem.rule for problem in raci_problems(matrix, max_load=4)}
        assert rules == set(RULES) - {"R8"}
        assert raci_problems(repaired(case, f"learner-{number}"), max_load=4) == []
        assert set(minutes["task"]) == set(case.TASKS)

    def test_the_minutes_followed_earn_everything(self, case):
        assert self.earned(case, repaired(case, "learner-07")) == [4, 8, 2]

    def test_empty_cells_may_be_left_out(self, case):
        table = repaired(case, "learner-07").to_dict("index")
        short = {task: {r: v for r, v in row.items() if v} for task, row in table.items()}
        assert self.earned(case, short) == [4, 8, 2]

    def test_the_matrix_as_it_came_earns_nothing(self, case):
        assert self.earned(case, case.draw_matrix("learner-07")[0]) == [0, 0, 0]

    def test_an_empty_matrix_earns_nothing(self, case):
        assert self.earned(case, {}) == [0, 0, 0]

    def test_an_invented_matrix_without_broken_rules_earns_only_the_rules(self, case):
        table = repaired(case, "learner-07")
        table.loc[:, :] = ""
        for place, task in enumerate(table.index):
            table.loc[task, ["pgm", "pjm", "svm"][place % 3]] = "A"
            table.loc[task, ["shop", "crew", "elec", "desk"][place % 4]] = "R"
        rules, minutes, kept = self.earned(case, table)
        assert rules == 4
        assert minutes <= 3
        assert kept == 0

    def test_half_of_the_rows_repaired_earn_about_half(self, case):
        table, whole = case.draw_matrix("learner-07")[0], repaired(case, "learner-07")
        for task in list(table.index)[:4]:
            table.loc[task] = whole.loc[task]
        rules, minutes, kept = self.earned(case, table)
        assert 0 < rules < 4
        assert minutes == 4
        assert kept == 2

    def test_a_neighbors_repair_earns_little(self, case):
        assert sum(self.earned(case, repaired(case, "learner-08"))) < 7

    @pytest.mark.parametrize(
        "answer", [None, [], {"fit": "A"}, {"roof": {"pjm": "A"}}, {"fit": {"boss": "A"}}]
    )
    def test_an_answer_of_the_wrong_form_is_told_so(self, case, answer):
        visible = LESSON.visible(PART_2[0])
        with pytest.raises(AssertionError, match=r".{15}"):
            exec(visible, {"learner_id": "learner-07", "repaired": answer})

    def test_what_was_clicked_for_the_matrix_is_that_learners_repair(self, case):
        clicked = LESSON.recipes["sample-02"]["answers_file"]["repaired"]
        wanted = repaired(case, "sample-02").to_dict("index")
        assert clicked == {t: {r: v for r, v in row.items() if v} for t, row in wanted.items()}


@pytest.mark.usefixtures("case")
class TestEvidence:
    SETUP = "from who_does_what_case import *"
    PART_4 = ("test_gains", "test_came_back", "test_chance")

    def earned(self, *codes):
        draw = (
            "slide, records, trial = draw_slide(learner_id), draw_records(learner_id), "
            "draw_trial(learner_id)"
        )
        cells = [source(name) for name in ("gains", "came_back", "chance")]
        names = learner(self.SETUP, "learner_id = 'learner-07'", draw, *cells, *codes)
        return [points(cell, names) for cell in self.PART_4]

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
