"""Learners' folders that are odd: each ends with a reason and stops nobody."""

from __future__ import annotations

import pytest
from grading.course import SLUG

from boxgrader import grade_class
from pmlearn.course.class_work import grading
from pmlearn.course.layout import Layout


class TestOddFolders:
    def test_each_ends_with_a_reason_and_stops_nobody(self, fresh, remembering, tmp_path, box):
        course = fresh.copy(tmp_path / "exercises")
        submitted = course.exercises / "submitted"
        odd = ["a*", "[b]", " c", "d\x1b", "e" * 200, ".f", "g\udcff", "o'neil", "<i>", "a&b"]
        fine = ["zoë", "x@y.org", "{z}", "a b", "x,y", "100%", "q;--"]
        for learner in [*odd, *fine]:
            course.hand_in(learner)
        (submitted / "link").symlink_to(submitted / "zoë")
        (submitted / "file").mkdir()
        (submitted / "file" / SLUG).write_text("no folder")
        (submitted / "inner").mkdir()
        (submitted / "inner" / SLUG).symlink_to(submitted / "zoë" / SLUG)
        learners = [*course.learners(), "vanished"]
        outcomes, graded = course.grade(learners, workers=remembering)
        assert graded == sorted(fine)
        ended = {name: one.status for name, one in outcomes.items() if name not in fine}
        assert ended.pop("vanished") == "pending"
        assert set(ended) == {*odd, "link", "file", "inner"}
        assert set(ended.values()) == {"set aside"}
        assert all(one.reason for one in outcomes.values() if one.status != "graded")
        assert course.grade(learners, workers=remembering)[1] == []

    def test_a_folder_that_cannot_be_read_waits(self, fresh, remembering, tmp_path, monkeypatch):
        course = fresh.copy(tmp_path / "exercises")
        course.hand_in("shut")
        course.hand_in("open")
        read = grade_class.read_folder

        def refuse(folder, *more):
            if folder.parent.name == "shut":
                raise PermissionError(13, "Permission denied", str(folder))
            return read(folder, *more)

        monkeypatch.setattr(grade_class, "read_folder", refuse)
        outcomes, graded = course.grade(workers=remembering)
        assert graded == ["open"]
        assert outcomes["shut"].status == "pending"
        assert "Permission denied" in outcomes["shut"].reason
        monkeypatch.undo()
        assert course.grade(workers=remembering)[1] == ["shut"]

    def test_that_nobody_may_look_into_are_not_passed_over(self, fresh, tmp_path, monkeypatch):
        course = fresh.copy(tmp_path / "exercises")
        course.hand_in("open")
        (course.exercises / "submitted" / "shut").mkdir()
        (course.exercises / "submitted" / "idle").mkdir()
        (course.exercises / "submitted" / ".hidden" / SLUG).mkdir(parents=True)
        monkeypatch.setattr(grading.os, "access", lambda path, _: path.name != "shut")
        assert grading.learners(Layout(tmp_path), SLUG) == [".hidden", "open", "shut"]

    def test_named_twice_are_graded_once(self, fresh, remembering, tmp_path, box):
        course = fresh.copy(tmp_path / "exercises")
        course.hand_in("twice")
        assert course.grade(["twice", "twice"], workers=remembering)[1] == ["twice"]

    @pytest.mark.parametrize(
        "stamp", ["tomorrow", "", "\x00", "99999-01-01", "1e999", "2026-01-10 12:00:00 X"]
    )
    def test_a_time_that_is_none_is_told(self, fresh, remembering, tmp_path, stamp, box):
        course = fresh.copy(tmp_path / "exercises")
        course.hand_in("odd", stamp=stamp)
        outcomes, _ = course.grade(workers=remembering)
        assert outcomes["odd"].status == "graded"
        assert outcomes["odd"].late_seconds == 0
