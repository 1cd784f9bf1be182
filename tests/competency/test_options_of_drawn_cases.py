"""The class report's table of options, where each learner has a case of their own."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from pmlearn.competency.evidence.answers import (
    asked_alike,
    options_chosen,
    read_answers,
    read_questions,
)
from pmlearn.competency.reports.class_tables import distractors
from pmlearn.exercises.record import AnswersFile


def test_options_that_mean_something_else_in_each_case_are_not_counted_together(root):
    """Week 18 is right for one learner and wrong for another; a criterion lacks what it lacks."""
    nobody = pd.MultiIndex.from_tuples([], names=["learner", "assignment"])
    results = pd.DataFrame({"score": [], "max_score": []}, index=nobody, dtype=float)
    gradebook = SimpleNamespace(learners=(), results=results)
    record = SimpleNamespace(exercises=root / "exercises", gradebook=gradebook)
    slug = "control-and-closing"
    kinds = {name: q.kind for name, q in read_questions(root / "exercises/source" / slug).items()}
    shown = {kinds[name] for name in distractors(record, slug)["question"]}
    assert shown == {"sort"}
    assert {"table", "choices"} <= set(kinds.values())


def test_clicks_count_in_the_case_in_which_they_were_made(root, tmp_path):
    """Clicked and never run: the record bears the mark of the learner's own case."""
    slug = "control-and-closing"
    source = root / "exercises" / "source" / slug
    folder = tmp_path / "ana" / slug
    folder.mkdir(parents=True)
    own = read_questions(source, "ana")
    items = [entry["id"] for entry in own["what_to_do"].entries]
    AnswersFile(folder, slug, own).put("what_to_do", {item: ["leave"] for item in items}, None)
    questions = asked_alike(source, ["ana", "ben"])
    answers = read_answers(tmp_path, source, questions)
    assert set(answers["item"]) == set(items)
    table = options_chosen(answers, questions, pd.Series({"ana": 1.0}))
    assert set(table[table["n"] > 0]["item"]) == set(items)
