"""The class report's table of options, where each learner has a case of their own."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from pmlearn.competency.evidence.answers import read_questions
from pmlearn.competency.reports.class_tables import distractors


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
