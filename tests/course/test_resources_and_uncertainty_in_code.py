"""What is special to the lesson Resources and uncertainty in code: its case and its checks."""

from __future__ import annotations

import numpy as np
import pytest
from course.harness import Lesson

from pmlearn.project.resources import ResourceProblem, level_by_rule, violations
from pmlearn.project.risk import ThreePoint
from pmlearn.project.schedule import Activity

LESSON = Lesson("resources-and-uncertainty-in-code")
source, points = LESSON.source, LESSON.points
pytestmark = pytest.mark.usefixtures("case")
IMPORTS = (
    "from itertools import product\nfrom statistics import NormalDist\nimport numpy as np\n"
    "from resources_and_uncertainty_in_code_case import draw, finish, hand_on, in_order\n"
    "from pmlearn.project.risk import ThreePoint\n"
)


def learner(*solved, code="", learner_id="learner-07"):
    """What a learner's cells define: instructor's cells by grade_id, then own code."""
    names = {}
    setup = (
        f"learner_id = {learner_id!r}\ncase = draw(learner_id)\nproject = case['project']\n"
        "capacity, estimates = case['capacity'], case['estimates']\n"
    )
    exec(IMPORTS + setup + "\n".join(map(source, solved)) + "\n" + code, names)
    return names


class TestCase:
    def test_a_learner_always_gets_the_same_case(self, case):
        assert case.draw(" learner-07 ") == case.draw("learner-07")

    def test_neighbors_get_different_cases(self, case):
        assert case.draw("learner-07")["estimates"] != case.draw("learner-08")["estimates"]

    @pytest.mark.parametrize("number", range(25))
    def test_every_case_is_solvable_and_teaches_what_it_is_for(self, case, number):
        """Crews lengthen the plan, paths merge, some responses pay, something can be bought."""
        drawn = case.draw(f"learner-{number}")
        project, capacity = drawn["project"], drawn["capacity"]
        for name, job in project.items():
            assert ThreePoint(*drawn["estimates"][name]).mean == pytest.approx(job["duration"])
        activities = [
            Activity(n, j["duration"], j["after"], j["needs"]) for n, j in project.items()
        ]
        plan = level_by_rule(activities, capacity)
        by_links = case.finish(project, {})
        assert plan.makespan >= by_links + 3
        rng = np.random.default_rng(1)
        durations = {n: ThreePoint(*e).draw(rng, 4_000) for n, e in drawn["estimates"].items()}
        assert case.finish(project, durations).mean() > by_links + 0.1
        gains = [
            (r["chance"] - r["chance_after"]) * r["impact"] - r["cost"] for r in drawn["register"]
        ]
        assert 2 <= sum(gain > 0 for gain in gains) <= 4
        for name, offer in drawn["offers"].items():
            assert 1 <= offer["weeks"] < project[name]["duration"]
        assert drawn["week"] > by_links

    def test_the_register_that_came_by_mail_has_four_faults(self, case):
        names = learner("faults")
        for number in range(20):
            drawn = case.draw(f"learner-{number}")
            assert names["faults"](drawn["register"]) == []
            assert len(names["faults"](drawn["handed_in"])) >= 4

    def test_handing_people_on_keeps_their_limits_whatever_the_durations(self, case):
        drawn = case.draw("learner-07")
        project, capacity = drawn["project"], drawn["capacity"]
        activities = [
            Activity(n, j["duration"], j["after"], j["needs"]) for n, j in project.items()
        ]
        starts = {n: int(s) for n, s in level_by_rule(activities, capacity).starts.items()}
        linked = case.hand_on(project, starts, capacity)
        rng = np.random.default_rng(3)
        for _ in range(20):
            weeks = {name: int(rng.integers(1, 12)) for name in project}
            begin = {}
            for name in case.in_order(linked):
                begin[name] = max([0, *(begin[b] + weeks[b] for b in linked[name]["after"])])
            changed = [Activity(n, weeks[n], j["after"], j["needs"]) for n, j in project.items()]
            assert violations(ResourceProblem(changed, capacity), begin) == []


ONE_AFTER_THE_OTHER = """
def level(project, capacity):
    week, starts = 0, {}
    for name in in_order(project):
        starts[name] = week
        week += project[name]["duration"]
    return starts
"""
IN_ANY_ORDER = source("level").replace("(tail[n], -order.index(n))", "-order.index(n)")
LINKS_ONLY = """
def level(project, capacity):
    starts = {}
    for name in in_order(project):
        before = project[name]["after"]
        starts[name] = max([0, *(starts[b] + project[b]["duration"] for b in before)])
    return starts
"""
LIMITS_ONLY = ONE_AFTER_THE_OTHER.replace("in_order(project)", "list(project)[::-1]")


