"""Grades and attainment as tables for other systems."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shutil
from dataclasses import replace
from datetime import UTC, timedelta

import pandas as pd
import pytest
from competency.conftest import DUE, hand_in, write_source

from pmlearn.competency.evidence.class_record import read_class
from pmlearn.competency.reports.class_report import class_html
from pmlearn.competency.reports.class_tables import item_analysis, totals, work_status
from pmlearn.competency.reports.grades_csv import attainment_csv, canvas_csv, moodle_csv, remarks
from pmlearn.competency.reports.names import Names

PAGES = ("book/roles/five-roles", "book/project/scope-to-schedule")
KEY = bytes(range(32))
QUESTION = """
lesson: five-roles
questions:
  - id: claim
    kind: choice
    criteria: [CO1.1]
    prompt: Which?
    options: [{id: a, text: A}, {id: b, text: B}]
"""


@pytest.fixture(scope="module")
def record(database, source):
    return read_class(database, source.parent, PAGES)


# assignment -> (grade_id, points, criteria, judged by a person, declared evidence)
MIXED = {
    "mixed": [("t", 4, ["PJ1.1"], False, None), ("essay", 6, [], True, None)],
    "plain": [("t", 3, [], False, None)],
    "essays": [("a", 5, [], True, None), ("b", 5, ["CO1.4"], True, None)],
}
DONE = {"t": (3, None, False), "essay": (None, 5, False)}
WAITS = {"t": (4, None, False), "essay": (None, None, True)}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A stranger's course: some cells prove nothing, one assignment as a whole does not."""
    from nbgrader.api import Gradebook

    folder = tmp_path_factory.mktemp("mixed")
    write_source(folder / "source", MIXED)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", course_id="mixed") as gradebook:
        for name, cells in MIXED.items():
            gradebook.add_assignment(name, duedate=DUE if name == "mixed" else None)
            gradebook.add_notebook(name, name)
            for grade_id, points, _, judged, _ in cells:
                kind = "markdown" if judged else "code"
                gradebook.add_grade_cell(grade_id, name, name, max_score=points, cell_type=kind)
        gradebook.add_student("ana", first_name="Ana", last_name="Berg", lms_user_id="4711")
        gradebook.add_student("ben")
        hand_in(gradebook, "ana", "mixed", DONE)
        hand_in(gradebook, "ben", "mixed", WAITS)
        hand_in(gradebook, "ben", "plain", {"t": (2 + 1 / 7, None, False)})
        essays = {"a": (None, None, True), "b": (None, 4, False)}
        hand_in(gradebook, "ana", "essays", {"a": (None, 1, False), "b": (None, 4, False)})
        hand_in(gradebook, "ben", "essays", essays)
    return read_class(folder / "gradebook.db", folder, ())


