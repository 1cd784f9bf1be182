"""Marking what maps items to something: categories, partners, cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pmlearn.exercises.marking.mark import Mark, part, read_ids, read_table
from pmlearn.limits import MAX_ANSWER_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def mark_sort(
    answer: Any,
    key: Mapping[str, Sequence[str] | Sequence[Sequence[str]]],
    *,
    out_of: float | None = None,
    chances: int = 0,
) -> Mark:
    """Items into categories: an item counts when it has exactly the right categories.

    Args:
        answer: {item id: [category id, ...]}; the order of categories does not matter.
        key: {item id: [category id, ...]}, or a list of such lists where several readings of an
            item are right.
        out_of: Points for all items; one point each unless given.
        chances: Of how many categories one is to be guessed; each wrong item then takes back what
            guessing gains on average. Nothing is taken back unless given.

    Raises:
        ValueError: the key is empty.
    """
    return _mark_items("sort", answer, key, out_of, _sorted_right, chances)


def _sorted_right(given: Any, accepted: Sequence[Any]) -> bool:
    readings = accepted if accepted and not isinstance(accepted[0], str) else [accepted]
    chosen = read_ids([given] if isinstance(given, str) else given)
    return isinstance(chosen, set) and any(chosen == set(reading) for reading in readings)


def mark_match(
    answer: Any,
    key: Mapping[str, str | Sequence[str]],
    *,
    out_of: float | None = None,
    chances: int = 0,
) -> Mark:
    """Pairs: an item counts when it has its right partner.

    Args:
        answer: {item id: partner id}.
        key: {item id: partner id}, or a list of partners that are all right.
        out_of: Points for all items; one point each unless given.
        chances: As for `mark_sort`, the number of partners.

    Raises:
        ValueError: the key is empty.
    """
    return _mark_items("match", answer, key, out_of, _matched_right, chances)


def _matched_right(given: Any, accepted: str | Sequence[str]) -> bool:
    partners = [accepted] if isinstance(accepted, str) else accepted
    return isinstance(given, str) and given in partners


def _mark_items(  # noqa: PLR0917  called here alone
    kind: Literal["sort", "match"],
    answer: Any,
    key: Mapping[str, Any],
    out_of: float | None,
    is_right: Callable[[Any, Any], bool],
    chances: int,
) -> Mark:
    """The share of the items that are mapped rightly, less what guessing gains.

    Source: Holzinger (1924), On scoring multiple response tests: right less wrong / (chances - 1).
    """
    done, to = ("sorted", "categories") if kind == "sort" else ("matched", "partners")
    if not key:
        raise ValueError(f"mark_{kind}: the key must name at least one item, got none")
    total = float(len(key)) if out_of is None else out_of
    if answer is None:
        return Mark(0, total, f"Nothing is {done}.")
    table = read_table(answer, to)
    if isinstance(table, str):
        return Mark(0, total, table)
    right = sum(is_right(table.get(item), accepted) for item, accepted in key.items())
    wrong = sum(bool(table.get(item)) for item in key) - right
    guessed = wrong / (chances - 1) if chances > 1 else 0
    said = f"{right} of {len(key)} {done} as the key has it."
    return Mark(part((right - guessed) / len(key), total), total, said)


def mark_matrix(answer: Any, key: Mapping[str, Mapping[str, str]], *, out_of: float = 1) -> Mark:
    """Cells of a table: each cell as in the key counts, each that should be empty takes one back.

    A cell may hold several values, written "A/R"; their order does not matter.

    Args:
        answer: {row id: {column id: value}}; empty cells may be left out.
        key: The same, filled in rightly.
        out_of: Points for exactly the right cells.

    Raises:
        ValueError: the key fills no cell.
    """
    wanted = _filled(key)
    if not wanted:
        raise ValueError("mark_matrix: the key must fill at least one cell, got none")
    table = read_table(answer if answer is not None else {}, "cells")
    if isinstance(table, str):
        return Mark(0, out_of, table)
    if not all(isinstance(c, dict) and len(c) <= MAX_ANSWER_ENTRIES for c in table.values()):
        return Mark(0, out_of, "The answer must map each row to its cells by column.")
    given = _filled(table)
    if not given:
        return Mark(0, out_of, "Nothing is filled in.")
    right = sum(given.get(place) == values for place, values in wanted.items())
    extra = len(given.keys() - wanted.keys())
    said = f"{right} of {len(wanted)} cells as the key has them, {extra} filled that stay empty."
    return Mark(part((right - extra) / len(wanted), out_of), out_of, said)


def mark_changes(
    answer: Any,
    given: Mapping[str, Mapping[str, str]],
    key: Mapping[str, Mapping[str, str]],
    *,
    out_of: float = 1,
) -> Mark:
    """Cells of a table that is to be put right: each change as in the key counts, others take back.

    Args:
        answer: {row id: {column id: value}}; a row that is left out stays as it was given.
        given: The table as it came.
        key: The table put right.
        out_of: Points for exactly the changes of the key.

    Raises:
        ValueError: nothing is to be changed.
    """
    before, wanted = _filled(given), _filled(key)
    places = {place for place in before.keys() | wanted if before.get(place) != wanted.get(place)}
    if not places:
        raise ValueError("mark_changes: the key must change at least one cell, got none")
    table = read_table(answer if answer is not None else {}, "cells")
    if isinstance(table, str):
        return Mark(0, out_of, table)
    if not all(isinstance(c, dict) and len(c) <= MAX_ANSWER_ENTRIES for c in table.values()):
        return Mark(0, out_of, "The answer must map each row to its cells by column.")
    now = _filled({**given, **table})
    right = sum(now.get(place) == wanted.get(place) for place in places)
    others = (now.keys() | before) - places
    wrong = sum(now.get(place) != before.get(place) for place in others)
    said = f"{right} of {len(places)} cells are put right, {wrong} changed that were right."
    return Mark(part((right - wrong) / len(places), out_of), out_of, said)


def _filled(table: Mapping[Any, Mapping[Any, Any]]) -> dict[tuple[Any, Any], frozenset[str]]:
    """The values of all cells that are not empty, by row and column."""
    cells = {(r, c): _values(value) for r, row in table.items() for c, value in row.items()}
    return {place: values for place, values in cells.items() if values}


def _values(cell: Any) -> frozenset[str]:
    """The values in a cell; something that is no text is a value that no key holds."""
    if cell is None:
        return frozenset()
    if not isinstance(cell, str):
        return frozenset({f"not text: {type(cell).__name__}"})
    return frozenset(value for value in cell.replace(" ", "").split("/") if value)
