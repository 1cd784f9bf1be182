"""Releases an assignment, for the first time or again, so that nothing is ever half released.

The new version is made in a folder beside, without touching anything, and checked. Then, in one
transaction of the gradebook, its cells are saved and the folders change places; if that fails, they
change back. Killed in between, the old version or the new one stands there whole, and the next call
does what is missing.

nbgrader keeps the cells of an assignment as soon as somebody's submission is in the gradebook: then
none can be added or removed, but points, tests and texts can change. Learners who have handed in
are graded again by the next run, since the ledger's key includes source and release.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from boxgrader import settings
from boxgrader.nbgrader_api import GradingError
from boxgrader.records.autograded_folder import remove
from boxgrader.records.files import telling_outages
from boxgrader.records.lock import alone
from boxgrader.releasing.changes import Change, cells_of, compare_cells, compare_texts, contents
from boxgrader.releasing.checks import check, check_format
from boxgrader.releasing.swap import mend, swap
from boxgrader.submission.assignment import released_files, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from boxgrader.nbgrader_api import Course
    from boxgrader.records.ledger import Ledger
    from boxgrader.releasing.changes import Cells
    from boxgrader.releasing.register import Register, Scored
    from boxgrader.submission.assignment import Assignment

    Rehearse = Callable[[Mapping[str, Assignment]], None]


class CellsKeptError(GradingError):
    """Cells were added or removed, and there are submissions that have the old ones.

    Attributes:
        learners: Whose.
    """

    def __init__(self, cells: list[str], learners: list[str]) -> None:
        self.learners = learners
        more = f" and {len(learners) - 3} more" if len(learners) > 3 else ""  # noqa: PLR2004 shown
        super().__init__(
            f"cells were added or removed ({', '.join(cells)}), but the gradebook holds "
            f"submissions of {', '.join(learners[:3])}{more}; the release stays as it was. Keep a "
            "cell that you want to drop and give it 0 points; put a new test into a cell that is "
            "there, or into a new assignment"
        )


@dataclass(frozen=True, slots=True)
class Affected:
    """A learner to whom a new release makes a difference.

    Attributes:
        learner: nbgrader's student id.
        handed_in: Whether there is a submission that can be graded again.
        score: What the gradebook holds; None when nothing was graded.
        max_score: Points that the assignment gave when it was graded.
        marks: grade_id -> points that a person gave; they stay as long as the answer stays.
        too_high: Those cells whose mark is more than they give now.
    """

    learner: str
    handed_in: bool
    score: float | None = None
    max_score: float | None = None
    marks: Mapping[str, float] = field(default_factory=dict)
    too_high: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What a release does, or would do.

    Attributes:
        slug: The assignment.
        first: Whether it had not been released before.
        changes: What differs from the version before.
        affected: Learners who have handed in or were graded, by name; empty unless `changes`.
        swapped: Whether the new version was put in place now.
    """

    slug: str
    first: bool
    changes: tuple[Change, ...]
    affected: tuple[Affected, ...]
    swapped: bool


def generate(
    course: Course,
    exercises: Path,
    slug: str,
    ledger: Ledger,
    *,
    look_only: bool = False,
    rehearse: Rehearse | None = None,
) -> Review:
    """Make the release version anew, and put it in place if it differs.

    Args:
        course: nbgrader's course.
        exercises: Its folder.
        slug: The assignment.
        ledger: What was graded of it; its lock keeps graders and other releases away.
        look_only: Say what would happen, and change nothing.
        rehearse: Called with the new version, by notebook name, before it is put in place; what it
            raises keeps the version before.

    Raises:
        GradingError: it cannot be made, or not like this; what was released stays as it was.
        BusyError: somebody grades or releases the assignment just now.
        StorageError: disk or database are full, locked or gone.
    """
    release = exercises / "release" / slug
    part = release.with_name(f".{slug}.part")
    with telling_outages(), alone(ledger):
        mend(release)
        remove(part)
        try:
            new = _staged(course, exercises, slug, part)
            if rehearse:
                rehearse(new.assignments)
            return _reviewed(exercises, slug, release, new, look_only=look_only)
        finally:
            remove(part)