class TestWithoutCriteria:
    def test_a_grade_is_final_when_every_point_is_whether_it_proves_something_or_not(self, mixed):
        table = totals(mixed)
        assert table.loc["ana", "mixed"] == 8
        assert math.isnan(table.loc["ben", "mixed"])
        assert table.loc["ana", "essays"] == 5
        assert math.isnan(table.loc["ben", "essays"])

    def test_an_assignment_that_proves_nothing_exports_its_points(self, mixed):
        rows = list(csv.DictReader(io.StringIO(moodle_csv(mixed, Names.real()))))
        assert rows == [
            {"username": "ana", "mixed": "8", "plain": "", "essays": "5"},
            {"username": "ben", "mixed": "", "plain": "2.1", "essays": ""},
        ]

    def test_canvas_counts_every_point_as_possible(self, mixed):
        rows = list(csv.DictReader(io.StringIO(canvas_csv(mixed, Names.real()))))
        assert (rows[0]["mixed"], rows[0]["plain"], rows[0]["essays"]) == ("10", "3", "10")

    def test_an_answer_that_waits_is_counted_although_it_proves_nothing(self, mixed):
        work = work_status(mixed).set_index(["learner", "assignment"])
        assert work.loc[("ben", "mixed"), "waiting"] == 1
        assert tuple(work.loc[("ben", "essays"), ["status", "waiting"]]) == ("handed in", 1)

    def test_what_has_no_criterion_is_no_evidence(self, mixed):
        assert set(mixed.attainment.criteria.query("n > 0")["criterion"]) == {"PJ1.1", "CO1.4"}

    def test_an_assignment_that_left_the_course_follows_the_gradebook(self, mixed):
        left = replace(mixed, cells=tuple(c for c in mixed.cells if c.assignment == "plain"))
        table = totals(left)
        assert table.loc["ana", "mixed"] == 8
        assert math.isnan(table.loc["ben", "mixed"])
        canvas = list(csv.DictReader(io.StringIO(canvas_csv(left, Names.real()))))
        assert canvas[0]["mixed"] == "10"

    def test_the_class_report_lists_the_items_of_every_assignment(self, mixed):
        found, unmarked = item_analysis(mixed, "plain")
        assert (list(found.items["item"]), unmarked) == (["t"], ())

    def test_what_is_left_empty_is_said(self, mixed):
        waiting, ids = remarks(mixed, Names.real())
        assert waiting.startswith("2 grades are not final")
        assert "1 learners have no ID, first 'ben'" in ids
        assert "nbgrader db student import" in ids
        assert remarks(mixed, Names(KEY)) == (waiting,)


def test_cells_of_two_notebooks_may_share_a_name(tmp_path):
    from nbgrader.api import Gradebook

    cells = [("t", 4, ["PJ1.1"], False, None)]
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(url, course_id="twins") as gradebook:
        gradebook.add_assignment("twins", duedate=DUE)
        for name in ("one", "two"):
            path = write_source(tmp_path / "source" / name, {"twins": cells}) / "twins/twins.ipynb"
            (tmp_path / "source" / "twins").mkdir(exist_ok=True)
            path.rename(tmp_path / "source" / "twins" / f"{name}.ipynb")
            gradebook.add_notebook(name, "twins")
            gradebook.add_grade_cell("t", name, "twins", max_score=4, cell_type="code")
        gradebook.add_student("ana")
        hand_in(gradebook, "ana", "twins", {"t": (3, None, False)})
    record = read_class(tmp_path / "gradebook.db", tmp_path, ())
    assert totals(record).loc["ana", "twins"] == 6
    found, _ = item_analysis(record, "twins")
    assert list(found.items["item"]) == ["one/t", "two/t"]


class TestRoster:
    def test_canvas_gets_name_and_id_of_the_roster(self, mixed):
        rows = list(csv.DictReader(io.StringIO(canvas_csv(mixed, Names.real()))))[1:]
        shown = [(row["Student"], row["ID"], row["SIS Login ID"]) for row in rows]
        assert shown == [("Ana Berg", "4711", "ana"), ("ben", "", "ben")]

    def test_under_pseudonyms_nothing_of_the_roster_shows(self, mixed):
        text = canvas_csv(mixed, Names(KEY, {"ana": "Ana Berg"}))
        assert not re.search("4711|Ana|Berg", text)
        assert Names(KEY, {"ana": "Ana Berg"}).shown("ana") == Names(KEY)("ana")

    def test_a_page_with_names_shows_them_and_the_id(self, mixed):
        page = class_html(mixed, Names.real({"ana": "Ana Berg", "ben": ""}))
        assert "Ana Berg (ana)" in page
        assert ">ben<" in page


