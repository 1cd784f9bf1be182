"""Evidence from the gradebook and the graded cells."""

from __future__ import annotations

import hashlib
import json
import sqlite3

import numpy as np
import pandas as pd
import pytest

from pmlearn.competency.evidence.attainment import attain
from pmlearn.competency.evidence.cells import evidence_table, read_cells
from pmlearn.competency.evidence.database import connected
from pmlearn.competency.evidence.gradebook import read_gradebook
from pmlearn.competency.framework import load


@pytest.fixture(scope="module")
def table(database, source):
    return evidence_table(read_gradebook(database), read_cells(source))


@pytest.fixture(scope="module")
def attainment(table):
    return attain(load(), table)


def of(table, learner, cell):
    return table[(table["learner"] == learner) & (table["cell"] == cell)].iloc[0]


def test_a_cell_that_names_two_criteria_is_evidence_for_both(table):
    rows = table[(table["learner"] == "ana") & (table["cell"] == "test_network")]
    assert sorted(rows["criterion"]) == ["PJ2.2", "PJ2.3"]
    assert list(rows["score"]) == [10, 10]


def test_every_learner_has_a_row_for_every_cell_and_criterion(table):
    assert len(table) == 5 * 8
    assert not table.duplicated(["learner", "cell", "criterion"]).any()


def test_what_a_person_gave_counts_before_what_the_machine_gave(table):
    assert of(table, "ana", "overlap")["score"] == 5


def test_work_that_was_not_handed_in_has_no_score(table):
    eve = table[table["learner"] == "eve"]
    assert not eve["submitted"].any()
    assert eve["score"].isna().all()


def test_late_work_is_marked(table):
    assert set(table.loc[table["late"], "learner"]) == {"ben"}


def test_a_deleted_test_earns_nothing(table):
    assert of(table, "cleo", "test_memo")["score"] == 0


def test_a_submission_that_nobody_could_read_is_no_evidence(attainment):
    assert attainment.status("dov", "CO1.1") == "not yet assessed"


def test_levels_come_out_of_a_real_gradebook(attainment):
    assert attainment.level("ana", "CO1") == 1  # CO1.3 of level 3 is not assessed yet
    assert attainment.status("ana", "CO1.4") == "met"
    assert attainment.status("ana", "PF2.4") == "met"  # a judged simulation log: 4 of 5
    assert attainment.status("ben", "CO1.1") == "not yet met"
    assert attainment.status("ben", "CO1.4") == "not yet assessed"
    assert attainment.status("cleo", "CO1.4") == "not yet met"  # left blank
    assert attainment.level("cleo", "CO1") == 1
    assert attainment.level("eve", "CO1") == 0


def test_the_gradebook_is_only_read(database, source):
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    database.chmod(0o444)
    evidence_table(read_gradebook(f"sqlite:///{database}"), read_cells(source))
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    assert [path.name for path in database.parent.iterdir()] == [database.name]


def test_a_gradebook_whose_name_has_odd_characters_is_read(database, tmp_path):
    odd = tmp_path / "grade book #1 100%.db"
    odd.write_bytes(database.read_bytes())
    assert read_gradebook(odd).learners == ("ana", "ben", "cleo", "dov", "eve")


def test_an_extension_moves_the_due_date(database, tmp_path):
    from nbgrader.api import Gradebook

    copy = tmp_path / "gradebook.db"
    copy.write_bytes(database.read_bytes())
    copy.chmod(0o644)
    with Gradebook(f"sqlite:///{copy}") as gradebook:
        gradebook.grant_extension("five-roles", "ben", days=3)
    assert not read_gradebook(copy).submissions["late"].any()


