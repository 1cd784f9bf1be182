"""The lab of Five roles: tasks start undone, can be done, and its table follows the labels."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.labs.five_roles import LabelTable, plot_agreement

run_lab = Lesson("five-roles").run_lab


@pytest.mark.usefixtures("no_window")
class TestLab:
    def test_no_task_is_done_before_the_learner_has_done_anything(self):
        _, said = run_lab()
        assert said == [(f"Task {n}", "not yet") for n in (1, 2, 3, 4)]

    def test_every_task_can_be_done(self):
        _, said = run_lab(
            {
                "best_definition": 'best_definition = "A"',
                "per_role": 'per_role = table_of_work["roles"].explode().value_counts()',
                "silent": 'silent = {"portfolio", "service"}',
                "key": "key = table_of_work['roles'].str[0]\n"
                "colleague = ['project'] * len(key)\n"
                "share_right = (key == colleague).mean()\n"
                "his_kappa = cohens_kappa(key, colleague)",
            }
        )
        assert said == [(f"Task {n}", "done") for n in (1, 2, 3, 4)]

    @pytest.mark.parametrize(
        "answer",
        [
            {"best_definition": 'best_definition = "B"'},
            {"best_definition": 'best_definition = "D"'},
            {"per_role": "per_role = table_of_work['roles'].str[0].value_counts()"},
            {"silent": 'silent = {"service"}'},
            {"silent": 'silent = ["portfolio", "service"]'},
        ],
    )
    def test_a_wrong_answer_is_not_done(self, answer):
        _, said = run_lab(answer)
        assert {status for _, status in said} == {"not yet"}

    def test_a_shared_definition_moves_the_table_and_kappa(self):
        shown = LabelTable()
        assert "9 of 20" in shown.table.value
        shown.ticks["A"].value = True
        assert "13 of 20" in shown.table.value

    def test_a_label_changed_by_hand_stays_when_another_job_is_chosen(self):
        shown = LabelTable()
        shown.job.value = "order spare locks"
        assert shown.role.value == "service"
        shown.role.value = "project"
        shown.job.value = "interview riders"
        assert "10 of 20" in shown.table.value
        assert shown.role.value == "product"

    def test_all_three_definitions_settle_every_job(self):
        observed, kappas = (line.get_ydata() for line in plot_agreement().get_lines())
        assert (observed[0], observed[-1], kappas[-1]) == (0.45, 1, 1)
