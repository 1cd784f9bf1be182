"""Why wrong answers are wrong: one line for each option, item or row of a question.

A self-check carries them as its feedback. For graded questions they stand in
`exercises/reasons/<assignment>.yml`, outside of what is released, since a line tells the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from pmlearn.exercises.kinds import KINDS
from pmlearn.limits import MIN_REASON_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pmlearn.exercises.question import Question


def weak_feedback(questions: Mapping[str, Question]) -> Iterator[str]:
    """Wrong options, items and slips of self-checks whose feedback gives no reason, one each."""
    for question in questions.values():
        said: list[tuple[str, str]] = []
        if KINDS[question.kind].feedback == "entry":
            wrong = [e for e in question.entries if not e.get("correct")]
            said += [(f"option {e['id']!r}", str(e["feedback"])) for e in wrong]
        slips = question.settings.get("slips", [])
        said += [(f"slip {slip['value']}", str(slip["feedback"])) for slip in slips]
        for what, text in said:
            if len(text.strip()) < MIN_REASON_CHARACTERS:
                yield (
                    f"question {question.lesson}/{question.id}, {what}: {text.strip()!r} is no "
                    "reason; say why it is wrong"
                )


def missing_reasons(questions: Mapping[str, Question], path: Path) -> Iterator[str]:
    """Graded questions of an assignment without a reason for each option, item or row.

    Args:
        questions: Of the assignment.
        path: Its file of reasons: question -> id of an option, item or row -> a sentence.
    """
    if not path.is_file():
        yield f"{path.parent.name}/{path.name}: there is no such file; write the reasons"
        return
    try:
        reasons = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        yield f"{path.parent.name}/{path.name}: is no YAML: {' '.join(str(error).split())}"
        return
    where = f"{path.parent.name}/{path.name}"
    for name in reasons.keys() - questions.keys():
        yield f"{where}: there is no graded question {name!r}"
    for name, question in questions.items():
        given = reasons.get(name) or {}
        known = [entry["id"] for entry in question.entries]
        for entry in known:
            if len(str(given.get(entry, "")).strip()) < MIN_REASON_CHARACTERS:
                yield f"{where}, question {name!r}: {entry!r} needs a reason, in one sentence"
        for entry in given.keys() - set(known):
            yield f"{where}, question {name!r}: there is no option or item {entry!r}"
