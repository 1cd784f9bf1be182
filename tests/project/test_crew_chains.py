"""What holds for a plan whose crews have become links."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pmlearn.project.crew_chains import with_crew_chains
from pmlearn.project.resources import ResourceProblem, level_by_rule, violations
from pmlearn.project.schedule import Activity, schedule
from pmlearn.tidewell.projects import FIELD_CREWS, dock_refit


def random_project(seed):
    """Twelve activities that share two crews."""
    rng = np.random.default_rng(seed)
    return [
        Activity(
            f"a{i}",
            int(rng.integers(1, 9)),
            [f"a{j}" for j in range(i) if rng.random() < 0.2],
            {"crew": int(rng.integers(0, 4)), "van": int(rng.integers(0, 2))},
        )
        for i in range(12)
    ]


CREWS = {"crew": 4, "van": 2}


def with_durations(activities, durations):
    return [
        Activity(a.name, d, a.predecessors, a.resources)
        for a, d in zip(activities, durations, strict=True)
    ]


@pytest.mark.parametrize("seed", range(8))
class TestAnyProject:
    def test_with_the_planned_durations_nothing_starts_later_than_planned(self, seed):
        plan = level_by_rule(random_project(seed), CREWS)
        dates = schedule(with_crew_chains(plan)).table.set_index("activity")["early_start"]
        assert (dates <= plan.starts + 1e-9).all()

    def test_whatever_the_durations_become_no_crew_is_overloaded(self, seed):
        activities = random_project(seed)
        chained = with_crew_chains(level_by_rule(activities, CREWS))
        rng = np.random.default_rng(seed + 100)
        for _ in range(20):
            durations = [round(float(d), 2) for d in rng.uniform(0.5, 12, len(activities))]
            dates = schedule(with_durations(chained, durations)).table
            starts = dict(zip(dates["activity"], dates["early_start"], strict=True))
            problem = ResourceProblem(with_durations(activities, durations), CREWS)
            assert violations(problem, starts) == []

    def test_every_link_of_the_plan_stays(self, seed):
        activities = random_project(seed)
        chained = with_crew_chains(level_by_rule(activities, CREWS))
        for before, after in zip(activities, chained, strict=True):
            assert set(before.predecessors) <= set(after.predecessors)
            assert (before.name, before.duration) == (after.name, after.duration)


def test_two_jobs_of_one_crew_follow_each_other():
    jobs = [Activity("dig", 3, (), {"crew": 1}), Activity("lay", 2, (), {"crew": 1})]
    chained = with_crew_chains(level_by_rule(jobs, {"crew": 1}))
    assert schedule(chained).finish == 5


def test_with_plentiful_crews_no_link_is_added():
    jobs = [Activity("dig", 3, (), {"crew": 1}), Activity("lay", 2, (), {"crew": 1})]
    chained = with_crew_chains(level_by_rule(jobs, {"crew": 2}))
    assert [a.predecessors for a in chained] == [(), ()]


def test_the_crews_of_dock_refit_put_one_installation_behind_the_other():
    chained = {a.name: a for a in with_crew_chains(level_by_rule(dock_refit(), FIELD_CREWS))}
    assert "Install harbor docks" in {
        link.name for link in chained["Install hill docks"].predecessors
    }


def test_half_a_person_is_refused():
    jobs = [Activity("dig", 3, (), {"crew": 0.5})]
    with pytest.raises(ValueError, match=r"'dig'.*whole number.*0.5"):
        with_crew_chains(level_by_rule(jobs, {"crew": 1}))


def test_a_plan_that_overloads_a_crew_is_refused():
    jobs = [Activity("dig", 3, (), {"crew": 1}), Activity("lay", 2, (), {"crew": 1})]
    plan = level_by_rule(jobs, {"crew": 1})
    broken = replace(plan, starts=plan.starts * 0)
    with pytest.raises(ValueError, match="only 0 are free"):
        with_crew_chains(broken)
