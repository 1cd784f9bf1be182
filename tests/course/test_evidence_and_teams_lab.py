"""The lab on a board with a limit: its buttons and tasks, done and not done."""

from __future__ import annotations

import pytest
from course.harness import Lesson

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
    names, said = run_lab()
    assert said == [(f"Task {n}", "not yet") for n in (1, 2, 3, 4)]
    monday = names["shown"].value
    assert "Waiting: 0" in monday
    names["limit"].value = 8
    names["thirteen"].click()
    board = names["board"].flow.columns
    assert sum(map(len, board.values())) - len(board["Waiting"]) == 8
    assert "After 13 weeks" in names["shown"].value
    names["back"].click()
    assert names["shown"].value == monday


def test_the_same_weeks_under_a_limit_leave_fewer_open():
    names, _ = run_lab()
    told = names["told"]
    assert told[8][3] < told[60][3] - 10
    assert told[8][2] < 2 < told[8][1]


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
