"""The build gate: every graded cell proves something, and everything that is taught is proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmlearn.competency.evidence.cells import is_optional
from pmlearn.competency.framework import HIGHEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pmlearn.competency.evidence.cells import GradedCell
    from pmlearn.competency.framework import Criterion, Framework
    from pmlearn.competency.framework.lessons import Lessons

# From this level on something has to be made: choosing among given options shows lower ones.
_PRODUCED = 3


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of the course found.

    Attributes:
        errors: One sentence for each broken rule.
        planned_elements: Codes of elements that no lesson teaches yet.
        planned: Codes of criteria that no cell assesses yet: those of elements whose lessons are
            not all there, and those that the framework marks as planned.
    """

    errors: tuple[str, ...]
    planned_elements: tuple[str, ...]
    planned: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether no rule is broken."""
        return not self.errors


def check(framework: Framework, cells: Iterable[GradedCell], lessons: Lessons) -> Check:
    """Hold the graded cells and the book's lessons against the framework."""
    cells = tuple(cells)
    errors = [message for cell in cells for message in _wrong_cell(framework, cell)]
    needed = tuple(cell for cell in cells if not is_optional(cell.assignment))
    asked_for = {code for role in framework.roles.values() for code in role.targets}
    errors += [
        f"element {element.code} ({element.name}): no lesson teaches it"
        for element in framework.elements()
        if not element.chapters
    ]
    planned = []
    for element in framework.elements():
        # what is proved only by work that nobody needs is not proved, if a role asks for it
        own = needed if element.code in asked_for else cells
        assessed = {code for cell in own for code in cell.criteria}
        for criterion in element.criteria:
            if criterion.code not in assessed and (criterion.planned or lessons.missing(element)):
                planned.append(criterion.code)
            else:
                errors += _wrong_criterion(criterion, own)
    waiting = [e.code for e in framework.elements() if not any(map(lessons.has, e.chapters))]
    return Check(tuple(errors), tuple(waiting), tuple(planned))


def _wrong_criterion(criterion: Criterion, cells: tuple[GradedCell, ...]) -> Iterator[str]:
    """What is wrong with the evidence for a criterion whose lessons are there."""
    what = f"criterion {criterion.code} ({criterion.statement})"
    own = [cell for cell in cells if criterion.code in cell.criteria]
    if not own:
        yield (
            f"{what}: no graded cell assesses it; add one, or say under `planned` where it will be"
        )
    elif criterion.planned:
        yield f"{what}: is marked as planned, but {own[0].name} assesses it; drop the mark"
    if own and criterion.level >= _PRODUCED and all(cell.chosen for cell in own):
        yield (
            f"{what}: is of level {criterion.level} and shown only by what was chosen from a list "
            f"({', '.join(cell.cell for cell in own)}); let a fresh case be solved"
        )


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
