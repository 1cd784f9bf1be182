"""The index of criteria: where each one is taught, practiced and assessed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from pmlearn.course.layout import Layout
from pmlearn.course.lessons import chapters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes

    from pmlearn.competency.evidence.cells import GradedCell
    from pmlearn.competency.framework import Criterion, Element, Framework
    from pmlearn.competency.framework.lessons import Lessons

COLUMNS = ("Criterion", "Level", "Taught", "Practiced", "Assessed")
NOT_YET = "planned"


class CriteriaIndexDirective(SphinxDirective):
    """One heading per domain, one table per element, from the framework and the lessons.

    ```{criteria-index}
    ```
    """

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Parse the index as the page's own Markdown, so that links are checked like others."""
        self.env.note_dependency(str(Path(self.env.srcdir) / "_toc.yml"))
        return self.parse_text_to_nodes(
            "\n".join(index(Layout(Path(self.env.srcdir).resolve()))), allow_section_headings=True
        )


def index(layout: Layout) -> Iterator[str]:
    """The lines of the index in Markdown."""
    from pmlearn.competency.evidence.cells import is_optional, read_cells
    from pmlearn.competency.framework import load
    from pmlearn.competency.framework.lessons import Lessons

    framework: Framework = load()
    every = read_cells(layout.exercises / "source")
    cells = [cell for cell in every if not is_optional(cell.assignment)]
    lessons = Lessons(tuple(chapters(layout)), frozenset(cell.assignment for cell in cells))
    practice = _practice(layout)
    for domain in framework:
        yield f"\n## {domain.name}\n"
        for element in domain.elements:
            yield f"\n### {element.code} {element.name}\n"
            yield f"| {' | '.join(COLUMNS)} |"
            yield "|---|---|---|---|---|"
            for criterion in element.criteria:
                places = _places(element, criterion, lessons, cells, practice)
                yield f"| {' | '.join(places)} |"


def _places(
    element: Element,
    criterion: Criterion,
    lessons: Lessons,
    cells: Iterable[GradedCell],
    practice: dict[str, list[str]],
) -> list[str]:
    """The cells of one row."""
    anchor = criterion.code.lower().replace(".", "-")
    taught = [page for slug in element.chapters if (page := lessons.chapter(slug))]
    practiced = [
        lessons.lab(slug) or lessons.chapter(slug)
        for slug in practice.get(criterion.code, [])
        if lessons.has(slug)
    ]
    assessed = {cell.assignment for cell in cells if criterion.code in cell.criteria}
    machine = "auto" in criterion.evidence
    return [
        f"[]{{#{anchor}}}**{criterion.code}** {criterion.statement}",
        str(criterion.level),
        ", ".join(f"[](/{page})" for page in taught) or NOT_YET,
        ", ".join(f"[](/{page})" for page in practiced)
        or (NOT_YET if lessons.missing(element) else "no self-check"),
        ", ".join(f"assignment `{slug}`" for slug in sorted(assessed))
        or (f"{NOT_YET}: {criterion.planned}" if criterion.planned else "")
        or (NOT_YET if machine else "by a person"),
    ]


def _practice(layout: Layout) -> dict[str, list[str]]:
    """Criterion -> slugs of the lessons whose self-checks practice it."""
    from pmlearn.exercises.questions import load_questions

    found: dict[str, list[str]] = {}
    for path in sorted((layout.root / "pmlearn" / "exercises" / "questions").glob("*.yml")):
        for question in load_questions(path.stem).values():
            for code in question.criteria:
                if path.stem not in found.setdefault(code, []):
                    found[code].append(path.stem)
    return found
