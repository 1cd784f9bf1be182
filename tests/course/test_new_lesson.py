"""A new lesson from the templates works before a word of it is written."""

from __future__ import annotations

import shutil

import nbformat
import pytest
import yaml

from pmlearn.course.authoring.new_lesson import new_lesson
from pmlearn.course.authoring.tasks import load_tasks, stale_files
from pmlearn.course.layout import CourseError, Layout
from pmlearn.course.lessons import chapters, criteria_of
from pmlearn.exercises.questions import load_file
from pmlearn.notebooks import read_cells

PART = "Project: the work done right"


@pytest.fixture
def layout(tmp_path, root):
    for name in ("_toc.yml", "exercises/nbgrader_config.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    (tmp_path / "exercises" / "source").mkdir()
    return Layout(tmp_path)


def test_all_files_are_made_and_filled(layout):
    files = new_lesson(layout, "team-charter", PART, 'The "charter"', "PJ2.1")
    assert {path.relative_to(layout.root).as_posix() for path in files} == {
        f"{files[0].relative_to(layout.root).parent.as_posix()}/team-charter.md",
        "notebooks/team-charter.ipynb",
        "exercises/source/team-charter/team-charter.ipynb",
        "exercises/source/team-charter/questions.yml",
        "exercises/tasks/team-charter.yml",
        "pmlearn/exercises/questions/team-charter.yml",
    }
    for path in files:
        assert "__" not in path.read_text().replace("from __future__", "")
    for path in files[1:3]:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert 'The "charter"' in notebook.cells[0].source
    assert criteria_of(layout, "team-charter") == ["PJ2.1"]


def test_its_tasks_and_self_checks_are_sound(layout):
    *_, practice, graded = new_lesson(layout, "team-charter", PART, criterion="PJ2.1")
    assert list(load_tasks(layout, "team-charter")) == ["first_table", "first_choice"]
    assert list(load_file(graded, graded=True)) == ["first_table", "first_choice"]
    assert list(load_file(practice, graded=False)) == ["first_question"]
    assert list(stale_files(layout, "team-charter")) == []


def test_its_assignment_asks_for_no_code_and_its_tasks_come_before_the_judged_answer(layout):
    new_lesson(layout, "team-charter", PART, criterion="PJ2.1")
    cells = read_cells(layout.exercises / "source" / "team-charter" / "team-charter.ipynb")
    names = [cell.grade_id for cell in cells if cell.is_solution]
    assert names == ["first_table", "first_choice", "judgment"]
    assert not any("def " in cell.text for cell in cells)


def test_it_comes_last_in_its_part_and_a_new_part_before_teaching(layout):
    before = chapters(layout)
    new_lesson(layout, "first-try", "Roles", criterion="CO1.1")
    new_lesson(layout, "second-try", 'Odd: "names"', criterion="CO1.1")
    toc = yaml.safe_load(layout.toc.read_text())
    parts = {part["caption"]: part["chapters"] for part in toc["parts"]}
    assert parts["Roles"][-1]["file"] == "book/roles/first-try"
    assert parts["Roles"][-1]["sections"] == [{"file": "notebooks/first-try"}]
    captions = list(parts)
    assert captions[captions.index("Teaching") - 1] == 'Odd: "names"'
    assert [page for page in chapters(layout) if page in before] == before


def test_an_assignment_without_a_criterion_takes_that_of_its_element(layout):
    new_lesson(layout, "choosing-under-capacity", "Portfolio")
    assert criteria_of(layout, "choosing-under-capacity") == ["PF1.1"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Team Charter", PART, "", "PJ2.1"), "must be small letters, digits and hyphens"),
        (("team-charter", PART, "", "PJ99"), "PJ99"),
        (("team-charter", PART), "no element of the competency framework lists 'team-charter'"),
        (("team-charter", "!", "", "PJ2.1"), "part '!': must have a name"),
    ],
)
def test_nonsense_is_refused_and_nothing_written(layout, arguments, message):
    before = sorted(layout.root.rglob("*"))
    with pytest.raises(CourseError, match=message):
        new_lesson(layout, *arguments)
    assert sorted(layout.root.rglob("*")) == before


def test_a_lesson_that_exists_is_not_touched(layout):
    first, *_ = new_lesson(layout, "team-charter", PART, criterion="PJ2.1")
    first.write_text("mine")
    with pytest.raises(CourseError, match="lesson 'team-charter' exists already"):
        new_lesson(layout, "team-charter", PART, criterion="PJ2.1")
    assert first.read_text() == "mine"
