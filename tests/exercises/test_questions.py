"""Question files: every broken rule is named; what the course ships keeps all rules."""

from __future__ import annotations

import copy

import pytest
import yaml

from pmlearn.competency.framework import load
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.questions import load_file, pick

CHOICE = {
    "id": "who",
    "kind": "choice",
    "criteria": ["CO1.1"],
    "prompt": "Who?",
    "hint": "Look.",
    "options": [
        {"id": "a", "text": "A", "correct": True, "feedback": "Yes."},
        {"id": "b", "text": "B", "feedback": "No."},
    ],
}
SORT = {
    "id": "where",
    "kind": "sort",
    "criteria": ["CO1.1"],
    "prompt": "Where?",
    "several": True,
    "categories": [{"id": "x", "label": "X"}, {"id": "y", "label": "Y"}],
    "items": [
        {"id": "one", "text": "One", "answer": ["x"], "feedback": "Because."},
        {"id": "two", "text": "Two", "answer": ["y"], "also": [["x", "y"]], "feedback": "So."},
    ],
}

ORDER = {
    "id": "steps",
    "kind": "order",
    "criteria": ["CO1.1"],
    "prompt": "In which order?",
    "take": 4,
    "shuffle": True,
    "answer": ["a", "b", ["c", "d"], "e"],
    "items": [{"id": i, "text": i.upper(), "feedback": "Because."} for i in "abcde"],
}


def written(folder, *questions, lesson="trial"):
    path = folder / "trial.yml"
    path.write_text(yaml.safe_dump({"lesson": lesson, "questions": list(questions)}))
    return path


def changed(question, **change):
    return {**copy.deepcopy(question), **change}


def with_entry(question, list_name, **change):
    """The question with its first entry changed; None takes a field away."""
    made = copy.deepcopy(question)
    entry = {**made[list_name][0], **change}
    made[list_name][0] = {name: value for name, value in entry.items() if value is not None}
    return made


def without_key(question):
    made = copy.deepcopy(question)
    made.pop("hint", None)
    for name in ("options", "items"):
        for entry in made.get(name, []):
            for telling in ("correct", "answer", "also", "feedback"):
                entry.pop(telling, None)
    return made


def test_a_sound_file_gives_its_questions_in_order(tmp_path):
    questions = load_file(written(tmp_path, SORT, CHOICE), graded=False)
    assert list(questions) == ["where", "who"]
    assert questions["who"].lesson == "trial"
    assert [entry["id"] for entry in questions["where"].entries] == ["one", "two"]


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        (changed(CHOICE, kind="riddle"), "kind must be one of"),
        (changed(CHOICE, id="Right Work"), "lower-case Python name"),
        (changed(CHOICE, id="2nd"), "lower-case Python name"),
        (changed(CHOICE, criteria=[]), "at least one criterion"),
        (changed(CHOICE, options=CHOICE["options"][:1]), "two or more options"),
        (changed(CHOICE, options=CHOICE["options"][:1] * 2), "different ids"),
        (with_entry(CHOICE, "options", feedback=None), "'a' needs feedback"),
        (with_entry(CHOICE, "options", feedback="  "), "'a' needs feedback"),
        (with_entry(CHOICE, "options", correct=None), "exactly one option must be correct, got 0"),
        (
            changed(CHOICE, options=[{**o, "correct": True} for o in CHOICE["options"]]),
            "exactly one option must be correct, got 2",
        ),
        (
            with_entry(changed(CHOICE, kind="choices"), "options", correct=None),
            "at least one option must be correct",
        ),
        (with_entry(SORT, "items", answer=["z"]), "must name known categories"),
        (with_entry(SORT, "items", answer=[]), "must name known categories"),
        (with_entry(SORT, "items", also=[["z"]]), "must name known categories"),
        (with_entry(SORT, "items", answer=None), "answer"),
    ],
)
def test_a_broken_rule_is_told_with_file_question_and_rule(tmp_path, question, rule):
    with pytest.raises(ValueError, match=rule) as error:
        load_file(written(tmp_path, question), graded=False)
    assert str(error.value).startswith(f"trial.yml: question {question['id']!r}: ")


