"""The sample class of From scope to schedule: recipes fit the assignment and add up."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SLUG = "scope-to-schedule"
FOLDER = ROOT / "exercises" / "source" / SLUG
CELLS = {
    cell["metadata"]["nbgrader"]["grade_id"]: cell
    for cell in json.loads((FOLDER / f"{SLUG}.ipynb").read_text(encoding="utf-8"))["cells"]
    if "nbgrader" in cell["metadata"]
}
QUESTIONS = {
    question["id"]
    for question in yaml.safe_load((FOLDER / "questions.yml").read_text("utf-8"))["questions"]
}
RECIPES = yaml.safe_load((ROOT / "exercises" / "sample_class" / f"{SLUG}.yml").read_text("utf-8"))[
    "learners"
]


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_cells_that_exist(name):
    recipe = RECIPES[name]
    used = [*recipe.get("solve", []), *recipe.get("cells", {}), *recipe.get("delete", [])]
    assert set(used) <= set(CELLS)
    assert set(recipe.get("answers_file", {})) <= QUESTIONS


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
