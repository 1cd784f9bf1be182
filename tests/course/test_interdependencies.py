"""What is special to the lesson on interdependencies: its worked example, its case and its key."""

from __future__ import annotations

import networkx as nx
import pytest
from course.harness import Lesson

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.program.dependencies import partition, shared_resources
from pmlearn.project.schedule import schedule
from pmlearn.tidewell.hill_stage import (
    ASKED_BY_DEPOT,
    CREW_TURNED,
    CREWS,
    END,
    PROJECTS,
    SECOND_CREW,
    WEEKENDS,
    hill_crew_use,
    hill_forecast,
    hill_needs,
    hill_network,
    project_network,
)

LESSON = Lesson("interdependencies")
SLUG = LESSON.slug
TURNED = {**CREWS, "Field crew": CREW_TURNED}
DEPOT = "Fit out workshop"


@pytest.fixture(scope="module")
def layout(root):
    return Layout(root)


@pytest.fixture(scope="module")
def cases(layout):
    """What 200 learners get, with what is right for each."""
    return [load_tasks(layout, SLUG, f"learner-{n}")["crew"].case for n in range(200)]


def end(crews=None, weeks=0):
    return schedule(hill_network(crews, {DEPOT: weeks})).finish


class TestWorkedExample:
    def test_three_projects_end_in_week_11_the_arrows_say_15_and_the_crew_16(self):
        alone = [schedule(project_network(project)).finish for project in PROJECTS]
        assert alone == [11, 11, 11, 5]
        assert end({}) == 15
        assert end() == 16

    def test_the_driving_chain_runs_through_several_projects_and_with_the_crew_it_is_another(self):
        (arrows,) = schedule(hill_network({})).critical_paths
        (plan,) = schedule(hill_network()).critical_paths
        assert arrows[0] == "Write reader software"
        assert plan == (DEPOT, "Install chargers", "Load readers", "Pilot on the hill", END)

    def test_three_weeks_in_the_depot_move_nothing_by_the_arrows_and_all_three_by_the_crew(self):
        forecast = hill_forecast({DEPOT: ASKED_BY_DEPOT})
        assert end({}, ASKED_BY_DEPOT) == end({})
        assert end(weeks=ASKED_BY_DEPOT) == end() + 3
        assert forecast.slip == 3
        assert forecast.table.loc["Load readers", "via"] == "Field crew"

    def test_the_other_order_of_the_crew_holds_week_16_up_to_five_weeks(self):
        assert [end(TURNED, weeks) for weeks in range(8)] == [16] * 6 + [17, 18]

    def test_a_second_crew_costs_more_than_weekends_and_buys_one_week(self):
        second = end({"Test team": CREWS["Test team"]}, ASKED_BY_DEPOT)
        assert SECOND_CREW > WEEKENDS
        assert second == end() - 1

    def test_two_activities_of_two_projects_move_nothing_alone_and_a_week_together(self):
        pair = "Write reader software", "Test app"
        assert [hill_forecast({name: 1}).slip for name in pair] == [0, 0]
        assert hill_forecast(dict.fromkeys(pair, 1)).slip == 1

    def test_the_matrix_has_the_circles_that_networkx_finds(self):
        needs = hill_needs()
        found = nx.strongly_connected_components(nx.from_pandas_adjacency(needs, nx.DiGraph))
        circles = {frozenset(group) for group in found if len(group) > 1}
        assert {frozenset(block) for block in partition(needs).coupled} == circles
        assert sorted(map(len, circles)) == [2, 3]

    def test_crews_in_common_are_those_of_the_published_example(self):
        """P = S'S of Govan, Probabilistic Risk Analysis, chapter on design structure matrices."""
        assert hill_crew_use().to_numpy().tolist() == [[1, 0, 1], [0, 1, 1]]
        common = shared_resources(hill_crew_use()).to_numpy().tolist()
        assert common == [[1, 0, 1], [0, 1, 1], [1, 1, 2]]

    def test_a_name_that_no_project_has_is_refused(self):
        with pytest.raises(KeyError):
            project_network("Night harbor")


class TestCases:
    def test_the_shared_crew_always_costs_weeks_and_its_order_always_matters(self, cases):
        for case in cases:
            assert case["open_by_arrows"] < case["open_by_plan"] < case["open_by_other"]

    def test_no_plan_runs_off_the_axis(self, cases):
        assert max(case["open_by_other"] for case in cases) <= 40

    def test_both_orders_and_every_way_to_meet_the_slip_are_best_for_somebody(self, cases):
        assert {case["begin_with"] for case in cases} == {"lights", "fit"}
        ways = {(c["cheapest"]["two"], min(c["cheapest"]["bought"], 1)) for c in cases}
        assert ways == {(0, 0), (0, 1), (1, 0), (1, 1)}

    def test_both_circles_leave_needs_and_taking_one_out_never_frees_the_other(self, cases):
        for case in cases:
            assert 1 <= case["late_when_cut"] <= case["late_at_best"] < case["all_needs"]

    def test_the_stopped_project_costs_a_part_and_not_all(self, cases):
        for case in cases:
            assert 1 <= sum(case[f"lost_{n}"] for n in range(1, 6)) <= 2

    def test_most_proposals_belong_to_the_program(self, cases):
        outside = [
            sum(case[f"place_{n}"] == "not in the program" for n in range(1, 8)) for case in cases
        ]
        assert max(outside) <= 4
        assert sum(outside) / len(cases) < 7 / 3

    def test_the_minutes_have_links_and_sentences_that_are_none(self, cases):
        for case in cases:
            marks = sum(len(row) for row in case["marks"].values())
            assert 6 <= marks <= 7


@pytest.fixture(scope="module")
def tasks(layout):
    return load_tasks(layout, SLUG, "learner-1")


class TestAnswers:
    def test_a_matrix_read_backward_earns_little(self, tasks):
        task = tasks["minutes"]
        turned = {}
        for row, columns in KINDS["matrix"].solution(task).items():
            for column in columns:
                turned.setdefault(column, {})[row] = "X"
        assert KINDS["matrix"].mark(task, turned, 1).points < 0.2

    def test_a_plan_that_forgets_the_electricians_earns_nothing(self, tasks):
        task = tasks["crew"]
        case, best = task.case, KINDS["schedule"].solution(task)
        both = {**best, "lights": case["power"], "fit": case["power"]}
        mark = KINDS["schedule"].mark(task, both, 1)
        assert mark.points == 0
        assert "there are 1" in mark.feedback

    def test_doing_nothing_about_the_slip_is_not_cheapest_where_weekends_cost_less(self, tasks):
        task = tasks["break_it"]
        idle = {**KINDS["decide"].solution(task), "two": 0, "bought": 0}
        dear = task.case["weekend"] > task.case["late"]
        assert (KINDS["decide"].mark(task, idle, 1).points == 1) == (
            dear and not task.case["cheapest"]["two"]
        )


def test_the_model_answer_and_the_guide_name_figures_of_the_instructors_case(layout, root):
    case = load_tasks(layout, SLUG, "instructor")["break_it"].case
    assert case["cheapest"] == {"first": 0, "two": 1, "bought": 0}
    figures = [case[name] for name in ("slip", "agreed", "late", "weekend", "second", "least")]
    assert figures == [3, 18, 13, 16, 23, 36]
    guide = (root / "book" / "instructors" / "judging.md").read_text(encoding="utf-8")
    assert "agreed for week 18, a late week costs 13 thousand" in guide
