"""Marking what is chosen from a list, and a list's order."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.marking.mark import Mark, described, part, read_ids

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        return Mark(0, out_of, f"The answer must be one option's id, not {described(answer)}.")
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
    chosen = read_ids(answer)
    if isinstance(chosen, str):
        return Mark(0, out_of, chosen)
    if not chosen:
        return Mark(0, out_of, "Nothing is marked.")
    found, wrong = len(chosen & right), len(chosen - right)
    said = f"{found} of {len(right)} found, {wrong} marked that should not be."
    return Mark(part((found - wrong) / len(right), out_of), out_of, said)


def mark_order(answer: Any, key: Sequence[str | Sequence[str]], *, out_of: float = 1) -> Mark:
    """Items in order, by how many pairs stand in the right order.

    Points are `out_of` times Kendall's tau, never below 0: an order by chance earns nothing on
    average, one swap of neighbors costs little.

    Args:
        answer: A list of all item ids.
        key: The ids in their right order; a list within it holds items whose order among
            themselves does not matter.
        out_of: Points for the right order.

    Raises:
        ValueError: the key holds no two items in order, or an item twice.

    Source: Kendall (1938), the rank correlation; here used as a mark.
    """
    rank = _ranks(key)
    chosen = read_ids(answer)
    if isinstance(chosen, str) or isinstance(answer, set | frozenset):
        said = chosen if isinstance(chosen, str) else "A set has no order; give a list."
        return Mark(0, out_of, said)
    if not chosen:
        return Mark(0, out_of, "Nothing is put in order.")
    if chosen != set(rank) or len(answer) != len(rank):
        return Mark(0, out_of, f"The answer must name each of the {len(rank)} items once.")
    pairs = [(a, b) for a, b in combinations(answer, 2) if rank[a] != rank[b]]
    right = sum(rank[a] < rank[b] for a, b in pairs)
    said = f"{right} of {len(pairs)} pairs stand in the right order."
    return Mark(part(2 * right / len(pairs) - 1, out_of), out_of, said)


def _ranks(key: Sequence[str | Sequence[str]]) -> dict[str, int]:
    groups = [[group] if isinstance(group, str) else list(group) for group in key]
    rank = {item: number for number, group in enumerate(groups) for item in group}
    if len(set(rank.values())) < 2 or len(rank) < sum(map(len, groups)):  # noqa: PLR2004  a pair
        raise ValueError(f"mark_order: the key must put two or more items in order, got {key!r}")
    return rank
