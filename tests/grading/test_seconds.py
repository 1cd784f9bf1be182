"""A cell may take as long as the course's nbgrader settings allow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from grading.lesson import exercise, handed_in

from boxgrader.checking import run_tests
from boxgrader.execution import run_cells
from boxgrader.grade_submission import grade_one
from boxgrader.settings import cell_seconds, config

SLOW = "import time\ntime.sleep(1.5)\ndef double(x):\n    return 2 * x"
PATIENT = "import time\ntime.sleep(1.5)\nassert double(4) == 8"


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        (None, 30),
        ("", 30),
        ("c.Execute.timeout = 10", 10),
        ("c.Execute.timeout = 600", 60),
        ("c.Execute.timeout = None", 60),
        ("c.Execute.timeout = -1", 60),
    ],
)
def test_nbgraders_timeout_counts_up_to_a_minute(tmp_path, settings, seconds):
    if settings is not None:
        (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}\n")
    assert cell_seconds(config(tmp_path)) == seconds


@pytest.mark.parametrize(("seconds", "points"), [(1, 0), (20, 2)])
def test_an_answer_and_a_test_may_take_what_the_course_allows(box, seconds, points):
    assignment = replace(exercise(SLOW, PATIENT), seconds=seconds)
    graded = grade_one(handed_in(assignment, SLOW), assignment, box)
    assert graded.scores == {"test": points}
    if not points:
        assert "this cell took more than 1 seconds; it was interrupted" in graded.notes[0]


def test_a_course_that_says_nothing_about_it_keeps_the_usual_limit(box, monkeypatch):
    monkeypatch.setattr(run_cells, "CELL_SECONDS", 1)
    monkeypatch.setattr(run_tests, "CELL_SECONDS", 1)
    assignment = exercise(SLOW, PATIENT)
    graded = grade_one(handed_in(assignment, SLOW), assignment, box)
    assert graded.scores == {"test": 0}
