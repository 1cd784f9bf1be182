"""Grades for a learning management system, and attainment as a table.

A system finds its users by their ids: an import needs `Names.real()`. With pseudonyms the files
serve those who study the course without needing to know its learners.
"""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from pmlearn.competency.class_tables import totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pmlearn.competency.class_record import ClassRecord
    from pmlearn.competency.names import Names

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def moodle_csv(record: ClassRecord, names: Names) -> str:
    """Points per assignment for Moodle's grade import (Grades > Import > CSV file).

    Map `username` to the user's field that holds nbgrader's student ids, and each further column
    to its grade item. A grade that is not final yet is empty, which Moodle leaves as it is.
    """
    table = totals(record)
    rows = [
        [names(learner), *(_points(table.loc[learner, slug]) for slug in table.columns)]
        for learner in table.index
    ]
    return _csv(["username", *table.columns], rows)


def canvas_csv(record: ClassRecord, names: Names) -> str:
    """Points per assignment for Canvas (Grades > Import).

    Canvas finds learners by `SIS Login ID` and asks what to do with assignments that it does not
    know. A grade that is not final yet is empty, which Canvas leaves as it is.
    """
    table = totals(record)
    possible = [
        sum(cell.points for cell in record.cells if cell.assignment == slug)
        for slug in table.columns
    ]
    blank = ["", "", ""]
    rows = [["    Points Possible", *blank, *(_points(points) for points in possible)]]
    rows += [
        [
            *(names(learner), "", names(learner), ""),
            *(_points(table.loc[learner, slug]) for slug in table.columns),
        ]
        for learner in table.index
    ]
    return _csv(["Student", "ID", "SIS Login ID", "Section", *table.columns], rows)


def attainment_csv(record: ClassRecord, names: Names) -> str:
    """Every learner's status in every criterion, with the evidence behind it."""
    columns = ["element", "criterion", "level", "status", "n", "earned", "share", "low", "high"]
    rows = [
        [names(row["learner"]), *(_text(row[column]) for column in columns)]
        for row in record.attainment.criteria.to_dict("records")
    ]
    return _csv(["learner", *columns], rows)


def _points(points: float) -> str:
    return "" if math.isnan(points) else f"{round(points, 4):g}"


def _text(value: object) -> str:
    return _points(value) if isinstance(value, float) else str(value)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return text.getvalue()


def _harmless(value: str) -> str:
    """The value, with an apostrophe before what a spreadsheet would take for a formula and run."""
    return f"'{value}" if value.startswith(_FORMULA) and not _is_number(value) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
