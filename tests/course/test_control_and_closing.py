"""What is special to the assignment on control, quality and closing: its case and its key."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.project.control_charts import p_chart
from pmlearn.project.earned_schedule import EarnedSchedule
from pmlearn.project.earned_value import EarnedValue

LESSON = Lesson("control-and-closing")
SLUG = LESSON.slug
LEARNERS = [f"learner-{number}" for number in range(25)]
USUAL_BATCHES = 16


@pytest.fixture(scope="module")
def layout(root):
    return Layout(root)


@pytest.fixture(scope="module", params=LEARNERS)
def tasks(request, layout):
    """The tasks of some learners."""
    return load_tasks(layout, SLUG, request.param)


def solution(task):
    return KINDS[task.kind].solution(task)


def points(task, answer):
    return KINDS[task.kind].mark(task, answer, task.points)


def said(task, answer, part):
    """What is said about a cell of an answer."""
    return next(one.feedback for one in points(task, answer).parts if one.id == part)


def changed(answer, row, column, value):
    """The same table with another value in a cell."""
    return {**answer, row: {**answer[row], column: value}}


class TestKey:
    """The formulas of the key give what the models of the package give."""

    def test_indices(self, tasks):
        case, answer = tasks["status"].case, solution(tasks["status"])
        model = EarnedValue(case["planned"], case["earned"], case["actual"], case["budget"])
        for row, value in (("cv", model.cost_variance), ("cpi", model.cpi), ("spi", model.spi)):
            assert answer[row]["ticket"] == pytest.approx(value, abs=1e-5)
        assert answer["tcpi"]["ticket"] == pytest.approx(model.tcpi, abs=1e-5)

    def test_indices_that_are_not_defined(self, tasks):
        case, answer = tasks["status"].case, solution(tasks["status"])
        for project in ("signs", "desk"):
            figures = [case[f"{project}_{name}"] for name in ("pv", "ev", "ac", "budget")]
            model = EarnedValue(*figures)
            for index in ("cpi", "spi", "tcpi"):
                try:
                    expected = pytest.approx(getattr(model, index), abs=1e-5)
                except ValueError:
                    expected = "not defined"
                assert answer[index][project] == expected, (project, index)

    def test_forecasts_of_the_cost(self, tasks):
        case, answer = tasks["assumptions"].case, solution(tasks["assumptions"])
        model = EarnedValue(case["planned"], case["earned"], case["actual"], case["budget"])
        expected = {
            "card_1": model.eac("remaining-as-planned"),
            "card_2": model.eac("cpi"),
            "card_3": model.eac("new-estimate", etc=case["offer"]),
        }
        for card, eac in expected.items():
            assert answer[card]["eac"] == pytest.approx(eac, abs=1e-3)

    def test_earned_schedule(self, tasks):
        case, answer = tasks["when"].case, solution(tasks["when"])
        plan = [case["plan_1"] / case["week_1"] * week for week in range(1, case["week_1"])]
        plan += [case[f"plan_{number}"] for number in range(1, 7)]
        plan += [case["budget"]] * (case["duration"] - len(plan))
        model = EarnedSchedule(plan, [0] * (case["now"] - 1) + [case["earned"]])
        assert answer["es"]["own"] == pytest.approx(model.earned_schedule[-1], abs=1e-5)
        assert answer["late"]["own"] == pytest.approx(-model.sv_time, abs=1e-5)
        assert answer["end"]["own"] == pytest.approx(case["duration"] / model.spi_time, abs=1e-3)

    def test_signals(self, tasks):
        case, answer = tasks["signals"].case, solution(tasks["signals"])
        bad = [case[f"bad_{number}"] for number in range(1, 9)]
        chart = p_chart(
            [case["usual_faulty"], *bad],
            [case["usual_checked"], *[case["checked"]] * 8],
            baseline=1,
        )
        found = chart.signals_by("beyond-limits")["sample"]
        assert answer == [f"b{USUAL_BATCHES - 1 + sample}" for sample in found]


class TestCase:
    def test_the_project_is_one_that_a_manager_could_have(self, tasks):
        case = tasks["status"].case
        assert case["earned"] < case["actual"] < case["budget"]
        assert case["earned"] < case["planned"]
        assert 0.85 < case["cpi"] < 0.96
        assert 1.04 < case["tcpi"] < 1.3
        assert case["price"] > 1.03 / case["cpi"]
        assert 1 < case["late"] < 5
        assert abs(case["finish"] - case["finish_by_money"]) > 0.5
        assert 0.05 < case["reserve"] / case["budget"] < 0.25

    def test_the_reserve_is_clearly_enough_or_clearly_not(self, tasks):
        case = tasks["weekend_shifts"].case
        assert abs(case["over"] - case["reserve"]) > 2

    def test_some_weeks_are_green_by_mistake_and_some_rightly(self, tasks):
        case, false = tasks["false_green"].case, solution(tasks["false_green"])
        green = [n for n in range(1, 9) if case[f"spi_{n}"] >= 0.95]
        assert 2 <= len(false) < len(green)

    def test_two_to_four_batches_are_signals_and_a_hasty_baseline_hides_one(self, tasks):
        case, found = tasks["signals"].case, solution(tasks["signals"])
        center = case["center_all"]
        hasty = center + 3 * (center * (100 - center) / case["checked"]) ** 0.5
        bad = [case[f"bad_{number}"] for number in range(1, 9)]
        assert 2 <= len(found) <= 4
        assert sum(100 * one / case["checked"] > hasty for one in bad) < len(found)


class TestFollowThrough:
    def test_a_wrong_earned_schedule_costs_one_cell(self, layout):
        task = load_tasks(layout, SLUG, "learner-1")["when"]
        now, duration = task.case["now"], task.case["duration"]
        wrong = {**solution(task), "es": {"own": 5}, "late": {"own": now - 5}}
        wrong |= {"spit": {"own": 5 / now}, "end": {"own": duration * now / 5}}
        assert points(task, wrong).points == pytest.approx(5 * 5 / 6)
        assert "right, given your 5 above" in said(task, wrong, "late.own")

    def test_a_final_cost_follows_from_the_learners_own_price(self, layout):
        task = load_tasks(layout, SLUG, "learner-1")["assumptions"]
        left = task.case["budget"] - task.case["earned"]
        wrong = changed(solution(task), "card_2", "price", 1.5)
        wrong = changed(wrong, "card_2", "eac", task.case["actual"] + 1.5 * left)
        assert points(task, wrong).points == pytest.approx(5 * 11 / 12)


class TestSlips:
    @pytest.mark.parametrize(
        ("name", "row", "column", "value", "told"),
        [
            ("status", "cv", "ticket", "= actual - earned", "sign is wrong"),
            ("status", "cpi", "ticket", "= actual / earned", "upside down"),
            ("status", "tcpi", "ticket", "= budget / actual", "Only what is left counts"),
            ("assumptions", "card_1", "eac", "= budget", "stays spent"),
            ("assumptions", "card_3", "eac", "= offer", "add the actual cost"),
            ("weekend_shifts", "price", "value", "= actual / earned", "average since week 1"),
            ("weekend_shifts", "tcpi", "value", "= tcpi", "without the reserve"),
            ("when", "es", "own", "= full_weeks", "share of the next week"),
            ("when", "end", "own", "= duration + late", "no more time is lost"),
            ("limits", "center", "own", "= center_all", "let into the baseline"),
            ("limits", "upper", "own", "= center + sigma", "three above it"),
            ("limits", "count", "own", "= first_signal - 1", "still lie within"),
        ],
    )
    def test_a_known_slip_is_named(self, layout, name, row, column, value, told):
        from pmlearn.exercises.cases.formula import formula

        task = load_tasks(layout, SLUG, "learner-1")[name]
        wrong = changed(solution(task), row, column, formula(value).value(task.case))
        assert told in said(task, wrong, f"{row}.{column}")

    @pytest.mark.parametrize("value", [0, 1])
    def test_a_number_where_an_index_is_not_defined_is_explained(self, layout, value):
        task = next(
            task
            for number in range(20)
            for task in [load_tasks(layout, SLUG, f"learner-{number}")["status"]]
            if solution(task)["cpi"]["signs"] == "not defined"
        )
        wrong = changed(solution(task), "cpi", "signs", value)
        assert "0 / 0" in said(task, wrong, "cpi.signs")
