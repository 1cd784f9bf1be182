"""The lab on control and closing, and the numbers that its chapter writes out."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.exercises.questions import load_questions
from pmlearn.labs.control_and_closing import StatusBoard, figures_in, plot_forecasts
from pmlearn.project.earned_value import EarnedValue, earned_schedule
from pmlearn.tidewell.progress import status_of_pass_relaunch

SLUG = "control-and-closing"
LESSON = Lesson(SLUG)
run_lab = LESSON.run_lab


@pytest.mark.usefixtures("no_window")
class TestLab:
    def test_no_task_is_done_at_first_and_the_slider_moves_every_figure(self):
        _, said = run_lab()
        assert said == [(f"Task {n}", "not yet") for n in (1, 2, 3, 4)]
        board = StatusBoard()
        assert "0.86" in board.table.value
        assert "not known yet" in board.table.value
        board.week.value = 31
        assert "not defined" in board.table.value
        assert 'alt="End of week 31' in board.chart.value
        board.hindsight.value = True
        assert "988.6" in board.table.value

    def test_every_task_can_be_done(self):
        _, said = run_lab(
            {
                "false_comfort": 'false_comfort = list(history.index[(history["spi"].diff() > 1e-9)'
                ' & (history["sv_time"].diff() < -1e-9)])',
                "eac_18": "since = status.loc[18] - status.loc[16]\n"
                "eac_18 = 602.6 + 330 * since['actual_cost'] / since['earned_value']",
                "first_warning": "first_warning = 10",
                LESSON.lab[-2].split("\n")[0]: LESSON.lab[-2]
                .replace("baseline = 20", "baseline = 14")
                .replace("[15, 19]", "[15, 17, 19]"),
            }
        )
        assert said == [(f"Task {n}", "done") for n in (1, 2, 3, 4)]

    @pytest.mark.parametrize(
        "answer",
        [
            {"false_comfort": "false_comfort = [18]"},
            {"false_comfort": "false_comfort = list(range(1, 33))"},
            {"eac_18": "eac_18 = 900 * 87.8 / 75"},
            {"first_warning": "first_warning = 12"},
            {"first_warning": "first_warning = 9"},
        ],
    )
    def test_a_wrong_answer_is_not_done(self, answer):
        _, said = run_lab(answer)
        assert {status for _, status in said} == {"not yet"}


@pytest.mark.usefixtures("no_window")
class TestForecasts:
    def test_each_method_gives_a_cost_for_each_week_from_the_second_on(self):
        *methods, in_fact = plot_forecasts().get_lines()
        assert [len(line.get_ydata()) for line in methods] == [31] * 3
        assert in_fact.get_ydata()[0] == pytest.approx(988.6)

    def test_a_figure_that_cannot_be_computed_is_said_to_be_not_defined(self):
        assert figures_in(32)["TCPI for 900"] == "not defined"
        assert figures_in(18)["CPI"] == "0.95"


class TestWrittenOut:
    """Numbers that the chapter and its questions write out, since a sentence needs them rounded."""

    def test_the_plan_is_flatter_in_weeks_17_and_18_than_where_the_work_stands(self):
        weekly = status_of_pass_relaunch().diff()
        assert list(weekly.loc[17:18, "planned_value"]) == pytest.approx([27.5, 27.5])
        assert list(weekly.loc[17:18, "earned_value"]) == pytest.approx([37.5, 37.5])
        assert list(weekly.loc[14:15, "planned_value"]) == pytest.approx([45, 45], abs=2.6)

    def test_the_page_for_monday_rounds_what_the_models_say(self):
        status = status_of_pass_relaunch()
        now = EarnedValue(*status.loc[18], 900)
        since = status.loc[18] - status.loc[16]
        likely = now.actual_cost + now.work_remaining * since["actual_cost"] / since["earned_value"]
        assert now.cost_variance == pytest.approx(-33, abs=0.5)
        assert now.eac("cpi") == pytest.approx(950, abs=5)
        assert now.eac("cpi-spi") == pytest.approx(1010, abs=5)
        assert likely == pytest.approx(990, abs=5)
        assert status["actual_cost"].iloc[-1] == pytest.approx(likely, abs=1)

    def test_the_keys_of_the_two_computed_questions_are_the_models(self):
        status = status_of_pass_relaunch()
        asked = load_questions(SLUG)
        assert asked["tcpi_by_hand"].settings["answer"] == pytest.approx(
            EarnedValue(*status.loc[24], 900).tcpi, abs=0.006
        )
        assert asked["es_by_hand"].settings["answer"] == pytest.approx(
            earned_schedule(status["planned_value"], status["earned_value"].loc[:24])[-1], abs=0.006
        )
