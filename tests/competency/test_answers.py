"""What learners chose in widget questions."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from pmlearn.competency.answers import options_chosen, read_answers, read_questions, reference

QUESTIONS = """
lesson: five-roles
questions:
  - id: claim
    kind: choice
    prompt: Which?
    options: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]
  - id: sorted
    kind: sort
    prompt: Sort.
    categories: [{id: project, label: Project}, {id: product, label: Product}]
    items: [{id: s1, text: One}, {id: s2, text: Two}]
"""


@pytest.fixture
def course(tmp_path):
    source = tmp_path / "source" / "five-roles"
    source.mkdir(parents=True)
    (source / "questions.yml").write_text(QUESTIONS, encoding="utf-8")
    cell = '%%answer claim\n### BEGIN SOLUTION\n"a"\n### END SOLUTION'
    write_notebook(source, [cell])
    return tmp_path


def write_notebook(folder, sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "five-roles.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")


def click(folder, question, answer, over=None):
    folder.mkdir(parents=True, exist_ok=True)
    document = {"format": 1, "answers": {question: {"answer": answer, "over": over}}}
    (folder / "five-roles.answers.json").write_text(json.dumps(document), encoding="utf-8")


def chosen(course):
    questions = read_questions(course / "source" / "five-roles")
    table = read_answers(course / "submitted", "five-roles", questions)
    return {tuple(row) for row in table.itertuples(index=False)}


def of(course, learner):
    return course / "submitted" / learner / "five-roles"


def test_an_answer_cell_counts(course):
    write_notebook(of(course, "ana"), ['%%answer claim\n"b"\n'])
    assert chosen(course) == {("ana", "claim", "", "b")}


def test_plain_python_counts(course):
    write_notebook(of(course, "ana"), ['sorted = {"s1": ["project", "product"], "s2": "product"}'])
    assert chosen(course) == {
        ("ana", "sorted", "s1", "project"),
        ("ana", "sorted", "s1", "product"),
        ("ana", "sorted", "s2", "product"),
    }


def test_clicks_count_while_the_cell_is_empty(course):
    write_notebook(of(course, "ana"), ["%%answer claim\n### YOUR ANSWER HERE\n"])
    click(of(course, "ana"), "claim", "c")
    assert chosen(course) == {("ana", "claim", "", "c")}


def test_clicks_count_while_the_cell_is_as_it_was_at_the_click(course):
    write_notebook(of(course, "ana"), ['%%answer claim\n"a"'])
    click(of(course, "ana"), "claim", "b", over="a")
    assert chosen(course) == {("ana", "claim", "", "b")}


def test_a_cell_edited_after_the_click_counts(course):
    write_notebook(of(course, "ana"), ['%%answer claim\n"c"'])
    click(of(course, "ana"), "claim", "b", over="a")
    assert chosen(course) == {("ana", "claim", "", "c")}


@pytest.mark.parametrize(
    "source",
    [
        '%%answer claim\n"z"',
        '%%answer other\n"a"',
        "%%answer claim\n{not json",
        "claim = open('/etc/passwd').read()",
        "claim = __import__('os').getcwd()",
        "claim = 3",
        "if",
        "claim = " + "[" * 5000,
        "%%answer claim\n" + "[" * 5000,
    ],
)
def test_what_is_no_answer_is_left_out_and_never_run(course, source):
    write_notebook(of(course, "ana"), [source])
    assert chosen(course) == set()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', '{"cells": [7, {"source": 5}]}'])
def test_an_unreadable_submission_stops_nobody_elses(course, text):
    of(course, "ana").mkdir(parents=True)
    (of(course, "ana") / "five-roles.ipynb").write_text(text, encoding="utf-8")
    write_notebook(of(course, "ben"), ['%%answer claim\n"b"'])
    assert chosen(course) == {("ben", "claim", "", "b")}


def test_a_link_to_another_file_is_not_followed(course):
    write_notebook(course / "elsewhere", ['%%answer claim\n"b"'])
    of(course, "ana").mkdir(parents=True)
    (of(course, "ana") / "five-roles.ipynb").symlink_to(course / "elsewhere" / "five-roles.ipynb")
    assert chosen(course) == set()


def test_options_are_counted_with_the_mean_of_those_who_chose_them(course):
    for learner, answer in [("ana", "a"), ("ben", "b"), ("cleo", "b")]:
        write_notebook(of(course, learner), [f'%%answer claim\n"{answer}"'])
    questions = read_questions(course / "source" / "five-roles")
    answers = read_answers(course / "submitted", "five-roles", questions)
    rest = pd.Series({"ana": 1.0, "ben": 0.5, "cleo": 0.25})
    table = options_chosen(answers, questions, rest)
    claim = table[table["question"] == "claim"].set_index("option")
    assert list(claim["n"]) == [1, 2, 0]
    assert claim.loc["b", "share"] == pytest.approx(2 / 3)
    assert claim.loc["b", "mean_rest"] == pytest.approx(0.375)
    assert len(table[table["question"] == "sorted"]) == 4


def test_the_right_options_come_from_the_instructors_version(course):
    source = course / "source" / "five-roles"
    assert reference(source, "five-roles", read_questions(source)) == {("claim", "", "a")}


def test_an_assignment_without_questions_has_none(tmp_path):
    assert read_questions(tmp_path) == {}
