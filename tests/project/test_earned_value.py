"""Earned value and earned schedule: published cases, and what is not defined is explained."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import isfinite, nan
from statistics import mean

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmlearn.project.earned_value import EarnedSchedule, EarnedValue, earned_schedule, total


def status(pv, ev, ac, bac):
    return EarnedValue(planned_value=pv, earned_value=ev, actual_cost=ac, budget_at_completion=bac)


# R package PRA (MIT license), tests of its earned value functions.
PRA = status(40_000, 35_000, 36_000, 100_000)
# PCL-AI Body of Knowledge, sample questions on earned value.
PCL = status(520_000, 480_000, 530_000, 1_000_000)
# Schwalbe, IT Project Management, as quoted in an exercise.
SCHWALBE = status(120_000, 100_000, 90_000, 200_000)

shares = st.floats(0.01, 1)
money = st.floats(1, 1e9)


@st.composite
def running(draw):
    """A project that has spent and earned something, and was planned to."""
    budget = draw(money)
    return status(
        budget * draw(shares), budget * draw(shares), budget * draw(st.floats(0.01, 3)), budget
    )


series_up = st.lists(st.integers(0, 20), min_size=1, max_size=12).map(np.cumsum)


# Published cases


def test_variances_and_indices_are_those_published():
    assert (PRA.schedule_variance, PRA.cost_variance) == (-5_000, -1_000)
    assert PRA.spi == 0.875
    assert pytest.approx(0.9722222) == PRA.cpi
    assert (round(PCL.cpi, 2), round(PCL.spi, 2)) == (0.91, 0.92)
    assert (SCHWALBE.cost_variance, SCHWALBE.schedule_variance) == (10_000, -20_000)
    assert pytest.approx(1.111111) == SCHWALBE.cpi
    assert pytest.approx(0.833333) == SCHWALBE.spi


def test_estimates_at_completion_are_those_published():
    assert PCL.eac("remaining-as-planned") == 1_050_000
    assert round(PCL.eac("cpi")) == 1_104_167
    # printed from CPI x SPI rounded to 0.8360
    assert PCL.eac("cpi-spi") == pytest.approx(1_152_010, abs=5)
    assert SCHWALBE.eac() == pytest.approx(180_000)
    assert status(300, 300, 375, 800).eac("cpi") == pytest.approx(1_000)


def test_tcpi_is_that_published():
    assert round(PCL.tcpi, 2) == 1.11
    assert round(status(1, 900_000, 1_000_000, 2_000_000).tcpi, 2) == 1.10
    # https://ceboardexamgenerator.com, project control and earned value
    assert round(status(1, 3e6, 3.5e6, 10e6).tcpi, 3) == 1.077


# The rules of the quantities


def test_a_new_estimate_of_the_rest_is_added_to_what_is_spent():
    assert PCL.eac("new-estimate", etc=600_000) == 1_130_000


def test_without_a_name_the_estimate_is_by_cpi():
    assert PCL.eac() == PCL.eac("cpi")


@given(running(), st.sampled_from(["cpi", "remaining-as-planned", "cpi-spi"]))
def test_an_estimate_is_no_less_than_what_is_spent(project, method):
    assert project.eac(method) >= project.actual_cost * (1 - 1e-9)


@given(money, st.floats(0.01, 0.9), st.floats(0.01, 0.99))
def test_keeping_the_budget_needs_more_than_planned_once_work_cost_more(budget, done, overrun):
    spent = done + overrun * (1 - done)  # more than is done, less than the budget
    project = status(budget, budget * done, budget * spent, budget)
    assert project.tcpi > 1 > project.cpi


@given(running())
def test_finished_work_costs_what_it_has_cost_by_every_method(project):
    done = status(
        project.planned_value,
        project.budget_at_completion,
        project.actual_cost,
        project.budget_at_completion,
    )
    for method in ("cpi", "remaining-as-planned", "cpi-spi"):
        assert done.eac(method) == pytest.approx(done.actual_cost)


# What is not defined is explained


def test_before_any_cost_cpi_is_not_defined():
    fresh = status(10, 5, 0, 100)
    with pytest.raises(ValueError, match="cpi is not defined yet: nothing has been spent"):
        _ = fresh.cpi
    with pytest.raises(ValueError, match="cpi is not defined yet: nothing has been spent"):
        fresh.eac()
    assert fresh.eac("remaining-as-planned") == 95


def test_before_any_plan_spi_is_not_defined():
    with pytest.raises(ValueError, match="spi is not defined yet: nothing was planned"):
        _ = status(0, 5, 5, 100).spi


@pytest.mark.parametrize("method", ["cpi", "cpi-spi"])
def test_before_anything_is_earned_performance_says_nothing_about_the_rest(method):
    spent = status(10, 0, 5, 100)
    assert spent.cpi == 0
    with pytest.raises(ValueError, match=f"eac by '{method}' is not defined yet: nothing has been"):
        spent.eac(method)


@pytest.mark.parametrize("spent", [100, 130])
def test_once_the_budget_is_spent_no_performance_can_keep_it(spent):
    late = status(90, 60, spent, 100)
    with pytest.raises(ValueError, match=f"{spent} of the budget 100 is spent .*worth 40 remains"):
        _ = late.tcpi


def test_once_all_is_done_and_spent_there_is_nothing_left_to_perform():
    with pytest.raises(ValueError, match="all work is done"):
        _ = status(100, 100, 100, 100).tcpi
    assert status(100, 100, 90, 100).tcpi == 0


@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(0, 1e9, allow_subnormal=True), st.floats(1e-9, 1e9)
)
def test_every_quantity_is_finite_or_explained(planned, earned, cost, budget):
    project = status(planned * budget, earned * budget, cost, budget)
    asked = [
        lambda: project.cpi,
        lambda: project.spi,
        lambda: project.tcpi,
        lambda: project.eac("cpi"),
        lambda: project.eac("cpi-spi"),
    ]
    for ask in asked:
        try:
            assert isfinite(ask())
        except ValueError as error:
            assert "not defined" in str(error)  # noqa: PT017 - either a number or this reason


# Bad input


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((10, 5, 5, 0), "budget_at_completion must be more than 0, got 0"),
        ((10, 5, 5, -1), "budget_at_completion must be more than 0, got -1"),
        ((101, 5, 5, 100), "planned_value must be between 0 and 100, got 101"),
        ((10, 120, 5, 100), "earned_value must be between 0 and 100, got 120"),
        ((10, 5, -5, 100), "actual_cost must be 0 or more, got -5"),
        ((10, nan, 5, 100), "earned_value must be finite, got nan"),
        ((10, "5", 5, 100), "earned_value must be a number, got '5'"),
    ],
)
def test_nonsense_is_refused_by_name(values, message):
    with pytest.raises(ValueError, match=f"^earned value: {message}"):
        status(*values)


def test_a_rounding_error_above_the_budget_is_the_budget():
    assert status(0.1 + 0.2, 0.1 + 0.2, 1, 0.3).work_remaining == 0


def test_methods_are_checked():
    with pytest.raises(ValueError, match=r"eac method must be one of 'cpi', .* got 'spi'"):
        PCL.eac("spi")
    with pytest.raises(ValueError, match="needs etc with method 'new-estimate'"):
        PCL.eac("new-estimate")
    with pytest.raises(ValueError, match="and with no other, got method 'cpi' and etc 5"):
        PCL.eac(etc=5)
    with pytest.raises(ValueError, match="etc must be 0 or more, got -1"):
        PCL.eac("new-estimate", etc=-1)


def test_a_status_does_not_change():
    with pytest.raises(FrozenInstanceError):
        PCL.actual_cost = 0


# Program


def test_the_mean_of_indices_misleads_where_the_ratio_of_sums_does_not():
    """A small project in good health hides a large overrun from the mean."""
    refit = status(900, 800, 1_000, 2_000)
    relaunch = status(50, 60, 40, 100)
    program = total([refit, relaunch])
    assert mean([refit.cpi, relaunch.cpi]) == pytest.approx(1.15)
    assert program.cpi == pytest.approx(860 / 1_040)
    assert program.cost_variance == refit.cost_variance + relaunch.cost_variance == -180


@given(st.lists(running(), min_size=1, max_size=6))
def test_a_program_lies_between_its_best_and_its_worst_project(projects):
    for index in ("cpi", "spi"):
        values = [getattr(project, index) for project in projects]
        assert min(values) * (1 - 1e-9) <= getattr(total(projects), index)
        assert getattr(total(projects), index) <= max(values) * (1 + 1e-9)


def test_a_program_of_one_project_is_that_project():
    assert total([PCL]) == PCL


def test_a_program_needs_projects():
    with pytest.raises(ValueError, match="at least one EarnedValue, got none"):
        total([])
    with pytest.raises(ValueError, match=r"item 1 must be an EarnedValue, got 0\.9"):
        total([PCL, 0.9])


# Earned schedule

# The plan of the R package PRA: shares of 100,000 per period; its project has 35,000 in period 3.
PLAN = [10_000, 20_000, 40_000, 70_000, 100_000]
LATE = [8_000, 15_000, 35_000, 55_000, 70_000, 85_000, 95_000, 100_000]


def test_earned_schedule_interpolates_between_planned_values():
    assert earned_schedule(PLAN, [8_000, 15_000, 35_000]).tolist() == [0.8, 1.5, 2.75]


def test_earned_schedule_is_that_published():
    """PCL-AI Body of Knowledge: month 8, EV 440, plan 400 in month 6 and 480 in month 7."""
    plan = [50, 100, 160, 230, 310, 400, 480, 550, 600]
    project = EarnedSchedule(plan, [40, 90, 150, 200, 260, 310, 370, 440])
    assert project.earned_schedule[-1] == 6.5
    assert project.sv_time == -1.5
    assert project.spi_time == 6.5 / 8


def test_at_the_end_of_a_late_project_spi_says_on_time_and_spi_time_does_not():
    """Lipke's point: money planned stops growing, time does not."""
    last = EarnedSchedule(PLAN, LATE).table.iloc[-1]
    assert last["spi"] == 1
    assert last["earned_schedule"] == 5
    assert last["spi_time"] == 5 / 8
    assert last["sv_time"] == -3
    assert last["estimate_at_completion"] == 8


