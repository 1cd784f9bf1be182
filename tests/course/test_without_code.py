"""How far learners get without programming, and without judged answers, as the guide says."""

from __future__ import annotations

import re

import pytest
from course.harness import SLUGS

from pmlearn.competency.evidence.attainment import level_of
from pmlearn.competency.evidence.cells import is_optional, read_cells
from pmlearn.competency.framework import load
from pmlearn.course.authoring.overview import overview
from pmlearn.course.layout import Layout

CORE = [slug for slug in SLUGS if not is_optional(slug)]


@pytest.fixture(scope="module")
def attained(root):
    """Element -> the levels reached with full marks in what a machine marks, and in everything."""
    cells = [cell for cell in read_cells(root / "exercises" / "source") if cell.assignment in CORE]
    assessed = {code for cell in cells for code in cell.criteria}
    elements = [
        element
        for element in load().elements()
        if any(criterion.code in assessed for criterion in element.criteria)
    ]

    def level(element, judged):
        """`judged` is what a judged answer earns, as a share of its points."""
        share = {}
        for cell in cells:
            for code in cell.criteria:
                earned, possible = share.get(code, (0, 0))
                share[code] = (
                    earned + cell.points * (judged if cell.judged else 1),
                    possible + cell.points,
                )
        met = {code for code, (earned, possible) in share.items() if earned / possible >= 0.8}
        return level_of(element, met)

    return {element.code: (level(element, 0), level(element, 1)) for element in elements}


def test_the_guide_says_which_levels_are_reached(root, attained):
    page = (root / "book" / "instructors" / "running-a-class.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]{2}\d) [^|]*\| (\d) \| (\d) \|$", page, re.MULTILINE)
    assert {code: tuple(map(int, levels)) for code, *levels in rows} == attained


@pytest.mark.parametrize("slug", CORE)
def test_nobody_has_to_program(root, slug):
    found = overview(Layout(root), slug)
    assert found.code_cells == 0
    assert "code" not in found.points


def test_what_only_programs_show_has_an_element_of_its_own_that_no_role_asks_for():
    framework = load()
    assert not [role.name for role in framework.roles.values() if "CO8" in role.targets]
