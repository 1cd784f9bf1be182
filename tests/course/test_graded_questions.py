"""What holds for the graded questions of every lesson: asked, answered, marked, not given away."""

from __future__ import annotations

import pytest
from course.harness import SLUGS, Lesson

LESSONS = [lesson for lesson in map(Lesson, SLUGS) if lesson.questions]
QUESTIONS = [
    pytest.param(lesson, name, id=f"{lesson.slug}-{name}")
    for lesson in LESSONS
    for name in lesson.questions
]


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.slug for lesson in LESSONS])
def test_graded_questions_carry_neither_key_nor_feedback(lesson):
    text = (lesson.folder / "questions.yml").read_text(encoding="utf-8")
    for word in ("answer:", "correct:", "feedback:", "hint:", "also:", "best:"):
        assert word not in text


@pytest.mark.parametrize(("lesson", "name"), QUESTIONS)
def test_each_question_is_asked_and_answered(lesson, name):
    assert f'sheet.ask("{name}")' in lesson.source(f"ask_{name}")
    assert lesson.source(name).startswith(f"%%answer {name}\n")
    assert lesson.cells[name]["metadata"]["nbgrader"]["solution"]


@pytest.mark.parametrize(("lesson", "name"), QUESTIONS)
def test_a_cell_proves_the_criteria_that_its_question_names(lesson, name):
    assert lesson.criteria(f"test_{name}") == lesson.questions[name]["criteria"]
