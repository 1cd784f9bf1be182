"""The lab of Five roles: tasks start undone, can be done, and its table follows the labels."""

from __future__ import annotations

import pytest
from course.harness import Lesson

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
        names, _ = run_lab()
        before = names["table"].value
        names["ticks"]["A"].value = True
        assert "9 of 20" in before
        assert "13 of 20" in names["table"].value

    def test_a_label_changed_by_hand_stays_when_another_job_is_chosen(self):
        names, _ = run_lab()
        names["job"].value = "order spare locks"
        assert names["role"].value == "service"
        names["role"].value = "project"
        names["job"].value = "interview riders"
        assert "10 of 20" in names["table"].value
        assert names["role"].value == "product"
