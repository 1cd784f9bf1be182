"""What is no number, no list or no table at all is refused as clearly as a number beyond limits."""

import pandas as pd
import pytest

from pmlearn.portfolio.frontier import dominated, frontier
from pmlearn.portfolio.gates import Gate, review
from pmlearn.portfolio.health import roll_up
from pmlearn.portfolio.selection import compare, constraint_prices, select

TABLE = pd.DataFrame({"value": [3, 4, 5], "crew": [1, 2, 3]}, index=list("abc"))
CAPACITY = {"crew": 3}
NUMBERS = {
    "resource 'crew': capacity": lambda x: select(TABLE, {"crew": x}),
    "constraint prices: more": lambda x: constraint_prices(TABLE, CAPACITY, more=x),
    "component 'a': weight": lambda x: roll_up({"a": "red"}, weights={"a": x}),
    "roll-up: red_share": lambda x: roll_up({"a": "red"}, "count", red_share=x),
    "gate 'g': remaining_benefit": lambda x: Gate("g", x, 1),
    "gate 'g': spent": lambda x: Gate("g", 1, 1, x),
}


@pytest.mark.parametrize("junk", [None, "5", True, float("nan"), 1j, [1]], ids=str)
@pytest.mark.parametrize("what", NUMBERS)
def test_what_is_no_number_is_refused_by_name(what, junk):
    with pytest.raises(ValueError, match=rf"^{what} must be .*, got"):
        NUMBERS[what](junk)


@pytest.mark.parametrize("junk", ["5", True, None], ids=str)
def test_a_cell_that_is_no_number_is_refused_by_row_and_column(junk):
    with pytest.raises(ValueError, match=r"candidate 'c': crew must be (a number|finite), got"):
        select(TABLE.astype(object).assign(crew=[1, 2, junk]), CAPACITY)
    wrong = pd.DataFrame(0, list("abc"), list("abc")).astype(object)
    wrong.loc["c", "b"] = junk
    with pytest.raises(ValueError, match="row 'c', column 'b' must be a number, got"):
        frontier(TABLE, CAPACITY, covariance=wrong)


@pytest.mark.parametrize("junk", [None, 5, "x", [1]], ids=str)
def test_what_is_no_table_is_refused(junk):
    for call in (
        lambda: select(junk, CAPACITY),
        lambda: compare(junk, CAPACITY),
        lambda: frontier(TABLE, CAPACITY, covariance=junk),
        lambda: review(junk),
        lambda: dominated(junk),
    ):
        with pytest.raises(ValueError, match=r"must be a DataFrame"):
            call()


@pytest.mark.parametrize("junk", [None, 5, [3], "crew"], ids=str)
def test_what_is_not_given_by_name_is_refused(junk):
    for call in (
        lambda: select(TABLE, junk),
        lambda: roll_up(junk),
    ):
        with pytest.raises(ValueError, match="must be given by name, as a dict, got"):
            call()


@pytest.mark.parametrize("junk", [5, [5], [None], "ab", ["ab"], [(["a"], "b")]], ids=str)
@pytest.mark.parametrize("rule", ["requires", "excludes"])
def test_what_are_no_pairs_is_refused(rule, junk):
    with pytest.raises(ValueError, match=f"^{rule}.* must be .*, got"):
        select(TABLE, CAPACITY, **{rule: junk})


@pytest.mark.parametrize("junk", [5, None, [["a"]]], ids=str)
def test_what_are_no_labels_is_refused(junk):
    with pytest.raises(ValueError, match=r"^mandatory must be a list.*, got"):
        select(TABLE, CAPACITY, mandatory=junk)


def test_a_time_limit_is_a_time():
    with pytest.raises(ValueError, match="select: time_limit must be 0 or more, got -1"):
        select(TABLE, CAPACITY, time_limit=-1)


def test_a_gate_review_decides_about_each_component_once():
    figures = pd.DataFrame({"remaining_benefit": [2], "remaining_cost": [1]}, index=["a"])
    with pytest.raises(ValueError, match="gate review must have each name once, got 'a' twice"):
        review(pd.concat([figures, figures]))
    with pytest.raises(ValueError, match="must have at least one row, got none"):
        review(figures.iloc[:0])


def test_capacity_may_be_a_series():
    assert select(TABLE, pd.Series(CAPACITY)).chosen == select(TABLE, CAPACITY).chosen == ["a", "b"]
