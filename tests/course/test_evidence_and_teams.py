"""What is special to the assignment on evidence and teams: its board, limits, jobs and surveys."""

from __future__ import annotations

from math import ceil

import pytest
from course.harness import ROOT

from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS

SLUG = "evidence-and-teams"
LEARNERS = [f"learner-{number}" for number in range(40)]
LIMITS = (4, 8, 15, 30)


def tasks(learner):
    return load_tasks(Layout(ROOT), SLUG, learner)


def right(task):
    return KINDS[task.kind].solution(task)


@pytest.mark.parametrize("learner", LEARNERS)
def test_one_stage_holds_most_of_what_is_open(learner):
    task = tasks(learner)["board"]
    given, solution = task.settings["given"], right(task)
    opens = {name: row["open"] for name, row in given.items() if "open" in row}
    most, second, *_ = sorted(opens.values(), reverse=True)
    assert most > 2 * second
    assert opens[solution["pile"]["stage"].lower()] == most
    total = sum(opens.values())
    assert solution["all"]["weeks"] == pytest.approx(total / given["all"]["finished"], abs=1e-4)


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_shortest_wait_is_not_the_shortest_time_on_the_board(learner):
    """Who looks at the board alone sets the tightest limit, with which riders wait longer."""
    task = tasks(learner)["limit"]
    solution = right(task)
    rows = [f"l{number}" for number in range(1, 5)]
    waits = [solution[row]["wait"] for row in rows]
    best = waits.index(min(waits))
    assert solution["set"]["limit"] == f"limit {LIMITS[best]}"
    assert sorted(waits)[1] - min(waits) > 0.3
    boards = [solution[row]["board"] for row in rows]
    assert boards.index(min(boards)) == 0 != best


def test_approvals_follow_the_amounts_and_fraud_goes_to_finance():
    for learner in LEARNERS:
        task = tasks(learner)["owners"]
        owners, case = right(task), task.case
        by_amount = {
            1: {"desk": "A", "technician": "C"},
            2: {"service": "A", "desk": "C"},
            3: {"finance": "A", "service": "C"},
        }
        for number in (1, 2, 3):
            amount = case[f"amount_{number}"]
            step = 1 + (amount > case["low"]) + (amount > case["high"])
            assert owners[f"a{number}"] == by_amount[step]
        assert owners["fraud"] == {"finance": "A", "desk": "C"}


@pytest.mark.parametrize("learner", LEARNERS)
def test_one_by_one_the_mean_is_earlier_than_in_turns(learner):
    task = tasks(learner)["turns"]
    solution, given = right(task), task.settings["given"]
    days = [given[f"j{number}"]["days"] for number in (1, 2, 3)]
    done = [solution[f"j{number}"]["row"] for number in (1, 2, 3)]
    assert max(done) == pytest.approx(sum(days) + 2 * task.case["switch"])
    assert min(done) == min(days)
    turns = [given[f"j{number}"]["turns"] for number in (1, 2, 3)]
    assert max(turns) > max(done)
    assert solution["gain"]["row"] == pytest.approx((sum(turns) - sum(done)) / 3, abs=1e-4)


def test_slides_come_in_both_kinds_and_never_say_that_the_day_works():
    said = [right(tasks(learner)["slide"])["said"]["words"] for learner in LEARNERS]
    assert set(said) == {"chance may well explain it", "chance is a poor explanation"}
    assert 5 < said.count("chance is a poor explanation") < 35


@pytest.mark.parametrize("learner", LEARNERS)
def test_people_needed_follow_the_formula_of_the_chapter(learner):
    task = tasks(learner)["people"]
    case, solution = task.case, right(task)
    single = 2 * (1.96 + 0.84) ** 2 / case["effect"] ** 2
    assert solution["single"]["own"] == ceil(15.7 / case["effect"] ** 2)
    assert abs(solution["single"]["own"] - single) < 1.5
    assert solution["teams"]["own"] == ceil(solution["people"]["own"] / case["size"])
    assert (2 * solution["teams"]["own"] <= case["there"]) == (solution["enough"]["word"] == "yes")


def test_the_own_change_promises_more_than_now():
    for learner in LEARNERS:
        change = right(tasks(learner)["own_change"])["change"]
        assert change["line"] > change["now"]
