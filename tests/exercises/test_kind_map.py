"""Boxes joined by arrows: form, marks, and what a file may not say."""

from __future__ import annotations

import pytest
from exercises.trial import RAW, TRIAL, form, mark, written

CHAIN = TRIAL["chain"]
RIGHT = [["docks", "ride"], ["app", "find"], ["ride", "cars"]]
BOXES = "docks, app, ride, find, cars"


@pytest.mark.parametrize(
    ("answer", "points", "said"),
    [
        (RIGHT, 3, "3 of 3 arrows found, 0 drawn that should not be."),
        (RIGHT[::-1], 3, "3 of 3 arrows found, 0 drawn that should not be."),
        ([*RIGHT, *RIGHT], 3, "3 of 3 arrows found, 0 drawn that should not be."),
        ([*RIGHT, ["find", "ride"]], 3, "3 of 3 arrows found, 0 drawn that should not be."),
        ([*RIGHT, ["ride", "find"]], 2, "3 of 3 arrows found, 1 drawn that should not be."),
        ([["ride", "docks"]], 0, "0 of 3 arrows found, 1 drawn that should not be."),
        ([], 0, "0 of 3 arrows found, 0 drawn that should not be."),
        (None, 0, 'Must be a list such as [["docks", "app"]], got None.'),
        ({"docks": "ride"}, 0, None),
        (["docks"], 0, 'An arrow is ["docks", "app"], got \'docks\'.'),
        ([["docks"]], 0, 'An arrow is ["docks", "app"], got [\'docks\'].'),
        ([["docks", "sea"]], 0, f"'sea' is not one of {BOXES}."),
        ([["docks", ["ride"]]], 0, f"['ride'] is not one of {BOXES}."),
        ([["docks", "docks"]], 0, "'docks' is joined to itself."),
        ([["docks", "ride"]] * 501, 0, "Must name at most 500 arrows, got 501."),
    ],
)
def test_an_arrow_that_should_not_be_takes_back_one_that_should(answer, points, said):
    found = mark(CHAIN, answer, 3)
    assert found.points == pytest.approx(points)
    assert said is None or found.feedback == said


def test_every_arrow_from_everywhere_earns_nothing():
    ids = [box["id"] for box in CHAIN.entries]
    assert mark(CHAIN, [[a, b] for a in ids for b in ids if a != b]).points == 0


def test_an_empty_map_has_the_form_of_an_answer():
    assert form(CHAIN, []) == ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"columns": []}, "columns must be a list of one or more, got []"),
        ({"columns": [{"id": "output"}]}, "columns: each needs id, label"),
        ({"columns": [{"id": "a", "label": "A"}]}, "'docks': column 'output' is not one of a"),
        ({"answer": []}, "answer must name at least one arrow, got none"),
        ({"answer": [["docks", "sea"]]}, f"answer: 'sea' is not one of {BOXES}"),
        ({"answer": "docks"}, 'answer: must be a list such as [["docks", "app"]]'),
        ({"either": [["docks"]]}, "either: an arrow is"),
        ({"either": 5}, "either: must be a list such as"),
        ({"either": [["docks", "ride"]]}, "['docks', 'ride'] stands in answer and in either"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, fields, said):
    with pytest.raises(ValueError, match="question 'chain'") as error:
        written(tmp_path, {**RAW["chain"], **fields})
    assert said in str(error.value)
