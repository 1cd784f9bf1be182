"""Own ratings that the opening lesson's learners hand in or keep in their workspace."""

from __future__ import annotations

import pytest

from pmlearn.competency.evidence.self_ratings import FILE, SelfRatings, write_ratings

SLUG = "kit-and-framework"


@pytest.fixture
def layout(tmp_path):
    from pmlearn.course.layout import Layout

    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "nbgrader_config.py").write_text("")
    return Layout(tmp_path)


def put(folder, ratings, learner="", time="2026-01-05T09:00:00+00:00"):
    folder.mkdir(parents=True, exist_ok=True)
    write_ratings(folder / FILE, SelfRatings(ratings, learner=learner, time=time))


class TestOwnRatings:
    def found(self, layout):
        from pmlearn.course.class_work.reports import _own_ratings

        return {who: ratings.levels for who, ratings in _own_ratings(layout).items()}

    def test_what_was_handed_in_belongs_to_who_handed_it_in(self, layout):
        put(layout.exercises / "submitted" / "lee" / SLUG, {"PG3": 2}, learner="somebody")
        assert self.found(layout) == {"lee": {"PG3": 2}}

    def test_the_newest_of_a_learners_files_counts(self, layout):
        put(layout.exercises / "submitted" / "lee" / SLUG, {"PG3": 2})
        put(layout.workspace / "labs", {"PG3": 1}, "lee", "2026-04-05T09:00:00+00:00")
        assert self.found(layout) == {"lee": {"PG3": 1}}

    def test_a_workspace_without_an_id_belongs_to_nobody(self, layout):
        put(layout.workspace / "labs", {"PG3": 1})
        assert self.found(layout) == {}

    def test_a_broken_file_stops_no_report(self, layout):
        put(layout.exercises / "submitted" / "lee" / SLUG, {"PG3": 2})
        (layout.exercises / "submitted" / "lee" / SLUG / FILE).write_text("{")
        put(layout.exercises / "submitted" / "kim" / SLUG, {"PG3": 4})
        assert self.found(layout) == {"kim": {"PG3": 4}}

    def test_a_file_given_by_name_must_be_the_learners_own(self, layout):
        from pmlearn.course.class_work.reports import _given_ratings
        from pmlearn.course.layout import CourseError

        put(layout.root, {"PG3": 2}, learner="kim")
        assert _given_ratings(layout.root / FILE, "kim").levels == {"PG3": 2}
        with pytest.raises(CourseError, match="ratings of 'kim', not of 'lee'"):
            _given_ratings(layout.root / FILE, "lee")
        with pytest.raises(CourseError, match="there is no such file"):
            _given_ratings(layout.root / "nothing.json", "lee")
