"""The build gate: every graded cell proves something, and everything that is taught is proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmlearn.competency.framework import HIGHEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pmlearn.competency.evidence import GradedCell
    from pmlearn.competency.framework import Framework
    from pmlearn.competency.lessons import Lessons


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of the course found.

    Attributes:
        errors: One sentence for each broken rule.
        planned_elements: Codes of elements that no lesson teaches yet.
        planned: Codes of criteria that no cell assesses yet, of elements whose lessons are not
            all there.
        by_people: Codes of criteria that no cell assesses and no cell has to: a person shows them
            in the capstone or at work.
    """

    errors: tuple[str, ...]
    planned_elements: tuple[str, ...]
    planned: tuple[str, ...]
    by_people: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether no rule is broken."""
        return not self.errors


def check(framework: Framework, cells: Iterable[GradedCell], lessons: Lessons) -> Check:
    """Hold the graded cells and the book's lessons against the framework."""
    cells = tuple(cells)
    assessed = {code for cell in cells for code in cell.criteria}
    errors = [message for cell in cells for message in _wrong_cell(framework, cell)]
    errors += [
        f"element {element.code} ({element.name}): no lesson teaches it"
        for element in framework.elements()
        if not element.chapters
    ]
    planned, by_people = [], []
    for element in framework.elements():
        for criterion in element.criteria:
            if criterion.code in assessed:
                continue
            if lessons.missing(element):
                planned.append(criterion.code)
            elif "auto" in criterion.evidence:
                what = f"{criterion.code} ({criterion.statement})"
                errors.append(f"criterion {what}: no graded cell assesses it")
            else:
                by_people.append(criterion.code)
    waiting = [e.code for e in framework.elements() if not any(map(lessons.has, e.chapters))]
    return Check(tuple(errors), tuple(waiting), tuple(planned), tuple(by_people))


def _wrong_cell(framework: Framework, cell: GradedCell) -> Iterator[str]:
    if not cell.criteria:
        yield f"{cell.name}: names no criterion (metadata pmlearn.criteria)"
    for code in cell.criteria:
        try:
            criterion = framework.criterion(code)
        except ValueError as error:
            yield f"{cell.name}: {error}"
            continue
        if criterion.level > HIGHEST[cell.kind]:
            yield (
                f"{cell.name}: {code} is of level {criterion.level}, and evidence of the kind "
                f"{cell.kind!r} attests levels up to {HIGHEST[cell.kind]}"
            )
