"""The optional assignment in code on control, quality and closing: its case and checks."""

from __future__ import annotations

import numpy as np
import pytest
from course.harness import Lesson

from pmlearn.project.control_charts import p_chart
from pmlearn.project.earned_value import EarnedSchedule, EarnedValue

LESSON = Lesson("control-and-closing-in-code")
RECIPES = LESSON.recipes
source, full, points, learner = LESSON.source, LESSON.full, LESSON.points, LESSON.learner


SOLUTIONS = [
    "indices",
    "my_status",
    "eac",
    "my_eacs",
    "earned_schedule",
    "my_schedule",
    "comfort",
    "p_limits",
    "my_signals",
]
COMPUTED = [
    "indices",
    "undefined",
    "my_status",
    "eac",
    "eac_edges",
    "my_eacs",
    "earned_schedule",
    "earned_schedule_late",
    "my_schedule",
    "comfort",
    "p_limits",
    "my_signals",
]


class TestCase:
    def test_a_learner_always_gets_the_same_case(self, case):
        assert case.draw("learner-07").status.equals(case.draw(" learner-07 ").status)

    def test_neighbors_get_different_cases(self, case):
        one, other = case.draw("learner-07"), case.draw("learner-08")
        assert not one.status.equals(other.status)
        assert not one.finished.equals(other.finished)
        assert not one.inspections.equals(other.inspections)

    def test_an_empty_id_gives_a_practice_case(self, case):
        assert case.draw("").budget > 0

    @pytest.mark.parametrize("number", range(25))
    def test_every_project_is_late_and_dear_and_its_forecasts_differ(self, case, number):
        mine = case.draw(f"learner-{number}")
        now = EarnedValue(*mine.status.iloc[-1], mine.budget)
        assert now.cpi < 1
        assert now.spi < 1
        assert now.tcpi < 2
        assert mine.plan.is_monotonic_increasing
        assert mine.plan.is_unique
        assert 1 < mine.dearer_since <= len(mine.status) < len(mine.plan)
        steps = mine.status.diff().fillna(mine.status.iloc[0])
        assert (steps["earned_value"] > 0).all()
        es = EarnedSchedule(mine.plan, mine.status["earned_value"])
        assert es.estimate_at_completion > len(mine.plan)
        costs = sorted(now.eac(m) for m in ("remaining-as-planned", "cpi", "cpi-spi"))
        assert min(np.diff(costs)) > 0.01 * mine.budget

    @pytest.mark.parametrize("number", range(25))
    def test_every_finished_project_was_green_and_late_at_its_end(self, case, number):
        frame = case.draw(f"learner-{number}").finished
        told = EarnedSchedule(frame["planned_value"], frame["earned_value"]).table
        assert told["spi"].iloc[-1] == 1
        assert told["sv_time"].iloc[-1] <= -3
        assert ((told["spi"] >= 0.95) & (told["spi_time"] < 0.9)).sum() >= 2

    @pytest.mark.parametrize("number", range(25))
    def test_a_hasty_baseline_hides_a_signal(self, case, number):
        mine = case.draw(f"learner-{number}")
        counts = mine.inspections["faulty"], mine.inspections["inspected"]
        signals = p_chart(*counts, baseline=mine.baseline).signals_by("beyond-limits")
        assert (signals["sample"] > mine.baseline).all()
        assert len(p_chart(*counts).signals_by("beyond-limits")) < len(signals)


