"""Resources and uncertainty: questions fit their markers, recipes of the sample class add up."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
import yaml

from pmlearn.project.schedule import Activity
from pmlearn.project.time_cost import Shortening, shorten

ROOT = Path(__file__).resolve().parents[2]
SLUG = "resources-and-uncertainty"
FOLDER = ROOT / "exercises" / "source" / SLUG
CELLS = {
    cell["metadata"]["nbgrader"]["grade_id"]: cell
    for cell in json.loads((FOLDER / f"{SLUG}.ipynb").read_text(encoding="utf-8"))["cells"]
    if "nbgrader" in cell["metadata"]
}
QUESTIONS = {
    question["id"]: question
    for question in yaml.safe_load((FOLDER / "questions.yml").read_text("utf-8"))["questions"]
}
RECIPES = yaml.safe_load((ROOT / "exercises" / "sample_class" / f"{SLUG}.yml").read_text("utf-8"))[
    "learners"
]


def source(grade_id):
    return "".join(CELLS[grade_id]["source"])


class TestQuestions:
    def test_graded_questions_carry_neither_key_nor_feedback(self):
        text = (FOLDER / "questions.yml").read_text(encoding="utf-8")
        for word in ("answer:", "correct:", "feedback:", "hint:", "also:", "best:"):
            assert word not in text

    @pytest.mark.parametrize("name", QUESTIONS)
    def test_each_question_is_asked_answered_and_proves_its_criteria(self, name):
        assert source(f"ask_{name}") == f'sheet.ask("{name}")'
        assert source(name).startswith(f"%%answer {name}\n")
        proven = CELLS[f"test_{name}"]["metadata"]["pmlearn"]["criteria"]
        assert proven == QUESTIONS[name]["criteria"]

    def test_the_marker_of_the_network_knows_the_question_and_its_lowest_cost(self):
        """The hidden test repeats the question's numbers; the best cost is that of the model."""
        question = QUESTIONS["buy_weeks"]
        work = [Activity(i["id"], i["duration"], i.get("after", [])) for i in question["items"]]
        offers = {
            i["id"]: Shortening(i["least"], i["cost"]) for i in question["items"] if "cost" in i
        }
        best = shorten(work, offers, question["target"])["cost"].sum()
        hidden = source("test_buy_weeks")
        assert f"best={best:.0f}," in hidden
        assert f"target={question['target']},\n    budget={question['budget']}," in hidden
        for item in question["items"]:
            parts = [f'"duration": {item["duration"]}']
            parts += [f'"least": {item["least"]}, '] if "least" in item else []
            assert all(part in re.search(f'"{item["id"]}": {{.*', hidden).group() for part in parts)

    def test_the_marker_of_the_crew_weeks_knows_the_question(self):
        question, hidden = QUESTIONS["crew_weeks"], source("test_crew_weeks")
        assert f"capacity={question['capacity']}" in hidden
        for item in question["items"]:
            first, last = item["window"]
            assert f'"{item["id"]}": {item["demand"]}' in hidden
            assert f'"{item["id"]}": ({first}, {last})' in hidden


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_cells_that_exist(name):
    recipe = RECIPES[name]
    used = [*recipe.get("solve", []), *recipe.get("cells", {}), *recipe.get("delete", [])]
    assert set(used) <= set(CELLS)
    assert set(recipe.get("answers_file", {})) <= set(QUESTIONS)


@pytest.mark.parametrize("name", RECIPES)
def test_the_expected_total_is_the_sum_of_the_expected_scores(name):
    expected = RECIPES[name]["expected"]
    if expected.get("status") == "refused":
        assert "total" not in expected
        return
    full = {
        grade_id: cell["metadata"]["nbgrader"]["points"]
        for grade_id, cell in CELLS.items()
        if grade_id.startswith("test_")
    }
    scores = full | expected.get("scores", {})
    assert set(scores) == set(full)
    total = sum(score for score in scores.values() if score is not None)
    assert math.isclose(total, expected["total"], abs_tol=0.005)
