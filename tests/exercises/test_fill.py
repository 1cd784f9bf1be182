"""A case in a question's texts and fields."""

from __future__ import annotations

import pytest

from pmlearn.exercises.cases.fill import filled, shown

CASE = {"budget": 12500, "cpi": 0.83333, "place": "the depot", "left": [3, 1], "odd": "{budget}"}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{place} has {budget} k.", "the depot has 12,500 k."),
        ("CPI {cpi}", "CPI 0.833"),
        ("CPI {cpi:.1f}", "CPI 0.8"),
        ("{cpi:.0%}", "83%"),
        ("{budget:,.2f}", "12,500.00"),
        ("{left}", "3, 1"),
        ("{{budget}}", "{budget}"),
        ("{odd}", "{budget}"),
        ("= budget * 2", 25000),
        (["= budget", {"x": "{place}"}], [12500, {"x": "the depot"}]),
        (7, 7),
        (None, None),
    ],
)
def test_names_and_formulas_are_filled_wherever_they_stand(text, result):
    assert filled(text, CASE) == result


def test_fields_that_need_the_learners_cells_are_left_as_they_are():
    fields = {"answer": {"a": "= w1.cost * 2"}, "prompt": "{place}"}
    assert filled(fields, CASE, leave={"answer"}) == {**fields, "prompt": "the depot"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{missing}", "the text needs {missing}, which the case does not have"),
        ("{budget.__class__}", "which the case does not have"),
        ("{left[0]}", "which the case does not have"),
        ("{budget!r}", "is not known in a text"),
        ("{budget:>900000000}", "write .2f for two decimals"),
        ("{budget:.99f}", "write .2f for two decimals"),
        ("{}", "which the case does not have"),
        ("{0}", "which the case does not have"),
        ("= missing", "there is no 'missing'"),
    ],
)
def test_what_the_case_lacks_or_reaches_into_a_value_is_refused(text, problem):
    with pytest.raises(ValueError, match=problem):
        filled(text, CASE)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12500, "12,500"),
        (12.0, "12"),
        (1 / 3, "0.333"),
        (-0.0001, "0"),
        (1e300, "1e+300"),
        (True, "True"),
        ("word", "word"),
    ],
)
def test_a_value_is_shown_with_at_most_three_decimals(value, text):
    assert shown(value) == text


def test_a_name_alone_stands_for_a_list_or_a_table():
    case = {"draft": {"fit": {"pgm": "A"}}, "weeks": [1, 2], "budget": 5}
    question = {"given": "= draft", "series": "=weeks", "cost": "= budget"}
    assert filled(question, case) == {"given": case["draft"], "series": [1, 2], "cost": 5}
    with pytest.raises(ValueError, match="comes to"):
        filled("= weeks if budget else weeks", case)