@dataclass(frozen=True, slots=True)
class _New:
    """A version that was made beside and checked.

    Attributes:
        folder: What learners will get.
        notebooks: Name -> the notebook as nbgrader saves its cells, with hidden tests.
        assignments: Name -> what learners would be graded against.
    """

    folder: Path
    notebooks: Mapping[str, bytes]
    assignments: Mapping[str, Assignment]

    def cells(self) -> dict[str, Cells]:
        return {name: cells_of(text) for name, text in self.notebooks.items()}


def _staged(course: Course, exercises: Path, slug: str, part: Path) -> _New:
    """Make the new version without touching anything else."""
    sources = sorted((exercises / "source" / slug).glob("*.ipynb"))
    for source in sources:
        check_format(source)
        check(slug, source, source)  # nbgrader does not say which cells share a name
    within = f"release/{part.name}"
    course.generate_beside(slug, f"{within}/released")
    course.generate_beside(slug, f"{within}/whole", whole=True)
    folder, whole = part / "released" / slug, part / "whole" / slug
    files, of_course = released_files(folder), settings_for(exercises, slug)
    made = {
        one.stem: replace(check(slug, one, folder / one.name, files), **of_course)
        for one in sources
    }
    return _New(folder, {one.stem: (whole / one.name).read_bytes() for one in sources}, made)


def _reviewed(exercises: Path, slug: str, release: Path, new: _New, *, look_only: bool) -> Review:
    """Compare with what was released before, and put the new version in place."""
    from boxgrader.releasing.register import Register

    with Register(exercises, settings.config(exercises)) as gradebook:
        known, scored = gradebook.cells(slug), gradebook.scored(slug)
        first = not (known or release.is_dir())
        changes = () if first else tuple(_changes(release, known, new))
        moved = [change.where for change in changes if change.cell_moved]
        if scored and moved:
            raise CellsKeptError(moved, sorted(scored))
        due = known != new.cells() or contents(release) != contents(new.folder)
        if due and not look_only:
            _put(gradebook, slug, release, new)
    affected = tuple(_affected(exercises, slug, scored, new)) if changes else ()
    return Review(slug, first, changes, affected, swapped=due and not look_only)


def _changes(release: Path, known: dict[str, Cells], new: _New) -> Iterator[Change]:
    """What differs from the version before: tests by the gradebook, texts by the folder."""
    after = new.cells()
    if not known:  # the gradebook was lost: what is hidden cannot be compared
        known = _released_cells(release)
        after = _released_cells(new.folder)
    for name in [*after, *(gone for gone in known if gone not in after)]:
        yield from compare_cells(known.get(name, {}), after.get(name, {}))
    if release.is_dir():
        yield from compare_texts(contents(release), contents(new.folder))


def _released_cells(folder: Path) -> dict[str, Cells]:
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(ValueError, AttributeError):  # half written by something else
            found[path.stem] = cells_of(path.read_bytes())
    return found


def _put(gradebook: Register, slug: str, release: Path, new: _New) -> None:
    """Save the cells and let the folders change places: both, or neither."""
    replaces, placed = release.is_dir(), False
    try:
        with gradebook.saving(slug, new.notebooks):
            swap(new.folder, release)
            placed = True
    except BaseException:
        if placed and replaces:
            swap(new.folder, release)
        elif placed:
            release.rename(new.folder)
        raise


def _affected(
    exercises: Path, slug: str, scored: Mapping[str, Scored], new: _New
) -> Iterator[Affected]:
    """Who has handed in or was graded, by name."""
    handed_in = {path.parent.name for path in (exercises / "submitted").glob(f"*/{slug}")}
    points = {name: cell.points for cells in new.cells().values() for name, cell in cells.items()}
    for learner in sorted(handed_in | scored.keys()):
        known = scored.get(learner)
        if known is None:
            yield Affected(learner, handed_in=True)
            continue
        high = [name for name, mark in known.marks.items() if mark > (points.get(name) or 0)]
        yield Affected(
            learner,
            learner in handed_in,
            known.score,
            known.max_score,
            known.marks,
            too_high=tuple(high),
        )
