"""Every wrong answer has a reason, and reasons of graded questions never reach a learner."""

from __future__ import annotations

import ast
import json
import re

import pytest
import yaml

from pmlearn.course.authoring.tasks import load_tasks, with_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.questions import load_file
from pmlearn.exercises.reasons import missing_reasons, weak_feedback

GRADED = """
lesson: trial
questions:
  - id: which
    kind: choice
    criteria: [CO1.1]
    prompt: Which?
    options:
      - {id: a, text: One}
      - {id: b, text: Two}
"""
ASKED = """
lesson: trial
questions:
  - id: which
    kind: choice
    criteria: [CO1.1]
    prompt: Which?
    options:
      - {id: a, text: One, correct: true, feedback: "Yes."}
      - {id: b, text: Two, feedback: "No, not at all."}
"""


@pytest.fixture
def graded(tmp_path):
    path = tmp_path / "questions.yml"
    path.write_text(GRADED, encoding="utf-8")
    return load_file(path, graded=True)


@pytest.fixture
def reasons(tmp_path):
    """Write a file of reasons and say what is missing."""

    def write(graded, text):
        path = tmp_path / "trial.yml"
        path.write_text(text, encoding="utf-8")
        return list(missing_reasons(graded, path))

    return write


def test_a_reason_for_each_option_is_enough(graded, reasons):
    text = "which:\n  a: It is the first of the two, as the case says.\n"
    text += "  b: It comes second, and second was not asked for.\n"
    assert reasons(graded, text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("which:\n  a: It is the first of the two, as said.\n", "'b' needs a reason"),
        ("which: {a: It is the first of the two, b: It is wrong.}", "'b' needs a reason"),
        ("other: {}\n", "there is no graded question 'other'"),
        ("which:\n  c: An option that nobody has ever seen.\n", "no option or item 'c'"),
        ("a: [", "is no YAML"),
    ],
)
def test_what_is_missing_or_unknown_is_named(graded, reasons, text, message):
    assert any(message in found for found in reasons(graded, text))


def test_an_assignment_without_a_file_of_reasons_is_named(graded, tmp_path):
    [found] = missing_reasons(graded, tmp_path / "none.yml")
    assert "there is no such file" in found


def test_a_verdict_is_no_reason(tmp_path):
    path = tmp_path / "asked.yml"
    path.write_text(ASKED, encoding="utf-8")
    [found] = weak_feedback(load_file(path, graded=False))
    assert found == (
        "question trial/which, option 'b': 'No, not at all.' is no reason; say why it is wrong"
    )


def lines(root):
    """Every reason: (assignment, sentence)."""
    for path in sorted((root / "exercises" / "reasons").glob("*.yml")):
        for entries in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            yield from ((path.stem, text) for text in entries.values())


def test_every_wrong_option_of_the_course_has_its_reason(root):
    for path in sorted((root / "exercises" / "source").glob("*/questions.yml")):
        slug, layout = path.parent.name, Layout(root)
        if slug in with_tasks(layout):
            assert list(weak_feedback(load_tasks(layout, slug))) == []
            continue
        file = root / "exercises" / "reasons" / f"{slug}.yml"
        assert list(missing_reasons(load_file(path, graded=True), file)) == []
    for path in sorted((root / "pmlearn" / "exercises" / "questions").glob("*.yml")):
        assert list(weak_feedback(load_file(path, graded=False))) == []


def test_reasons_are_not_said_twice(root):
    said = [text for _, text in lines(root)]
    assert len(said) == len(set(said)) > 50


def test_no_reason_stands_in_what_nbgrader_releases(root):
    """It copies all files of an assignment's folder; the reasons stand in another."""
    released = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((root / "exercises" / "source").rglob("*"))
        if path.suffix in {".ipynb", ".yml", ".py"}
    )
    assert not [text for _, text in lines(root) if text in released]


# How a reason begins whose sentence has to be marked; in one question the wrong ones are.
MARKED = {"Follows", "Holds", "Supported"}
BEGIN = r"((?:Not )?[A-Za-z]+(?: not [a-z]+)?):"


def test_verdicts_of_the_reasons_agree_with_the_key(root):
    for slug, name, entries in told(root):
        said = {e for e, text in entries.items() if re.match(BEGIN, text)[1] in wanted(name)}
        path = root / "exercises" / "source" / slug / f"{slug}.ipynb"
        [answer] = [
            "".join(cell["source"])
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
        ]
        assert said == set(ast.literal_eval(re.search(r"\[.*\]", answer).group())), name


def wanted(name):
    """The verdicts of those entries that the key marks."""
    return {"Wrong"} if name == "wrong_sentences" else MARKED


def told(root):
    """Questions whose reasons all begin with a verdict: assignment, question, entries."""
    for path in sorted((root / "exercises" / "reasons").glob("*.yml")):
        for name, entries in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if all(re.match(BEGIN, text) for text in entries.values()):
                yield path.stem, name, entries


def test_one_question_has_such_verdicts(root):
    assert {name for _, name, _ in told(root)} == {"readings"}
