"""The lab of Who does what: tasks start undone, can be done, and refuse wrong answers."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.labs.who_does_what import StakeholderMap
from pmlearn.labs.who_does_what import plot_agreement as agreement_plot
from pmlearn.labs.who_does_what_crews import CrewMonths, plot_draws
from pmlearn.roles import raci_problems
from pmlearn.tidewell.people import published_matrix

LESSON = Lesson("who-does-what")
run_lab = LESSON.run_lab
pytestmark = pytest.mark.usefixtures("no_window")

# What a learner puts into the cells that begin so.
REPAIR = """
answer = {task: dict(cells) for task, cells in editor.question["given"].items()}
answer["load"]["pjm"] = "C"
answer["try"] |= {"pgm": "", "svm": "A", "desk": "R"}
answer["accept"] |= {"pgm": "", "svm": "A/R"}
answer["live"] |= {"pjm": "R", "pdm": "C", "svm": "C"}
answer["stop"] |= {"svm": "A/R", "pjm": "I"}
answer["calls"] |= {"pgm": "", "svm": "A"}
answer["report"]["fin"] = "I"
editor.answer = answer
"""
RIGHT = {
    "contested =": "contested = set(stakeholders().index[~agreed(5.5, 5.5)])",
    "residents =": (
        "residents = ratings[ratings['stakeholder'] == 'Hill residents']\n"
        "votes = pd.Series(placing(residents['influence'], residents['interest'])).value_counts()"
    ),
    "by_lot =": "by_lot = differences(2, 'lot').mean()\nby_worst = differences(2, 'worst').mean()",
}


def repaired_before_task_1(repair):
    """The cell that checks task 1, after a repair by the learner."""
    start = 'with check("Task 1")'
    [check] = [cell for cell in LESSON.lab if cell.startswith(start)]
    return {start: repair + "\n" + check}


def test_no_task_is_done_before_the_learner_has_done_anything():
    _, said = run_lab()
    assert said == [(f"Task {n}", "not yet") for n in (1, 2, 3, 4)]


def test_every_task_can_be_done():
    _, said = run_lab(RIGHT | repaired_before_task_1(REPAIR))
    assert said == [(f"Task {n}", "done") for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("task", "wrong", "repair"),
    [
        (1, {}, REPAIR.replace('"fin"] = "I"', '"fin"] = ""')),
        (
            1,
            {},
            REPAIR.replace('{"svm": "A/R", "pjm": "I"}', '{"svm": "C", "fin": "A", "pjm": "R"}'),
        ),
        (2, {"contested =": "contested = set(stakeholders().index)"}, REPAIR),
        (2, {"contested =": "contested = {'Hill residents'}"}, REPAIR),
        (3, {"residents =": RIGHT["residents ="] + "\nvotes = {'keep informed': 5}"}, REPAIR),
        (4, {"by_lot =": "by_lot, by_worst = 2.0, 2.0"}, REPAIR),
    ],
)
def test_a_wrong_answer_is_not_done(task, wrong, repair):
    _, said = run_lab(RIGHT | wrong | repaired_before_task_1(repair))
    assert said[task - 1] == (f"Task {task}", "not yet")


def test_a_click_in_the_editor_changes_what_the_model_says():
    names, _ = run_lab()
    editor, faults = names["editor"], names["faults"]
    assert "R3" in faults.found.value
    editor.answer = {**editor.question["given"], "load": {"pdm": "A", "soft": "R"}}
    assert "R3" not in faults.found.value


def test_the_editor_holds_the_draft_of_the_chapter():
    """The same tasks; its columns are the roles that somebody can still put right by a letter."""
    names, _ = run_lab()
    draft = names["draft"]
    assert list(draft.index) == list(published_matrix().index)
    rules = {problem.rule for problem in raci_problems(draft)}
    assert rules == {"R1", "R2", "R3", "R4", "R5", "R6"}


def test_the_lines_move_the_map_and_the_controls_move_the_slide():
    lines, months = StakeholderMap(), CrewMonths()
    assert "<b>4 of 10</b>" in lines.picture.value
    lines.influence_line.value = lines.interest_line.value = 1.5
    assert "<b>7 of 10</b>" in lines.picture.value
    assert "Difference: <b>+5.4</b>; true effect 0" in months.slide.value
    months.effect.value = 2
    assert "true effect 2" in months.slide.value
    before = months.slide.value
    months.chosen.value = "lot"
    assert months.slide.value != before


def test_the_figures_show_what_the_controls_tell():
    (counts,) = (line for line in agreement_plot().get_lines() if len(line.get_ydata()) > 2)
    assert (counts.get_ydata()[0], min(counts.get_ydata())) == (7, 3)
    worst, lot = plot_draws().axes
    assert "weakest" in worst.get_title()
    assert "lot" in lot.get_title()
