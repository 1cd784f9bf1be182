"""Reads nbgrader's gradebook, and never writes to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from pmlearn.competency.evidence.database import connected, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

NEEDED = (
    *("student", "assignment", "notebook", "base_cell", "grade_cells", "task_cells", "grade"),
    *("submitted_assignment", "submitted_notebook"),
)


# What names a submission.
SUBMISSION = ["learner", "assignment"]


@dataclass(frozen=True, slots=True)
class Person:
    """What nbgrader's roster says about a learner; empty where it says nothing.

    Attributes:
        name: First and last name.
        lms_id: The id in the learning management system, such as Canvas' number.
    """

    name: str
    lms_id: str


@dataclass(frozen=True, slots=True)
class Gradebook:
    """What a gradebook holds.

    Attributes:
        learners: nbgrader's student ids, sorted.
        submissions: One row per submission: learner, assignment, timestamp, due (with the
            learner's extension), penalty (points taken off for being late), submitted (always
            True), late.
        due: Assignment -> when it is due, in UTC; without those that have no due date.
        roster: Learner -> what the roster says about the person.
        scores: One row per submission and graded cell: learner, assignment, notebook, cell, score
            (not a number while there is none), max_score, needs_manual_grade, extra (extra
            credit).
    """

    learners: tuple[str, ...]
    submissions: pd.DataFrame
    scores: pd.DataFrame
    due: Mapping[str, datetime] = field(default_factory=dict)
    roster: Mapping[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.learners:
            raise ValueError("the gradebook is empty: it knows no learner")

    @property
    def results(self) -> pd.DataFrame:
        """The score of each submission: what nbgrader exports, and every report means by it.

        Returns:
            By learner and assignment: score (all points so far and extra credit, less the late
            penalty, never below 0; not a number where no cell has a mark) and max_score.
        """
        rows = self.scores.assign(score=self.scores["score"] + self.scores["extra"])
        sums = rows.groupby(SUBMISSION)[["score", "max_score"]].sum(min_count=1)
        penalty = self.submissions.set_index(SUBMISSION)["penalty"].reindex(sums.index).fillna(0)
        return sums.assign(score=(sums["score"] - penalty).clip(lower=0))


def read_gradebook(database: str | Path) -> Gradebook:
    """Read a gradebook.

    Args:
        database: A SQLite file, or a URL such as "sqlite:///exercises/gradebook.db" or
            "postgresql://user@host/gradebook".

    Raises:
        ValueError: the database is empty, holds something else, or cannot be reached.
        FileNotFoundError: there is no such file.
    """
    from sqlalchemy import inspect

    name = shown(database)
    with connected(database) as connection:
        tables = set(inspect(connection).get_table_names())
        if not tables:
            raise ValueError(f"the gradebook {name} is empty: it has no tables")
        absent = [table for table in NEEDED if table not in tables]
        if absent:
            raise ValueError(f"{name} is not an nbgrader gradebook: it has no table {absent[0]!r}")
        return _read(connection, name)


def read_learners(database: str | Path) -> tuple[str, ...]:
    """The learners of a gradebook; none where there is no gradebook yet, or an empty one.

    Raises:
        ValueError: something else stands there, or it cannot be reached.
    """
    from nbgrader import api
    from sqlalchemy import inspect

    try:
        with connected(database) as connection:
            known = inspect(connection).has_table("student")
            return tuple(_roster(connection.execute(_roster_query(api)))) if known else ()
    except FileNotFoundError:
        return ()


def _read(connection: Connection, name: str) -> Gradebook:
    from nbgrader import api
    from sqlalchemy import select

    assignment = api.Assignment.__table__
    dates = select(assignment.c.name, assignment.c.duedate).where(assignment.c.duedate.is_not(None))
    roster = _roster(connection.execute(_roster_query(api)))
    if not roster:
        raise ValueError(f"the gradebook {name} is empty: it knows no learner")
    due = dict(tuple(row) for row in connection.execute(dates))
    submissions = _submissions(connection.execute(_submissions_query(api)))
    scores = _scores(connection.execute(_scores_query(api)))
    return Gradebook(tuple(roster), submissions, scores, due, roster)


def _roster_query(api: Any) -> Any:
    """Every learner, sorted by id."""
    from sqlalchemy import select

    one = api.Student.__table__.c
    return select(one.id, one.first_name, one.last_name, one.lms_user_id).order_by(one.id)


def _roster(rows: Any) -> dict[str, Person]:
    return {
        learner: Person(" ".join(part.strip() for part in (first, last) if part), lms_id or "")
        for learner, first, last, lms_id in rows
    }


def _submissions_query(api: Any) -> Any:
    """Every submission with its dates and the points taken off."""
    from sqlalchemy import func, select

    submitted, assignment = api.SubmittedAssignment.__table__, api.Assignment.__table__
    copy = api.SubmittedNotebook.__table__
    penalty = (
        select(func.coalesce(func.sum(copy.c.late_submission_penalty), 0.0))
        .where(copy.c.assignment_id == submitted.c.id)
        .scalar_subquery()
    )
    return select(
        submitted.c.student_id,
        assignment.c.name,
        submitted.c.timestamp,
        assignment.c.duedate,
        submitted.c.extension,
        penalty,
    ).join_from(submitted, assignment)


def _scores_query(api: Any) -> Any:
    """Every grade with the names of its learner, assignment, notebook and cell."""
    from sqlalchemy import func, select

    grade, cell = api.Grade.__table__, api.BaseCell.__table__
    test, task = api.GradeCell.__table__, api.TaskCell.__table__
    copy, notebook = api.SubmittedNotebook.__table__, api.Notebook.__table__
    submitted, assignment = api.SubmittedAssignment.__table__, api.Assignment.__table__
    return (
        select(
            submitted.c.student_id,
            assignment.c.name,
            notebook.c.name,
            cell.c.name,
            func.coalesce(grade.c.manual_score, grade.c.auto_score),
            func.coalesce(test.c.max_score, task.c.max_score),
            grade.c.needs_manual_grade,
            func.coalesce(grade.c.extra_credit, 0.0),
        )
        .select_from(grade)
        .join(copy, grade.c.notebook_id == copy.c.id)
        .join(submitted, copy.c.assignment_id == submitted.c.id)
        .join(assignment, submitted.c.assignment_id == assignment.c.id)
        .join(notebook, copy.c.notebook_id == notebook.c.id)
        .join(cell, grade.c.cell_id == cell.c.id)
        .outerjoin(test, test.c.id == cell.c.id)
        .outerjoin(task, task.c.id == cell.c.id)
    )


def _submissions(rows: Any) -> pd.DataFrame:
    columns = ["learner", "assignment", "timestamp", "due", "extension", "penalty"]
    table = pd.DataFrame([tuple(row) for row in rows], columns=columns)
    table["timestamp"] = pd.to_datetime(table["timestamp"])
    extension = pd.to_timedelta(table.pop("extension")).fillna(pd.Timedelta(0))
    table["due"] = pd.to_datetime(table["due"]) + extension
    table["submitted"] = True
    table["late"] = table["timestamp"] > table["due"]
    return table


def _scores(rows: Any) -> pd.DataFrame:
    columns = ["learner", "assignment", "notebook", "cell", "score", "max_score"]
    columns += ["needs_manual_grade", "extra"]
    table = pd.DataFrame([tuple(row) for row in rows], columns=columns)
    for column in ("score", "max_score", "extra"):
        table[column] = pd.to_numeric(table[column])
    table["needs_manual_grade"] = table["needs_manual_grade"].astype(bool)
    return table
