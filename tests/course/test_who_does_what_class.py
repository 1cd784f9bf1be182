"""The sample class of Who does what: recipes fit the assignment and add up."""

from __future__ import annotations

import importlib
import json
import math
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "exercises" / "source" / "who-does-what"
CELLS = {
    cell["metadata"]["nbgrader"]["grade_id"]: cell
    for cell in json.loads((FOLDER / "who-does-what.ipynb").read_text(encoding="utf-8"))["cells"]
    if "nbgrader" in cell["metadata"]
}
QUESTIONS = {
    question["id"]: question
    for question in yaml.safe_load((FOLDER / "questions.yml").read_text(encoding="utf-8"))[
        "questions"
    ]
}
RECIPES = yaml.safe_load(
    (ROOT / "exercises" / "sample_class" / "who-does-what.yml").read_text(encoding="utf-8")
)["learners"]


@pytest.fixture
def case(monkeypatch):
    """The assignment's own module, imported the way its notebook does."""
    monkeypatch.syspath_prepend(str(FOLDER))
    sys.modules.pop("who_does_what_case", None)
    yield importlib.import_module("who_does_what_case")
    sys.modules.pop("who_does_what_case", None)


def repaired(case, learner):
    """The learner's matrix as the minutes say."""
    matrix, minutes = case.draw_matrix(learner)
    meaning = {said: letter for letter, texts in case.SAID.items() for said in texts}
    for task, role, said in minutes.itertuples(index=False):
        matrix.loc[task, role] = meaning[said]
    return matrix


class TestSampleClass:
    @pytest.mark.parametrize("name", RECIPES)
    def test_a_recipe_names_cells_that_exist(self, name):
        recipe = RECIPES[name]
        used = [*recipe.get("solve", []), *recipe.get("cells", {}), *recipe.get("delete", [])]
        assert set(used) <= set(CELLS)
        assert set(recipe.get("answers_file", {})) <= set(QUESTIONS)

    @pytest.mark.parametrize("name", RECIPES)
    def test_the_expected_total_is_the_sum_of_the_expected_scores(self, name):
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

    def test_what_was_clicked_for_the_matrix_is_that_learners_repair(self, case):
        clicked = RECIPES["sample-02"]["answers_file"]["repaired"]
        wanted = repaired(case, "sample-02").to_dict("index")
        assert clicked == {t: {r: v for r, v in row.items() if v} for t, row in wanted.items()}
