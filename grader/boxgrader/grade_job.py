"""What a worker does with one learner's submission, on this machine or on another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxgrader.grade_submission import grade_one
from boxgrader.records.result import Result
from boxgrader.rehearsal.placement import remember
from boxgrader.sandbox.box import BoxError

if TYPE_CHECKING:
    from boxgrader.records.result import Job
    from boxgrader.sandbox.boxes import Boxes


class LostRoomError(RuntimeError):
    """The box opened no room for this submission, or ended it."""


def grade(job: Job, boxes: Boxes) -> dict[str, Result]:
    """Grade every notebook of a submission, in this thread's own box.

    Raises:
        RefusedError: one of them is no notebook, or larger than any honest one.
        BoxError: there is no box.
        LostRoomError: there is one, but not for this submission.
    """
    import nbformat

    for name, found in job.placements.items():
        remember(job.assignments[name], found)
    boxes.box()  # or none can be graded
    results = {}
    for name, submission in job.submission.items():
        try:
            graded = grade_one(submission, job.assignments[name], boxes)
        except BoxError as error:
            raise LostRoomError(str(error)) from error
        text = nbformat.writes(graded.notebook) + "\n"
        results[name] = Result(text, graded.scores, graded.comments, graded.notes)
    return results
