"""A rare case of the assignment From scope to schedule: every requirement has its part."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "exercises" / "source" / "scope-to-schedule"


@pytest.fixture
def points(monkeypatch):
    """Points of test_missing for a list, for a learner to whom no requirement is missing."""
    monkeypatch.syspath_prepend(str(FOLDER))
    sys.modules.pop("scope_to_schedule_case", None)
    case = importlib.import_module("scope_to_schedule_case")
    sources = {
        cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"])
        for cell in json.loads((FOLDER / "scope-to-schedule.ipynb").read_text("utf-8"))["cells"]
    }
    names = {"requirements": dict(enumerate(case.REQUIREMENTS)), "parts": {}}
    exec(sources["trace"], names)
    wanted = {f"q{n}": text for n, text in enumerate(case.REQUIREMENTS[:8], 1)}
    parts = {f"p{n}": names["pairs"][text] for n, text in enumerate(wanted.values(), 1)}
    monkeypatch.setattr(case, "draw_trace", lambda _: (wanted, parts))

    def given(missing):
        shown = {"learner_id": "learner-07", "missing": missing}
        exec(sources["test_missing"], shown)
        return shown["points"]

    yield given
    sys.modules.pop("scope_to_schedule_case", None)


def test_where_nothing_is_missing_the_empty_list_is_right(points):
    assert points([]) == 2


def test_where_nothing_is_missing_a_named_requirement_is_wrong(points):
    assert points(["q3"]) == 0
