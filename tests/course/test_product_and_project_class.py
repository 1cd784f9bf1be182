"""Product and project: the graded questions and the sample class earn what they should."""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import json
import math
import re
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SLUG = "product-and-project"
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
SOLUTIONS = [
    "outcome",
    "beats",
    "front",
    "my_front",
    "cheapest",
    "signable",
    "nash",
    "talk_log",
    "ages",
    "my_ages",
    "saving",
]


def source(grade_id):
    return "".join(CELLS[grade_id]["source"])


def full(grade_id):
    return CELLS[grade_id]["metadata"]["nbgrader"]["points"]


@pytest.fixture
def case(monkeypatch):
    """The assignment's own module, imported the way its notebook does."""
    monkeypatch.syspath_prepend(str(FOLDER))
    sys.modules.pop("product_and_project_case", None)
    yield importlib.import_module("product_and_project_case")
    sys.modules.pop("product_and_project_case", None)


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
    assert 0 <= value <= full(grade_id)
    return value


def learner(case, *grade_ids, learner_id="learner-07", code=""):
    """What these cells of the instructor define, and then a learner's own code."""
    names = {"learner_id": learner_id, "case": case.draw(learner_id)}
    for grade_id in grade_ids:
        exec(source(grade_id), names)
    exec(code, names)
    return names


def as_python(text):
    """An answer cell as the assignment that it stands for."""
    return re.sub(r"%%answer (\w+)\n(### BEGIN SOLUTION\n)?", r"\1 = \\\n", text)


class TestQuestions:
    def test_graded_questions_carry_neither_key_nor_feedback(self):
        text = (FOLDER / "questions.yml").read_text(encoding="utf-8")
        for word in ("answer:", "correct:", "feedback:", "hint:", "also:"):
            assert word not in text

    @pytest.mark.parametrize("name", QUESTIONS)
    def test_each_question_is_asked_answered_and_marked(self, name):
        assert source(f"ask_{name}") == f'sheet.ask("{name}")'
        assert source(name).startswith(f"%%answer {name}\n")
        criteria = CELLS[f"test_{name}"]["metadata"]["pmlearn"]["criteria"]
        assert criteria == QUESTIONS[name]["criteria"]

    @pytest.mark.parametrize("name", QUESTIONS)
    def test_the_instructors_answer_earns_everything(self, case, name):
        solution = re.search(r"(?s)BEGIN SOLUTION\n(.*?)### END", source(name)).group(1)
        answer = ast.literal_eval(solution.strip())
        assert points(f"test_{name}", {name: answer}) == full(f"test_{name}")

    @pytest.mark.parametrize(
        ("name", "answer", "most"),
        [
            ("interests", {f"d{n}": "safe" for n in range(1, 7)}, 1),
            ("interests", {"d1": "magic"}, 0),
            ("supported", [f"m{n}" for n in range(1, 8)], 0),
            ("supported", ["m1"], 1),
            ("rhythm", {f"r{n}": "everything" for n in range(1, 7)}, 0),
            ("rhythm", {f"r{n}": "event" for n in range(1, 7)}, 2),
        ],
    )
    def test_one_answer_for_everything_earns_little(self, name, answer, most):
        assert points(f"test_{name}", {name: answer}) <= most


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
        marks = {grade_id: full(grade_id) for grade_id in CELLS if grade_id.startswith("test_")}
        scores = marks | expected.get("scores", {})
        assert set(scores) == set(marks)
        total = sum(score for score in scores.values() if score is not None)
        assert math.isclose(total, expected["total"], abs_tol=0.005)

    @pytest.mark.parametrize("name", ["sample-03", "sample-04", "sample-10", "sample-12"])
    def test_changed_answers_earn_the_expected_scores(self, case, name):
        recipe = RECIPES[name]
        changed = {
            cell: as_python(text) for cell, text in recipe["cells"].items() if cell != "learner_id"
        }
        names = learner(case, learner_id=name)
        for cell in (*SOLUTIONS, *QUESTIONS):
            exec(changed.get(cell) or as_python(source(cell)), names)
        for grade_id in (grade_id for grade_id in CELLS if grade_id.startswith("test_")):
            expected = recipe["expected"].get("scores", {}).get(grade_id, full(grade_id))
            assert points(grade_id, names) == pytest.approx(expected), grade_id
