"""How far learners get without programming, as the guide for instructors says."""

from __future__ import annotations

import re

import pytest
from course.harness import SLUGS, read_cells

from pmlearn.competency.evidence.attainment import level_of
from pmlearn.competency.evidence.cells import is_optional
from pmlearn.competency.evidence.cells import read_cells as graded_cells
from pmlearn.competency.framework import load


def ways(root, slug):
    """Graded cell -> "widget", "text", "value" or "function": what a learner hands in for it."""
    found, answer = {}, ""
    for cell in read_cells(root / "exercises" / "source" / slug / f"{slug}.ipynb"):
        about, text = cell["metadata"].get("nbgrader", {}), "".join(cell["source"])
        if about.get("grade"):
            found[about["grade_id"]] = "text" if about.get("solution") else _way(answer)
        elif about.get("solution"):
            answer = text
    return found


def _way(answer):
    if answer.startswith("%%answer "):
        return "widget"
    shown = re.sub(r"(?s)### BEGIN SOLUTION.*?### END SOLUTION", "", answer)
    return "function" if re.search(r"^def ", shown, re.MULTILINE) else "value"


@pytest.fixture(scope="module")
def attained(root):
    """Element -> the levels reached with full marks in what needs no code, no function, or all."""
    framework, every = load(), graded_cells(root / "exercises" / "source")
    cells = [cell for cell in every if not is_optional(cell.assignment)]
    way = {(slug, name): w for slug in SLUGS for name, w in ways(root, slug).items()}
    kinds = ({"widget", "text"}, {"widget", "text", "value"}, set(way.values()))
    assessed = {code for cell in cells for code in cell.criteria}

    def met(allowed):
        share = {}
        for cell in cells:
            for code in cell.criteria:
                earned, all_ = share.get(code, (0, 0))
                gained = cell.points if way[cell.assignment, cell.cell] in allowed else 0
                share[code] = earned + gained, all_ + cell.points
        reached = {code for code, (earned, all_) in share.items() if earned / all_ >= 0.8 - 1e-9}
        return {e.code: level_of(e, reached) for e in framework.elements()}

    levels = [met(allowed) for allowed in kinds]
    return {
        e.code: tuple(one[e.code] for one in levels)
        for e in framework.elements()
        if any(c.code in assessed for c in e.criteria)
    }


def test_the_guide_says_which_levels_are_reached_without_code(root, attained):
    page = (root / "book" / "instructors" / "running-a-class.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]{2}\d) [^|]*\| (\d) \| (\d) \| (\d) \|$", page, re.MULTILINE)
    assert {code: tuple(map(int, levels)) for code, *levels in rows} == attained


def test_keeping_roles_clear_needs_no_code(attained):
    assert attained["CO1"][0] == attained["CO1"][2]


def test_what_only_programs_show_has_an_element_of_its_own_that_no_role_asks_for():
    framework = load()
    assert not [role.name for role in framework.roles.values() if "CO8" in role.targets]
