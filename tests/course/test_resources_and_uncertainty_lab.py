"""The lab of Resources and uncertainty: its tasks can be done, its controls answer rightly."""

from __future__ import annotations

import re

import pytest
from course.harness import Lesson

from pmlearn.labs.resources_and_uncertainty import (
    CREWS,
    CrewsAndRule,
    Opening,
    dates_of,
    plan_of,
    plot_crew_sizes,
    with_priority_desk,
)
from pmlearn.project.risk import simulate

run_lab = Lesson("resources-and-uncertainty").run_lab
pytestmark = pytest.mark.usefixtures("no_window")
ANSWERS = {
    "crew, electricians": "crew, electricians = 6, 4",
    "worst_rule": 'worst_rule = "shortest processing time"',
    "difference": "difference = 100 * (pert(projects['Depot move']).probability(17)"
    " - simulate(projects['Depot move']).probability(17))",
    "trials_needed": "trials_needed = 64_000",
    "promised_week": "promised_week = 35",
}


def test_no_task_is_done_before_the_learner_has_done_anything():
    _, said = run_lab()
    assert said == [(f"Task {n}", "not yet") for n in range(1, 6)]


def test_every_task_can_be_done():
    _, said = run_lab(lines=ANSWERS)
    assert said == [(f"Task {n}", "done") for n in range(1, 6)]


def test_wrong_answers_are_not_done():
    wrong = {
        "crew, electricians": "crew, electricians = 7, 4",
        "worst_rule": 'worst_rule = "most total successors"',
        "difference": "difference = -3.3",
        "trials_needed": "trials_needed = 16_000",
        "promised_week": "promised_week = 34",
    }
    _, said = run_lab(lines=wrong)
    assert {status for _, status in said} == {"not yet"}


def test_a_fifth_crew_member_changes_nothing_and_a_sixth_with_an_electrician_does():
    crews = CrewsAndRule()
    before = crews.result.value.partition("<img")[0]
    assert "<b>33.5</b> weeks" in before
    sliders = {slider.description: slider for slider in crews.sizes.children}
    sliders["crew"].value = 5
    assert crews.result.value.partition("<img")[0] == before
    sliders["crew"].value = 6
    sliders["electrician"].value = 4
    assert "<b>28.5</b> weeks" in crews.result.value


def test_another_project_brings_its_own_crews_and_a_rule_moves_its_plan():
    crews = CrewsAndRule()
    crews.which.value = "Pass relaunch"
    assert {s.description for s in crews.sizes.children} == {"developer", "designer", "tester"}
    assert "<b>26.0</b> weeks" in crews.result.value
    crews.rule.value = "shortest processing time"
    assert "<b>32.0</b> weeks" in crews.result.value


def test_more_teams_leave_pert_where_it_is_and_lower_the_simulated_chance():
    opening, percents = Opening(), {}
    for count in (1, 8):
        opening.teams.value = count
        found = re.findall(r"<b>(\d+)%</b>", opening.answer.value)
        percents[count] = [int(one) for one in found]
    assert percents[1][0] == percents[8][0]
    assert percents[8][1] < percents[1][1] / 3


def test_the_picture_of_the_controls_says_in_words_what_it_shows():
    words = re.search(r'alt="([^"]+)"', CrewsAndRule().result.value).group(1)
    assert "crew: at most 4 in use of 4" in words
    assert "80%" in words


def test_the_curves_of_four_and_five_crew_members_are_one():
    four, five, *_ = plot_crew_sizes().get_lines()
    assert list(four.get_xdata()) == list(five.get_xdata())


def test_the_priority_desk_makes_an_earlier_date_as_sure():
    plan = plan_of("Dock refit", CREWS["Dock refit"])
    with_desk = simulate(with_priority_desk(plan), trials=10_000, seed=1)
    assert with_desk.percentile(90) < dates_of(plan).percentile(90) - 1
