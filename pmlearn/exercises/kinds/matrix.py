"""The kind in which one fills a matrix with letters, such as responsibilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.kind import Kind, entry_ids, listed, rows_problem
from pmlearn.exercises.marking.tables import mark_matrix

if TYPE_CHECKING:
    from random import Random

    from pmlearn.exercises.marking.mark import Mark
    from pmlearn.exercises.question import Question


def _ids(question: Question, name: str) -> list[str]:
    return [str(one["id"]) for one in question.settings[name]]


def _known_cells(question: Question) -> None:
    answer = question.settings.get("answer")
    if answer is None and not question.settings.get("rules"):
        raise ValueError("needs an answer or rules")
    rows, columns = set(entry_ids(question)), set(_ids(question, "columns"))
    values = set(_ids(question, "values"))
    for row, cells in (answer or {}).items():
        parts = {part for cell in cells.values() for part in cell.split("/")}
        if row not in rows or not set(cells) <= columns or not parts <= values:
            raise ValueError(f"answer, row {row!r}: must name known rows, columns and values")


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
            if not isinstance(cell, str) or not set(cell.split("/")) <= {*values, ""}:
                return f"{row}, {column}: {str(cell)[:40]!r} is not one of {listed(values)}"
    return ""


def _mark(question: Question, answer: Any, out_of: float) -> Mark:
    if question.settings.get("answer") is None:
        raise ValueError(f"question {question.id!r}: rules alone give no marks; add an answer")
    return mark_matrix(answer, question.settings["answer"], out_of=out_of)


def _guess(question: Question, random: Random) -> dict[str, dict[str, str]]:
    values = ["", *_ids(question, "values")]
    return {
        row: {c: random.choice(values) for c in _ids(question, "columns") if c != row}
        for row in entry_ids(question)
    }


MATRIX = Kind(
    entries="rows",
    settings={"columns": True, "values": True, "several": False, "given": False, "rules": False},
    key={"answer": False},
    check_key=_known_cells,
    form=_form,
    mark=_mark,
    solution=lambda question: question.settings["answer"],
    guess=_guess,
)
