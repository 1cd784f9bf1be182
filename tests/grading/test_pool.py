"""What grades a course together: boxes that begin before the course's settings are loaded."""

from __future__ import annotations

import pytest

from boxgrader.pool import GradingPool
from boxgrader.settings import Settings

pytestmark = pytest.mark.usefixtures("box")  # which skips where there is none


def test_what_the_settings_file_computes_counts_as_what_it_says(tmp_path):
    """Boxes begin with what the file's text says; what it says beyond that is not lost."""
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.BoxGrader.preload = ['graphlib']\n"
        "c.BoxGrader.learner_variable = '_'.join(['WHOSE', 'WORK'])\n"
    )
    with GradingPool(tmp_path, 2) as pool:
        pool.prepare()
        seen = [result for _, result in pool.map(_looks_around, ["ada", "bob", "cyd"])]
    assert sorted(seen) == [["ada", True], ["bob", True], ["cyd", True]]


def test_this_courses_settings_are_known_before_nbgrader_is_imported(root):
    """Otherwise every run would start its boxes twice."""
    exercises = root / "exercises"
    assert Settings.foreseen(exercises) == Settings.load(exercises) != Settings()


def _looks_around(learner, boxes):
    room = boxes.box().open("probe", {}, learner=learner)
    try:
        source = "import os, sys\nresult = [os.environ['WHOSE_WORK'], 'graphlib' in sys.modules]"
        return room.ask({"source": source}, 30)["result"]
    finally:
        room.close()