class TestChecks:
    @pytest.mark.parametrize(
        ("code", "links", "limits", "length"),
        [
            pytest.param(source("level"), 2, 3, [4], id="instructor"),
            pytest.param(ONE_AFTER_THE_OTHER, 2, 3, [0], id="one after the other"),
            pytest.param(IN_ANY_ORDER, 2, 3, [1, 2, 3], id="feasible without a rule"),
            pytest.param(LINKS_ONLY, 2, 0, [0], id="forgets the crews"),
            pytest.param(LIMITS_ONLY, 0, 3, [0], id="forgets the links"),
            pytest.param("def level(project, capacity): ...", 0, 0, [0], id="returns nothing"),
        ],
    )
    def test_a_plan_earns_its_links_its_limits_and_its_length_apart(
        self, code, links, limits, length
    ):
        answers = learner(code=code)
        assert points("test_level_links", answers) == links
        assert points("test_level_limits", answers) == limits
        assert points("test_level_length", answers) in length

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("", "", 5),
            ("default_rng(seed)", "default_rng()", 4),
            ("draw(rng, trials)", "mean + np.zeros(trials)", 2),
            ("ThreePoint(*estimates[name]).draw(rng, trials)", "project[name]['duration']", 0),
        ],
        ids=["instructor", "no seed", "means instead of draws", "no trials"],
    )
    def test_a_simulation_earns_what_it_gets_right(self, old, new, expected):
        code = source("simulate_finishes").replace(old, new) if old else source("simulate_finishes")
        assert points("test_simulate_finishes", learner(code=code)) == expected

    def test_one_draw_for_all_activities_is_noticed_by_its_spread(self):
        code = (
            "def simulate_finishes(project, estimates, trials, seed):\n"
            "    rng = np.random.default_rng(seed)\n"
            "    same = rng.random(trials)\n"
            "    return finish(project, {n: np.array([ThreePoint(*estimates[n]).percentile("
            "100 * u) if estimates[n][0] < estimates[n][2] else estimates[n][0]"
            " for u in same.clip(.001, .999)]) for n in project})\n"
        )
        assert points("test_simulate_finishes", learner(code=code)) == 3

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            pytest.param(source("percentile_with_error"), 4, id="ranks"),
            pytest.param(
                "def percentile_with_error(finishes, p):\n"
                "    value = np.percentile(finishes, p)\n"
                "    return value - 1e-6, value, value + 1e-6",
                1,
                id="no error at all",
            ),
            pytest.param(
                "def percentile_with_error(finishes, p):\n"
                "    return np.percentile(finishes, 2.5), np.percentile(finishes, p),"
                " np.percentile(finishes, 97.5)",
                3,
                id="spread of the finishes for the error of the percentile",
            ),
        ],
    )
    def test_an_interval_must_hold_the_percentile_and_be_no_wider_than_needed(self, code, expected):
        assert points("test_percentile_with_error", learner(code=code)) == expected

    def test_merge_bias_against_the_most_likely_value_is_wrong_where_the_bad_side_is_longer(self):
        code = source("merge_bias").replace("ThreePoint(*estimate).mean", "estimate[1]")
        assert points("test_merge_bias", learner("simulate_finishes", code=code)) == 1

    def test_buying_always_the_cheapest_week_misses_part_of_the_curve(self):
        code = """
def cost_curve(project, offers):
    left = {n: o["weeks"] for n, o in offers.items()}
    weeks = {n: job["duration"] for n, job in project.items()}
    curve, cost = {int(finish(project, weeks)): 0}, 0
    while any(left.values()):
        name = min((n for n in left if left[n]), key=lambda n: offers[n]["cost"])
        left[name] -= 1
        weeks[name] -= 1
        cost += offers[name]["cost"]
        curve.setdefault(int(finish(project, weeks)), cost)
    return sorted(curve.items(), reverse=True)
"""
        earned = points("test_cost_curve", learner(code=code))
        assert 0 < earned < 4

    def test_a_register_check_that_knows_one_rule_earns_one_part_at_most(self):
        code = (
            "def faults(register):\n"
            "    return [(r['risk'], 'owner') for r in register if not r['owner']]"
        )
        assert points("test_faults", learner(code=code)) == 0
        stripped = source("faults").replace(".strip()", "")
        assert points("test_faults", learner(code=stripped)) == 3

    def test_a_neighbors_numbers_earn_nothing(self):
        solved = ("usage", "level", "lower_bound", "own_plan", "chance_by", "own_pert")
        neighbor = learner(*solved, learner_id="learner-08")
        own = learner(*solved)
        for grade_id, full in (("test_own_pert", 4), ("test_own_plan", 3)):
            assert points(grade_id, own) == full
            assert points(grade_id, {**neighbor, "learner_id": "learner-07"}) < full / 2
