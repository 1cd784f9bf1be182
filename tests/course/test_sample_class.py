"""What holds for the sample class of every lesson: recipes fit the assignment and add up."""

from __future__ import annotations

import pytest
from course.harness import SLUGS, Lesson

RECIPES = [
    pytest.param(lesson, recipe, id=f"{slug}-{name}")
    for slug in SLUGS
    for lesson in [Lesson(slug)]
    for name, recipe in lesson.recipes.items()
]


@pytest.mark.parametrize(("lesson", "recipe"), RECIPES)
def test_a_recipe_names_cells_that_exist(lesson, recipe):
    used = [*recipe.get("solve", []), *recipe.get("cells", {}), *recipe.get("delete", [])]
    assert set(used) <= set(lesson.cells)
    assert set(recipe.get("answers_file", {})) <= set(lesson.questions)


@pytest.mark.parametrize(("lesson", "recipe"), RECIPES)
def test_the_expected_total_is_the_sum_of_the_expected_scores(lesson, recipe):
    expected = recipe["expected"]
    if expected.get("status") == "refused":
        assert "total" not in expected
        return
    full = {name: lesson.full(name) for name in lesson.cells if name.startswith("test_")}
    scores = full | expected.get("scores", {})
    assert set(scores) == set(full)
    total = sum(score for score in scores.values() if score is not None)
    assert total == pytest.approx(expected["total"])
