"""Assignments in code, which nobody needs: where learners find them, and what they are held to."""

from __future__ import annotations

import json
import shutil

import pytest

from pmlearn.competency.evidence.cells import in_code, is_optional, lesson_of, read_cells
from pmlearn.competency.framework import load
from pmlearn.course.layout import Layout
from pmlearn.course.learners.start_page import PAGE, write_start_page

LESSON = "control-and-closing"


@pytest.fixture(scope="module")
def cells(root):
    return read_cells(root / "exercises" / "source")


def start_page(root, folder, *slugs):
    """The page of a learner who has fetched these assignments."""
    for name in ("_toc.yml", "exercises/nbgrader_config.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    for slug in slugs:
        place = folder / "workspace" / slug
        place.mkdir(parents=True)
        book = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (place / f"{slug}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    layout = Layout(folder)
    write_start_page(layout)
    return (layout.workspace / PAGE).read_text(encoding="utf-8")


def test_the_start_page_names_it_beside_the_assignment_of_its_lesson(root, tmp_path):
    page = start_page(root, tmp_path, LESSON, in_code(LESSON))
    (row,) = (line for line in page.splitlines() if line.startswith("| 1 |"))
    assert f"[Assignment]({LESSON}/{LESSON}.ipynb)" in row
    assert f"[in code]({in_code(LESSON)}/{in_code(LESSON)}.ipynb) (optional)" in row
    assert "| 2 |" not in page


def test_the_start_page_of_who_has_not_fetched_it_does_not_name_it(root, tmp_path):
    assert "in code" not in start_page(root, tmp_path, LESSON)


def test_each_belongs_to_a_lesson_with_an_assignment_for_everybody(cells):
    slugs = {cell.assignment for cell in cells}
    assert {lesson_of(slug) for slug in slugs if is_optional(slug)} <= slugs


def test_each_proves_nothing_more_that_a_role_asks_for(cells):
    framework = load()
    asked_for = {element for role in framework.roles.values() for element in role.targets}
    proved = {}
    for cell in cells:
        proved.setdefault(cell.assignment, set()).update(cell.criteria)
    optional = [slug for slug in proved if is_optional(slug)]
    assert optional
    for slug in optional:
        more = proved[slug] - proved[lesson_of(slug)]
        assert [code for code in more if code.split(".")[0] in asked_for] == [], slug


def test_each_says_that_it_is_optional(root, cells):
    for slug in {cell.assignment for cell in cells if is_optional(cell.assignment)}:
        book = json.loads(
            (root / "exercises" / "source" / slug / f"{slug}.ipynb").read_text("utf-8")
        )
        first = " ".join("".join(book["cells"][0]["source"]).split())
        assert "This assignment is **optional**" in first
        assert "No level needs it" in first
