"""What stands beside the code says what is so: version, changelog, citation, security."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest
import yaml

import pmlearn

# The Citation File Format 1.2.0, as its schema names them.
CITATION_REQUIRED = {"cff-version", "message", "title", "authors"}
CITATION_ALLOWED = CITATION_REQUIRED | {
    "abstract",
    "commit",
    "contact",
    "date-released",
    "doi",
    "identifiers",
    "keywords",
    "license",
    "license-url",
    "preferred-citation",
    "references",
    "repository",
    "repository-artifact",
    "repository-code",
    "type",
    "url",
    "version",
}
# Keep a Changelog 1.1.0.
KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


def test_the_version_stands_in_one_place(root):
    """Built packages take it from pmlearn/__init__.py."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert "version" not in project["project"]
    assert (root / project["tool"]["hatch"]["version"]["path"]).samefile(pmlearn.__file__)
    elsewhere = [
        path.name
        for path in [root / "CITATION.cff", root / "README.md", *(root / "book").rglob("*.md")]
        if pmlearn.__version__ in path.read_text(encoding="utf-8")
    ]
    assert not elsewhere


@pytest.fixture(scope="module")
def changelog(root):
    """Heading of each version -> its part."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"(?m)^## ", text)
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


def test_the_newest_version_of_the_changelog_is_the_packages(changelog):
    first, newest, *_ = changelog
    assert first == "[Unreleased]"
    version, day = re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\S+)", newest).groups()
    assert version == pmlearn.__version__
    assert date.fromisoformat(day)


def test_versions_of_the_changelog_go_from_new_to_old(changelog):
    numbers = [tuple(map(int, re.findall(r"\d+", title)[:3])) for title in list(changelog)[1:]]
    assert numbers == sorted(set(numbers), reverse=True)


def test_each_version_of_the_changelog_says_what_kind_of_change_each_is(changelog):
    for title, part in changelog.items():
        kinds = re.findall(r"(?m)^### (.+)$", part)
        assert kinds == [kind for kind in KINDS if kind in kinds], title
        assert kinds, title


def test_the_citation_file_has_what_its_format_asks_for(root):
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation.keys() >= CITATION_REQUIRED
    assert citation.keys() <= CITATION_ALLOWED
    assert citation["type"] in {"software", "dataset"}
    assert [author["name"] for author in citation["authors"]] == ["The pmlearn authors"]
    assert all(isinstance(word, str) for word in citation["keywords"])
