"""A real nbgrader course in miniature: two assignments and a gradebook with five learners."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import postgresql
import pytest

# assignment -> (grade_id, points, criteria, judged by a person, declared evidence)
ASSIGNMENTS = {
    "five-roles": [
        ("test_sorted", 12, ["CO1.1"], False, None),
        ("test_memo", 6, ["CO6.1"], False, None),
        ("test_labels", 3, ["CO1.2"], False, None),
        ("overlap", 6, ["CO1.4"], True, None),
    ],
    "scope-to-schedule": [
        ("test_dates", 10, ["PJ2.1"], False, None),
        ("test_network", 10, ["PJ2.2", "PJ2.3"], False, None),
        ("plan", 5, ["PF2.4"], True, "sim"),
    ],
}


def notebook(cells):
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": "Words"},
            *(graded_cell(*cell) for cell in cells),
        ],
    }


def graded_cell(grade_id, points, criteria, judged, evidence):
    ours = {"criteria": criteria} | ({"evidence": evidence} if evidence else {})
    about = {
        "schema_version": 3,
        "grade_id": grade_id,
        "points": points,
        "grade": True,
        "solution": judged,
        "locked": not judged,
        "task": False,
    }
    return {
        "cell_type": "markdown" if judged else "code",
        "metadata": {"nbgrader": about, "pmlearn": ours},
        "source": "",
    }


def write_source(folder, assignments=ASSIGNMENTS):
    for name, cells in assignments.items():
        path = folder / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook(cells)), encoding="utf-8")
    return folder


DUE = datetime(2026, 1, 16, 18)  # noqa: DTZ001  nbgrader keeps times in UTC without saying so

# learner -> assignment -> {grade_id: (automatic score, manual score, waits for a person)}
WORK = {
    "ana": {
        "five-roles": {
            "test_sorted": (12, None, False),
            "test_memo": (6, None, False),
            "test_labels": (3, None, False),
            "overlap": (None, 5, False),
        },
        "scope-to-schedule": {
            "test_dates": (9, None, False),
            "test_network": (10, None, False),
            "plan": (None, 4, False),
        },
    },
    "ben": {
        "five-roles": {
            "test_sorted": (9, None, False),
            "test_memo": (5, None, False),
            "test_labels": (0, None, False),
            "overlap": (None, None, True),
        },
    },
    "cleo": {  # deleted one test; nbgrader leaves it without a score
        "five-roles": {
            "test_sorted": (12, None, False),
            "test_memo": (None, None, True),
            "test_labels": (3, None, False),
            "overlap": (0, None, False),
        },
    },
    "dov": {  # handed in a file that nobody can read
        "five-roles": {
            "test_sorted": (None, None, True),
            "test_memo": (None, None, True),
            "test_labels": (None, None, True),
            "overlap": (None, None, True),
        },
    },
    "eve": {},
}
LATE = {("ben", "five-roles"): timedelta(days=2)}


@pytest.fixture(scope="session", autouse=True)
def _alembic():
    """nbgrader starts `alembic` by name, which is beside Python."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        yield


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """nbgrader's folder of instructor versions."""
    return write_source(tmp_path_factory.mktemp("course") / "source")


@pytest.fixture(scope="session")
def database(tmp_path_factory, _alembic):
    """A SQLite gradebook that nbgrader itself has written."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    fill(f"sqlite:///{path}")
    return path


def fill(url):
    """Let nbgrader write the class into an empty database."""
    from nbgrader.api import Gradebook

    with Gradebook(url, course_id="pmlearn") as gradebook:
        for name, cells in ASSIGNMENTS.items():
            gradebook.add_assignment(name, duedate=DUE)
            gradebook.add_notebook(name, name)
            for grade_id, points, _, judged, _ in cells:
                kind = "markdown" if judged else "code"
                gradebook.add_grade_cell(grade_id, name, name, max_score=points, cell_type=kind)
        for learner, works in WORK.items():
            gradebook.add_student(learner)
            for name, scores in works.items():
                hand_in(gradebook, learner, name, scores)


@pytest.fixture(scope="session")
def postgresql_gradebook(postgresql_server, _alembic):
    """URL of a PostgreSQL gradebook that nbgrader itself has written."""
    url = postgresql.new_database(postgresql_server)
    fill(url)
    return url


def hand_in(gradebook, learner, assignment, scores):
    timestamp = DUE - timedelta(days=1) + LATE.get((learner, assignment), timedelta(0))
    submission = gradebook.add_submission(assignment, learner, timestamp=timestamp)
    for copy in submission.notebooks:
        for grade in copy.grades:
            grade.auto_score, grade.manual_score, grade.needs_manual_grade = scores[grade.name]
    gradebook.db.commit()
