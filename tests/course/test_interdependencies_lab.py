"""The lab on interdependencies: what no order can do, and where a slip arrives."""

from __future__ import annotations

from itertools import permutations

import pytest
from course.harness import Lesson

from pmlearn.labs.interdependencies import (
    ACTIVITIES,
    PLANS,
    MatrixByHand,
    SlipBoard,
    moves_by,
    opening,
    plot_openings,
    too_late,
)
from pmlearn.program.dependencies import partition
from pmlearn.tidewell.hill_stage import NEEDS, hill_needs

LESSON = Lesson("interdependencies")
run_lab = LESSON.run_lab
TASKS = [f"Task {number}" for number in range(1, 6)]
RIGHT = {
    "fewest": "fewest = 2",
    "block": 'block = ["Status server", "Data format", "Reader software"]',
    "by_arrows": "by_arrows, with_crew = 0, 3",
    "holds": "holds = 5",
    "from pmlearn.labs.interdependencies import moves_by": (
        "from pmlearn.labs.interdependencies import moves_by\n"
        'pair = ["Write reader software", "Test app"]'
    ),
}


@pytest.mark.usefixtures("no_window")
class TestTasks:
    def test_no_task_is_done_at_first(self):
        assert run_lab()[1] == [(task, "not yet") for task in TASKS]

    def test_every_task_can_be_done(self):
        assert run_lab(RIGHT)[1] == [(task, "done") for task in TASKS]

    @pytest.mark.parametrize(
        "answer",
        [
            {"fewest": "fewest = 1"},
            {"block": 'block = ["Depot layout", "Charging plan"]'},
            {"by_arrows": "by_arrows, with_crew = 0, 4"},
            {"holds": "holds = 6"},
        ],
    )
    def test_a_wrong_answer_is_not_done(self, answer):
        assert {status for _, status in run_lab(answer)[1]} == {"not yet"}


@pytest.mark.usefixtures("no_window")
class TestMatrix:
    def test_moving_rows_can_reach_two_crosses(self):
        matrix = MatrixByHand()
        for place, name in enumerate(partition(hill_needs()).order):
            matrix.chosen.value = name
            matrix.move(place - matrix.order.index(name))
        assert matrix.fewest == 2
        assert matrix.matrix.value.count("✕") == 2

    def test_no_order_of_the_larger_circle_leaves_none(self):
        circle = max(partition(hill_needs()).coupled, key=len)
        rest = [name for name in NEEDS if name not in circle]
        for order in permutations(circle):
            assert any(pair[0] in circle for pair in too_late([*rest, *order]))

    def test_the_buttons_move_one_place_and_stop_at_the_edge(self):
        matrix = MatrixByHand()
        matrix.up.click()
        assert matrix.order == list(NEEDS)
        matrix.down.click()
        assert matrix.order[1] == next(iter(NEEDS))


@pytest.mark.usefixtures("no_window")
class TestSlips:
    def test_the_same_slip_moves_nothing_by_arrows_and_three_weeks_with_the_crew(self):
        board = SlipBoard()
        board.weeks.value = 3
        assert ">15<" in board.table.value
        board.plan.value = list(PLANS)[1]
        assert ">19<" in board.table.value
        assert "Depot move, Card readers, Hill opening" in board.table.value
        assert 'alt="' in board.chart.value

    def test_a_slip_of_six_weeks_can_move_nothing(self):
        still = [
            name
            for name in ACTIVITIES
            if all(opening(plan, {name: 6}) == opening(plan, {}) for plan in PLANS)
        ]
        assert still == ["Brief the desk"]

    def test_there_is_a_pair_that_moves_the_opening_only_together(self):
        pair = ("Show free docks", "Write reader software")
        assert [moves_by({name: 1}) for name in pair] == [0, 0]
        assert moves_by(dict.fromkeys(pair, 1)) == 1

    def test_the_figure_shows_the_weeks_that_its_text_says(self):
        arrows, first, turned = (line.get_ydata() for line in plot_openings().get_lines())
        assert list(arrows) == [15] * 5 + [16, 17]
        assert list(first) == list(range(16, 23))
        assert list(turned) == [16] * 6 + [17]
