"""What the sample class of every assignment without code earns, by its recipes and its keys."""

from __future__ import annotations

import pytest
from course.harness import ROOT

from pmlearn.course.authoring.tasks import load_tasks, with_tasks
from pmlearn.course.class_work.sample_class import recipes
from pmlearn.course.layout import Layout
from pmlearn.exercises.cell import answer_cell, parse_answer
from pmlearn.exercises.kinds import KINDS

LAYOUT = Layout(ROOT)
SLUGS = with_tasks(LAYOUT)
EVERY = [(slug, learner) for slug in SLUGS for learner in sorted(recipes(LAYOUT, slug))]


def points(task, answer):
    return KINDS[task.kind].mark(task, answer, task.points).points


def given(task, text):
    """The answer in the text of a cell; nothing where it cannot be read."""
    found = answer_cell(text)
    if not found:
        names = {}
        exec(text, names)
        return names[task.id]
    try:
        return parse_answer(task.id, found[1])
    except ValueError:
        return None


@pytest.mark.parametrize(("slug", "learner"), EVERY)
def test_changed_answers_earn_the_expected_scores(slug, learner):
    recipe = recipes(LAYOUT, slug)[learner]
    tasks = load_tasks(LAYOUT, slug, learner)
    for name in recipe.cells.keys() & tasks.keys():
        task = tasks[name]
        expected = recipe.expected.get("scores", {}).get(f"test_{name}", task.points)
        earned = points(task, given(task, recipe.cells[name]))
        assert earned == pytest.approx(expected, abs=0.01), name


@pytest.mark.parametrize("slug", SLUGS)
def test_copied_answers_earn_what_the_own_case_makes_of_them(slug):
    recipe = recipes(LAYOUT, slug)["sample-07"]
    tasks = load_tasks(LAYOUT, slug, "sample-07")
    copied = load_tasks(LAYOUT, slug, recipe.case_of)
    for name, task in tasks.items():
        answer = KINDS[task.kind].solution(copied[name])
        earned = 0 if KINDS[task.kind].form(task, answer) else points(task, answer)
        assert earned == pytest.approx(recipe.expected["scores"][f"test_{name}"], abs=0.01)
