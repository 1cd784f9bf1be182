"""What the guide for instructors lists is what the course has."""

from __future__ import annotations

import json
import re

import pytest

from pmlearn.competency.evidence.cells import is_optional
from pmlearn.competency.framework import load
from pmlearn.course.layout import Layout

GUIDE = "book/instructors"


@pytest.fixture(scope="module")
def layout(root):
    return Layout(root)


def read(root, page):
    return (root / GUIDE / f"{page}.md").read_text(encoding="utf-8")


def judged(root, slug):
    """The cells of an assignment that a person marks: as a row of the guide's table."""
    path = root / "exercises" / "source" / slug / f"{slug}.ipynb"
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade") and about.get("solution"):
            codes = cell["metadata"]["pmlearn"]["criteria"]
            (level,) = {load().criterion(code).level for code in codes}
            row = (f"`{slug}`", f"`{about['grade_id']}`", f"{about['points']:g}", ", ".join(codes))
            yield f"| {' | '.join(row)} | {level} |"


def test_every_judged_answer_stands_in_the_guide_with_its_points_and_criterion(root, layout):
    expected = {row for slug in layout.assignments() for row in judged(root, slug)}
    listed = set(re.findall(r"^\| `.*\|$", read(root, "judging"), re.MULTILINE))
    assert listed == expected


def test_the_plan_by_weeks_has_every_lesson_with_the_time_that_its_assignment_asks_for(
    root, layout
):
    rows = re.findall(
        r"^\| \d+ \| .*/([a-z-]+)\.md\) .*\| (.*) \|$", read(root, "running-a-class"), re.MULTILINE
    )
    assert sorted(slug for slug, _ in rows) == [
        s for s in layout.assignments() if not is_optional(s)
    ]
    for slug, minutes in rows:
        path = root / "exercises" / "source" / slug / f"{slug}.ipynb"
        assert f"Plan for {minutes.replace(' min', ' minutes')}" in path.read_text(encoding="utf-8")


def test_every_module_of_the_company_stands_in_the_guide(root):
    modules = {path.stem for path in (root / "pmlearn" / "tidewell").glob("[a-z]*.py")}
    listed = set(re.findall(r"^\| `([a-z_]+)` \|", read(root, "adapting"), re.MULTILINE))
    assert listed == modules


def test_every_test_that_the_guide_names_exists(root):
    named = set(re.findall(r"tests/[a-z_/]+\.py", read(root, "adapting")))
    assert named
    assert [path for path in sorted(named) if not (root / path).is_file()] == []


def test_every_command_that_guide_and_readme_name_exists(root):
    from pmlearn.cli import app

    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    pages = [*(root / GUIDE).glob("*.md"), root / "README.md", root / "book" / "intro.md"]
    for page in pages:
        named = re.findall(r"[`|/ ]pmlearn ([a-z]+)(?=[ `\n])", page.read_text(encoding="utf-8"))
        assert set(named) <= commands, page.name