def test_a_project_on_plan_is_on_time_in_every_period():
    table = EarnedSchedule(PLAN, PLAN).table
    assert table["earned_schedule"].tolist() == [1, 2, 3, 4, 5]
    assert (table["spi_time"] == 1).all()
    assert (table["estimate_at_completion"] == 5).all()


def test_an_early_project_has_earned_more_time_than_has_passed():
    project = EarnedSchedule(PLAN, [20_000, 70_000, 100_000])
    assert project.earned_schedule.tolist() == [2, 4, 5]
    assert project.estimate_at_completion == 3


def test_the_table_ends_with_the_indices_of_the_project():
    project = EarnedSchedule(pd.Series(PLAN), pd.Series(LATE[:4]))
    last = project.table.loc[4]
    assert last["spi_time"] == project.spi_time
    assert last["sv_time"] == project.sv_time
    assert last["estimate_at_completion"] == project.estimate_at_completion == 5 / (3.5 / 4)
    assert project.table.index.tolist() == [1, 2, 3, 4]


def test_nothing_earned_is_time_zero_and_gives_no_forecast():
    project = EarnedSchedule(PLAN, [0, 0])
    assert project.earned_schedule.tolist() == [0, 0]
    assert project.spi_time == 0
    assert project.table["estimate_at_completion"].isna().all()
    with pytest.raises(ValueError, match="nothing has been earned in 2 periods"):
        _ = project.estimate_at_completion