class TestChecks:
    def test_the_instructor_scores_everything_that_is_computed_for_several_learners(self, case):
        for learner_id in ("learner-07", "somebody else"):
            names = learner(case, *SOLUTIONS, learner_id=learner_id)
            for name in COMPUTED:
                grade_id = f"test_{name}"
                assert points(grade_id, names) == full(grade_id), grade_id

    def test_the_package_itself_earns_the_points_of_the_functions(self, case):
        """The assignment asks for what `pmlearn.project` does, its errors included."""
        names = learner(
            case,
            code="""
from pmlearn.project.control_charts import p_chart
from pmlearn.project.earned_value import EarnedValue, earned_schedule

def cpi(earned, actual): return EarnedValue(0, earned, actual, 1e6).cpi
def spi(earned, planned): return EarnedValue(planned, earned, 0, 1e6).spi
def tcpi(earned, actual, budget):
    return EarnedValue(0, earned, actual, budget).tcpi
def eac(planned, earned, actual, budget, method):
    return EarnedValue(planned, earned, actual, budget).eac(method)
def p_limits(faulty, inspected, baseline):
    chart = p_chart(faulty, inspected, baseline=baseline)
    return chart.center[0], chart.lower, chart.upper
""",
        )
        for name in COMPUTED:
            if name in ("indices", "eac", "eac_edges", "earned_schedule", "p_limits"):
                assert points(f"test_{name}", names) == full(f"test_{name}"), name
        assert points("test_earned_schedule_late", names) == 3

    @pytest.mark.parametrize(
        ("grade_id", "code", "expected"),
        [
            ("test_indices", "def cpi(earned, actual): return actual / earned", 0),
            ("test_indices", "def tcpi(e, a, b): return (b - e) / (b - a) if e == a else 1", 2),
            ("test_undefined", "def spi(e, p): return e / p if p else 1", 2),
            ("test_undefined", "def cpi(e, a): return e / a", 2),
            (
                "test_undefined",
                "def cpi(e, a):\n    if not a: raise ValueError('undefined')\n    return e / a",
                2,
            ),
            ("test_eac", "def eac(p, e, a, b, m): return a + (b - e)", 0),
            (
                "test_eac",
                (
                    "right = eac\ndef eac(p, e, a, b, m):\n"
                    "    return right(p, e, a, b, 'cpi' if m == 'cpi-spi' else m)"
                ),
                2,
            ),
            (
                "test_eac_edges",
                (
                    "right = eac\ndef eac(p, e, a, b, m):\n"
                    "    return right(p, e, a, b, m if m in ('cpi', 'cpi-spi') else "
                    "'remaining-as-planned')"
                ),
                2,
            ),
        ],
    )
    def test_a_wrong_index_or_forecast_gets_what_it_deserves(self, case, grade_id, code, expected):
        assert points(grade_id, learner(case, "indices", "eac", code=code)) == expected

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            pytest.param(
                "def earned_schedule(p, e): return [sum(v <= x for v in p) for x in e]",
                (0, 0),
                id="whole periods only",
            ),
            pytest.param(
                "import numpy as np\n"
                "def earned_schedule(p, e):\n"
                "    return np.interp(e, [0, *p], range(len(p) + 1))",
                (4, 3),
                id="interpolation by numpy",
            ),
            pytest.param(
                "def earned_schedule(p, e):\n"
                "    found = []\n"
                "    for x in e:\n"
                "        n = sum(v <= x for v in p)\n"
                "        plan = [0, *p]\n"
                "        found.append(n + (x - plan[n]) / (plan[n + 1] - plan[n]))\n"
                "    return found",
                (4, 0),
                id="falls off the end of the plan",
            ),
            pytest.param(
                "right = earned_schedule\n"
                "def earned_schedule(p, e): return right([p[0], *p[1:]], e)",
                (3, 3),
                id="counts columns from 0",
            ),
        ],
    )
    def test_a_wrong_earned_schedule_gets_what_it_deserves(self, case, code, expected):
        names = learner(case, "earned_schedule", code=code)
        found = points("test_earned_schedule", names), points("test_earned_schedule_late", names)
        assert found == expected

    def test_a_mean_of_shares_is_no_center(self, case):
        code = source("p_limits").replace(
            "sum(faulty[:baseline]) / sum(inspected[:baseline])",
            "sum(f / n for f, n in zip(faulty[:baseline], inspected)) / baseline",
        )
        assert points("test_p_limits", learner(case, code=code)) == 1

    def test_limits_from_all_weeks_lose_the_signals_that_they_hide(self, case):
        names = learner(case, "p_limits", "my_signals")
        right = names["my_signals"]
        assert points("test_my_signals", names) == 3
        assert points("test_my_signals", {**names, "my_signals": right[:-1]}) == pytest.approx(
            3 * (len(right) - 1) / len(right), abs=0.01
        )
        everything = {**names, "my_signals": list(range(1, 25))}
        assert points("test_my_signals", everything) == 0

    def test_each_figure_of_the_own_project_counts_alone(self, case):
        names = learner(case, *SOLUTIONS)
        for grade_id, name, key in (
            ("test_my_status", "my_status", "tcpi"),
            ("test_my_eacs", "my_eacs", "new-estimate"),
            ("test_my_schedule", "my_schedule", "end_by_spi"),
        ):
            wrong = {**names[name], key: names[name][key] * 1.05}
            assert points(grade_id, {**names, name: wrong}) == 3, grade_id

    def test_a_neighbors_figures_earn_little(self, case):
        mine, other = learner(case, *SOLUTIONS), learner(case, *SOLUTIONS, learner_id="learner-08")
        for name in ("my_status", "my_eacs", "my_schedule"):
            assert points(f"test_{name}", {**mine, name: other[name]}) <= 1, name

    def test_missing_false_green_weeks_costs_their_share(self, case):
        names = learner(case, *SOLUTIONS)
        none = {**names["comfort"], "false_green": []}
        every = {**names["comfort"], "false_green": list(names["case"].finished.index)}
        assert points("test_comfort", {**names, "comfort": none}) == 2
        assert points("test_comfort", {**names, "comfort": every}) == 2


class TestSampleClass:
    def test_an_index_of_1_where_nothing_can_be_divided_costs_two_points(self, case):
        recipe = RECIPES["sample-04"]
        names = learner(case, code=recipe["cells"]["indices"])
        assert points("test_indices", names) == full("test_indices")
        assert points("test_undefined", names) == recipe["expected"]["scores"]["test_undefined"]
