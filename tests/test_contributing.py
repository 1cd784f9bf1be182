"""What CONTRIBUTING, SECURITY and the developers' pages name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "book/developers/index.md"]
PLACE = re.compile(r"[\w.-]+(?:/[\w.*-]+)*/?")
# what setting up and grading make
MADE = (".venv/", "exercises/submitted/", "exercises/autograded/", "exercises/feedback/")


def quoted(page):
    """What a page shows as code: words between backticks, and lines of its shell blocks."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"(?ms)^```bash\n(.*?)^```", text)
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return lines + re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```", "", text))


@pytest.mark.parametrize("page", PAGES)
def test_each_place_that_a_page_names_exists(page):
    places = {
        word
        for code in quoted(page)
        for word in code.split()
        if PLACE.fullmatch(word) and ("/" in word or word.endswith((".md", ".py", ".toml", ".cff")))
        if not word.startswith(MADE)
    }
    tops = (ROOT, ROOT / "grader" / "boxgrader")  # the developers' page says that it counts there
    lost = [place for place in sorted(places) if not any((top / place).exists() for top in tops)]
    assert places
    assert lost == []


def test_each_make_target_is_there():
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    named = {code.split()[1] for code in quoted("CONTRIBUTING.md") if code.startswith("make ")}
    assert named
    assert named <= targets


def test_each_room_has_its_place():
    """Nobody has to guess what to run, or where a line belongs."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = {
        f"{package}/{path.name}/"
        for package in ("pmlearn", "grader/boxgrader")
        for path in (ROOT / package).iterdir()
        if (path / "__init__.py").is_file()
    }
    assert sorted(room for room in rooms if f"`{room}" not in text) == []
