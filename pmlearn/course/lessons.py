"""Lessons: which chapters the book has, and what each assignment assesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pmlearn.course.layout import Layout


def chapters(layout: Layout) -> list[str]:
    """The pages of the book in reading order, as paths without suffix, from _toc.yml."""
    toc = yaml.safe_load(layout.toc.read_text(encoding="utf-8"))
    return [toc["root"], *_files(toc)]


def _files(node: Any) -> list[str]:
    found: list[str] = []
    if isinstance(node, list):
        for child in node:
            found += _files(child)
    elif isinstance(node, dict):
        if "file" in node:
            found.append(node["file"])
        for key in ("parts", "chapters", "sections"):
            found += _files(node.get(key, []))
    return found


def criteria_of(layout: Layout, slug: str) -> list[str]:
    """The codes of the criteria that the graded cells of an assignment name, sorted.

    Raises:
        CourseError: there is no such assignment.
    """
    from pmlearn.competency.evidence.cells import graded_cells

    notebooks = layout.source_notebooks(layout.assignment(slug))
    return sorted(
        {code for one in notebooks for cell in graded_cells(one) for code in cell.criteria}
    )
