"""Schedules under limited resources: feasible always, near the optimum, proven where it can be."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psplib import read_psplib

from pmlearn.project.resources import (
    RULES,
    ResourceProblem,
    level,
    level_by_rule,
    violations,
)
from pmlearn.project.schedule import Activity, Link, schedule

# Proven optimal makespans, found alike by two commercial solvers.
OPTIMA = {
    "j301_1.sm": 43,
    "j305_1.sm": 53,
    "j3013_1.sm": 58,
    "j3041_3.sm": 85,
}


@pytest.fixture
def data(request):
    return request.path.parent / "data"


@st.composite
def problems(draw, kinds=("FS", "SS", "FF", "SF")):
    """Up to seven activities with links of all kinds and two resources."""
    size = draw(st.integers(1, 7))
    activities = []
    for i in range(size):
        links = [
            Link(j, draw(st.sampled_from(kinds)), draw(st.integers(-2, 3)))
            for j in range(i)
            if draw(st.integers(0, 3)) == 0
        ]
        needs = {name: draw(st.integers(0, 3)) for name in ("crew", "crane")}
        activities.append(Activity(i, draw(st.integers(0, 5)), links, needs))
    return ResourceProblem(activities, {"crew": 4, "crane": 3})


class TestPublishedCases:
    @pytest.mark.parametrize("name", OPTIMA)
    def test_a_schedule_is_feasible_and_no_shorter_than_the_optimum(self, data, name):
        problem = read_psplib(data / name)
        found = level(problem, schedules=1_000)
        assert violations(problem, found.starts) == []
        assert found.lower_bound <= OPTIMA[name] <= found.makespan

    def test_the_mean_gap_to_the_proven_optimum_is_small_on_hard_cases(self, data):
        gaps = [
            level(read_psplib(data / name), schedules=4_000).makespan / best - 1
            for name, best in OPTIMA.items()
        ]
        assert fmean(gaps) <= 0.015

    @pytest.mark.parametrize("name", ["j301_1.sm"])
    def test_a_schedule_as_short_as_the_bound_is_reported_as_proven(self, data, name):
        found = level(read_psplib(data / name), schedules=500)
        assert found.proven_optimal
        assert found.makespan == found.lower_bound == OPTIMA[name]
        assert found.gap == 0

    def test_an_unproven_schedule_states_its_gap(self, data):
        found = level_by_rule(read_psplib(data / "j305_1.sm"))
        assert not found.proven_optimal
        assert found.gap == found.makespan / found.lower_bound - 1 > 0

    def test_usage_is_the_sum_of_what_runs_and_stays_within_capacity(self, data):
        problem = read_psplib(data / "j3013_1.sm")
        found = level(problem, schedules=200)
        assert found.usage.shape == (found.makespan, 4)
        assert (found.usage <= list(problem.capacity.values())).all(axis=None)
        work = [
            sum(row[k] * d for row, d in zip(problem.demands, problem.durations, strict=True))
            for k in range(4)
        ]
        assert found.usage.sum().tolist() == work


class TestProperties:
    @settings(deadline=None, max_examples=100)
    @given(problems())
    def test_leveling_is_feasible_and_never_beats_the_critical_path(self, problem):
        found = level(problem, schedules=60)
        assert violations(problem, found.starts) == []
        assert schedule(problem.activities).finish <= found.lower_bound <= found.makespan

    @settings(deadline=None, max_examples=60)
    @given(problems(), st.sampled_from(list(RULES)), st.sampled_from(["serial", "parallel"]))
    def test_every_rule_gives_a_feasible_schedule(self, problem, rule, scheme):
        found = level_by_rule(problem, rule=rule, scheme=scheme)
        assert violations(problem, found.starts) == []

    @settings(deadline=None, max_examples=40)
    @given(problems(kinds=("FS",)))
    def test_without_scarcity_the_critical_path_decides(self, problem):
        plenty = ResourceProblem(problem.activities, {"crew": 100, "crane": 100})
        found = level(plenty, schedules=10)
        assert found.proven_optimal
        assert found.makespan == schedule(problem.activities).finish


class TestUse:
    PAINT = (
        Activity("sand", 2.5, resources={"painter": 1}),
        Activity("mask", 1.5, resources={"painter": 1}),
        Activity("paint", 3, ["sand", "mask"], resources={"painter": 2}),
    )

    def test_one_painter_works_alone_in_fractions_of_a_day(self):
        found = level([a for a in self.PAINT if a.name != "paint"], {"painter": 1})
        assert found.makespan == 4
        assert found.usage["painter"].tolist() == [1] * 8
        assert found.usage.index.tolist() == [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]

    def test_a_table_shows_dates_and_demands(self):
        found = level(self.PAINT, {"painter": 2})
        assert found.makespan == 5.5
        assert found.table.set_index("activity").loc["paint"].to_dict() == {
            "duration": 3,
            "start": 2.5,
            "finish": 5.5,
            "painter": 2,
        }

    def test_the_same_seed_and_number_of_schedules_give_the_same_schedule(self, data):
        problem = read_psplib(data / "j3013_1.sm")
        first, second = (level(problem, schedules=300, seed=7).starts for _ in range(2))
        assert first.equals(second)

    def test_violations_are_told_in_words(self):
        problem = ResourceProblem(self.PAINT, {"painter": 2})
        assert violations(problem, {"sand": -1, "mask": 0, "paint": 1}) == [
            "activity 'sand': starts at -1, before 0",
            "activity 'paint': starts at 1, its link to 'sand' allows 1.5",
            "activity 'paint': starts at 1, its link to 'mask' allows 1.5",
            "resource 'painter': 4 in use at 1, only 2 there",
        ]


class TestNonsense:
    @pytest.mark.parametrize(
        ("activities", "capacity", "message"),
        [
            ([], {}, "problem must have at least one Activity, got none"),
            (
                [Activity("dig", 2, resources={"crew": 3})],
                {"crew": 2},
                "activity 'dig': demand for 'crew' must be at most its capacity 2, got 3",
            ),
            (
                [Activity("dig", 2, resources={"crew": 3})],
                {"crane": 2},
                "activity 'dig': needs resource 'crew', whose capacity is not given",
            ),
            (
                [Activity("dig", 2)],
                {"crew": float("nan")},
                "resource 'crew': capacity must be finite, got nan",
            ),
            (
                [Activity("a", 1, ["b"]), Activity("b", 1, ["a"])],
                {},
                "schedule: activities must not wait in a cycle, got ",
            ),
            ([Activity("dig", 2)], None, "capacity must be given with activities, got None"),
        ],
    )
    def test_a_problem_is_refused_by_name(self, activities, capacity, message):
        with pytest.raises(ValueError, match=message.replace("(", r"\(")):
            level(activities, capacity)

    @pytest.mark.parametrize(
        ("choice", "message"),
        [
            ({"rule": "mine"}, "rule must be one of 'latest finish time', .* got 'mine'"),
            ({"scheme": "mine"}, "scheme must be one of .*serial.*, got 'mine'"),
        ],
    )
    def test_an_unknown_rule_or_scheme_is_refused(self, choice, message):
        with pytest.raises(ValueError, match=message):
            level_by_rule([Activity("dig", 2)], {}, **choice)

    def test_an_activity_without_a_start_is_refused(self):
        problem = ResourceProblem([Activity("dig", 2)], {})
        with pytest.raises(ValueError, match="activity 'dig': start must be given, got none"):
            violations(problem, {})
