"""Every point that a page claims to cover has its anchor there."""

from __future__ import annotations

import csv
import re


def test_every_mapped_point_has_its_anchor_on_the_page(root):
    with (root / "book" / "coverage.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        text = (root / f"{row['page']}.md").read_text(encoding="utf-8")
        assert f"#{row['anchor']}}}" in text or f"({row['anchor']})=" in text, row["point"]


def test_every_anchor_of_a_point_is_mapped_once(root):
    with (root / "book" / "coverage.csv").open() as file:
        mapped = [row["anchor"] for row in csv.DictReader(file)]
    assert len(mapped) == len(set(mapped))
    anchors = {
        anchor
        for page in (root / "book").rglob("*.md")
        for anchor in re.findall(r"#(p-[a-z0-9]+-\d+)\}", page.read_text(encoding="utf-8"))
    }
    assert anchors == set(mapped)
