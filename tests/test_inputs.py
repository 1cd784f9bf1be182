"""One wording for one rule, whatever asks for the number."""

from math import inf, nan

import numpy as np
import pandas as pd
import pytest

from pmlearn.inputs import array, items, number, one_of, percent, series, table, unique, whole

JUNK = [None, "5", True, np.True_, 1j, [1], pd.NA]


@pytest.mark.parametrize("junk", JUNK, ids=str)
@pytest.mark.parametrize("check", [number, percent, whole, array, series])
def test_what_is_no_number_is_refused_alone_and_in_a_list(check, junk):
    value = [1, junk] if check is series else junk
    if check is array and junk == [1]:
        value = [1, [1]]
    with pytest.raises(ValueError, match=r"^cost(\[1\])? must be a number, got"):
        check("cost", value)


@pytest.mark.parametrize("value", [nan, inf, -inf, 10**400])
def test_what_is_not_finite_is_refused_alone_and_in_a_list(value):
    for check, given in ((number, value), (whole, value), (array, [value]), (series, [value])):
        with pytest.raises(ValueError, match=r"^cost(\[0\])? must be finite, got (nan|-?inf)"):
            check("cost", given)


def test_where_infinity_makes_sense_nan_still_does_not():
    assert number("patience", inf, above=0, finite=False) == inf
    assert series("patience", [1, inf], finite=False).tolist() == [1, inf]
    with pytest.raises(ValueError, match="patience must be a number, got nan"):
        number("patience", nan, finite=False)


@pytest.mark.parametrize(
    ("value", "limits", "rule"),
    [
        (-1, {"least": 0}, "0 or more"),
        (2, {"most": 1}, "at most 1"),
        (2, {"least": 0, "most": 1}, "between 0 and 1"),
        (0, {"above": 0}, "more than 0"),
        (1, {"least": 0, "below": 1}, "0 or more and less than 1"),
        (0, {"most": 1, "above": 0}, "more than 0 and at most 1"),
        (0, {"above": 0, "below": 100}, "more than 0 and less than 100"),
    ],
)
def test_a_limit_has_one_wording_for_a_number_and_for_a_list(value, limits, rule):
    with pytest.raises(ValueError, match=f"^share must be {rule}, got {value}"):
        number("share", value, **limits)
    with pytest.raises(ValueError, match=rf"^share\[0, 1\] must be {rule}, got {value}"):
        array("share", np.array([[0.5, value]]), **limits)


def test_a_cell_of_a_table_is_named_by_row_and_column():
    cells = pd.DataFrame({"cost": [1, nan]}, index=["docks", "app"])
    with pytest.raises(ValueError, match="plan: row 'app', column 'cost' must be finite, got nan"):
        array("plan", cells)


def test_a_table_needs_rows_and_columns_each_once():
    plan = pd.DataFrame([[1, 2]], columns=["cost", "cost"])
    with pytest.raises(
        ValueError, match=r"plan must have a column 'start', got \['cost', 'cost'\]"
    ):
        table("plan", plan, "start")
    with pytest.raises(ValueError, match="plan must have each column once, got 'cost' twice"):
        table("plan", plan, "cost")
    with pytest.raises(ValueError, match="plan must have at least one row, got none"):
        table("plan", plan.iloc[:0])


def test_lists_of_things_and_of_words():
    with pytest.raises(ValueError, match="plan must have at least one int, got none"):
        items("plan", [], int)
    with pytest.raises(ValueError, match="plan must have each name once, got 'a' twice"):
        unique("plan", ["a", "b", "a"])
    with pytest.raises(ValueError, match="rule must be one of 'first', 'last', got 'middle'"):
        one_of("rule", "middle", ["first", "last"])
