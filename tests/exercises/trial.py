"""The trial questions, and variants of one with other fields."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import strategies as st

from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.question_fields import without_key
from pmlearn.exercises.questions import load_file

DATA = Path(__file__).parent / "data" / "trial.yml"
TRIAL = load_file(DATA, graded=False)
RAW = {q["id"]: q for q in yaml.safe_load(DATA.read_text(encoding="utf-8"))["questions"]}

_ids = st.sampled_from(
    [entry["id"] for question in TRIAL.values() for entry in question.entries]
    + ["people", "hours", "from", "to"]
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 12)
    | st.floats()
    | st.text(max_size=8)
    | _ids
    | st.just(10**400)
    | st.just("1e999")
)
answers = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_ids, inner, max_size=4),
    max_leaves=12,
)


def written(folder, raw, *, graded=False):
    """The question of this description, read from a file."""
    path = folder / "questions.yml"
    document = {"lesson": "trial", "questions": [without_key(raw) if graded else raw]}
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return load_file(path, graded=graded)[raw["id"]]


def mark(question, answer, out_of=1):
    return KINDS[question.kind].mark(question, answer, out_of)


def form(question, answer):
    return KINDS[question.kind].form(question, answer)
