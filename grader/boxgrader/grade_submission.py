"""Grading one submission: a pure function from what was handed in to a graded notebook and scores.

    with Boxes() as boxes:
        assignment = Assignment.load(exercises, "ps1")
        graded = grade_one(notebook, assignment, boxes)

It touches no gradebook and no file of the course, and whatever is in the submission, it ends: with
a result or with `RefusedError`. Any number of threads may do it at the same time; each has a box of
its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boxgrader.analysis.inside_needs import needs
from boxgrader.analysis.placement import APART
from boxgrader.analysis.plan import plan
from boxgrader.checking.run_tests import Checks
from boxgrader.execution.run_cells import execute
from boxgrader.feedback.page_size import bound_page
from boxgrader.limits import MAX_RERUNS
from boxgrader.rehearsal.placement import placements
from boxgrader.sandbox.box import Box, BoxError
from boxgrader.submission.folder import Submission
from boxgrader.submission.notebook import read_notebook
from boxgrader.submission.restore import answered_twice, restore

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from nbformat import NotebookNode

    from boxgrader.execution.run_cells import Execution
    from boxgrader.sandbox.boxes import Boxes
    from boxgrader.submission.assignment import Assignment
    from boxgrader.submission.notebook import Piece

_KILLED = "something outside ended Python again and again; tests may have failed because of that"


@dataclass(frozen=True, slots=True)
class Graded:
    """One graded submission.

    Attributes:
        notebook: The notebook as nbgrader's autograded/ holds it.
        scores: grade_id -> automatic score; None where a person has to judge.
        comments: grade_id -> nbgrader's automatic comment; None where there is none.
        notes: What was repaired, left out or odd, for the instructor.
    """

    notebook: NotebookNode
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    notes: tuple[str, ...] = ()


def grade_one(submission: Submission | bytes, assignment: Assignment, place: Box | Boxes) -> Graded:
    """Grade one submission.

    Args:
        submission: What was handed in; the bytes of a notebook stand for one without other files.
        assignment: What it is graded against.
        place: Where its code runs: a box, or boxes of which this thread has its own.

    Raises:
        RefusedError: it is no notebook, or larger than any honest one.
        BoxError: there is no box.
    """
    if isinstance(submission, bytes):
        submission = Submission(submission)
    if isinstance(place, Box):
        return _graded(submission, assignment, place)
    for _ in range(MAX_RERUNS):
        box = place.box()
        try:
            return _graded(submission, assignment, box)
        except BoxError:
            if place.is_closed() or not box.has_ended(1):
                raise  # else it died, and the next one is new
    return _graded(submission, assignment, place.box())


def _graded(submission: Submission, assignment: Assignment, box: Box) -> Graded:
    """Grade it; where an answer is there twice, both ways, and keep the better one."""
    pieces, read = read_notebook(submission.notebook)
    graded = _unkilled(submission, pieces, assignment, box, last=False)
    notes = [*submission.notes, *read]
    if answered_twice(pieces, assignment):
        last = _unkilled(submission, pieces, assignment, box, last=True)
        points = [sum(score or 0 for score in one.scores.values()) for one in (graded, last)]
        which = "last" if points[1] > points[0] else "first"
        graded = last if which == "last" else graded
        if points[0] != points[1]:
            notes.append(
                f"an answer is there twice: the {which} one counts and earns {max(points):g}; "
                f"read the other way it would be {min(points):g}"
            )
    return replace(graded, notes=(*notes, *graded.notes))


def _unkilled(
    submission: Submission, pieces: list[Piece], assignment: Assignment, box: Box, *, last: bool
) -> Graded:
    """Grade one reading of it, again if something outside ended a room of it."""
    for _ in range(MAX_RERUNS):
        graded, killed = _attempt(submission, pieces, assignment, box, last=last)
        if not killed:
            return graded
    graded, killed = _attempt(submission, pieces, assignment, box, last=last)
    return replace(graded, notes=(*graded.notes, _KILLED)) if killed else graded


def _attempt(
    submission: Submission, pieces: list[Piece], assignment: Assignment, box: Box, *, last: bool
) -> tuple[Graded, bool]:
    """Grade it, and say whether something outside ended a room meanwhile.

    Raises:
        BoxError: the box has gone, so that what tests came to means nothing.
    """
    notebook, repaired = restore(pieces, assignment, last=last)
    planned = plan(assignment)
    found = placements(assignment, box) if box.isolated else {}
    # without a box, tests run in the learner's process
    beside_tests = assignment.files_beside_tests()
    files = submission.beside(assignment.files if box.isolated else beside_tests)
    learner = submission.learner

    def run(inside: Collection[str]) -> Execution:
        return execute(notebook, planned, box, files, inside, learner=learner)

    execution = run([name for name, one in found.items() if one.kind != APART])
    known = needs(assignment)
    checks = Checks(box, planned, beside_tests, execution, found, known, learner, run)
    try:
        _show(notebook, execution.outputs)
        if box.isolated:
            checks.run(notebook)
        else:
            checks.read(notebook)
    finally:
        ended = {*checks.ended, execution.close()}
    if box.has_ended(0 if ended == {"closed"} else 0.5):
        raise BoxError("it ended while a submission was graded")
    notes = (*repaired, *execution.notes, *checks.notes, *bound_page(notebook))
    graded = Graded(notebook, _scores(notebook), _comments(notebook), notes)
    return graded, "killed" in ended


def _show(notebook: NotebookNode, outputs: Mapping[int, list[dict[str, object]]]) -> None:
    """Write what the cells showed into the notebook."""
    from nbformat import from_dict

    for number, shown in outputs.items():
        notebook.cells[number].outputs = [from_dict(one) for one in shown]
        notebook.cells[number].execution_count = number + 1


def _scores(notebook: NotebookNode) -> dict[str, float | None]:
    from nbgrader import utils

    return {
        cell.metadata.nbgrader.grade_id: utils.determine_grade(cell)[0]
        for cell in notebook.cells
        if utils.is_grade(cell)
    }


def _comments(notebook: NotebookNode) -> dict[str, str | None]:
    """What nbgrader says by itself about an answer that nobody has touched."""
    from nbgrader import utils

    return {
        cell.metadata.nbgrader.grade_id: (
            "No response."
            if not utils.is_task(cell)
            and cell.metadata.nbgrader.checksum == utils.compute_checksum(cell)
            else None
        )
        for cell in notebook.cells
        if utils.is_solution(cell) or utils.is_task(cell)
    }
