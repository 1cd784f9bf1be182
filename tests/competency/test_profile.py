"""A learner against a role, and the plan that follows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pmlearn.competency.evidence.attainment import attain
from pmlearn.competency.evidence.cells import GradedCell
from pmlearn.competency.framework import load
from pmlearn.competency.framework.lessons import Lessons
from pmlearn.competency.reports.profile import profile, share_met

FRAMEWORK = load()
PILOTS = load(Path(__file__).with_name("data") / "harbor_pilots.yml")
TODAY = date(2026, 3, 2)
SLUGS = ("charts", "tugs", "radio")
LESSONS = Lessons(
    tuple(page for slug in SLUGS for page in (f"book/a/{slug}", f"notebooks/{slug}")),
    frozenset(SLUGS),
)


def cell(assignment, *criteria):
    return GradedCell(assignment, assignment, "t", 10, criteria, judged=False, kind="auto")


CELLS = [cell("charts", "NAV-A1"), cell("tugs", "NAV-A2", "NAV-B1"), cell("radio", "TALK-A1")]


def pilot(scores, role="pilot", lessons=LESSONS, cells=CELLS, **columns):
    rows = [
        {"learner": "lee", "criterion": code, "score": score, "max_score": 10, **columns}
        for code, score in scores.items()
    ]
    ratings = [{"learner": "lee", "element": "NAV-A", "level": 1}]
    found = attain(PILOTS, rows, self_ratings=ratings)
    return profile(found, "lee", role, lessons, cells, today=TODAY)


def steps(found):
    return [(step.kind, step.lesson, step.criteria) for step in found.plan]


class TestGaps:
    def test_stand_for_what_the_role_asks_and_the_learner_lacks(self):
        gaps = pilot({"NAV-A1": 10}).gaps.set_index("element")
        assert list(gaps["level"]) == [1, 0, 0]
        assert list(gaps["target"]) == [2, 4, 2]
        assert list(gaps["gap"]) == [1, 1, 1]
        assert gaps.loc["NAV-A", "missing"] == ["NAV-A2"]

    def test_are_sized_by_the_weight_of_the_missing_criteria(self):
        gaps = pilot({"NAV-A1": 10}).gaps.set_index("element")
        assert list(gaps["size"]) == [1, 2, 1]

    def test_leave_out_what_the_role_does_not_ask_for(self):
        gaps = pilot({"NAV-A1": 0}, role="cadet").gaps
        assert list(gaps["element"]) == ["NAV-A"]
        assert gaps.loc[0, "missing"] == [["NAV-A1"]][0]

    def test_show_the_own_rating_beside(self):
        assert pilot({"NAV-A1": 10}).gaps.loc[0, "self_level"] == 1

    def test_are_closed_when_everything_is_attained(self):
        found = pilot(dict.fromkeys(["NAV-A1", "NAV-A2", "NAV-B1", "TALK-A1"], 10))
        assert found.complete
        assert share_met(found) == 1

    def test_a_higher_level_than_asked_leaves_no_gap(self):
        found = pilot({"NAV-A1": 10, "NAV-A2": 10}, role="cadet")
        assert found.complete


class TestPlan:
    def test_a_new_lesson_gives_chapter_lab_and_assignment(self):
        found = pilot({"TALK-A1": 10, "NAV-A2": 10, "NAV-B1": 10})
        assert steps(found) == [
            (kind, "charts", ("NAV-A1",)) for kind in ("chapter", "lab", "assignment")
        ]
        assert [step.page for step in found.plan] == ["book/a/charts", "notebooks/charts", ""]

    def test_the_lowest_level_comes_first(self):
        """NAV-A1 is of level 1, everything else higher."""
        found = pilot({"NAV-A1": 0})
        assert found.plan[0].lesson == "charts"

    def test_among_equal_levels_the_larger_gap_comes_first(self):
        """radio and tugs both begin at level 2, and tugs closes a gap of 3."""
        found = pilot({"NAV-A1": 10})
        assert [step.lesson for step in found.plan] == ["tugs"] * 3 + ["radio"] * 2

    def test_among_equal_gaps_the_earlier_lesson_comes_first(self):
        found = pilot({"NAV-A1": 10, "NAV-B1": 10})
        assert [step.lesson for step in found.plan] == ["tugs"] * 3 + ["radio"] * 2

    def test_has_at_most_five_steps(self):
        assert len(pilot({"NAV-A1": 0}).plan) == 5

    def test_after_a_failure_it_is_about_what_failed(self):
        found = pilot({"NAV-A1": 10, "TALK-A1": 10, "NAV-B1": 2})
        assert steps(found)[0] == ("chapter", "tugs", ("NAV-B1",))

    def test_leaves_alone_what_waits_for_a_person(self):
        rows = {"NAV-A1": 10, "TALK-A1": 10, "NAV-A2": 10}
        table = [
            {"learner": "lee", "criterion": code, "score": score, "max_score": 10}
            for code, score in rows.items()
        ]
        waiting = {"learner": "lee", "criterion": "NAV-B1", "max_score": 10, "score": None}
        found = attain(PILOTS, [*table, {**waiting, "needs_manual_grade": True}])
        plan = profile(found, "lee", "pilot", LESSONS, CELLS, today=TODAY).plan
        assert "NAV-B1" not in [code for step in plan for code in step.criteria]

    def test_offers_only_lessons_that_the_book_has(self):
        found = pilot({"NAV-A1": 0}, lessons=Lessons(("book/a/radio",)))
        assert {step.lesson for step in found.plan} == {"radio"}
        assert [step.kind for step in found.plan] == ["chapter"]

    def test_a_short_plan_goes_on_with_what_is_met_on_little_evidence(self):
        found = pilot(dict.fromkeys(["NAV-A1", "NAV-A2", "NAV-B1", "TALK-A1"], 10))
        assert {step.kind for step in found.plan} == {"review"}

    def test_planned_criteria_are_in_the_gap_but_not_in_the_plan(self):
        found = attain(PILOTS, [{"learner": "lee", "criterion": "NAV-A1", "score": 1,
                                 "max_score": 1}], planned=["TALK-A1"])  # fmt: skip
        found = profile(found, "lee", "pilot", LESSONS, CELLS, today=TODAY)
        assert found.gaps.set_index("element").loc["TALK-A", "planned"] == ["TALK-A1"]
        assert "TALK-A1" not in [code for step in found.plan for code in step.criteria]


class TestReview:
    def test_takes_the_weakest_first(self):
        found = pilot({"NAV-A1": 9, "TALK-A1": 3})
        assert list(found.review["criterion"]) == ["TALK-A1", "NAV-A1"]

    def test_what_failed_comes_back_sooner_and_more_often(self):
        dates = pilot({"NAV-A1": 9, "TALK-A1": 3}).review["dates"]
        assert dates[0] == [date(2026, 3, 3), date(2026, 3, 9), date(2026, 4, 1)]
        assert dates[1] == [date(2026, 3, 9), date(2026, 4, 1)]

    def test_what_is_met_beyond_doubt_does_not_come_back(self):
        """With 300 of 300 points the interval's lower end lies above the threshold."""
        rows = [{"learner": "lee", "criterion": "NAV-A1", "score": 300, "max_score": 300}]
        found = profile(attain(PILOTS, rows), "lee", "pilot", LESSONS, CELLS, today=TODAY)
        assert found.review.empty


def test_an_unknown_learner_or_role_lists_the_nearest():
    found = attain(
        FRAMEWORK, [{"learner": "lee", "criterion": "PJ2.1", "score": 1, "max_score": 1}]
    )
    with pytest.raises(ValueError, match="no learner 'leigh'; nearest: lee"):
        profile(found, "leigh", "product manager", LESSONS)
    with pytest.raises(ValueError, match="no role 'product owner'; nearest: product manager"):
        profile(found, "lee", "product owner", LESSONS)


@pytest.mark.parametrize("role", sorted(FRAMEWORK.roles))
def test_meeting_every_criterion_fills_every_role(role):
    rows = [
        {"learner": "lee", "criterion": c.code, "score": 1, "max_score": 1}
        for c in FRAMEWORK.criteria()
    ]
    assert profile(attain(FRAMEWORK, rows), "lee", role, LESSONS).complete


def test_the_plan_sends_nobody_to_the_optional_assignment_in_code():
    optional = cell("charts-in-code", "NAV-A1")
    found = pilot({"NAV-A1": 0}, cells=[*CELLS, optional])
    assert steps(found) == steps(pilot({"NAV-A1": 0}))
    assert "charts-in-code" not in {step.lesson for step in found.plan}
