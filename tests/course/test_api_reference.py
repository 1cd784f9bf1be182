"""The API reference shows the public names of a room, and what their docstrings say."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from pmlearn.course.book.directives.api_reference import escaped, modules, reference

PAGES = "book/developers/api"


def rooms(root):
    found = {}
    for page in sorted((root / PAGES).glob("*.rst")):
        for room in re.findall(r"(?m)^\.\. room:: (\S+)$", page.read_text(encoding="utf-8")):
            found[room] = page.stem
    return found


def test_each_page_is_in_the_table_of_contents(root):
    contents = (root / "_toc.yml").read_text(encoding="utf-8")
    pages = {page.stem for page in (root / PAGES).glob("*.rst")}
    assert set(re.findall(rf"file: {PAGES}/(\w+)", contents)) == pages
    assert pages >= {"project", "program", "portfolio", "product", "service"}
    assert set(rooms(root).values()) == pages


def test_every_name_of_all_in_a_room_is_on_its_page(root):
    for room in rooms(root):
        shown = set(re.findall(r":: \S+\.(\w+)$", reference(room), re.MULTILINE))
        named = {n for module in modules(room) for n in getattr(module, "__all__", ())}
        assert named <= shown, room
        assert shown, room
        assert not [name for name in shown if name.startswith("_")], room


@pytest.mark.parametrize(
    ("docstring", "read"),
    [
        ("Ratio a_ * b | c", r"Ratio a\_ \* b \| c"),
        ("`np.bool_` or `Risk`s", r"`np.bool_` or `Risk`\ s"),
        ("a `name\nover two lines_` and on", "a `name\nover two lines_` and on"),
        ("snake_case", "snake_case"),
    ],
)
def test_only_code_is_markup_in_a_docstring(docstring, read):
    assert escaped(docstring) == read


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of one room, built by Sphinx alone, warnings as errors."""
    folder = tmp_path_factory.mktemp("api")
    (folder / "conf.py").write_text(
        'extensions = ["pmlearn.course.book.directives.api_reference"]\ndefault_role = "code"\n'
    )
    (folder / "index.rst").write_text("Service\n=======\n\n.. room:: pmlearn.service\n")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "text", folder, folder / "made"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return (folder / "made" / "index.txt").read_text(encoding="utf-8")


def test_a_function_is_shown_with_what_it_takes_refuses_and_where_it_comes_from(page):
    _, _, text = page.partition("service.levels.availability(")
    text = text.partition("service.levels.burn_rate(")[0]
    assert "Mean time between failures" in text
    assert "ValueError" in text
    assert "Barlow and Proschan (1965)" in text


def test_the_first_words_of_a_property_are_not_taken_for_its_type(page):
    assert "Type:\n" not in page
