"""Questions as data: one definition for the page, the lab and the assignment.

A formative file (`pmlearn/exercises/questions/<lesson>.yml`) carries the key and feedback for each
option; a graded file (`questions.yml` beside an assignment) carries neither.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

KINDS = {"choice": "options", "choices": "options", "sort": "items"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        lesson: The lesson's slug.
        id: Unique in its file; in an assignment also the answer's variable.
        kind: "choice" (one option), "choices" (several) or "sort" (items into categories).
        criteria: Codes of the performance criteria that an answer gives evidence for.
        prompt: What is asked.
        hint: Shown on request; formative questions only.
        several: Whether an item may go into more than one category.
        categories: {"id", "label"} of each category.
        entries: Options ({"id", "text", and formative "correct", "feedback"}) or items ({"id",
            "text", and formative "answer", "also", "feedback"}).
    """

    lesson: str
    id: str
    kind: str
    criteria: tuple[str, ...]
    prompt: str
    entries: tuple[dict[str, Any], ...]
    hint: str = ""
    several: bool = False
    categories: tuple[dict[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """What the front end gets."""
        return {
            "lesson": self.lesson,
            "id": self.id,
            "kind": self.kind,
            "prompt": self.prompt,
            "hint": self.hint,
            "several": self.several,
            "categories": list(self.categories),
            "entries": list(self.entries),
        }

    @property
    def fingerprint(self) -> str:
        """Changes when the question asks something else, so that old answers are noticed."""
        asked = [self.kind, self.several, [c["id"] for c in self.categories]]
        asked += [[entry["id"], entry["text"]] for entry in self.entries]
        return hashlib.sha256(json.dumps([self.prompt, asked]).encode()).hexdigest()[:12]


def load_questions(lesson: str) -> dict[str, Question]:
    """The formative questions of a lesson by id, in the order of the file.

    Raises:
        ValueError: no such lesson (the message lists the nearest), or the file breaks a rule.
    """
    folder = files("pmlearn.exercises") / "questions"
    known = sorted(Path(p.name).stem for p in folder.iterdir() if p.name.endswith(".yml"))
    if lesson not in known:
        near = ", ".join(difflib.get_close_matches(lesson, known) or known) or "none yet"
        raise ValueError(f"questions: no lesson {lesson!r}; nearest: {near}")
    return load_file(Path(str(folder)) / f"{lesson}.yml", graded=False)


def pick(questions: dict[str, Question], identifier: str) -> Question:
    """One question by id.

    Raises:
        ValueError: no such question; the message lists the nearest.
    """
    if identifier not in questions:
        near = ", ".join(difflib.get_close_matches(identifier, questions) or questions)
        raise ValueError(f"questions: no question {identifier!r}; nearest: {near}")
    return questions[identifier]


def load_file(path: Path, *, graded: bool) -> dict[str, Question]:
    """The questions of a file by id.

    Args:
        path: A YAML file with `lesson` and `questions`.
        graded: Whether the file must carry no key (True) or must carry one (False).

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a rule is broken; the message names file, question and rule.
    """
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or not {"lesson", "questions"} <= set(document):
        raise ValueError(f"{path.name}: must have the keys lesson and questions")
    found: dict[str, Question] = {}
    for raw in document["questions"]:
        try:
            question = _question(document["lesson"], raw)
            _check_entries(question, graded=graded)
        except (ValueError, KeyError, TypeError) as error:
            name = raw.get("id", "?") if isinstance(raw, dict) else raw
            said = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise ValueError(f"{path.name}: question {name!r}: {said}") from error
        if question.id in found:
            raise ValueError(f"{path.name}: question {question.id!r}: the id is used twice")
        found[question.id] = question
    return found


def _question(lesson: str, raw: dict[str, Any]) -> Question:
    kind = raw["kind"]
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", raw["id"]):
        raise ValueError(f"id must be a lower-case Python name, got {raw['id']!r}")
    if not raw.get("criteria"):
        raise ValueError("must name at least one criterion")
    entries = tuple(raw[KINDS[kind]])
    ids = [entry["id"] for entry in entries]
    if len(ids) < 2 or len(set(ids)) < len(ids):  # noqa: PLR2004  one option is no choice
        raise ValueError(f"needs two or more {KINDS[kind]} with different ids, got {ids}")
    return Question(
        lesson=lesson,
        id=raw["id"],
        kind=kind,
        criteria=tuple(raw["criteria"]),
        prompt=raw["prompt"].strip(),
        entries=entries,
        hint=raw.get("hint", "").strip(),
        several=bool(raw.get("several", False)),
        categories=tuple(raw.get("categories", ())),
    )


def _check_entries(question: Question, *, graded: bool) -> None:
    """Keys and feedback: on every entry of a formative question, on none of a graded one."""
    telling = {"correct", "answer", "also", "feedback"}
    for entry in question.entries:
        if graded and (shown := telling & set(entry)):
            raise ValueError(f"{entry['id']!r} is graded and must not carry {sorted(shown)}")
        if not graded and not str(entry.get("feedback", "")).strip():
            raise ValueError(f"{entry['id']!r} needs feedback")
    if graded:
        if question.hint:
            raise ValueError("a graded question must not carry a hint")
        return
    if question.kind == "sort":
        _check_categories(question)
        return
    correct = sum(bool(entry.get("correct")) for entry in question.entries)
    if correct == 0 or (question.kind == "choice" and correct != 1):
        wanted = "exactly one" if question.kind == "choice" else "at least one"
        raise ValueError(f"{wanted} option must be correct, got {correct}")


def _check_categories(question: Question) -> None:
    known = {category["id"] for category in question.categories}
    for entry in question.entries:
        for reading in [entry["answer"], *entry.get("also", [])]:
            if not reading or not set(reading) <= known:
                raise ValueError(f"{entry['id']!r}: answer {reading} must name known categories")
