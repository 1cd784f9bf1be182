"""The build gate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pmlearn.competency.check import check
from pmlearn.competency.evidence import GradedCell, read_cells
from pmlearn.competency.framework import load
from pmlearn.competency.lessons import Lessons

PILOTS = load(Path(__file__).with_name("data") / "harbor_pilots.yml")
ALL = Lessons(("intro", "book/a/charts", "notebooks/charts", "book/a/tugs", "book/b/radio"))


def cell(*criteria, kind="auto", name="t"):
    return GradedCell("charts", "charts", name, 1, criteria, kind != "auto", kind)


COMPLETE = [cell("NAV-A1", "NAV-A2"), cell("TALK-A1"), cell("NAV-B1", kind="sim")]


def test_a_complete_course_passes():
    found = check(PILOTS, COMPLETE, ALL)
    assert found.ok
    assert (found.planned, found.planned_elements, found.by_people) == ((), (), ())


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (cell(name="empty"), "charts/charts.ipynb, cell empty: names no criterion"),
        (cell("NAV-X", name="odd"), "cell odd: no criterion 'NAV-X'; nearest: NAV-"),
        (
            cell("NAV-B1", name="quick"),
            "cell quick: NAV-B1 is of level 4, and evidence of the kind",
        ),
    ],
)
def test_a_graded_cell_must_prove_something_that_it_can_prove(extra, message):
    found = check(PILOTS, [*COMPLETE, extra], ALL)
    assert len(found.errors) == 1
    assert message in found.errors[0]


def test_a_criterion_for_machines_that_no_cell_assesses_is_an_error():
    found = check(PILOTS, COMPLETE[:1], ALL)
    assert found.errors == (
        "criterion TALK-A1 (Reports a position in the agreed words): no graded cell assesses it",
    )


def test_a_criterion_for_people_may_be_shown_elsewhere():
    found = check(PILOTS, COMPLETE[:2], ALL)
    assert found.ok
    assert found.by_people == ("NAV-B1",)


def test_an_element_that_no_lesson_teaches_is_an_error():
    domain = PILOTS.domains[1]
    bare = replace(domain, elements=(replace(domain.elements[0], chapters=()),))
    found = check(replace(PILOTS, domains=(PILOTS.domains[0], bare)), COMPLETE, ALL)
    assert found.errors == ("element TALK-A (Use the radio): no lesson teaches it",)


class TestLessonsToCome:
    def test_an_element_without_any_lesson_yet_is_planned(self):
        found = check(PILOTS, COMPLETE[:1], Lessons(("intro", "book/a/charts", "book/a/tugs")))
        assert found.ok
        assert found.planned_elements == ("TALK-A",)
        assert found.planned == ("TALK-A1",)

    def test_an_elements_criteria_wait_until_its_last_lesson_is_there(self):
        found = check(
            PILOTS, [COMPLETE[0], COMPLETE[1]], Lessons(("book/a/charts", "book/b/radio"))
        )
        assert found.ok
        assert found.planned_elements == ()
        assert found.planned == ("NAV-B1",)

    def test_what_a_cell_assesses_already_is_not_planned(self):
        assert check(PILOTS, COMPLETE, Lessons(())).planned == ()

    def test_a_lab_alone_is_no_lesson(self):
        assert not Lessons(("notebooks/charts",)).has("charts")


def test_this_course_passes_its_own_gate(root):
    """Lessons that are still to come are listed; nothing else is missing."""
    import yaml

    def files(node):
        if isinstance(node, list):
            return [page for child in node for page in files(child)]
        if isinstance(node, dict):
            own = [node["file"]] if "file" in node else []
            return own + [page for value in node.values() for page in files(value)]
        return []

    pages = files(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8")))
    found = check(load(), read_cells(root / "exercises" / "source"), Lessons(tuple(pages)))
    assert found.errors == ()
