"""A matrix to be put right: what is changed counts, and rules that are broken no more."""

from __future__ import annotations

import pytest

from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.marking.tables import mark_changes
from pmlearn.exercises.questions import load_file

GIVEN = {
    "dig": {"ann": "A", "bob": "A"},
    "wire": {"ann": "C/I", "bob": "A/R"},
    "test": {"bob": "S"},
}
KEY = {"dig": {"ann": "A", "bob": "R"}, "wire": {"ann": "C", "bob": "A/R"}, "test": {"bob": "A"}}
QUESTIONS = """
lesson: trial
questions:
  - id: repair
    kind: matrix
    criteria: [CO1.3]
    points: 8
    prompt: Put it right.
    several: true
    columns: [{id: ann, label: Ann}, {id: bob, label: Bob}]
    values: [{id: A, label: answers}, {id: R, label: does}, {id: C, label: is asked}]
    rows: [{id: dig, text: Dig, note: said of it}, {id: wire, text: Wire}, {id: test, text: Test}]
    given: {dig: {ann: A, bob: A}, wire: {ann: C/I, bob: A/R}, test: {bob: S}}
    rules:
      - {per: row, of: [A], at_least: 1, at_most: 1, say: one A.}
      - {per: cell, only: [A, R, C, A/R], say: one letter.}
      - {per: column, of: [A], at_most: 2, say: at most two A.}
    answer: {dig: {ann: A, bob: R}, wire: {ann: C, bob: A/R}, test: {bob: A}}
    for_rules: 0.25
    feedback: {right: "Yes.", wrong: "No."}
"""


@pytest.fixture
def load(tmp_path):
    def read(text=QUESTIONS):
        (tmp_path / "trial.yml").write_text(text, encoding="utf-8")
        return load_file(tmp_path / "trial.yml", graded=False)["repair"]

    return read


def points(question, answer):
    return KINDS["matrix"].mark(question, answer, 8).points


class TestChanges:
    def test_all_of_them_earn_everything(self):
        assert mark_changes(KEY, GIVEN, KEY, out_of=6).points == 6

    def test_none_earns_nothing(self):
        assert mark_changes(GIVEN, GIVEN, KEY).points == 0
        assert mark_changes({}, GIVEN, KEY).points == 0
        assert mark_changes(None, GIVEN, KEY).points == 0

    def test_a_row_that_is_left_out_stays_as_it_was(self):
        assert mark_changes({"dig": KEY["dig"]}, GIVEN, KEY, out_of=3).points == 1

    def test_a_change_of_what_was_right_takes_one_back(self):
        spoiled = {**KEY, "wire": {"ann": "C", "bob": "R"}}
        mark = mark_changes(spoiled, GIVEN, KEY, out_of=3)
        assert mark.points == 2
        assert mark.feedback == "3 of 3 cells are put right, 1 changed that were right."

    def test_an_empty_text_is_an_empty_cell(self):
        empty = {**KEY, "test": {"ann": "", "bob": "A"}}
        assert mark_changes(empty, GIVEN, KEY).points == 1

    @pytest.mark.parametrize("answer", [7, "dig", [], {"dig": 3}, {"dig": {"bob": 3}}])
    def test_what_is_no_matrix_earns_nothing(self, answer):
        assert mark_changes(answer, GIVEN, KEY).points == 0

    def test_a_key_that_changes_nothing_is_refused(self):
        with pytest.raises(ValueError, match="must change at least one cell, got none"):
            mark_changes(GIVEN, GIVEN, GIVEN)


class TestRules:
    def test_the_answer_earns_everything_and_the_matrix_as_it_came_nothing(self, load):
        assert points(load(), KEY) == 8
        assert points(load(), GIVEN) == 0

    def test_a_matrix_that_obeys_the_rules_by_other_letters_earns_their_share_alone(self, load):
        """A quarter, as the question says."""
        other = {"dig": {"ann": "R", "bob": "A"}, "wire": {"ann": "A"}, "test": {"ann": "A"}}
        assert points(load(), other) == 2

    def test_each_rule_that_is_obeyed_counts_a_part(self, load):
        """Given, one row has two A, one has none, and two cells hold what must not stand there."""
        half = {**GIVEN, "dig": {"ann": "A", "bob": "R"}}
        assert points(load(), half) == pytest.approx(8 * (0.75 / 3 + 0.25 / 4))

    def test_a_cell_may_keep_what_it_was_given(self, load):
        question = load()
        assert KINDS["matrix"].form(question, GIVEN) == ""
        moved = {**GIVEN, "test": {"ann": "S", "bob": "A"}}
        assert "'S' is not one of" in KINDS["matrix"].form(question, moved)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("per: column", "per: corner", "rules: each needs say, and per"),
        ("only: [A, R, C, A/R], ", "", "a rule per cell needs only"),
        ("for_rules: 0.25", "for_rules: 2", "for_rules must be 0 or more and below 1, got 2"),
        ("test: {bob: A}}", "test: {bob: R}}", "its own answer is not right"),
        ("answer: {dig: {ann: A,", "answer: {dog: {ann: A,", "must name known rows"),
    ],
)
def test_a_broken_question_is_named(load, old, new, message):
    assert old in QUESTIONS
    with pytest.raises(ValueError, match=message):
        load(QUESTIONS.replace(old, new))