class TestMissing:
    def test_counts_what_is_due_alone(self, mixed):
        work = work_status(mixed).set_index(["learner", "assignment"])
        assert work.loc[("ana", "plain"), "status"] == "not due"  # it has no due date

    def test_before_the_due_date_nothing_is_missing(self, record):
        before = work_status(record, DUE.replace(tzinfo=UTC) - timedelta(days=1))
        assert "missing" not in set(before["status"])
        after = work_status(record, DUE.replace(tzinfo=UTC) + timedelta(days=1))
        assert set(after[after["status"] == "missing"]["learner"]) == {"ben", "cleo", "dov", "eve"}

    def test_the_report_has_one_row_for_each_learner(self, record):
        page = class_html(record, Names.real())
        table = page.partition("<h2>Missing work</h2>")[2].partition("</table>")[0]
        rows = re.findall(r'<th scope="row"[^>]*>(\w+)</th><td class="num">(\d)</td>', table)
        assert rows == [("eve", "2"), ("ben", "1"), ("cleo", "1"), ("dov", "1")]


class TestGrades:
    def test_agree_with_nbgraders_own_scores(self, record, database):
        """Where everything is marked, the totals are the ones that nbgrader exports."""
        from nbgrader.api import Gradebook

        table = totals(record)
        with Gradebook(f"sqlite:///{database}") as gradebook:
            for learner, assignment in [("ana", "five-roles"), ("ana", "scope-to-schedule")]:
                expected = gradebook.find_submission(assignment, learner).score
                assert table.loc[learner, assignment] == expected

    def test_a_score_is_one_in_nbgraders_export_the_csv_and_the_report(
        self, database, source, tmp_path
    ):
        """A late penalty and extra credit count wherever a score is shown."""
        from nbgrader.api import Gradebook
        from nbgrader.plugins.export import CsvExportPlugin

        shutil.copytree(source, tmp_path / "source")
        (tmp_path / "source" / "five-roles" / "questions.yml").write_text(QUESTION, "utf-8")
        cell = {"cell_type": "code", "metadata": {}, "source": '%%answer claim\n"a"'}
        handed_in = tmp_path / "submitted" / "ana" / "five-roles" / "five-roles.ipynb"
        handed_in.parent.mkdir(parents=True)
        handed_in.write_text(json.dumps({"cells": [cell]}), "utf-8")
        copy = tmp_path / "gradebook.db"
        shutil.copy(database, copy)
        copy.chmod(0o644)
        with Gradebook(f"sqlite:///{copy}") as gradebook:
            notebook = gradebook.find_submission_notebook("five-roles", "five-roles", "ana")
            notebook.late_submission_penalty = 4.0
            notebook.grades[0].extra_credit = 1.5
            gradebook.db.commit()
            CsvExportPlugin(to=str(tmp_path / "grades.csv")).export(gradebook)
        exported = pd.read_csv(tmp_path / "grades.csv").set_index(["student_id", "assignment"])
        score = exported.loc[("ana", "five-roles"), "score"]
        assert score == 12 + 6 + 3 + 5 + 1.5 - 4
        found = read_class(copy, tmp_path, PAGES)
        assert totals(found).loc["ana", "five-roles"] == score
        rows = csv.DictReader(io.StringIO(moodle_csv(found, Names.real())))
        assert next(row for row in rows if row["username"] == "ana")["five-roles"] == str(score)
        page = class_html(found, Names.real())
        table = page.partition("Options chosen in")[2].partition("</table>")[0]
        assert re.findall(r'<td class="num">(\d+) %</td>', table) == [f"{100 * score / 27:.0f}"]

    def test_a_score_needs_a_mark_and_what_is_left_out_earns_nothing(self, record):
        results = record.gradebook.results["score"]
        assert results["cleo", "five-roles"] == 15
        assert math.isnan(results["dov", "five-roles"])  # no cell could be marked

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
        assert len(table) == 5 * 111
        assert set(table["learner"]) == {
            Names(KEY)(learner) for learner in record.gradebook.learners
        }

    def test_a_name_that_a_spreadsheet_would_run_is_marked_as_text(self, record):
        learners = ("=cmd()", *record.gradebook.learners[1:])
        odd = replace(record, gradebook=replace(record.gradebook, learners=learners))
        lines = moodle_csv(odd, Names.real()).splitlines()
        assert any(line.startswith("'=cmd(),") for line in lines)
        assert len(lines) == len(learners) + 1
