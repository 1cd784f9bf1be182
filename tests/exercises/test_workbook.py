"""A table as a spreadsheet file."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from pmlearn.exercises.workbook import workbook

LINES = [["", "Cost (k)", "State"], ["North", 12.5, "keep"], ["All", 12, "=1+1"], ["", True, None]]


def sheet(lines):
    return load_workbook(BytesIO(workbook(lines))).active


def test_numbers_are_numbers_texts_are_texts_and_the_heads_stay_in_view():
    found = sheet(LINES)
    assert [[cell.value for cell in row] for row in found.iter_rows()][:2] == [
        [None, "Cost (k)", "State"],
        ["North", 12.5, "keep"],
    ]
    assert found["B1"].font.bold
    assert found.freeze_panes == "B2"


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+1", "@x", "-1+2"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text):
    cell = sheet([["head"], [text]])["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_stands_there_as_a_text(value):
    assert sheet([["head"], [value]])["A2"].value == str(value)


@pytest.mark.parametrize("lines", [[["x"]] * 501, [["x" * 20_001]]])
def test_more_than_any_table_of_the_course_has_is_refused(lines):
    with pytest.raises(ValueError, match="are too many"):
        workbook(lines)
