"""Marking: pure functions from an answer and a key to points.

An answer is data that a learner clicked or typed, so anything may stand in it. Whatever is not an
answer to the question earns nothing and is explained; no answer makes a function raise. Feedback
counts what is right and never names the key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# More than any question has; a longer answer is not worth reading.
MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """What an answer earned.

    Attributes:
        points: From 0 to `out_of`.
        out_of: What a fully right answer earns.
        feedback: One sentence for the learner.
    """

    points: float
    out_of: float
    feedback: str

    def __post_init__(self) -> None:
        if not 0 <= self.points <= self.out_of:
            raise ValueError(f"mark: points must lie in 0 to {self.out_of}, got {self.points}")


def mark_choice(answer: Any, key: str, *, out_of: float = 1) -> Mark:
    """One option of several: all points or none.

    Args:
        answer: The id of an option.
        key: The id of the right option.
        out_of: Points for the right option.
    """
    if answer is None:
        return Mark(0, out_of, "Nothing is chosen.")
    if not isinstance(answer, str):
        return Mark(0, out_of, f"The answer must be one option's id, not {_kind(answer)}.")
    if answer == key:
        return Mark(out_of, out_of, "Right.")
    return Mark(0, out_of, "Not the right option.")


def mark_choices(answer: Any, key: Sequence[str], *, out_of: float = 1) -> Mark:
    """Several options: each right one counts, each wrong one takes a right one back.

    Points are `out_of` times (right - wrong) / number of right options, never below 0, so that
    marking everything earns little.

    Args:
        answer: A list of option ids.
        key: The ids of all right options, at least one.
        out_of: Points for exactly the right options.

    Raises:
        ValueError: the key is empty.
    """
    right = set(key)
    if not right:
        raise ValueError("mark_choices: the key must name at least one option, got none")
    chosen = _ids(answer)
    if isinstance(chosen, str):
        return Mark(0, out_of, chosen)
    if not chosen:
        return Mark(0, out_of, "Nothing is marked.")
    found, wrong = len(chosen & right), len(chosen - right)
    points = out_of * max(0, found - wrong) / len(right)
    return Mark(
        points, out_of, f"{found} of {len(right)} found, {wrong} marked that should not be."
    )


def mark_sort(
    answer: Any,
    key: Mapping[str, Sequence[str] | Sequence[Sequence[str]]],
    *,
    out_of: float | None = None,
) -> Mark:
    """Items into categories: an item counts when it has exactly the right categories.

    Args:
        answer: {item id: [category id, ...]}; the order of categories does not matter.
        key: {item id: [category id, ...]}, or a list of such lists where several readings of an
            item are right.
        out_of: Points for all items; one point each unless given.

    Raises:
        ValueError: the key is empty.
    """
    if not key:
        raise ValueError("mark_sort: the key must name at least one item, got none")
    total = float(len(key)) if out_of is None else out_of
    if answer is None:
        return Mark(0, total, "Nothing is sorted.")
    if not isinstance(answer, dict):
        return Mark(0, total, f"The answer must map items to categories, not {_kind(answer)}.")
    if len(answer) > MOST_ENTRIES:
        return Mark(0, total, f"The answer has {len(answer)} entries, far more than items.")
    right = sum(_sorted_right(answer.get(item), accepted) for item, accepted in key.items())
    return Mark(total * right / len(key), total, f"{right} of {len(key)} sorted as the key has it.")


def _sorted_right(given: Any, accepted: Sequence[Any]) -> bool:
    readings = accepted if accepted and not isinstance(accepted[0], str) else [accepted]
    chosen = _ids([given] if isinstance(given, str) else given)
    return isinstance(chosen, set) and any(chosen == set(reading) for reading in readings)


def _ids(answer: Any) -> set[str] | str:
    """The ids in a list; or, when it is no list of ids, a sentence that says so."""
    if answer is None:
        return set()
    if not isinstance(answer, list | tuple | set | frozenset):
        return f"The answer must be a list of ids, not {_kind(answer)}."
    if len(answer) > MOST_ENTRIES:
        return f"The answer has {len(answer)} entries, far more than options."
    if not all(isinstance(entry, str) for entry in answer):
        return "The answer must be a list of ids; something else stands in it."
    return set(answer)


def _kind(value: Any) -> str:
    return f"a value of type {type(value).__name__}"
