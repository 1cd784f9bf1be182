"""A rare case of the assignment From scope to schedule: every requirement has its part."""

from __future__ import annotations

import pytest
from course.harness import Lesson

LESSON = Lesson("scope-to-schedule-in-code")


@pytest.fixture
def points(case, monkeypatch):
    """Points of test_missing for a list, for a learner to whom no requirement is missing."""
    names = {"requirements": dict(enumerate(case.REQUIREMENTS)), "parts": {}}
    exec(LESSON.source("trace"), names)
    wanted = {f"q{n}": text for n, text in enumerate(case.REQUIREMENTS[:8], 1)}
    parts = {f"p{n}": names["pairs"][text] for n, text in enumerate(wanted.values(), 1)}
    monkeypatch.setattr(case, "draw_trace", lambda _: (wanted, parts))

    def given(missing):
        shown = {"learner_id": "learner-07", "missing": missing}
        exec(LESSON.source("test_missing"), shown)
        return shown["points"]

    return given


def test_where_nothing_is_missing_the_empty_list_is_right(points):
    assert points([]) == 2


def test_where_nothing_is_missing_a_named_requirement_is_wrong(points):
    assert points(["q3"]) == 0
