"""The lab of the opening lesson: its tasks, done and not done, and what its sliders say."""

from __future__ import annotations

import pytest
from course.harness import Lesson

from pmlearn.labs.kit_and_framework import (
    EvidenceSliders,
    plot_interval,
    staff_evidence,
    staff_ratings,
)

run_lab = Lesson("kit-and-framework").run_lab


@pytest.fixture
def at_the_lab(monkeypatch, no_window, tmp_path):
    """A folder of its own, and plots drawn into memory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


RIGHT = {
    "missing_criterion": 'missing_criterion, new_level = "PG1.2", 3',
    "why_not": 'why_not_assessed = "b"',
    "points_needed": "points_needed = 11",
    "compared": "compared = staff.elements[staff.elements['element'].isin(['PG1', 'PG3'])]\n"
    "difference = list(compared['self_level'] - compared['level'])\nfurthest_off = 'crew lead'",
}


@pytest.mark.usefixtures("at_the_lab")
class TestLab:
    def test_no_task_is_done_before_the_learner_has_done_anything(self):
        _, said = run_lab()
        assert said == [(f"Task {n}", "not yet") for n in (1, 2, 3, 4)]

    def test_every_task_can_be_done(self):
        _, said = run_lab(RIGHT)
        assert said == [(f"Task {n}", "done") for n in (1, 2, 3, 4)]

    @pytest.mark.parametrize(
        ("cell", "wrong"),
        [
            ("missing_criterion", 'missing_criterion, new_level = "PG1.2", 2'),
            ("missing_criterion", 'missing_criterion, new_level = "PG1.3", 3'),
            ("why_not", 'why_not_assessed = "a"'),
            ("points_needed", "points_needed = 10"),
            ("points_needed", "points_needed = 12"),
            ("compared", RIGHT["compared"].replace("crew lead", "dispatcher")),
        ],
    )
    def test_a_wrong_answer_is_not_done(self, cell, wrong):
        _, said = run_lab({**RIGHT, cell: wrong})
        assert [status for _, status in said].count("not yet") == 1

    def test_points_moved_change_level_and_average(self):
        points = EvidenceSliders()
        assert "Level <b>1</b>" in points.result.value
        points.sliders["PG3.2"].value = 8
        assert "Level <b>3</b>; average <b>95% of 40 points" in points.result.value

    def test_what_is_not_handed_in_is_not_assessed(self):
        points = EvidenceSliders()
        points.handed_in["PG3.3"].value = False
        assert points.result.value.count("not yet assessed") == 2
        assert "of 20 points" in points.result.value
        assert points.sliders["PG3.3"].disabled

    def test_when_nothing_is_handed_in_there_is_no_average(self):
        points = EvidenceSliders()
        for box in points.handed_in.values():
            box.value = False
        assert "average <b>no points yet</b>" in points.result.value

    def test_what_the_tasks_say_of_the_staff_is_in_the_table(self):
        evidence = staff_evidence()
        own = evidence[evidence["learner"] == "dispatcher"]
        points = own[own["criterion"].str.startswith("PG1")][["score", "max_score"]].sum()
        assert list(points) == [36, 40]
        assert set(staff_ratings()["learner"]) == set(evidence["learner"])

    def test_the_interval_closes_with_more_points(self):
        (band,) = plot_interval().collections
        at = {x: y for x, y in band.get_paths()[0].vertices if y < 0.9}
        assert at[10] == pytest.approx(0.62, abs=0.01)
        assert at[55] > 0.8 > at[54]

    def test_running_it_leaves_no_file_behind(self, at_the_lab):
        run_lab(RIGHT)
        assert list(at_the_lab.iterdir()) == []
