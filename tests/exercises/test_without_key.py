"""What a learner gets of a graded question holds nothing that tells the answer."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.question_fields import without_key
from pmlearn.exercises.questions import load_file

DOCUMENT = yaml.safe_load((Path(__file__).parent / "data" / "trial.yml").read_text("utf-8"))
QUESTIONS = {question["id"]: question for question in DOCUMENT["questions"]}
SECRET = "zzsecretzz"


def telling(question):
    """The fields of a question and of its entries that tell the answer."""
    kind = KINDS[question["kind"]]
    whole = {*kind.key, "hint", "worked", "solve", "feedback"}
    return whole, {*kind.entry_key, "feedback"}, kind.entries


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_of_key_and_feedback_is_left(name):
    """Each telling field, filled with a word, leaves no trace of it."""
    question = copy.deepcopy(QUESTIONS[name])
    whole, of_entry, entries = telling(question)
    question |= dict.fromkeys(whole, SECRET)
    for entry in question.get(entries, []):
        entry.update(dict.fromkeys(of_entry, SECRET))
    public = without_key(question)
    assert SECRET not in yaml.safe_dump(public)
    assert public["prompt"] == question["prompt"]
    assert [e["id"] for e in public.get(entries, [])] == [
        e["id"] for e in question.get(entries, [])
    ]
    assert QUESTIONS[name] == next(q for q in DOCUMENT["questions"] if q["id"] == name)


def test_the_questions_without_keys_ask_each_learner_the_same_as_those_with(tmp_path):
    """The case does not depend on whether the key stands there."""
    both = []
    for graded in (True, False):
        questions = [without_key(q) if graded else q for q in DOCUMENT["questions"]]
        path = tmp_path / f"{graded}.yml"
        path.write_text(yaml.safe_dump({"lesson": "trial", "questions": questions}), "utf-8")
        both.append([load_file(path, graded=graded, learner=f"l-{n}") for n in range(20)])
    for public, keyed in zip(*both, strict=True):
        for name, question in public.items():
            assert question.prompt == keyed[name].prompt
            assert question.settings.get("given") == keyed[name].settings.get("given")


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_the_page_gets_of_a_graded_question_has_no_key(name, tmp_path):
    path = tmp_path / "graded.yml"
    public = without_key(QUESTIONS[name])
    path.write_text(yaml.safe_dump({"lesson": "trial", "questions": [public]}), "utf-8")
    data = load_file(path, graded=True)[name].to_dict()
    whole, of_entry, _ = telling(QUESTIONS[name])
    shown = {field for field in whole & data.keys() if data[field]}
    assert shown == set()
    assert all(not of_entry & entry.keys() for entry in data["entries"])
