"""What is special to the opening lesson in code: its case, its keys, its checks."""

from __future__ import annotations

import math

import pytest
from course.harness import Lesson

SLUG = "kit-and-framework-in-code"
LESSON = Lesson(SLUG)
source, hidden, points = LESSON.source, LESSON.hidden, LESSON.points


def as_framework(case):
    """The case's small framework in the form that the course's own `attain` takes."""
    from dataclasses import replace

    from pmlearn.competency.framework import Criterion, Domain, Element, load

    def criterion(code):
        level, threshold = case.CRITERIA[code]
        kind = "auto" if level <= 3 else "manual"
        rubric = ("a", "b", "c", "d") if kind == "manual" else ()
        return Criterion(code, code, level, (kind,), "Does it", threshold, rubric=rubric)

    elements = tuple(
        Element(name, title, name, (), tuple(criterion(c) for c in case.CRITERIA if c[:2] == name))
        for name, title in case.ELEMENTS.items()
    )
    return replace(load(), domains=(Domain("H", "Harbor", "H", elements),), roles={})


def by_attain(case, learner):
    """What `attain` makes of a learner's case: the oracle for the lesson's own rules."""
    from pmlearn.competency.evidence.attainment import attain

    evidence, _ = case.draw(learner)
    table = evidence.rename(columns={"points": "max_score"}).assign(learner="x")
    found = attain(as_framework(case), table.drop(columns="task"))
    return (
        {code: found.status("x", code) for code in case.CRITERIA},
        {element: found.level("x", element) for element in case.ELEMENTS},
    )


class TestCase:
    def test_a_learner_always_gets_the_same_case(self, case):
        first, second = case.draw("learner-07"), case.draw(" learner-07 ")
        assert first[0].equals(second[0])
        assert first[1] == second[1]

    def test_neighbors_get_different_cases(self, case):
        one, other = case.draw("learner-07")[0], case.draw("learner-08")[0]
        assert not one.equals(other)

    def test_an_empty_id_gives_a_practice_case(self, case):
        evidence, targets = case.draw("")
        assert len(evidence)
        assert set(targets) == set(case.ELEMENTS)

    @pytest.mark.parametrize("number", range(30))
    def test_every_case_shows_a_hole_a_whole_and_something_nobody_has_seen(self, case, number):
        evidence, targets = case.draw(f"learner-{number}")
        statuses, levels = by_attain(case, f"learner-{number}")
        assert {"met", "not yet met", "not yet assessed"} == set(statuses.values())
        assert evidence["score"].isna().any() or "self" in set(evidence["kind"])
        open_gaps = {name for name in levels if levels[name] < targets[name]}
        assert open_gaps
        assert open_gaps != set(levels)
        highest = {
            name: max(
                (level for code, (level, _) in case.CRITERIA.items()
                 if code[:2] == name and statuses[code] == "met"),
                default=0,
            )
            for name in levels
        }  # fmt: skip
        assert any(highest[name] > levels[name] for name in levels)
        missing = [c for c in statuses if c[:2] in open_gaps and statuses[c] != "met"]
        assert {statuses[c] for c in missing} == {"not yet met", "not yet assessed"}

    @pytest.mark.parametrize("learner", ["instructor", "sample-01", "sample-08", "änne"])
    def test_the_model_solution_agrees_with_attain(self, case, learner):
        names = solved(case, learner)
        statuses, levels = by_attain(case, learner)
        assert names["statuses"] == statuses
        assert names["attained"] == levels


def solved(case, learner):
    """What the instructor's cells define for a learner."""
    import pandas as pd

    evidence, targets = case.draw(learner)
    names = {
        "pd": pd,
        "learner_id": learner,
        "evidence": evidence,
        "targets": targets,
        "CRITERIA": case.CRITERIA,
        "ELEMENTS": case.ELEMENTS,
    }
    parts = ("can_attest", "status", "element_level", "statuses", "attained", "gaps", "next_steps")
    for name in parts:
        exec(source(name), names)
    return names


def learner(code):
    names = {"math": math}
    exec("import pandas as pd\n" + code, names)
    return names


STATUS = """
def status(scores, points, threshold):
    pairs = [(s, p) for s, p in zip(scores, points) if not math.isnan(s)]
    if not pairs:
        return "not yet assessed"
    share = {share}
    return "met" if share {sign} threshold else "not yet met"
"""
POOLED = "sum(s for s, _ in pairs) / sum(p for _, p in pairs)"
MEAN = "sum(s / p for s, p in pairs) / len(pairs)"
BEST = "max(s / p for s, p in pairs)"

LEVEL = """
def element_level(levels, statuses):
    met = [l for l, s in zip(levels, statuses) if s == "met"]
    lacking = [l for l, s in zip(levels, statuses) if s != "met"]
    return {result}
"""


class TestChecks:
    @pytest.mark.parametrize(
        ("share", "sign", "most", "edges"),
        [
            pytest.param(POOLED, ">=", 3, 2, id="the rule, written otherwise"),
            pytest.param(POOLED, ">", 0, 2, id="the threshold itself does not count"),
            pytest.param(MEAN, ">=", 1, 2, id="mean of shares"),
            pytest.param(BEST, ">=", 1, 2, id="best task"),
        ],
    )
    def test_status_gets_the_points_it_deserves(self, share, sign, most, edges):
        names = learner(STATUS.format(share=share, sign=sign))
        assert points("test_status", names) == most
        assert points("test_status_edges", names) == edges

    @pytest.mark.parametrize(
        ("result", "most", "edges"),
        [
            ("max([l for l in met if l < min(lacking, default=9)], default=0)", 3, 2),
            ("max(met, default=0)", 1, 0),
            ("len(met)", 1, 0),
            ("round(sum(met) / len(levels))", 0, 0),
            ("min(lacking, default=max(levels) + 1) - 1", 3, 1),
            ("next((l for l in range(1, 6) if l not in met), 6) - 1", 2, 0),
            ("None", 0, 0),
        ],
    )
    def test_element_level_gets_the_points_it_deserves(self, result, most, edges):
        names = learner(LEVEL.format(result=result))
        assert points("test_element_level", names) == most
        assert points("test_element_level_edges", names) == edges

    @pytest.mark.parametrize(
        ("body", "most"),
        [
            ("return level <= {'auto': 3, 'sim': 4, 'manual': 5, 'self': 0}[kind]", 2),
            ("return kind != 'self'", 0.5 * 2),
            ("return True", 0.5),
            ("return level", 0),
            ("pass", 0),
        ],
    )
    def test_can_attest_gets_the_points_it_deserves(self, body, most):
        names = learner(f"def can_attest(kind, level):\n    {body}")
        assert points("test_can_attest", names) == most

    def test_one_answer_for_all_criteria_earns_next_to_nothing(self, case):
        for answer in ("met", "not yet met", "not yet assessed"):
            names = {**solved(case, "lee"), "statuses": dict.fromkeys(case.CRITERIA, answer)}
            assert points("test_statuses", names) <= 1

    def test_a_neighbors_answers_do_not_pass(self, case):
        borrowed = {**solved(case, "learner-07"), "learner_id": "learner-08"}
        for name in ("test_statuses", "test_attained", "test_next_steps"):
            most = LESSON.full(name)
            assert points(name, borrowed) < most
