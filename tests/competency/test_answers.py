"""What learners chose in widget questions."""

from __future__ import annotations

import json
import re
import shutil

import pandas as pd
import pytest

from pmlearn.competency.evidence.answers import (
    options_chosen,
    read_answers,
    read_questions,
    reference,
)
from pmlearn.competency.evidence.class_record import read_class
from pmlearn.competency.reports.names import Names
from pmlearn.competency.reports.report import write_class_report
from pmlearn.exercises.record import AnswersFile
from pmlearn.exercises.sheet import Sheet

QUESTIONS = """
lesson: five-roles
questions:
  - id: claim
    kind: choice
    criteria: [CO1.1]
    prompt: Which?
    options: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]
  - id: marked
    kind: choices
    criteria: [CO1.1]
    prompt: Which ones?
    options: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]
  - id: sorted
    kind: sort
    criteria: [CO1.1]
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
    questions = read_questions(folder.parents[2] / "source" / "five-roles")
    AnswersFile(folder, "five-roles", questions).put(question, answer, over)


def chosen(course):
    questions = read_questions(course / "source" / "five-roles")
    table = read_answers(course / "submitted", course / "source" / "five-roles", questions)
    return {tuple(row) for row in table.itertuples(index=False)}


TABLE = """
  - id: state
    kind: table
    criteria: [CO1.1]
    prompt: Fill in.
    columns: [{id: cost, label: Cost, undefined: none}, {id: next, label: Next, words: [go, stop]}]
    rows: [{id: r1, text: One}, {id: r2, text: Two}]
    given: {r2: {cost: 7}}
"""


def test_of_a_table_the_words_are_options_and_numbers_are_not(course):
    path = course / "source" / "five-roles" / "questions.yml"
    path.write_text(QUESTIONS + TABLE, encoding="utf-8")
    answer = {"r1": {"cost": "none", "next": "go"}, "r2": {"next": "away", "cost": 7}}
    write_notebook(of(course, "ana"), [f"%%answer state\n{answer}"])
    write_notebook(of(course, "bo"), ["%%answer state\n{'r1': {'cost': 12, 'next': 'stop'}}"])
    write_notebook(of(course, "cy"), ["%%answer state\n{'r1': 5}"])
    assert chosen(course) == {
        ("ana", "state", "r1.next", "go"),
        ("ana", "state", "r1.cost", "none"),
        ("bo", "state", "r1.next", "stop"),
    }
    questions = read_questions(course / "source" / "five-roles")
    answers = read_answers(course / "submitted", course / "source" / "five-roles", questions)
    table = options_chosen(answers, questions, pd.Series({"ana": 0.9, "bo": 0.2}))
    rows = table[table["question"] == "state"][["text", "label", "n"]].to_numpy().tolist()
    assert rows == [
        ["One, Cost", "none", 1],
        ["One, Next", "go", 1],
        ["One, Next", "stop", 1],
        ["Two, Next", "go", 0],
        ["Two, Next", "stop", 0],
    ]


def of(course, learner):
    return course / "submitted" / learner / "five-roles"


def test_an_answer_cell_counts(course):
    write_notebook(of(course, "ana"), ['%%answer claim\n"b"\n'])
    assert chosen(course) == {("ana", "claim", "", "b")}


@pytest.mark.parametrize(
    "typed",
    [
        "['a','b']",
        '["a", "b"]',
        "('a', 'b')",
        "# these two\n['a',\n 'b',  # or c?\n]",
        "marked = ['a', 'b']",
        "raise NotImplementedError\n['a', 'b']",
    ],
)
def test_the_report_counts_what_grading_records(course, database, source, tmp_path, typed):
    """However an answer is typed, the class report's table of options has it."""
    shutil.copytree(source, course / "source", dirs_exist_ok=True)
    (course / "source" / "five-roles" / "questions.yml").write_text(QUESTIONS, encoding="utf-8")
    write_notebook(of(course, "ana"), [f"%%answer marked\n{typed}"])
    sheet = Sheet("five-roles", course / "source" / "five-roles")
    assert sorted(sheet.record("marked", typed)[0]) == ["a", "b"]
    assert chosen(course) == {("ana", "marked", "", "a"), ("ana", "marked", "", "b")}
    record = read_class(database, course, ["book/roles/five-roles"])
    write_class_report(record, tmp_path / "reports", Names.real())
    page = (tmp_path / "reports" / "class.html").read_text(encoding="utf-8")
    table = page.partition("Options chosen in")[2].partition("</table>")[0]
    assert re.findall(r'<th scope="row">(\w).*?<td class="num">(\d)</td>', table) == [
        ("A", "1"),
        ("B", "1"),
        ("C", "0"),
    ]


def test_a_click_counts_where_the_cell_was_deleted_since_grading_puts_it_back(course):
    write_notebook(of(course, "ana"), [])
    click(of(course, "ana"), "claim", "c")
    assert chosen(course) == {("ana", "claim", "", "c")}


def test_a_click_on_a_question_that_has_changed_since_does_not_count(course):
    write_notebook(of(course, "ana"), ["%%answer claim\n"])
    click(of(course, "ana"), "claim", "c")
    changed = QUESTIONS.replace("prompt: Which?", "prompt: Which one is wrong?")
    (course / "source" / "five-roles" / "questions.yml").write_text(changed, encoding="utf-8")
    assert chosen(course) == set()


def test_a_click_counts_where_the_cell_cannot_be_read(course):
    write_notebook(of(course, "ana"), ['%%answer claim\n"a'])
    click(of(course, "ana"), "claim", "b")
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
    answers = read_answers(course / "submitted", course / "source" / "five-roles", questions)
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
