"""nbgrader's collect, under this course's settings, from an exchange into which learners write."""

from __future__ import annotations

import os

import pytest
from grading.course import SLUG
from grading.lesson import submitted

TIME = "2026-01-10 12:00:00 UTC"


@pytest.fixture
def inbound(course):
    """Hands in as nbgrader does."""
    place = course.folder / "exchange" / "pmlearn" / "inbound"
    place.mkdir(parents=True)
    (course.folder / "exchange").chmod(0o777)

    def hand_in(name, stamp=TIME):
        folder = place / name
        folder.mkdir()
        (folder / "docks.ipynb").write_bytes(submitted())
        (folder / "timestamp.txt").write_text(stamp)
        return folder

    return hand_in


def test_no_odd_submission_stops_the_others_and_nobody_sets_the_time(course, inbound):
    """Slow: nbgrader collects twice."""
    inbound(f"kim+{SLUG}+{TIME}+abc", stamp="2020-01-01 00:00:00 UTC")
    inbound(f"a+b+{SLUG}+{TIME}")
    linked = inbound(f"zoe_m+{SLUG}+{TIME}+abc")
    (linked / "solution.txt").symlink_to(course.folder / "source" / SLUG / "docks.ipynb")
    os.mkfifo(linked / "pipe")
    (linked / "timestamp.txt").unlink()
    (linked / "timestamp.txt").mkdir()
    (linked / "timestamp.txt" / "x").write_text("x")
    for odd in ("<b>", "..", ".hidden", "x\x1b[31m"):
        inbound(f"{odd}+{SLUG}+{TIME}+abc")
    inbound(f"late+{SLUG}+soon+abc")
    told = course.nbgrader("collect", SLUG)
    assert course.submitted() == [
        f"{learner}/docks/{name}"
        for learner in ("a+b", "kim", "zoe_m")
        for name in ("docks.ipynb", "timestamp.txt")
    ]
    for learner in ("a+b", "kim", "zoe_m"):
        stamp = course.folder / "submitted" / learner / SLUG / "timestamp.txt"
        assert stamp.read_text() == "2026-01-10 12:00:00 UTC"
    assert told.count("not collected: ") == 5
    assert "\x1b[31m_" not in told
    assert "a page could take for code" in told
    assert "'soon' is no time" in told
    again = f"kim+{SLUG}+2026-01-11 12:00:00 UTC+abc"
    inbound(again, stamp="2020-01-01 00:00:00 UTC")
    course.nbgrader("collect", SLUG, "--update")
    kim = course.folder / "submitted" / "kim" / SLUG
    assert (kim / "timestamp.txt").read_text() == "2026-01-11 12:00:00 UTC"
