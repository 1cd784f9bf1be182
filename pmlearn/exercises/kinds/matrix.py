"""The kind in which one fills a matrix with letters, such as responsibilities.

rows:      [{id: fit, text: Fit out the workshop, note: what was said of it}, ...]
columns:   [{id: pgm, label: Program manager}, ...]
values:    [{id: R, label: responsible}, ...]
given:     {fit: {pgm: A}}          where it begins; it is marked by what is changed
rules:     [{per: row, of: [A], at_least: 1, at_most: 1, say: must have exactly one A.}]
answer:    {fit: {pgm: A, crew: R}}
for_rules: 0.25                     share of the points for rules that are broken no more

A rule counts the cells that hold a value of `of` (any, unless given) per row, column, table or
above the diagonal; or per cell it names all that may stand in one: {per: cell, only: [A, R, A/R]}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import (
    Kind,
    entry_ids,
    is_number,
    listed,
    quoted,
    rows_problem,
)
from pmlearn.exercises.marking.mark import Mark, part
from pmlearn.exercises.marking.tables import mark_changes, mark_matrix

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from pmlearn.exercises.question import Question


_PLACES = ("row", "column", "above", "table", "cell")


def _ids(question: Question, name: str) -> list[str]:
    return [str(one["id"]) for one in question.settings[name]]


def _check(question: Question) -> None:
    for rule in question.settings.get("rules") or []:
        if rule.get("per") not in _PLACES or "say" not in rule:
            allowed = listed(_PLACES)
            raise ValueError(f"rules: each needs say, and per ({allowed}); got {quoted(rule)}")
        if (rule["per"] == "cell") != ("only" in rule):
            raise ValueError(f"rules: a rule per cell needs only, and no other; got {quoted(rule)}")


def _check_key(question: Question) -> None:
    answer = question.settings.get("answer")
    if answer is None and not question.settings.get("rules"):
        raise ValueError("needs an answer or rules")
    rows, columns = set(entry_ids(question)), set(_ids(question, "columns"))
    values = {*_ids(question, "values"), ""}
    for row, cells in (answer or {}).items():
        parts = {part for cell in cells.values() for part in cell.split("/")}
        if row not in rows or not set(cells) <= columns or not parts <= values:
            raise ValueError(f"answer, row {row!r}: must name known rows, columns and values")
    share = question.settings.get("for_rules", 0)
    if not is_number(share, 0) or share >= 1:
        raise ValueError(f"for_rules must be 0 or more and below 1, got {quoted(share)}")
    if share and not (question.settings.get("given") and question.settings.get("rules")):
        raise ValueError("for_rules needs rules, and a matrix that is given")
    if answer and (mark := _mark(question, answer, 1)).points < 1:
        raise ValueError(f"its own answer is not right: {mark.feedback}")


def _form(question: Question, answer: Any) -> str:
    columns, values = _ids(question, "columns"), _ids(question, "values")
    if problem := rows_problem(question, answer, f'{{"{columns[0]}": "{values[0]}"}}'):
        return problem
    for row, cells in answer.items():
        if not isinstance(cells, dict):
            return f'{row}: must be {{"{columns[0]}": "{values[0]}"}}, got {str(cells)[:40]}'
        for column, cell in cells.items():
            if column not in columns:
                return f"{row}: {str(column)[:40]!r} is not one of {listed(columns)}"
            as_given = cell == (_given(question).get(row) or {}).get(column)
            if not as_given and (
                not isinstance(cell, str) or not set(cell.split("/")) <= {*values, ""}
            ):
                return f"{row}, {column}: {str(cell)[:40]!r} is not one of {listed(values)}"
    return ""


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    key, given = question.settings.get("answer"), _given(question)
    if key is None:
        raise ValueError(f"question {question.id!r}: rules alone give no marks; add an answer")
    if not given:
        return mark_matrix(answer, key, out_of=out_of)
    mark = mark_changes(answer, given, key, out_of=out_of)
    share = question.settings.get("for_rules", 0)
    if not share or not isinstance(answer, dict) or _form(question, answer):
        return mark
    left, before = _broken(question, {**given, **answer}), _broken(question, given)
    obeyed = part(1 - left / max(before, 1), out_of)
    said = f"{mark.feedback} Rules broken: {left}; at the beginning: {before}."
    return Mark(min(out_of, (1 - share) * mark.points + share * obeyed), out_of, said)


def _given(question: Question) -> dict[str, dict[str, str]]:
    given: dict[str, dict[str, str]] = question.settings.get("given") or {}
    return given


def _broken(question: Question, table: Mapping[str, Mapping[str, str]]) -> int:
    """How often a rule is broken, as the page's script counts it."""
    rows, columns = entry_ids(question), _ids(question, "columns")
    cells = {(r, c): _values(table.get(r, {}).get(c)) for r in rows for c in columns}
    found = 0
    for rule in question.settings.get("rules") or []:
        if rule["per"] == "cell":
            allowed = [_values(one) for one in rule["only"]]
            found += sum(bool(values) and values not in allowed for values in cells.values())
            continue
        wanted = set(rule["of"]) if "of" in rule else None
        for places in _regions(rule["per"], rows, columns):
            held = [cells[place] for place in places]
            count = sum(bool(v & wanted if wanted else v) for v in held)
            found += not rule.get("at_least", 0) <= count <= rule.get("at_most", len(cells))
    return found


def _regions(per: str, rows: list[str], columns: list[str]) -> list[list[tuple[str, str]]]:
    """The places in each row, in each column, above the diagonal, or in the whole table."""
    if per == "row":
        return [[(r, c) for c in columns] for r in rows]
    if per == "column":
        return [[(r, c) for r in rows] for c in columns]
    every = [(i, j) for i in range(len(rows)) for j in range(len(columns))]
    return [[(rows[i], columns[j]) for i, j in every if per == "table" or j > i]]


def _values(cell: Any) -> frozenset[str]:
    return frozenset(one for one in str(cell or "").split("/") if one)


def _guess(question: Question, random: Random) -> dict[str, dict[str, str]]:
    values = ["", *_ids(question, "values")]
    return {
        row: {c: random.choice(values) for c in _ids(question, "columns") if c != row}
        for row in entry_ids(question)
    }


MATRIX = Kind(
    entries="rows",
    entry={"note": False},
    settings={"columns": True, "values": True, "several": False, "given": False, "rules": False},
    key={"answer": False, "for_rules": False},
    check=_check,
    check_key=_check_key,
    form=_form,
    mark=_mark,
    solution=lambda question: question.settings["answer"],
    guess=_guess,
)
