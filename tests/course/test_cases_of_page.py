"""Other cases of self-checks for pages without a kernel."""

from __future__ import annotations

import json

import pytest

from pmlearn.course.book.finishing.cases_of_page import CASES, QUESTIONS, other_cases, write_cases
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.questions import load_file

FILE = """
lesson: trial
case: {rate: {between: [1, 50]}}
questions:
  - id: cost
    kind: number
    criteria: [CO1.1]
    prompt: "A week costs {rate} k. What do {weeks} weeks cost?"
    case: {weeks: {between: [2, 50]}}
    answer: "= rate * weeks"
    feedback: {right: Yes., wrong: Multiply.}
  - id: few
    kind: number
    criteria: [CO1.1]
    prompt: "How many days are {weeks} weeks?"
    case: {weeks: {choose: [1, 2, 3]}, rate: 0}
    answer: "= weeks * 7"
    feedback: {right: Yes., wrong: A week has seven.}
"""
FIXED = (
    FILE.partition("case:")[0]
    + """questions:
  - id: fixed
    kind: number
    criteria: [CO1.1]
    prompt: What is 2 + 2?
    answer: 4
    feedback: {right: Yes., wrong: Count.}
"""
)


def written(folder, text):
    path = folder / "trial.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_question_that_draws_has_twenty_other_cases_or_all_there_are(tmp_path):
    path = written(tmp_path, FILE)
    cases = other_cases(path)
    first = load_file(path, graded=False)
    assert {name: len(found) for name, found in cases.items()} == {"cost": CASES, "few": 2}
    for name, found in cases.items():
        whole = [first[name].to_dict(), *({**first[name].to_dict(), **one} for one in found)]
        assert len({one["prompt"] for one in whole}) == len(whole)
        assert all(one["answer"] > 0 for one in whole)
        assert all("feedback" not in one for one in found)  # what is the same is not repeated


def test_a_lesson_that_draws_nothing_has_no_file(tmp_path):
    write_cases(tmp_path / "cases", written(tmp_path, FIXED))
    assert not (tmp_path / "cases").exists()
    write_cases(tmp_path / "cases", written(tmp_path, FILE))
    assert set(json.loads((tmp_path / "cases" / "trial.json").read_text())) == {"cost", "few"}


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.yml")), ids=lambda path: path.stem)
def test_the_files_of_the_course_stay_small_and_each_case_can_be_solved(path):
    """A phone loads at most 150 kB for another case."""
    assert len(json.dumps(other_cases(path))) < 150_000
    for number in (1, 2, 3):
        for question in load_file(path, graded=False, learner=f"page-{number}").values():
            if question.is_drawn:
                kind = KINDS[question.kind]
                assert kind.mark(question, kind.solution(question), 1).points == 1
