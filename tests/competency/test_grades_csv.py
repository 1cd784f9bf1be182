"""Grades and attainment as tables for other systems."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace

import pandas as pd
import pytest

from pmlearn.competency.class_record import read_class
from pmlearn.competency.class_tables import totals
from pmlearn.competency.grades_csv import attainment_csv, canvas_csv, moodle_csv
from pmlearn.competency.names import Names

PAGES = ("book/roles/five-roles", "book/project/scope-to-schedule")
KEY = bytes(range(32))


@pytest.fixture(scope="module")
def record(database, source):
    return read_class(database, source.parent, PAGES)


class TestGrades:
    def test_agree_with_nbgraders_own_scores(self, record, database):
        """Where everything is marked, the totals are the ones that nbgrader exports."""
        from nbgrader.api import Gradebook

        table = totals(record)
        with Gradebook(f"sqlite:///{database}") as gradebook:
            for learner, assignment in [("ana", "five-roles"), ("ana", "scope-to-schedule")]:
                expected = gradebook.find_submission(assignment, learner).score
                assert table.loc[learner, assignment] == expected

    def test_count_extra_credit_and_penalty_as_nbgrader_does(self, database, source, tmp_path):
        from nbgrader.api import Gradebook

        copy = tmp_path / "gradebook.db"
        shutil.copy(database, copy)
        copy.chmod(0o644)
        with Gradebook(f"sqlite:///{copy}") as gradebook:
            notebook = gradebook.find_submission_notebook("five-roles", "five-roles", "ana")
            notebook.late_submission_penalty = 4.0
            notebook.grades[0].extra_credit = 1.5
            gradebook.db.commit()
            submission = gradebook.find_submission("five-roles", "ana")
            expected = max(0.0, submission.score - submission.late_submission_penalty)
        found = totals(read_class(copy, source.parent, PAGES))
        assert found.loc["ana", "five-roles"] == expected

    def test_are_empty_while_work_is_missing_or_waits(self, record):
        table = totals(record)
        assert table.loc[["ben", "dov", "eve"], "five-roles"].isna().all()
        assert table.loc["cleo", "five-roles"] == 15

    def test_moodle_gets_a_username_and_a_column_per_assignment(self, record):
        rows = list(csv.DictReader(io.StringIO(moodle_csv(record, Names.real()))))
        assert list(rows[0]) == ["username", "five-roles", "scope-to-schedule"]
        assert rows[0] == {"username": "ana", "five-roles": "26", "scope-to-schedule": "23"}
        assert rows[4] == {"username": "eve", "five-roles": "", "scope-to-schedule": ""}

    def test_canvas_gets_its_fixed_columns_and_the_points_possible(self, record):
        rows = list(csv.reader(io.StringIO(canvas_csv(record, Names.real()))))
        assert rows[0][:4] == ["Student", "ID", "SIS Login ID", "Section"]
        assert [value.strip() for value in rows[1]] == ["Points Possible", "", "", "", "27", "25"]
        assert rows[2] == ["ana", "", "ana", "", "26", "23"]

    def test_attainment_has_a_row_for_every_learner_and_criterion(self, record):
        table = pd.read_csv(io.StringIO(attainment_csv(record, Names(KEY))))
        assert len(table) == 5 * 110
        assert set(table["learner"]) == {
            Names(KEY)(learner) for learner in record.gradebook.learners
        }

    def test_a_name_that_a_spreadsheet_would_run_is_marked_as_text(self, record):
        learners = ("=cmd()", *record.gradebook.learners[1:])
        odd = replace(record, gradebook=replace(record.gradebook, learners=learners))
        lines = moodle_csv(odd, Names.real()).splitlines()
        assert any(line.startswith("'=cmd(),") for line in lines)
        assert len(lines) == len(learners) + 1