@pytest.mark.parametrize("lacking", ["kind", "prompt", "options", "id"])
def test_a_field_that_lacks_is_named(tmp_path, lacking):
    question = {name: value for name, value in CHOICE.items() if name != lacking}
    with pytest.raises(ValueError, match=lacking) as error:
        load_file(written(tmp_path, question), graded=False)
    assert str(error.value).startswith("trial.yml: question ")


def test_an_id_used_twice_is_refused(tmp_path):
    with pytest.raises(ValueError, match="'who': the id is used twice"):
        load_file(written(tmp_path, CHOICE, CHOICE), graded=False)


def test_a_document_without_lesson_or_questions_is_refused(tmp_path):
    path = tmp_path / "trial.yml"
    path.write_text("- just\n- a list\n")
    with pytest.raises(ValueError, match=r"trial\.yml: must have the keys lesson and questions"):
        load_file(path, graded=False)


@pytest.mark.parametrize(
    ("question", "telling"),
    [
        (with_entry(without_key(CHOICE), "options", correct=True), "correct"),
        (with_entry(without_key(CHOICE), "options", feedback="Yes."), "feedback"),
        (with_entry(without_key(SORT), "items", answer=["x"]), "answer"),
        (with_entry(without_key(SORT), "items", also=[["x"]]), "also"),
        (changed(without_key(CHOICE), hint="Look."), "hint"),
    ],
)
def test_a_graded_file_refuses_whatever_tells_the_answer(tmp_path, question, telling):
    with pytest.raises(ValueError, match=f"must not carry.*{telling}"):
        load_file(written(tmp_path, question), graded=True)


def test_without_keys_the_same_questions_are_fit_for_grading(tmp_path):
    path = written(tmp_path, without_key(CHOICE), without_key(SORT))
    assert set(load_file(path, graded=True)) == {"who", "where"}


def test_an_unknown_question_lists_the_nearest(tmp_path):
    questions = load_file(written(tmp_path, CHOICE, SORT), graded=False)
    with pytest.raises(ValueError, match="no question 'wheer'; nearest: where"):
        pick(questions, "wheer")


def test_the_fingerprint_changes_with_what_is_asked_and_with_nothing_else(tmp_path):
    def fingerprint(question):
        return load_file(written(tmp_path, question), graded=False)[question["id"]].fingerprint

    same = fingerprint(CHOICE)
    assert fingerprint(changed(CHOICE, hint="Look twice.")) == same
    assert fingerprint(changed(CHOICE, criteria=["CO1.2"])) == same
    assert fingerprint(changed(CHOICE, prompt="Who else?")) != same
    assert fingerprint(with_entry(CHOICE, "options", text="Another")) != same
    assert fingerprint(changed(CHOICE, kind="choices")) != same
    assert fingerprint(changed(SORT, several=False)) != fingerprint(SORT)


def test_every_question_of_the_course_loads_and_names_known_criteria(root):
    framework = load()
    formative = sorted((root / "pmlearn" / "exercises" / "questions").glob("*.yml"))
    graded = sorted((root / "exercises" / "source").glob("*/questions.yml"))
    assert formative
    assert graded
    for path in [*formative, *graded]:
        questions = load_file(path, graded=path in graded)
        slug = path.parent.name if path in graded else path.stem
        assert questions, path
        for question in questions.values():
            assert question.lesson == slug, path
            for code in question.criteria:
                framework.criterion(code)


class TestOrderOfDrawnItems:
    """Of more steps than a learner gets, each has some, in an order of the learner's own."""

    @pytest.fixture(params=range(60))
    def steps(self, request, tmp_path):
        path = written(tmp_path, ORDER)
        return load_file(path, graded=False, learner=f"learner-{request.param}")["steps"]

    def test_the_key_is_that_of_the_items_that_the_learner_has(self, steps):
        kind, given = KINDS["order"], [entry["id"] for entry in steps.entries]
        solution = kind.solution(steps)
        assert solution == sorted(given)
        assert kind.form(steps, solution) == ""
        assert kind.mark(steps, solution, 3).points == 3
        assert kind.mark(steps, solution[::-1], 3).points == 0

    def test_an_item_without_a_place_in_the_key_is_refused(self, tmp_path):
        path = written(tmp_path, changed(ORDER, take=5, answer=["a", "b", "c", "d"]))
        with pytest.raises(ValueError, match="answer must name each item once"):
            load_file(path, graded=False)
