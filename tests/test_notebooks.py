"""Notebooks are read in one way, whatever form a file has."""

from __future__ import annotations

import json

import pytest

from pmlearn.notebooks import read_cells


def written(folder, *cells):
    path = folder / "lab.ipynb"
    path.write_text(json.dumps({"cells": list(cells)}), encoding="utf-8")
    return path


@pytest.mark.parametrize("source", ["a = 1\nb", ["a = 1\n", "b"]])
def test_a_text_is_one_whether_the_file_has_it_line_by_line_or_not(tmp_path, source):
    (cell,) = read_cells(written(tmp_path, {"cell_type": "code", "source": source}))
    assert (cell.kind, cell.text) == ("code", "a = 1\nb")


def test_what_nbgrader_and_the_course_note_is_told(tmp_path):
    about = {"grade": True, "solution": False, "locked": True, "grade_id": "test_kappa"}
    metadata = {"nbgrader": about, "pmlearn": {"criteria": ["CO6.3"]}, "tags": ["hide-input"]}
    (cell,) = read_cells(written(tmp_path, {"id": "c1", "metadata": metadata}))
    assert (cell.id, cell.grade_id, cell.course) == ("c1", "test_kappa", {"criteria": ["CO6.3"]})
    assert (cell.is_graded, cell.is_solution, cell.is_locked) == (True, False, True)


def test_a_task_is_graded(tmp_path):
    (cell,) = read_cells(written(tmp_path, {"metadata": {"nbgrader": {"task": True}}}))
    assert cell.is_graded


@pytest.mark.parametrize(
    "odd", [{}, {"metadata": None, "source": None}, {"metadata": {"nbgrader": [], "tags": 3}}]
)
def test_what_is_missing_in_a_cell_counts_as_empty(tmp_path, odd):
    (cell,) = read_cells(written(tmp_path, 7, odd))
    assert (cell.grade_id, cell.is_graded, cell.tags) == ("", False, [])


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cells": 3}', "[" * 100_000])
def test_a_file_that_is_no_notebook_is_named(tmp_path, text):
    path = tmp_path / "lab.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"lab\.ipynb is not a notebook"):
        read_cells(path)


def test_a_file_of_somebody_else_is_read_with_bounds(tmp_path):
    path = written(tmp_path, {"source": "a"})
    assert [cell.text for cell in read_cells(path, limit=1000)] == ["a"]
    with pytest.raises(ValueError, match="more than 10"):
        read_cells(path, limit=10)
