"""Questions as data: one definition for the page, the lab and the assignment.

A formative file (`pmlearn/exercises/questions/<lesson>.yml`) carries the key and feedback for each
option; a graded file (`questions.yml` beside an assignment) carries neither.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pmlearn.exercises.kinds import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# The one in C, where there is one, is ten times faster; grading reads the file for each submission
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMMON = {"id": True, "kind": True, "criteria": True, "prompt": True, "hint": False}


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        lesson: The lesson's slug.
        id: Unique in its file; in an assignment also the answer's variable.
        kind: One of `pmlearn.exercises.kinds.KINDS`.
        criteria: Codes of the performance criteria that an answer gives evidence for.
        prompt: What is asked.
        hint: Shown on request; formative questions only.
        several: Whether an item may go into more than one category.
        categories: {"id", "label"} of each category.
        entries: Options, items or rows: "id", "text" and what the kind adds.
        settings: The kind's other fields, and the key of a formative question.
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
    settings: Mapping[str, Any] = field(default_factory=dict)

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
            **self.settings,
        }

    @property
    def fingerprint(self) -> str:
        """Changes when the question asks something else, so that old answers are noticed."""
        asked: list[Any] = [self.kind, self.several, [c["id"] for c in self.categories]]
        asked += [[entry["id"], entry["text"]] for entry in self.entries]
        if self.settings:
            asked.append(dict(self.settings))
        text = json.dumps([self.prompt, asked], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def load_questions(lesson: str) -> dict[str, Question]:
    """The formative questions of a lesson by id, in the order of the file.

    Raises:
        ValueError: no such lesson (the message lists the nearest), or the file breaks a rule.
    """
    folder = files("pmlearn.exercises") / "questions"
    known = sorted(Path(p.name).stem for p in folder.iterdir() if p.name.endswith(".yml"))
    if lesson not in known:
        near = _nearest(lesson, known) or "none yet"
        raise ValueError(f"questions: no lesson {lesson!r}; nearest: {near}")
    return load_file(Path(str(folder)) / f"{lesson}.yml", graded=False)


def pick(questions: dict[str, Question], identifier: str) -> Question:
    """One question by id.

    Raises:
        ValueError: no such question; the message lists the nearest.
    """
    if identifier not in questions:
        near = _nearest(identifier, questions)
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
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  safe
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict) or not {"lesson", "questions"} <= set(document):
        raise ValueError(f"{path.name}: must have the keys lesson and questions")
    if not isinstance(document["questions"], list):
        raise ValueError(f"{path.name}: questions must be a list")  # noqa: TRY004  it is a value
    found: dict[str, Question] = {}
    for raw in document["questions"]:
        name = raw.get("id", "?") if isinstance(raw, dict) else str(raw)[:40]
        try:
            question = _question(str(document["lesson"]), raw, graded=graded)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            said = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise ValueError(f"{path.name}: question {name!r}: {said}") from error
        if question.id in found:
            raise ValueError(f"{path.name}: question {question.id!r}: the id is used twice")
        found[question.id] = question
    return found


def _question(lesson: str, raw: Any, *, graded: bool) -> Question:
    if not isinstance(raw, dict):
        raise TypeError("must be a table of fields")
    if raw["kind"] not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {raw['kind']!r}")
    kind = KINDS[raw["kind"]]
    _check_common(raw)
    _check_parts(raw, kind, graded=graded)
    own = (kind.settings.keys() | kind.key.keys() | {"feedback"}) - {"several", "categories"}
    question = Question(
        lesson=lesson,
        id=raw["id"],
        kind=raw["kind"],
        criteria=tuple(raw["criteria"]),
        prompt=raw["prompt"].strip(),
        entries=tuple(raw[kind.entries]) if kind.entries else (),
        hint=raw.get("hint", "").strip(),
        several=bool(raw.get("several", False)),
        categories=tuple(raw.get("categories", ())),
        settings={name: raw[name] for name in raw if name in own},
    )
    kind.check(question)
    if not graded:
        _check_feedback(question, kind.feedback)
        kind.check_key(question)
    return question


def _check_parts(raw: dict[str, Any], kind: Kind, *, graded: bool) -> None:
    """The fields of a question and of its entries."""
    verdict = {"feedback": True} if kind.feedback == "question" else {}
    listed = {kind.entries: True} if kind.entries else {}
    fields = {**_COMMON, **listed, **kind.settings}
    _check_fields("", raw, fields, {**kind.key, **verdict}, graded=graded)
    if graded and raw.get("hint"):
        raise ValueError("a graded question must not carry a hint")
    entries = raw[kind.entries] if kind.entries else []
    ids = [entry["id"] for entry in entries]
    if kind.entries and (len(ids) < 2 or len(set(ids)) < len(ids)):  # noqa: PLR2004  no choice
        raise ValueError(f"needs two or more {kind.entries} with different ids, got {ids}")
    reason = {"feedback": True} if kind.feedback == "entry" else {}
    for entry in entries:
        fields = {"id": True, "text": True, **kind.entry}
        telling = {**kind.entry_key, **reason}
        _check_fields(f"{entry['id']!r} ", entry, fields, telling, graded=graded)


def _check_common(raw: dict[str, Any]) -> None:
    if not isinstance(raw["id"], str) or not re.fullmatch(r"[a-z][a-z0-9_]*", raw["id"]):
        raise ValueError(f"id must be a lower-case Python name, got {raw['id']!r}")
    if not isinstance(raw.get("criteria"), list) or not raw["criteria"]:
        raise ValueError("must name at least one criterion, in a list")
    if not isinstance(raw["prompt"], str) or not raw["prompt"].strip():
        raise ValueError("prompt must be a text")


def _check_fields(
    what: str,
    given: Mapping[str, Any],
    fields: Mapping[str, bool],
    telling: Mapping[str, bool],
    *,
    graded: bool,
) -> None:
    """Keys and feedback: in every formative question, in no graded one; no unknown field."""
    if graded and (shown := telling.keys() & given.keys()):
        raise ValueError(f"{what}is graded and must not carry {', '.join(sorted(shown))}")
    known = fields if graded else {**fields, **telling}
    for name in given:
        if name not in known:
            raise ValueError(f"{what}has no field {name!r}; nearest: {_nearest(name, known)}")
    for name, needed in known.items():
        if needed and name not in given:
            raise ValueError(f"{what}needs {name}")


def _check_feedback(question: Question, place: str) -> None:
    for entry in question.entries if place == "entry" else ():
        if not str(entry["feedback"] or "").strip():
            raise ValueError(f"{entry['id']!r} needs feedback")
    if place == "question":
        said = question.settings["feedback"]
        if not isinstance(said, dict) or not all(said.get(name) for name in ("right", "wrong")):
            raise ValueError("needs feedback for right and for wrong")


def _nearest(name: str, known: Collection[str]) -> str:
    return ", ".join(difflib.get_close_matches(name, known) or known)
