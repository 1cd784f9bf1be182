"""Marking a table of numbers and words, with follow-through.

A cell that a formula gives is right when it is the right number, or when it follows from what the
learner has in the cells that the formula uses: an early slip costs once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.cases.fill import shown
from pmlearn.exercises.cases.formula import Formula, formula, in_order, is_formula
from pmlearn.exercises.marking.mark import Mark, Part, part, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong value that a known mistake gives.

    Attributes:
        value: A number, a text, or a formula.
        feedback: What the mistake was.
    """

    value: Any
    feedback: str


@dataclass(frozen=True, slots=True)
class KeyCell:
    """What belongs into a cell.

    Attributes:
        value: A number, a text, or a formula over the case and over other cells. An empty text says
            that the cell stays empty: it earns nothing, and filled in it takes back what it weighs.
        tolerance: How far a number may lie from it.
        relative: The same as a share of it; the wider of both holds.
        also: Other texts that are right.
        slips: Known mistakes, by the first that fits.
        weight: How much the cell counts beside the others.
        label: What the learner calls it.
        feedback: What is said about a wrong answer without a known slip.
    """

    value: Any
    tolerance: float = 0
    relative: float = 0
    also: Sequence[str] = ()
    slips: Sequence[Slip] = ()
    weight: float = 1
    label: str = ""
    feedback: str = ""

    def is_near(self, given: Any, wanted: Any) -> bool:
        """Whether a learner's value counts as the wanted one."""
        if isinstance(wanted, str):
            texts = {_same(text) for text in (wanted, *self.also)}
            return isinstance(given, str) and _same(given) in texts
        number = read_number(given)
        if number is None:
            return False
        allowed = max(self.tolerance, self.relative * abs(wanted))
        return bool(abs(number - wanted) <= allowed + _ROUNDING * max(1.0, abs(wanted)))


def _same(text: str) -> str:
    return " ".join(text.casefold().split())


def mark_table(
    answer: Any,
    key: Mapping[str, KeyCell],
    known: Mapping[str, Any],
    *,
    totals: Mapping[str, Formula] | None = None,
    out_of: float = 1,
) -> Mark:
    """Cells of a table by name, such as "week 3.cost" in `key` as "w3.cost".

    Args:
        answer: {row id: {column id: number or text}}; empty cells may be left out.
        key: "row.column" -> what belongs there.
        known: What formulas may use beside cells: the case, and given cells by "row.column".
        totals: "row.column" -> formula of a cell that follows what is typed.
        out_of: Points when all cells are right.

    Raises:
        ValueError: the key fills no cell, or its formulas need what is not there or form a circle.
    """
    typed = typed_cells(answer)
    if isinstance(typed, str):
        return Mark(0, out_of, typed)
    right = right_values(key, known, totals or {})
    wanted = {name: cell for name, cell in key.items() if right[name] != ""}
    if not wanted:
        raise ValueError("mark_table: the key must name at least one cell, got none")
    given = {name: typed.get(name) for name in key}
    own = {**right, **{n: _as_typed(v) for n, v in given.items() if _as_typed(v) is not None}}
    own = {**own, **_computed(totals or {}, own)}
    parts = [_part(name, cell, given[name], right, own) for name, cell in wanted.items()]
    total = sum(cell.weight for cell in wanted.values())
    earned = sum(one.share * key[one.id].weight for one in parts)
    said = f"{sum(one.share == 1 for one in parts)} of {len(parts)} cells are right."
    extra = [_extra(n, key[n]) for n in key if n not in wanted and not _is_empty(given[n])]
    if extra:
        earned -= sum(key[one.id].weight for one in extra)
        said += f" {len(extra)} filled in that stay empty."
    return Mark(part(earned / total, out_of), out_of, said, (*parts, *extra))


def typed_cells(answer: Any) -> dict[str, Any] | str:
    """The cells of an answer by "row.column"; or a sentence that says why it is no table."""
    if answer is None:
        return {}
    if not isinstance(answer, dict) or not all(isinstance(row, dict) for row in answer.values()):
        return "The answer must map each row to its cells by column."
    return {f"{r}.{c}": value for r, row in answer.items() for c, value in row.items()}


def right_values(
    key: Mapping[str, KeyCell], known: Mapping[str, Any], totals: Mapping[str, Formula]
) -> dict[str, Any]:
    """The case, given cells, totals, and the right value of every cell, by name.

    Raises:
        ValueError: formulas need what is not there, or form a circle.
    """
    formulas = {n: formula(c.value) for n, c in key.items() if is_formula(c.value)} | dict(totals)
    values = {**known, **{n: c.value for n, c in key.items() if n not in formulas}}
    for name in in_order({name: one.names for name, one in formulas.items()}):
        values[name] = formulas[name].value(values)
    return values


def _computed(totals: Mapping[str, Formula], values: Mapping[str, Any]) -> dict[str, Any]:
    """What the totals come to on a learner's cells; one that cannot be computed is left out."""
    found = dict(values)
    done = {}
    for name in in_order({name: one.names for name, one in totals.items()}):
        try:
            found[name] = done[name] = totals[name].value(found)
        except ValueError:
            continue
    return done


def _as_typed(value: Any) -> Any:
    number = read_number(value)
    return number if number is not None else value if isinstance(value, str) and value else None


def _part(
    name: str, cell: KeyCell, given: Any, right: Mapping[str, Any], own: Mapping[str, Any]
) -> Part:
    """One cell: right, right after an earlier slip, a known slip, or wrong."""
    label = cell.label or name
    if _is_empty(given):
        return Part(name, 0, f"{label}: nothing is filled in.")
    if cell.is_near(given, right[name]):
        return Part(name, 1, f"{label}: right.")
    follows = _follows(cell, given, right, own)
    if follows:
        return Part(name, 1, f"{label}: right, given your {follows} above.")
    for slip in cell.slips:
        if cell.is_near(given, _slipped(slip.value, own)):
            return Part(name, 0, f"{label}: {slip.feedback}")
    return Part(name, 0, f"{label}: {cell.feedback or 'not right.'}")


def _is_empty(given: Any) -> bool:
    return given is None or given == ""


def _extra(name: str, cell: KeyCell) -> Part:
    """A cell that is filled in and should not be."""
    return Part(name, 0, f"{cell.label or name}: {cell.feedback or 'stays empty.'}")


def _follows(cell: KeyCell, given: Any, right: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """The learner's own values from which the cell follows; empty when it follows from none.

    Zero follows from zero in any product: who fills in zeros has computed nothing.
    """
    if not is_formula(cell.value) or read_number(given) == 0:
        return ""
    one = formula(cell.value)
    changed = sorted(n for n in one.names if own.get(n) != right.get(n))
    try:
        near = bool(changed) and cell.is_near(given, one.value(own))
    except ValueError:
        return ""
    return " and ".join(shown(own[name]) for name in changed[:2]) if near else ""


def _slipped(value: Any, own: Mapping[str, Any]) -> Any:
    try:
        return formula(value).value(own) if is_formula(value) else value
    except ValueError:
        return ""
