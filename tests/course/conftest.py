"""Set up for the tests of a lesson: its case, and plots without a window."""

from __future__ import annotations

import sys

import pytest

pytest.register_assert_rewrite("course.harness")


@pytest.fixture
def case(request, monkeypatch):
    """The case module of the lesson that the test's module names LESSON."""
    with request.module.LESSON.case_module(monkeypatch) as module:
        yield module


@pytest.fixture
def no_window(monkeypatch):
    """Plots are drawn into memory, and thrown away afterwards."""
    monkeypatch.setenv("MPLBACKEND", "agg")
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
