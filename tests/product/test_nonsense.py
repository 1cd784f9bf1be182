"""What is no number, no list or no table at all is refused as clearly as a number beyond limits."""

import numpy as np
import pandas as pd
import pytest

from pmlearn.product.business_case import Bass, irr, mirr, npv, payback
from pmlearn.product.insight import kano, kano_table
from pmlearn.product.priority import (
    Job,
    delay_cost,
    rice,
    sequence,
    wsjf,
)

FLOWS = [-100, 60, 60]
CURVE = Bass(0.03, 0.38, 100)
SALES = CURVE.per_period(15)
JOBS = [Job("a", 1, 2), Job("b", 2, 3)]
NUMBERS = {
    "npv": lambda x: npv(x, FLOWS),
    "mirr": lambda x: mirr(FLOWS, x, 0.1),
    "payback": lambda x: payback(FLOWS, x),
    "Bass: p": lambda x: Bass(x, 0.38, 100),
    "Bass: time": CURVE.cumulative,
    "Bass: periods": CURVE.per_period,
    "Bass.fit: level": lambda x: Bass.fit(SALES, x),
    "rice: reach": lambda x: rice(x, 1, 1, 1),
    "rice: effort": lambda x: rice(1, 1, 1, x),
    "wsjf: cost of delay": lambda x: wsjf(x, 1),
    "job 'a': release": lambda x: Job("a", 1, 1, x),
    "teams": lambda x: delay_cost(JOBS, teams=x),
    "kano: trials": lambda x: kano([("like", "dislike")], trials=x),
    "kano: seed": lambda x: kano([("like", "dislike")], seed=x),
}


@pytest.mark.parametrize("junk", [None, "5", True, float("nan"), float("inf"), 1j, {}], ids=str)
@pytest.mark.parametrize("what", NUMBERS)
def test_what_is_no_number_is_refused_by_name(what, junk):
    with pytest.raises(ValueError, match=rf"^{what}.*must be .*, got"):
        NUMBERS[what](junk)


@pytest.mark.parametrize(
    "junk", [None, 5, "flows", ["-100", "60"], [None, 1], [True, False], [[-1, 2], [3, 4]]], ids=str
)
def test_what_is_no_list_of_numbers_is_refused(junk):
    for what, call in {
        "npv: cash flows": lambda: npv(0.1, junk),
        "irr: cash flows": lambda: irr(junk),
        "Bass.fit: sales": lambda: Bass.fit(junk),
    }.items():
        with pytest.raises(
            ValueError,
            match=rf"^{what}(\[0\])? must be a (list of one or more numbers|number), got",
        ):
            call()


@pytest.mark.parametrize("junk", [None, 5, "ab", [("a", 1, 2)], JOBS[0], {"a": 1}], ids=str)
def test_what_are_no_jobs_is_refused(junk):
    with pytest.raises(ValueError, match=r"^jobs.* must be .*, got"):
        sequence(junk)


@pytest.mark.parametrize("junk", ["ab", 5, [1, "a"], [["a"], "b"], ["a", "a"]], ids=str)
def test_what_is_no_order_of_the_jobs_is_refused(junk):
    with pytest.raises(ValueError, match=r"^order must .*, got"):
        delay_cost(JOBS, junk)


@pytest.mark.parametrize("junk", [None, 5, "ab", [5], ["like"], [("like",)], [(True, 1)]], ids=str)
def test_what_are_no_pairs_of_answers_is_refused(junk):
    with pytest.raises(ValueError, match=r"^kano: .* must be .*, got"):
        kano(junk)


def test_an_answer_about_no_feature_is_not_lost():
    answers = {"feature": ["lock", None], "functional": ["like"] * 2, "dysfunctional": ["like"] * 2}
    with pytest.raises(ValueError, match="kano: row 1 must name a feature, got none"):
        kano_table(pd.DataFrame(answers))


def test_questionable_answers_have_no_interval_either():
    with pytest.raises(ValueError, match="got only reverse and questionable ones"):
        _ = kano([("like", "like")] * 3).better_interval


@pytest.mark.parametrize("kind", [list, tuple, np.array, lambda x: pd.Series(x, index=[7, 7])])
def test_scores_and_flows_come_in_any_kind_of_list(kind):
    assert rice(kind([1000, 500]), 2, kind([0.8, 1]), 4).tolist() == [400, 250]
    assert wsjf(kind([6, 8]), kind([2, 4])).tolist() == [3, 2]
    assert irr(kind([-100, 110])) == pytest.approx((0.1,))
