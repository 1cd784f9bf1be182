"""Feedback pages are written beside each other, and none can hold up the others."""

from __future__ import annotations

import sys
import time

import pytest

from pmlearn.course import grading


class Endless:
    def generate_feedback(self, slug, learner):
        time.sleep(30)


@pytest.mark.skipif(sys.platform == "win32", reason="there nbgrader writes one after another")
def test_a_page_that_takes_too_long_is_given_up(monkeypatch, tmp_path):
    monkeypatch.setattr(grading, "nbgrader_course", lambda _: Endless())
    monkeypatch.setattr(grading, "PAGE_SECONDS", 1)
    with pytest.raises(TimeoutError, match="more than 1 second"):
        grading._write_page(tmp_path, "docks", "kim")
