"""A question as it is asked of one learner."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Question:
    """One question, filled with a learner's case.

    Attributes:
        lesson: The lesson's slug.
        id: Unique in its file; in an assignment also the answer's variable.
        kind: One of `pmlearn.exercises.kinds.KINDS`.
        criteria: Codes of the performance criteria that an answer gives evidence for.
        prompt: What is asked.
        hint: Shown on request; practice only.
        worked: The way to the solution, shown after an attempt; practice only.
        points: What a right answer earns in an assignment; 0 where nothing says so.
        passage: The id of the passage of the chapter that explains it.
        several: Whether an item may go into more than one category.
        categories: {"id", "label"} of each category.
        entries: Options, items or rows: "id", "text" and what the kind adds.
        settings: The kind's other fields, and the key where there is one.
        case: What was drawn, by name.
        is_drawn: Whether another learner gets another case.
    """

    lesson: str
    id: str
    kind: str
    criteria: tuple[str, ...]
    prompt: str
    entries: tuple[dict[str, Any], ...]
    hint: str = ""
    worked: str = ""
    points: float = 0
    passage: str = ""
    several: bool = False
    categories: tuple[dict[str, str], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    case: Mapping[str, Any] = field(default_factory=dict)
    is_drawn: bool = False

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
            **({"worked": self.worked} if self.worked else {}),
            **({"more": True} if self.is_drawn else {}),
            **KINDS[self.kind].front(self),
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
