"""The assignment on evidence and teams: its keys."""

from __future__ import annotations

import pytest
from course.harness import Lesson

LESSON = Lesson("evidence-and-teams")
QUESTIONS = LESSON.questions
full, points, answer = LESSON.full, LESSON.points, LESSON.answer
CLICKED = ["owners", "flow_steps", "changes", "own_plan", "claims", "explanations"]


class TestKeys:
    @pytest.mark.parametrize("name", CLICKED)
    def test_the_instructors_answer_is_the_key(self, name):
        assert points(f"test_{name}", {name: answer(name)}) == full(f"test_{name}")

    @pytest.mark.parametrize("name", CLICKED)
    def test_nothing_earns_nothing(self, name):
        empty = [] if name == "flow_steps" else {}
        assert points(f"test_{name}", {name: empty}) == 0

    @pytest.mark.parametrize("name", ["changes", "claims"])
    def test_the_same_category_for_all_earns_a_third_at_most(self, name):
        groups = [category["id"] for category in QUESTIONS[name]["categories"]]
        most = full(f"test_{name}") / 3
        for group in groups:
            same = {item["id"]: [group] for item in QUESTIONS[name]["items"]}
            assert points(f"test_{name}", {name: same}) <= most + 1e-9

    def test_approvals_by_everybody_earn_nothing(self):
        everybody = {
            row["id"]: {column["id"]: "A" for column in QUESTIONS["owners"]["columns"]}
            for row in QUESTIONS["owners"]["rows"]
        }
        assert points("test_owners", {"owners": everybody}) == 0

    def test_a_plan_with_too_full_a_day_earns_nothing(self):
        plan = answer("own_plan")
        plan["j5"] = [2, 0, 0, 0, 0]
        assert points("test_own_plan", {"own_plan": plan}) == 0
        plan["j5"] = [0, 0, 0, 0, 0]
        assert points("test_own_plan", {"own_plan": plan}) == pytest.approx(3.2)
