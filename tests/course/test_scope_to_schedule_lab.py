"""The lab From scope to schedule: its tasks can be done, its sliders move the plan."""

from __future__ import annotations

import contextlib
import io
import re

import pytest
from course.harness import Lesson

from pmlearn.labs.scope_to_schedule import DurationSliders, plot_shortening

LESSON = Lesson("scope-to-schedule")
run_lab = LESSON.run_lab
pytestmark = pytest.mark.usefixtures("no_window")


def without_link(names):
    """The test's plan without the link that closes the cycle."""
    return [
        names["Activity"](
            a.name, a.duration, [ln for ln in a.predecessors if ln.name != "Run cases"]
        )
        if a.name == "Agree on criteria"
        else a
        for a in names["test_plan"]
    ]


def test_no_task_is_done_before_the_learner_has_done_anything():
    _, said = run_lab()
    assert said == [(f"Task {n}", "not yet") for n in (1, 2, 3, 4)]


def test_every_task_but_the_repair_can_be_done_in_one_line():
    _, said = run_lab(
        lines={
            "longest_build": "longest_build = 14.5",
            "only_its_start": 'only_its_start = "Design rides and prices"',
            "bought": 'bought = {"Obtain permits": 1, "Design foundations": 1}',
        }
    )
    assert said == [
        ("Task 1", "done"),
        ("Task 2", "done"),
        ("Task 3", "not yet"),
        ("Task 4", "done"),
    ]


def test_the_repair_is_done_by_taking_out_the_one_link():
    names, _ = run_lab()
    names["test_plan"] = without_link(names)
    check = next(cell for cell in LESSON.lab if 'check("Task 3")' in cell)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(check, names)
    assert printed.getvalue() == "Task 3: done.\n"


@pytest.mark.parametrize(
    "answer",
    [
        {"longest_build": "longest_build = 5.5"},
        {"longest_build": "longest_build = 14"},
        {"longest_build": "longest_build = 15"},
        {"only_its_start": 'only_its_start = "Build trip planner"'},
        {"only_its_start": 'only_its_start = "Build accounts"'},
        {"bought": 'bought = {"Obtain permits": 1, "Survey sites": 1}'},
        {"bought": 'bought = {"Obtain permits": 2}'},
        {"bought": 'bought = {"Build docks": 2, "Connect power": 1, "Prepare hill sites": 1}'},
    ],
)
def test_a_wrong_answer_is_not_done(answer):
    _, said = run_lab(lines=answer)
    assert {status for _, status in said} == {"not yet"}


def test_a_slider_moves_the_finish_and_the_critical_path():
    plan = DurationSliders()
    assert "<b>28.5 weeks</b>: as planned" in plan.words.value
    plan.sliders["Build docks"].value = 15
    assert "<b>29 weeks</b>: 0.5 weeks later" in plan.words.value
    assert "Order docks → Build docks" in plan.words.value
    plan.reset.click()
    assert "<b>28.5 weeks</b>: as planned" in plan.words.value


def test_a_longer_critical_activity_can_leave_the_finish_where_it_is():
    plan = DurationSliders()
    plan.sliders["Install harbor docks"].value += 1
    assert "<b>28.5 weeks</b>: as planned" in plan.words.value


def test_the_chart_says_in_words_what_it_shows():
    assert re.search(
        r"role='img' aria-label='Dock refit with your durations. Gantt chart of 12 activities",
        DurationSliders().chart.value,
    )


def test_shorter_permits_help_until_another_path_takes_over():
    permits = plot_shortening().axes[0].get_lines()[0]
    weeks = dict(zip(*permits.get_data(), strict=True))
    assert (weeks[0], weeks[5.5], weeks[6]) == (28.5, 23, 23)
