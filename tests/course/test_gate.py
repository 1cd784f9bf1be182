"""`pmlearn check` refuses contradictions and answers without a reason."""

from __future__ import annotations

import json
import shutil

import pytest

from pmlearn.course.authoring.gate import faults
from pmlearn.course.layout import Layout

FOLDERS = (
    *("book", "notebooks", "exercises/source", "exercises/tasks"),
    "pmlearn/exercises/questions",
)


@pytest.fixture
def layout(tmp_path, root):
    """A copy of the pages, questions and tasks of the course."""
    for folder in FOLDERS:
        shutil.copytree(root / folder, tmp_path / folder)
    shutil.copy(root / "exercises" / "nbgrader_config.py", tmp_path / "exercises")
    return Layout(tmp_path)


def change(layout, name, old, new):
    path = layout.root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_course_as_it_is_has_no_fault(layout):
    assert list(faults(layout)) == []


def test_a_page_that_states_a_fact_otherwise_is_refused(layout):
    change(
        layout, "book/roles/five-roles.md", "which rebuilds 64 docking", "which rebuilds 46 docking"
    )
    [fault] = faults(layout)
    assert fault.startswith("book/roles/five-roles.md, line ")
    assert "number of docking stations: 64" in fault


def test_a_wrong_option_of_a_task_without_a_reason_is_refused(layout):
    name = "exercises/tasks/who-does-what.yml"
    reason = "A trial that cannot tell an effect from chance has not shown that there is none."
    change(layout, name, reason, "It does not.")
    [fault] = faults(layout)
    assert "'It does not.' is no reason; say why it is wrong" in fault


def test_questions_without_tasks_are_refused(layout):
    (layout.exercises / "tasks" / "who-does-what.yml").unlink()
    [fault] = faults(layout)
    assert fault.startswith(
        "exercises/source/who-does-what/questions.yml: its questions have no key"
    )


@pytest.mark.parametrize(
    ("name", "cell", "drop", "said"),
    [
        (
            "exercises/source/five-roles-in-code",
            "contested",
            "tags",
            "give it the tag raises-exception",
        ),
        ("exercises/source/five-roles-in-code", "test_contested", "tags", "Run All stops"),
        (
            "exercises/source/five-roles-in-code",
            "test_contested",
            "jupyter",
            "source_hidden to true",
        ),
        ("exercises/source/five-roles-in-code", "setup", "jupyter", "its code is shown"),
        ("notebooks", "c71b055e", "jupyter", "cell 3: its code is shown"),
    ],
)
def test_a_cell_that_shows_its_machinery_or_stops_run_all_is_refused(
    layout, name, cell, drop, said
):
    slug = "five-roles-in-code" if "source" in name else "kit-and-framework"
    path = layout.root / name / f"{slug}.ipynb"
    made = json.loads(path.read_text(encoding="utf-8"))
    [found] = [
        one
        for one in made["cells"]
        if cell in {one["id"], one["metadata"].get("nbgrader", {}).get("grade_id")}
    ]
    del found["metadata"][drop]
    path.write_text(json.dumps(made), encoding="utf-8")
    [fault] = faults(layout)
    assert said in fault


def test_a_self_check_that_only_says_no_is_refused(layout):
    name = "pmlearn/exercises/questions/five-roles.yml"
    reason = "Only two managers sorted. How everybody else would sort is not in the figure."
    change(layout, name, f"feedback: {reason}", "feedback: No, it is not.")
    [fault] = faults(layout)
    assert "question five-roles/kappa_reading, option 'firm'" in fault


def test_a_decision_with_two_owners_is_refused(layout, monkeypatch):
    from pmlearn.course.authoring import gate

    matrix = gate.published_matrix()
    matrix.loc["Let a dock go live", "Service manager"] = "A"
    monkeypatch.setattr(gate, "published_matrix", lambda: matrix)
    [fault] = faults(layout)
    assert fault == (
        "published matrix, row 'Let a dock go live': one role must answer, got Program manager, "
        "Service manager"
    )
