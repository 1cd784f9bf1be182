"""Who works on an assignment is known without anybody typing it into a notebook."""

from __future__ import annotations

import pytest

from pmlearn.course.layout import CourseError
from pmlearn.course.learners.workspace import name_learner
from pmlearn.exercises import Sheet

# Without a case, so that a sheet can be opened before anybody is known.
SAME_FOR_ALL = """
lesson: five-roles
questions:
  - id: which
    kind: choice
    criteria: [CO1.1]
    prompt: Which?
    options: [{id: a, text: One}, {id: b, text: Two}]
"""


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    """A sheet in a workspace, where neither a grader nor a JupyterHub says who works."""
    for name in ("PMLEARN_LEARNER", "JUPYTERHUB_USER"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "workspace" / "five-roles"
    folder.mkdir(parents=True)
    (folder / "questions.yml").write_text(SAME_FOR_ALL, encoding="utf-8")
    return Sheet("five-roles", folder)


def test_the_grader_is_believed_before_the_hub_and_the_hub_before_the_file(
    sheet, tmp_path, monkeypatch
):
    (tmp_path / "workspace" / "learner.txt").write_text("kim\n")
    assert sheet.learner_id == "kim"
    monkeypatch.setenv("JUPYTERHUB_USER", "lee")
    assert sheet.learner_id == "lee"
    monkeypatch.setenv("PMLEARN_LEARNER", "l07")
    assert sheet.learner_id == "l07"


def test_where_nothing_says_it_the_message_says_what_to_do(sheet):
    with pytest.raises(LookupError, match=r"pmlearn lab --learner ID.*learner\.txt"):
        _ = sheet.learner_id


def test_the_id_is_asked_for_once_and_can_be_changed(sheet, tmp_path):
    asked = []

    def ask():
        asked.append(1)
        return " kim "

    workspace = tmp_path / "workspace"
    name_learner(workspace, "", ask)
    name_learner(workspace, "", ask)
    assert (sheet.learner_id, len(asked)) == ("kim", 1)
    name_learner(workspace, "l07", ask)
    assert (sheet.learner_id, len(asked)) == ("l07", 1)


@pytest.mark.parametrize("name", ["a+b", "a/b", "<b>", ".kim", "k" * 129])
def test_an_id_under_which_nobody_can_hand_in_is_refused(sheet, tmp_path, name):
    with pytest.raises(CourseError, match="cannot be a learner's id"):
        name_learner(tmp_path / "workspace", name, str)
    assert not (tmp_path / "workspace" / "learner.txt").exists()


def test_in_the_course_itself_the_instructor_works(root, monkeypatch):
    for name in ("PMLEARN_LEARNER", "JUPYTERHUB_USER"):
        monkeypatch.delenv(name, raising=False)
    assert Sheet("five-roles", root / "exercises" / "source" / "five-roles").learner_id == (
        "instructor"
    )
