"""Points or a range marked on a series: form, marks, and what a file may not say."""

from __future__ import annotations

import pytest
from exercises.trial import RAW, TRIAL, form, mark, written

POINTS = "is not one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"


@pytest.mark.parametrize(
    ("answer", "points", "said"),
    [
        ([3, 7], 2, "2 of 2 found, 0 marked that should not be."),
        ([7.0, 3], 2, "2 of 2 found, 0 marked that should not be."),
        ([3], 1, "1 of 2 found, 0 marked that should not be."),
        ([3, 7, 8], 1, "2 of 2 found, 1 marked that should not be."),
        ([1, 2, 4, 3], 0, "1 of 2 found, 3 marked that should not be."),
        ([], 0, "Must be a list such as [1], got []."),
        ("37", 0, "Must be a list such as [1], got '37'."),
        ([11], 0, f"11 {POINTS}."),
        (["3"], 0, f"'3' {POINTS}."),
        ([True], 0, f"True {POINTS}."),
        ([3, 7, 3], 0, "Names 3 twice."),
    ],
)
def test_a_point_that_is_none_takes_back_one_that_is(answer, points, said):
    found = mark(TRIAL["signals"], answer, 2)
    assert (found.points, found.feedback) == (points, said)


@pytest.mark.parametrize(
    ("answer", "points", "said"),
    [
        ({"from": 4, "to": 7}, 2, "2 of 2 ends are right."),
        ({"from": "4", "to": 7.0}, 2, "2 of 2 ends are right."),
        ({"from": 4, "to": 8}, 1, "1 of 2 ends are right."),
        ({"from": 7, "to": 7}, 1, "1 of 2 ends are right."),
        ({"from": 7, "to": 4}, 0, "From must not lie above to, got {'from': 7, 'to': 4}."),
        ({"from": 4}, 0, 'Must be a table such as {"from": 1, "to": 10}, got {\'from\': 4}.'),
        ({"from": 4, "to": 11}, 0, "To must be a number from 1 to 10, got 11."),
        ({"from": True, "to": 7}, 0, "From must be a number from 1 to 10, got True."),
        ([4, 7], 0, 'Must be a table such as {"from": 1, "to": 10}, got [4, 7].'),
    ],
)
def test_each_end_of_a_range_is_worth_half(answer, points, said):
    found = mark(TRIAL["quiet"], answer, 2)
    assert (found.points, found.feedback) == (points, said)


def test_an_end_may_be_off_by_the_tolerance(tmp_path):
    question = written(tmp_path, {**RAW["quiet"], "tolerance": 1})
    assert mark(question, {"from": 3, "to": 8}).points == 1
    assert mark(question, {"from": 2, "to": 8}).points == 0.5


def test_an_example_in_the_message_has_the_right_form():
    assert form(TRIAL["signals"], [1]) == ""
    assert form(TRIAL["quiet"], {"from": 1, "to": 10}) == ""


SERIES = RAW["signals"]["series"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"select": "areas"}, "select must be points or range, got 'areas'"),
        ({"series": SERIES[:2]}, "series needs 3 to 500 points [x, y]"),
        ({"series": "4, 5, 6"}, "series needs 3 to 500 points [x, y]"),
        ({"series": [[n, 1] for n in range(501)]}, "series needs 3 to 500 points [x, y]"),
        ({"series": [*SERIES, [11, float("nan")]]}, "each point must be [x, y], got [11, nan]"),
        ({"series": [*SERIES, [10**400, 1]]}, "each point must be [x, y], got [1000"),
        ({"series": [*SERIES, [11]]}, "each point must be [x, y], got [11]"),
        ({"series": [*SERIES, [11, True]]}, "each point must be [x, y], got [11, True]"),
        ({"series": [*SERIES, [10, 1]]}, "x must rise from point to point"),
        ({"x": "Week"}, "x needs a label"),
        ({"y": {"unit": "%"}}, "y needs a label"),
        ({"lines": [{"label": "Limit"}]}, "lines: each needs label, value, got {'label': 'Limit'}"),
        ({"lines": [{"label": "Limit", "value": "9"}]}, "lines, 'Limit': value must be a number"),
        ({"answer": [11]}, f"answer: 11 {POINTS}"),
        ({"answer": []}, "answer: must be a list such as [1], got []"),
        ({"tolerance": -1}, "tolerance must be 0 or more, got -1"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, fields, said):
    with pytest.raises(ValueError, match="question 'signals'") as error:
        written(tmp_path, {**RAW["signals"], **fields})
    assert said in str(error.value)
