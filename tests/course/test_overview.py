"""What `pmlearn overview` says of assignments, in numbers."""

from __future__ import annotations

from typer.testing import CliRunner

from pmlearn.cli import app
from pmlearn.course.authoring.overview import expected_guess, overview
from pmlearn.course.layout import Layout
from pmlearn.exercises.questions import load_questions


def test_points_of_an_assignment_add_up_to_what_the_gradebook_gives(root):
    layout = Layout(root)
    found = overview(layout, "five-roles")
    assert sum(found.points.values()) == 50
    assert found.points["judged"] == 6
    assert found.tasks == 13


def test_who_guesses_in_a_question_with_many_choices_earns_little():
    sort = load_questions("five-roles")["sort_responsibilities"]
    assert 0 <= expected_guess(sort) < 0.2


def test_the_command_names_every_assignment(root, monkeypatch):
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "160")
    said = CliRunner().invoke(app, ["overview"])
    assert said.exit_code == 0, said.output
    assert all(slug in said.output for slug in Layout(root).assignments())
