"""The lab on a board with a limit: its buttons and tasks, done and not done."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.labs.evidence_and_teams import Board, LimitedBoard, plot_limits, weeks_under

run_lab = Lesson("evidence-and-teams").run_lab
pytestmark = pytest.mark.usefixtures("no_window")
DONE = {
    "weeks_with_lead": (
        "row = flow_table(log, first, last).loc['Estimate']\n"
        "weeks_with_lead = row['open'] / row['finished']"
    ),
    "more_a_week": "more_a_week = 0",
    "mean_rise": (
        "found = [satisfaction_twice(seed=s) for s in range(100)]\n"
        "mean_rise = sum((t['after'] - t['before'])[t['helped']].mean() for t in found) / 100"
    ),
    "people": "people = sample_size(0.5, 0.9, team_size=6, alike=0.2)",
}


def test_no_task_is_done_at_first_and_the_board_follows_the_limit():
    _, said = run_lab()
    assert said == [(f"Task {n}", "not yet") for n in (1, 2, 3, 4)]
    board = LimitedBoard()
    monday = board.shown.value
    assert "Waiting: 0" in monday
    board.limit.value = 8
    board.one.click()
    assert "After 1 week<" in board.shown.value
    board.thirteen.click()
    columns = board.board.flow.columns
    assert sum(map(len, columns.values())) - len(columns["Waiting"]) == 8
    assert "After 14 weeks" in board.shown.value
    board.back.click()
    assert board.shown.value == monday


def test_the_same_weeks_under_a_limit_leave_fewer_open():
    free, limited = Board(), Board()
    free.go_on(13, 60)
    limited.go_on(13, 8)
    still_open = "asked for and not decided"
    assert limited.figures()[still_open] < free.figures()[still_open] - 10
    since_asked, on_the_board = weeks_under([8])[8]
    assert on_the_board < 2 < since_asked


def test_the_figure_has_two_bars_for_each_limit():
    assert len(plot_limits([20, 8]).patches) == 4


def test_every_task_can_be_done():
    _, said = run_lab(DONE)
    assert said == [(f"Task {n}", "done") for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("weeks_with_lead", "weeks_with_lead = 0.127"),
        ("more_a_week", "more_a_week = 1"),
        ("mean_rise", "mean_rise = 0.01"),
        ("people", "people = 86"),
    ],
)
def test_a_wrong_answer_is_not_done(name, wrong):
    _, said = run_lab(DONE | {name: wrong})
    assert [state for _, state in said].count("not yet") == 1
