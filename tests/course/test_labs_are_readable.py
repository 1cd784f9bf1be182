"""What a lab shows of code reads like the use of a model; the rest is in `pmlearn.labs`."""

from __future__ import annotations

import pytest
from course.harness import LABS, ROOT, Lesson, read_cells

MOST_LINES = 12
TEMPLATE = ROOT / "pmlearn" / "course" / "authoring" / "lesson_template" / "lab.ipynb"
# (lab, beginning of a cell) -> why its code is the lesson and is longer.
LONGER: dict[tuple[str, str], str] = {}


def too_long(name, cells):
    """The cells of a lab that nothing excuses."""
    return [
        f"{name}: {len(text.splitlines())} lines from {text.splitlines()[0]!r}"
        for text in cells
        if len(text.splitlines()) > MOST_LINES
        and not any(lab == name and text.startswith(start) for lab, start in LONGER)
    ]


@pytest.mark.parametrize("slug", LABS)
def test_no_code_cell_of_a_lab_is_longer_than_twelve_lines(slug):
    assert too_long(slug, Lesson(slug).lab) == []


def test_a_new_lab_begins_so_too():
    cells = ["".join(c["source"]) for c in read_cells(TEMPLATE) if c["cell_type"] == "code"]
    assert cells
    assert too_long("template", cells) == []


@pytest.mark.parametrize("slug", LABS)
def test_no_cell_of_a_lab_makes_its_own_controls(slug):
    """Controls, observers and pictures as HTML are the package's."""
    for text in Lesson(slug).lab:
        assert not any(word in text for word in ("ipywidgets", ".observe(", ".on_click(", "<svg"))
