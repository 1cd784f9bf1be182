"""Product and project: the graded questions and the sample class earn what they should."""

from __future__ import annotations

import re

import pytest
from course.harness import Lesson

LESSON = Lesson("product-and-project")
source, full, points, learner = LESSON.source, LESSON.full, LESSON.points, LESSON.learner
CELLS, QUESTIONS, RECIPES = LESSON.cells, LESSON.questions, LESSON.recipes
# the learner's own cells of Python, in their order
COMPUTED = [
    name
    for name, cell in CELLS.items()
    if cell["cell_type"] == "code" and cell["metadata"]["nbgrader"]["solution"]
    if name not in QUESTIONS
]


def as_python(text):
    """An answer cell as the assignment that it stands for."""
    return re.sub(r"%%answer (\w+)\n(### BEGIN SOLUTION\n)?", r"\1 = \\\n", text)


class TestQuestions:
    @pytest.mark.parametrize("name", QUESTIONS)
    def test_the_instructors_answer_earns_everything(self, case, name):
        answer = LESSON.answer(name)
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
    @pytest.mark.parametrize("name", ["sample-03", "sample-04", "sample-10", "sample-12"])
    def test_changed_answers_earn_the_expected_scores(self, case, name):
        recipe = RECIPES[name]
        changed = {cell: as_python(text) for cell, text in recipe["cells"].items()}
        names = learner(case, learner_id=name)
        for cell in (*COMPUTED, *QUESTIONS):
            exec(changed.get(cell) or as_python(source(cell)), names)
        for grade_id in (grade_id for grade_id in CELLS if grade_id.startswith("test_")):
            expected = recipe["expected"].get("scores", {}).get(grade_id, full(grade_id))
            assert points(grade_id, names) == pytest.approx(expected), grade_id
