"""The company of all lessons is one company: its facts agree with each other and never move."""

from __future__ import annotations

import pytest

from pmlearn.project.earned_value import EarnedSchedule, EarnedValue
from pmlearn.project.resources import level, violations
from pmlearn.project.schedule import schedule
from pmlearn.tidewell.progress import dock_inspections, status_of_pass_relaunch
from pmlearn.tidewell.projects import (
    APP_TEAM,
    BUDGETS,
    DEPOT_CREWS,
    FIELD_CREWS,
    dock_refit,
    open_harbor,
)

CREWS = {"Dock refit": FIELD_CREWS, "Pass relaunch": APP_TEAM, "Depot move": DEPOT_CREWS}
# What chapters, labs and assignments rely on: weeks by logic alone, weeks with the crews there are.
WEEKS = {"Dock refit": (28.5, 33.5), "Pass relaunch": (24, 26), "Depot move": (15, 16)}


@pytest.mark.parametrize("project", CREWS)
def test_every_activity_has_a_budget(project):
    assert {a.name for a in open_harbor()[project]} == set(BUDGETS[project])


@pytest.mark.parametrize("project", CREWS)
def test_the_crews_make_each_project_longer_than_its_critical_path(project):
    activities = open_harbor()[project]
    found = level(activities, CREWS[project], schedules=300, seed=1)
    assert violations(found.problem, found.starts) == []
    assert (schedule(activities).finish, found.makespan) == WEEKS[project]
    assert found.proven_optimal


def test_dock_refit_costs_what_the_board_granted():
    assert sum(BUDGETS["Dock refit"].values()) == 1200
    assert len(schedule(dock_refit()).critical_paths) == 2


def test_pass_relaunch_ends_late_with_a_schedule_index_of_one():
    status = status_of_pass_relaunch()
    last = status.iloc[-1]
    assert EarnedValue(
        planned_value=last["planned_value"],
        earned_value=last["earned_value"],
        actual_cost=last["actual_cost"],
        budget_at_completion=900,
    ).spi == pytest.approx(1)
    found = EarnedSchedule(status["planned_value"], status["earned_value"])
    assert (found.planned_duration, found.actual_time) == (26, 32)
    assert found.spi_time == pytest.approx(26 / 32)
    assert last["actual_cost"] > 900


def test_reports_say_the_same_each_time():
    assert status_of_pass_relaunch().equals(status_of_pass_relaunch())
    assert dock_inspections().equals(dock_inspections())
