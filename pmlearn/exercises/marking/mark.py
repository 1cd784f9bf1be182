"""What marking gives, and how it reads what a learner handed in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import Any

from pmlearn.limits import MAX_ANSWER_ENTRIES, MAX_NUMBER_CHARACTERS


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of an answer earned, such as a cell of a table.

    Attributes:
        id: Of the item, row or cell.
        share: From 0 to 1 of what the part gives.
        feedback: One sentence for the learner.
    """

    id: str
    share: float
    feedback: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer earned.

    Attributes:
        points: From 0 to `out_of`.
        out_of: What a fully right answer earns.
        feedback: One sentence for the learner.
        parts: What its parts earned, where they are marked one by one.
    """

    points: float
    out_of: float
    feedback: str
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.points <= self.out_of:
            raise ValueError(f"mark: points must lie in 0 to {self.out_of}, got {self.points}")


def part(share: float, out_of: float) -> float:
    """Points for a share of what was asked; a share outside 0 to 1 counts as its nearest bound."""
    return out_of * min(1.0, max(0.0, share))


def described(value: Any) -> str:
    """What kind of thing was handed in, for feedback."""
    return "nothing" if value is None else f"a value of type {type(value).__name__}"


def read_ids(answer: Any) -> set[str] | str:
    """The ids in a list; or, when it is no list of ids, a sentence that says so."""
    if answer is None:
        return set()
    if not isinstance(answer, list | tuple | set | frozenset):
        return f"The answer must be a list of ids, not {described(answer)}."
    if len(answer) > MAX_ANSWER_ENTRIES:
        return f"The answer has {len(answer)} entries, far more than there are to choose from."
    if not all(isinstance(entry, str) for entry in answer):
        return "The answer must be a list of ids; something else stands in it."
    return set(answer)


def read_table(answer: Any, to: str) -> dict[Any, Any] | str:
    """A mapping; or, when it is none, a sentence that says so.

    Args:
        answer: What was handed in.
        to: What each item is mapped to, for the sentence.
    """
    if not isinstance(answer, dict):
        return f"The answer must map items to {to}, not {described(answer)}."
    if len(answer) > MAX_ANSWER_ENTRIES:
        return f"The answer has {len(answer)} entries, far more than there are items."
    return answer


def read_number(value: Any) -> float | None:
    """A finite number, also when typed as text, such as "12.5" or "12,5"; None otherwise."""
    if isinstance(value, bool) or not isinstance(value, Real | str):
        return None
    if isinstance(value, str):
        if len(value) > MAX_NUMBER_CHARACTERS:
            return None
        value = value.strip() if "." in value else value.strip().replace(",", ".")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
