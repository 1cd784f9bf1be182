"""`pmlearn course` is for trying things out: it leaves a class with real learners alone."""

from __future__ import annotations

import shutil

import pytest
from course.small_class import SLUG, SmallClass

# Runs code that depends on a file of the package.
PAGE = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3}
---
# Docks

Who chooses, and who delivers.

```{code-cell}
print(open("pmlearn/number.txt").read(), "reading")
```
"""


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """A course as it is before anybody but the sample class is in it."""
    made = SmallClass(tmp_path_factory.mktemp("class") / "course")
    made.nbgrader("generate_assignment", SLUG)
    made.hand_in("sample-01")
    return made


@pytest.fixture
def course(tried, tmp_path):
    return tried.copy(tmp_path / "course")


def everything(course):
    """Every file of the course with its content."""
    return {
        path.relative_to(course.root): path.read_bytes()
        for path in course.root.rglob("*")
        if path.is_file()
    }


def refused(course):
    """What `pmlearn course` says when it does nothing."""
    before = everything(course)
    said = course.pmlearn("course", expect=2).stderr
    assert everything(course) == before
    assert len(said.splitlines()) == 1
    return said


def test_a_real_hand_in_is_not_mixed_with_made_up_ones(course):
    course.hand_in("kim")
    said = refused(course)
    assert "kim" in said
    assert "sample-01" not in said
    for way_out in ("pmlearn book", "--with-sample-class"):
        assert way_out in said


def test_a_name_in_the_roster_is_enough(course):
    course.nbgrader("db", "student", "add", "lee")
    assert "lee" in refused(course)


def test_a_large_class_is_named_by_its_first_members(course):
    for number in range(40):
        course.hand_in(f"learner-{number:02}")
    said = refused(course)
    assert "learner-00" in said
    assert "and 35 more" in said


def test_a_gradebook_that_cannot_be_read_is_no_empty_class(course):
    (course.exercises / "gradebook.db").write_bytes(b"words, and no database at all" * 99)
    assert "cannot be read" in refused(course)


def test_the_book_is_built_by_a_command_that_touches_no_class(course, root):
    """A real build of a page by the one command that does nothing else.

    When the package has changed, pages that run code show what it says now.
    """
    course.hand_in("kim")
    shutil.copy(root / "_config.yml", course.root)
    shutil.copytree(root / "book" / "assets", course.root / "book" / "assets")
    shutil.copy(root / "book" / "references.bib", course.root / "book")
    (course.root / "index.md").write_text(PAGE)
    (course.root / "pmlearn").mkdir()
    (course.root / "pmlearn" / "number.txt").write_text("first")
    before = everything(course)
    done = course.pmlearn("book", expect=None)
    after = everything(course)
    changed = {path for path in before if after.get(path) != before[path]}
    assert changed == set()
    assert {path.parts[0] for path in after.keys() - before.keys()} <= {"build"}
    assert done.returncode == 0, done.stdout + done.stderr
    page = course.root / "build" / "_build" / "html" / "index.html"
    assert "first reading" in page.read_text(encoding="utf-8")

    (course.root / "pmlearn" / "number.txt").write_text("second")
    course.pmlearn("book")
    assert "second reading" in page.read_text(encoding="utf-8")