def test_a_project_that_pauses_as_planned_is_on_time():
    plan = [10, 10, 10, 20]
    assert earned_schedule(plan, plan).tolist() == [1, 2, 3, 4]
    assert EarnedSchedule(plan, plan).planned_duration == 4


def test_a_project_that_reaches_a_pause_late_has_earned_all_of_it():
    assert earned_schedule([10, 10, 20], [2, 4, 6, 10]).tolist() == [0.2, 0.4, 0.6, 2]


def test_a_project_that_reaches_a_pause_early_has_not_earned_the_pause():
    assert earned_schedule([5, 10, 10, 10, 20], [10]).tolist() == [2]


def test_a_planned_wait_at_the_start_is_not_lateness():
    assert earned_schedule([0, 0, 10], [0, 0, 0]).tolist() == [1, 2, 2]


def test_the_plan_ends_where_it_reaches_the_budget():
    """A plan written on with its last value is the same plan."""
    written_on = EarnedSchedule([*PLAN, 100_000, 100_000], LATE)
    assert written_on.planned_duration == 5
    pd.testing.assert_frame_equal(written_on.table, EarnedSchedule(PLAN, LATE).table)


@given(series_up.filter(lambda plan: plan[-1] > 0), st.data())
def test_earned_schedule_rises_with_the_work_and_stays_within_the_plan(plan, data):
    budget = int(plan[-1])
    earned = sorted(data.draw(st.lists(st.floats(0, budget), min_size=1, max_size=20)))
    project = EarnedSchedule(plan, earned)
    found = project.earned_schedule
    assert (np.diff(found) >= 0).all()
    assert ((found >= 0) & (found <= project.planned_duration)).all()
    # read back from the plan, the moment gives the value that was earned
    read = np.interp(found, range(len(plan) + 1), [0, *plan])
    assert read == pytest.approx(np.array(earned), abs=1e-6 * budget)


