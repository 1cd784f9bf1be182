"""The assignment on evidence and teams: its keys, and the sample class that goes with it."""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SLUG = "evidence-and-teams"
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
CLICKED = ["owners", "flow_steps", "changes", "own_plan", "claims", "explanations"]


def source(grade_id):
    return "".join(CELLS[grade_id]["source"])


def points(grade_id, names):
    """What a test cell gives for these names: its last value, or 0 when a check fails."""
    *before, last = ast.parse(source(grade_id)).body
    names = dict(names)
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()) as err,
    ):
        try:
            exec(compile(ast.Module(before, []), grade_id, "exec"), names)
            value = eval(compile(ast.Expression(last.value), grade_id, "eval"), names)
        except Exception:  # noqa: BLE001  nbgrader gives 0 whatever a cell raises
            return 0
    assert not err.getvalue(), "what a test writes to stderr costs all its points"
    assert 0 <= value <= CELLS[grade_id]["metadata"]["nbgrader"]["points"]
    return value


def answer(grade_id):
    """The instructor's answer to a widget exercise."""
    return ast.literal_eval(source(grade_id).split("\n", 1)[1].strip())


class TestKeys:
    @pytest.mark.parametrize("name", CLICKED)
    def test_the_instructors_answer_is_the_key(self, name):
        full = CELLS[f"test_{name}"]["metadata"]["nbgrader"]["points"]
        assert points(f"test_{name}", {name: answer(name)}) == full

    @pytest.mark.parametrize("name", CLICKED)
    def test_nothing_earns_nothing(self, name):
        empty = [] if name == "flow_steps" else {}
        assert points(f"test_{name}", {name: empty}) == 0

    @pytest.mark.parametrize("name", ["changes", "claims"])
    def test_the_same_category_for_all_earns_a_third_at_most(self, name):
        groups = [category["id"] for category in QUESTIONS[name]["categories"]]
        full = CELLS[f"test_{name}"]["metadata"]["nbgrader"]["points"]
        for group in groups:
            same = {item["id"]: [group] for item in QUESTIONS[name]["items"]}
            assert points(f"test_{name}", {name: same}) <= full / 3 + 1e-9

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


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_cells_and_adds_up(name):
    recipe = RECIPES[name]
    used = [*recipe.get("solve", []), *recipe.get("cells", {}), *recipe.get("delete", [])]
    assert set(used) <= set(CELLS)
    assert set(recipe.get("answers_file", {})) <= set(QUESTIONS)
    if recipe["expected"].get("status") == "refused":
        return
    full = {
        grade_id: cell["metadata"]["nbgrader"]["points"]
        for grade_id, cell in CELLS.items()
        if grade_id.startswith("test_")
    }
    scores = full | recipe["expected"].get("scores", {})
    assert set(scores) == set(full)
    total = sum(score for score in scores.values() if score is not None)
    assert total == pytest.approx(recipe["expected"]["total"])
