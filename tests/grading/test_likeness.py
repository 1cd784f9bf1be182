"""A neighbor's notebook, handed in verbatim, is noted with both names; honest work is not."""

from __future__ import annotations

import pytest
from grading.lesson import RIGHT, cell, named, submitted

ESSAY = "Because riders wait at the docks in the morning, when all of them want to leave. " * 2
OWN = {
    "mean": "def mean(values):\n    n = 0\n    for one in values:\n        n += one\n    return n"
}
TOTAL = "total = 0\nfor docks_of_a_place in DOCKS:\n    assert docks_of_a_place\n"
SMALL = {**OWN, "total": f"{TOTAL}    total += docks_of_a_place"}


@pytest.fixture
def course(fresh, tmp_path, box):
    return fresh.copy(tmp_path / "exercises")


def notes(course, remembering):
    outcomes, _ = course.grade(workers=remembering)
    return {one.learner: one.notes for one in course.ledger if one.learner in outcomes}


def test_the_same_text_is_told_of_both(course, remembering):
    course.hand_in("kim", {"essay": ESSAY})
    course.hand_in("lee", {"essay": ESSAY})
    course.hand_in("lou", {"essay": ESSAY.replace("morning", "evening")})
    assert notes(course, remembering) == {
        "kim": ("essay: the same text as lee",),
        "lee": ("essay: the same text as kim",),
        "lou": (),
    }
    course.hand_in("lee", {"essay": "My own."})
    assert notes(course, remembering) == dict.fromkeys(("kim", "lee", "lou"), ())
    assert course.grade(workers=remembering)[1] == []


def test_many_short_answers_are_compared_together(course, remembering):
    for learner in ("kim", "lee"):
        course.hand_in(learner, SMALL)
    [told] = notes(course, remembering)["kim"]
    assert told == "docks, the short answers together: the same text as lee"


@pytest.mark.parametrize("answers", [{}, {"essay": "YOUR ANSWER HERE"}, RIGHT, OWN])
def test_what_was_released_the_key_and_one_short_answer_say_nothing(course, remembering, answers):
    for learner in ("kim", "lee"):
        course.hand_in(learner, answers)
    assert notes(course, remembering) == {"kim": (), "lee": ()}


def test_another_learners_id_in_the_notebook_is_noted(course, remembering):
    def saying(learner):
        text = cell(f"learner_id = {learner!r}")
        return submitted(change=lambda made: made.append(text))

    course.hand_in("l14", {})
    course.hand_in("l15", raw=saying("L14"))
    course.hand_in("l16", raw=saying("l16"))
    course.grade(["l14"], workers=remembering)
    told = notes(course, remembering)
    assert told["l15"] == ("docks says learner_id = 'l14', who is another learner",)
    assert told["l14"] == told["l16"] == ()


def test_a_name_that_looks_like_such_a_note_hides_no_other(course, remembering):
    course.hand_in("kim", {"essay": ESSAY})
    name = "essay: the same text as lou"
    raw = submitted(
        {"essay": ESSAY},
        lambda made: named(made, "mean")["metadata"]["nbgrader"].update(grade_id=name),
    )
    course.hand_in("lee", raw=raw)
    (course.exercises / "submitted" / "lee" / "docks" / name).write_text("")
    *others, same = notes(course, remembering)["lee"]
    assert same == "essay: the same text as kim"
    assert [one for one in others if "unusual" in one and name in one]
    assert [one for one in others if one.startswith("mean: ") and name in one]
    assert notes(course, remembering)["lee"] == (*others, same)
