"""Grades for a learning management system, and attainment as a table.

A system finds its users by their ids: an import needs `Names.real()`. With pseudonyms the files
serve those who study the course without needing to know its learners.
"""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from pmlearn.competency.reports.class_tables import points_possible, totals
from pmlearn.competency.reports.pages import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pmlearn.competency.evidence.class_record import ClassRecord
    from pmlearn.competency.evidence.gradebook import Person
    from pmlearn.competency.reports.names import Names

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

    Canvas finds learners by `ID`, its own number that the roster holds as `lms_user_id`, and where
    that is empty by `SIS Login ID`. It asks what to do with assignments that it does not know. A
    grade that is not final yet is empty, which Canvas leaves as it is.
    """
    table = totals(record)
    possible = points_possible(record).values()
    roster = record.gradebook.roster if names.key is None else {}
    blank = ["", "", ""]
    rows = [["    Points Possible", *blank, *(_points(points) for points in possible)]]
    rows += [
        [
            *(_name(roster, learner) or names(learner), _lms_id(roster, learner)),
            *(names(learner), ""),
            *(_points(table.loc[learner, slug]) for slug in table.columns),
        ]
        for learner in table.index
    ]
    return _csv(["Student", "ID", "SIS Login ID", "Section", *table.columns], rows)


def remarks(record: ClassRecord, names: Names) -> tuple[str, ...]:
    """What should be known before the grades are imported, a sentence each."""
    said = []
    handed_in = set(record.gradebook.submissions[["learner", "assignment"]].itertuples(index=False))
    table = totals(record)
    left = sum(math.isnan(table.loc[learner, slug]) for learner, slug in handed_in)
    if left:
        said.append(
            f"{left} grades are not final and empty in the exports: an answer waits for a person, "
            "or the work could not be marked; class.html lists them"
        )
    roster = record.gradebook.roster
    without = [one for one in record.gradebook.learners if not _lms_id(roster, one)]
    if names.key is None and without:
        said.append(
            f"grades-canvas.csv: {len(without)} learners have no ID, first {without[0]!r}; Canvas "
            "looks for their SIS Login ID instead. To fill it, write a CSV file with the columns "
            "id,lms_user_id and, in exercises/, run: nbgrader db student import FILE.csv"
        )
    return tuple(said)


def attainment_csv(record: ClassRecord, names: Names) -> str:
    """Every learner's status in every criterion, with the evidence behind it."""
    columns = ["element", "criterion", "level", "status", "n", "earned", "share", "low", "high"]
    rows = [
        [names(row["learner"]), *(_text(row[column]) for column in columns)]
        for row in record.attainment.criteria.to_dict("records")
    ]
    return _csv(["learner", *columns], rows)


def _name(roster: Mapping[str, Person], learner: str) -> str:
    return roster[learner].name if learner in roster else ""


def _lms_id(roster: Mapping[str, Person], learner: str) -> str:
    return roster[learner].lms_id if learner in roster else ""


def _points(points: float) -> str:
    return "" if math.isnan(points) else rounded(points)


def _text(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return "" if math.isnan(value) else f"{round(value, 4):g}"


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
