"""The index of criteria names every criterion once and says where it stands."""

from __future__ import annotations

import pytest

from pmlearn.competency.framework import load
from pmlearn.course.book.directives.criteria_index import index
from pmlearn.course.layout import Layout


@pytest.fixture(scope="module")
def rows(request):
    lines = index(Layout(request.config.rootpath))
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {row[0].split("**")[1]: row for row in cells if "**" in row[0]}


def test_every_criterion_has_one_row(rows):
    assert list(rows) == [criterion.code for criterion in load().criteria()]


def test_a_criterion_of_a_finished_lesson_names_its_pages(rows):
    _, level, taught, practiced, assessed = rows["CO1.1"]
    assert level == "1"
    assert "[](/book/roles/five-roles)" in taught
    assert "[](/notebooks/five-roles)" in practiced
    assert "assignment `five-roles`" in assessed


def test_what_only_a_person_can_attest_is_said(rows):
    people = [c.code for c in load().criteria() if "auto" not in c.evidence]
    assert people
    for code in people:
        assert rows[code][4].startswith(("by a person", "assignment", "planned: "))


def test_a_criterion_that_nothing_shows_yet_says_where_it_will_be(rows):
    for criterion in load().criteria():
        if criterion.planned:
            assert rows[criterion.code][4] == f"planned: {criterion.planned}"
