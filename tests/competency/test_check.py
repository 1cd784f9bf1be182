"""The build gate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pmlearn.competency.evidence.cells import GradedCell, read_cells
from pmlearn.competency.evidence.check import check
from pmlearn.competency.framework import load
from pmlearn.competency.framework.lessons import Lessons

PILOTS = load(Path(__file__).with_name("data") / "harbor_pilots.yml")
ALL = Lessons(("intro", "book/a/charts", "notebooks/charts", "book/a/tugs", "book/b/radio"))


def cell(*criteria, kind="auto", name="t"):
    return GradedCell("charts", "charts", name, 1, criteria, kind != "auto", kind)


COMPLETE = [cell("NAV-A1", "NAV-A2"), cell("TALK-A1"), cell("NAV-B1", kind="sim")]


def test_a_complete_course_passes():
    found = check(PILOTS, COMPLETE, ALL)
    assert found.ok
    assert (found.planned, found.planned_elements) == ((), ())


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


def test_optional_work_alone_proves_only_what_no_role_asks_for():
    optional = replace(cell("TALK-A1"), assignment="charts-in-code")
    cells = [COMPLETE[0], COMPLETE[2], optional]
    assert [e.split(" ")[1] for e in check(PILOTS, cells, ALL).errors] == ["TALK-A1"]
    nobody = {
        name: replace(role, targets={e: n for e, n in role.targets.items() if e != "TALK-A"})
        for name, role in PILOTS.roles.items()
    }
    assert check(replace(PILOTS, roles=nobody), cells, ALL).ok


def test_a_criterion_for_machines_that_no_cell_assesses_is_an_error():
    found = check(PILOTS, COMPLETE[:1], ALL)
    add = "add one, or say under `planned` where it will be"
    names = ("NAV-B1 (Berths a ship in crosswind on the simulator)",)
    names += ("TALK-A1 (Reports a position in the agreed words)",)
    assert found.errors == tuple(
        f"criterion {name}: no graded cell assesses it; {add}" for name in names
    )


def marked(code, planned):
    """The pilots' framework with a mark on one criterion."""
    return replace(
        PILOTS,
        domains=tuple(
            replace(
                domain,
                elements=tuple(
                    replace(
                        element,
                        criteria=tuple(
                            replace(c, planned=planned) if c.code == code else c
                            for c in element.criteria
                        ),
                    )
                    for element in domain.elements
                ),
            )
            for domain in PILOTS.domains
        ),
    )


def test_a_criterion_without_evidence_may_be_marked_as_planned():
    found = check(marked("NAV-B1", "at sea"), COMPLETE[:2], ALL)
    assert found.ok
    assert found.planned == ("NAV-B1",)


def test_a_criterion_that_is_assessed_must_not_be_marked_as_planned():
    found = check(marked("TALK-A1", "at sea"), COMPLETE, ALL)
    [error] = found.errors
    assert "is marked as planned, but charts/charts.ipynb, cell t assesses it" in error


class TestLevel3:
    CHOSEN = replace(cell("NAV-B1", kind="sim", name="test_pick"), chosen=True)

    def test_choosing_from_a_list_does_not_show_it(self):
        [error] = check(PILOTS, [*COMPLETE[:2], self.CHOSEN], ALL).errors
        assert "NAV-B1" in error
        assert "only by what was chosen from a list (test_pick); let a fresh case" in error

    def test_a_choice_beside_a_solved_case_is_fine(self):
        assert check(PILOTS, [*COMPLETE, self.CHOSEN], ALL).ok

    def test_a_cell_that_marks_a_sort_is_known_by_its_question(self, root):
        cells = {(c.assignment, c.cell): c for c in read_cells(root / "exercises" / "source")}
        assert cells["five-roles", "test_jobs"].chosen
        assert not cells["five-roles-in-code", "test_kappa"].chosen
        assert not cells["who-does-what", "test_repaired"].chosen
        assert not cells["five-roles", "overlap"].chosen


@pytest.fixture(scope="module")
def proving(root):
    """Criterion -> the cells that prove it."""
    found = {}
    for one in read_cells(root / "exercises" / "source"):
        for code in one.criteria:
            found.setdefault(code, set()).add((one.assignment, one.cell))
    return found


class TestThisCoursesEvidence:
    def test_sorting_statements_is_shown_by_sorting_and_not_by_filtering_a_table(self, proving):
        assert proving["CO1.1"] == {("five-roles", "test_jobs"), ("five-roles", "test_failures")}

    def test_nobody_shows_a_matrix_without_repairing_one(self, root):
        """What else stands for it, such as settling a quarrel, is less than four fifths."""
        points = {
            one.cell: one.points
            for one in read_cells(root / "exercises" / "source")
            if "CO1.3" in one.criteria
        }
        assert "test_repaired" in points
        assert points["test_repaired"] > 0.2 * sum(points.values())

    def test_a_change_is_shown_by_writing_one(self, proving):
        assert ("evidence-and-teams", "test_own_change") in proving["CO5.3"]

    def test_bad_news_is_shown_by_the_status_report(self, proving):
        assert proving["CO2.3"] == {("control-and-closing", "status_report")}

    def test_what_nothing_shows_yet_is_marked_as_planned(self):
        marked = {c.code for c in load().criteria() if c.planned}
        assert marked == {"CO4.3", "CO4.4", "CO6.4"}


def test_an_element_that_no_lesson_teaches_is_an_error():
    domain = PILOTS.domains[1]
    bare = replace(domain, elements=(replace(domain.elements[0], chapters=()),))
    found = check(replace(PILOTS, domains=(PILOTS.domains[0], bare)), COMPLETE, ALL)
    assert found.errors == ("element TALK-A (Use the radio): no lesson teaches it",)


class TestLessonsToCome:
    def test_an_element_without_any_lesson_yet_is_planned(self):
        taught = Lessons(("intro", "book/a/charts", "book/a/tugs"))
        found = check(PILOTS, [COMPLETE[0], COMPLETE[2]], taught)
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
