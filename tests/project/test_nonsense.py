"""What is no number, list or activity at all is refused as clearly as a number beyond limits."""

import pandas as pd
import pytest

from pmlearn.inputs import number
from pmlearn.project.earned_value import EarnedValue, earned_schedule, total
from pmlearn.project.resources import level
from pmlearn.project.risk import RiskRegister, ThreePoint, pert, simulate
from pmlearn.project.schedule import Activity, Link, schedule

CREW = [Activity("A", 1, resources={"crew": 1})]
NUMBERS = {
    "activity 'A': duration": lambda x: Activity("A", x),
    "activity 'A': demand for 'crew'": lambda x: Activity("A", 1, resources={"crew": x}),
    "link to 'A': lag": lambda x: Link("A", lag=x),
    "three-point estimate: most_likely": lambda x: ThreePoint(1, x, 3),
    "PERT: by": pert(CREW).probability,
    "simulation: trials": lambda x: simulate(CREW, trials=x),
    "resource 'crew': capacity": lambda x: level(CREW, {"crew": x}),
    "earned value: actual_cost": lambda x: EarnedValue(1, 1, x, 2),
}


@pytest.mark.parametrize("junk", [None, "5", True, pd.NA, float("nan"), 1j, []], ids=str)
@pytest.mark.parametrize("what", NUMBERS)
def test_what_is_no_number_is_refused_by_name(what, junk):
    with pytest.raises(ValueError, match=rf"^{what} must be .*, got"):
        NUMBERS[what](junk)


@pytest.mark.parametrize("junk", [None, 5, "A", [("A", 1)], CREW[0]], ids=str)
@pytest.mark.parametrize("call", [schedule, pert, simulate, lambda x: level(x, {"crew": 1})])
def test_what_are_no_activities_is_refused(call, junk):
    with pytest.raises(ValueError, match=r"must be (a list|an Activity), got"):
        call(junk)


@pytest.mark.parametrize("junk", [[1], 5, None], ids=str)
def test_what_are_no_parts_is_refused(junk):
    for call in (total, RiskRegister):
        with pytest.raises(ValueError, match=r"must be .*, got"):
            call(junk)


@pytest.mark.parametrize("junk", [["1", "2"], [True], [None], "ab", {}, [1, [2]]], ids=str)
def test_what_is_no_series_of_numbers_is_refused(junk):
    with pytest.raises(ValueError, match=r"earned schedule: planned(\[.\])? must be a"):
        earned_schedule(junk, [1])


@pytest.mark.parametrize("name", [None, "", float("nan"), pd.NA], ids=str)
def test_an_empty_cell_is_no_name(name):
    with pytest.raises(ValueError, match="activity: name must not be empty"):
        Activity(name, 1)


def test_large_amounts_are_written_in_full():
    with pytest.raises(ValueError, match=r"cost must be 0 or more, got -1234567\.5"):
        number("cost", -1_234_567.5, least=0)


def test_capacity_may_be_a_series():
    assert level(CREW, pd.Series({"crew": 2})).makespan == 1
