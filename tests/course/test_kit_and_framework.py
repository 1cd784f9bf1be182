"""What is special to the opening lesson's assignment: its cases, and what counts as evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from course.harness import ROOT, Lesson

from pmlearn.competency.evidence.attainment import attain, interval
from pmlearn.competency.framework import Criterion, Domain, Element, load
from pmlearn.course.authoring.tasks import load_tasks
from pmlearn.course.layout import Layout
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.questions import load_questions

SLUG = "kit-and-framework"
LEARNERS = [f"learner-{number}" for number in range(40)]
# The case's kinds of evidence in the framework's words.
KIND = {"test": "auto", "log": "sim", "person": "manual", "own": "self"}
RUBRIC = ("a", "b", "c", "d")


def tasks(learner):
    return load_tasks(Layout(ROOT), SLUG, learner)


def right(task):
    return KINDS[task.kind].solution(task)


def element(name, levels, limits=None):
    """An element with one criterion for each of the levels, in the course's own form."""
    criteria = tuple(
        Criterion(
            f"{name}.{number}",
            f"{name}.{number}",
            level,
            ("manual",) if level > 3 else ("auto", "sim"),
            "Does it",
            (limits or {}).get(number, 0.8),
            rubric=RUBRIC,
        )
        for number, level in enumerate(levels, start=1)
    )
    return Element(name, name, name, (), criteria)


def framework(*elements):
    return replace(load(), domains=(Domain("H", "Harbor", "H", elements),), roles={})


@pytest.mark.parametrize("learner", LEARNERS)
def test_what_counts_is_what_the_courses_own_profile_counts(learner):
    """Points and status of six criteria, against `attain`."""
    task = tasks(learner)["counted"]
    rows = task.settings["given"]
    found, evidence = [], []
    for number, (name, given) in enumerate(rows.items(), start=1):
        found.append(element(f"H{number}", [given["level"]], {1: given["limit"]}))
        evidence += [
            {
                "learner": "x",
                "criterion": f"H{number}.1",
                "kind": KIND[kind],
                "score": float("nan") if score is None else score,
                "max_score": points,
                "judged": kind in {"log", "person"},
            }
            for kind, score, points in task.case["tasks"][name]
        ]
    attained = attain(framework(*found), evidence)
    for number, name in enumerate(rows, start=1):
        assert right(task)[name]["status"] == attained.status("x", f"H{number}.1"), name


@pytest.mark.parametrize("learner", LEARNERS)
def test_levels_are_those_of_the_courses_own_profile(learner):
    task = tasks(learner)["levels"]
    for name, standing in task.case["standing"].items():
        scores = {"met": 10, "not yet met": 1}
        rows = [
            {"learner": "x", "criterion": f"H1.{number}", "score": scores[word], "max_score": 10}
            for number, (_, word) in enumerate(standing, start=1)
            if word in scores
        ]
        levels = [level for level, _ in standing]
        if rows:
            attained = attain(framework(element("H1", levels)), rows).level("x", "H1")
            assert right(task)[name]["level"] == attained, name
        asked = task.settings["given"][name]["asked"]
        assert right(task)[name]["gap"] == max(0, asked - right(task)[name]["level"])


def test_every_case_has_all_three_statuses_and_a_level_that_a_test_cannot_attest():
    for learner in LEARNERS:
        solution = right(tasks(learner)["counted"])
        statuses = [row["status"] for row in solution.values()]
        assert "not yet assessed" in statuses
        assert {"met", "not yet met"} & set(statuses)
    for learner in LEARNERS:
        kinds = {kind for kind, *_ in tasks(learner)["counted"].case["tasks"]["r6"]}
        assert "test" in kinds


def test_of_the_three_people_one_may_be_taken_and_not_the_one_with_most_points_always():
    best = 0
    for learner in LEARNERS:
        solution = right(tasks(learner)["people"])
        taken = [name for name, row in solution.items() if row["may"] == "yes"]
        assert len(taken) == 1
        best += taken[0] == max(solution, key=lambda name: solution[name]["share"])
    assert best < len(LEARNERS) / 2


def test_the_interval_in_the_prompt_is_that_of_the_points():
    for learner in LEARNERS[:10]:
        task = tasks(learner)["reading"]
        low, high = interval(task.case["earned"], task.case["possible"])
        assert f"from {low:.2f} to {high:.2f}" in task.prompt


def test_the_rubric_asks_for_what_the_framework_asks_for():
    assert Lesson(SLUG).criteria("attest") == ["CO7.4"]
    words = " ".join(load().criterion("CO7.4").rubric)
    assert "cost" in words
    assert "checked" in words


def test_the_chapters_steps_left_out_come_to_what_attain_says():
    """The deputy's points and their average, as question and feedback state them."""
    question = load_questions(SLUG)["level_by_hand"]
    rows = [
        {"learner": "deputy", "criterion": code, "score": score, "max_score": most}
        for code, score, most in [("PG1.1", 9, 10), ("PG1.2", 8, 10), ("PG1.3", 15, 20)]
    ]
    assert attain(load(), rows).level("deputy", "PG1") == question.settings["answer"]
    chapter = (ROOT / "book" / "start" / f"{SLUG}.md").read_text(encoding="utf-8")
    assert "9 of 10, 8 of 10, 15 of 20 points" in chapter