class TestOtherDatabases:
    def test_there_is_none(self, tmp_path):
        with pytest.raises(FileNotFoundError, match=r"there is no gradebook .*nowhere\.db"):
            read_gradebook(tmp_path / "nowhere.db")
        assert list(tmp_path.iterdir()) == []

    def test_an_empty_file(self, tmp_path):
        (tmp_path / "empty.db").touch()
        with pytest.raises(
            ValueError, match=r"the gradebook .*empty\.db is empty: it has no table"
        ):
            read_gradebook(tmp_path / "empty.db")

    def test_a_gradebook_without_learners(self, tmp_path):
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{tmp_path / 'new.db'}"):
            pass
        with pytest.raises(ValueError, match=r"new\.db is empty: it knows no learner"):
            read_gradebook(tmp_path / "new.db")

    def test_a_foreign_database(self, tmp_path):
        with sqlite3.connect(tmp_path / "shop.db") as shop:
            shop.execute("create table customer (id integer)")
        with pytest.raises(ValueError, match=r"shop\.db is not an nbgrader gradebook: it has no"):
            read_gradebook(tmp_path / "shop.db")

    def test_a_file_that_is_no_database(self, tmp_path):
        (tmp_path / "notes.db").write_text("dear diary " * 100, encoding="utf-8")
        with pytest.raises(
            ValueError, match=r"notes\.db cannot be read: .*not a database"
        ) as error:
            read_gradebook(tmp_path / "notes.db")
        assert "\n" not in str(error.value)

    def test_a_server_that_cannot_be_reached_is_named_without_its_password(self):
        with pytest.raises(ValueError, match="gradebook") as error:
            read_gradebook("postgresql://teacher:secret@localhost:1/gradebook")
        assert "secret" not in str(error.value)
        assert "\n" not in str(error.value)


class TestCells:
    def test_carry_criteria_points_and_kind(self, source):
        cells = {cell.cell: cell for cell in read_cells(source)}
        assert cells["test_network"].criteria == ("PJ2.2", "PJ2.3")
        assert (cells["test_dates"].kind, cells["test_dates"].judged) == ("auto", False)
        assert (cells["overlap"].kind, cells["overlap"].judged) == ("manual", True)
        assert (cells["plan"].kind, cells["plan"].judged) == ("sim", True)
        assert sum(cell.points for cell in cells.values()) == 52

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("{", "a/a.ipynb is not a notebook"),
            ("[]", "a/a.ipynb is not a notebook"),
            ("{}", "a/a.ipynb is not a notebook"),
        ],
    )
    def test_a_file_that_is_no_notebook_is_named(self, tmp_path, text, message):
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "a.ipynb").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=message):
            read_cells(tmp_path)

    @pytest.mark.parametrize(
        "ours", [{"criteria": "PJ2.1"}, {"criteria": ["PJ2.1"], "evidence": 3}]
    )
    def test_metadata_of_another_form_is_named(self, tmp_path, ours):
        about = {"grade": True, "grade_id": "t", "points": 1}
        cells = [{"cell_type": "code", "metadata": {"nbgrader": about, "pmlearn": ours}}]
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
        with pytest.raises(ValueError, match=r"a/a\.ipynb, cell t: pmlearn\."):
            read_cells(tmp_path)


def test_scores_are_numbers_also_where_there_are_none(table):
    assert table["score"].dtype == np.float64


class TestPostgresql:
    def test_holds_what_a_file_holds(self, database, postgresql_gradebook):
        there, here = read_gradebook(postgresql_gradebook), read_gradebook(database)
        keys = ["learner", "assignment", "cell"]
        assert there.learners == here.learners
        pd.testing.assert_frame_equal(
            there.scores.sort_values(keys, ignore_index=True),
            here.scores.sort_values(keys, ignore_index=True),
        )
        keys = ["learner", "assignment"]
        pd.testing.assert_frame_equal(
            there.submissions.sort_values(keys, ignore_index=True),
            here.submissions.sort_values(keys, ignore_index=True),
            check_dtype=False,  # a file keeps times as texts, a server as times
        )

    def test_an_empty_database_says_so(self, postgresql_url):
        with pytest.raises(ValueError, match="is empty: it has no tables"):
            read_gradebook(postgresql_url)

    def test_is_only_read(self, postgresql_gradebook):
        with (
            pytest.raises(ValueError, match="read-only"),
            connected(postgresql_gradebook) as connection,
        ):
            connection.exec_driver_sql("delete from grade")