@given(series_up.filter(lambda plan: plan[-1] > 0), st.integers(1, 10))
def test_money_has_no_unit(plan, factor):
    earned = plan // 2
    scaled = earned_schedule(plan * factor, earned * factor)
    assert scaled == pytest.approx(earned_schedule(plan, earned))


def test_rounding_of_shares_does_not_count_as_lateness():
    assert earned_schedule([0.3, 1.0], [0.1 + 0.1 + 0.1]).tolist() == [1]


def test_a_small_beginning_of_a_large_plan_counts():
    assert earned_schedule([1, 1e9], [0]).tolist() == [0]


@pytest.mark.parametrize(
    ("planned", "earned", "message"),
    [
        ([1_234_567], [1_234_568], "the last planned value 1234567, got 1234568"),
        ([10, 5], [1], "planned must be cumulative and never fall, got 5 in period 2 after 10"),
        ([10, 20], [5, 4], "earned must be cumulative and never fall, got 4 in period 2 after 5"),
        ([10, 20], [25], "earned must not exceed the last planned value 20, got 25"),
        ([0, 0], [0], "planned must end above 0, got 0"),
        ([], [1], "planned must be a list of one or more numbers"),
        ([10], [], "earned must be a list of one or more numbers"),
        ([10, nan], [1], r"planned\[1\] must be finite, got nan"),
        ([10, 20], [nan], r"earned\[0\] must be finite, got nan"),
        ([-1, 20], [1], r"planned\[0\] must be 0 or more, got -1"),
        ([[1, 2], [3, 4]], [1], "planned must be a list of one or more numbers"),
        ("plan", [1], "planned must be a list of one or more numbers, got 'plan'"),
    ],
)
def test_a_series_that_is_not_cumulative_money_is_refused(planned, earned, message):
    with pytest.raises(ValueError, match=f"^earned schedule: .*{message}"):
        earned_schedule(planned, earned)
