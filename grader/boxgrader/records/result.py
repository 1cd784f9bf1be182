"""What a worker gets and gives back: plain data, so that it may work on another machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boxgrader.rehearsal.placement import Ways
    from boxgrader.submission.assignment import Assignment
    from boxgrader.submission.folder import Submission


@dataclass(frozen=True, slots=True)
class Job:
    """One learner's submission of an assignment.

    Attributes:
        learner: nbgrader's student id.
        submission: Notebook name -> what was handed in.
        assignments: Notebook name -> what it is graded against.
        forbidden: A folder that must not be visible to learners' code, where it exists.
        unsandboxed: Whether learners' code runs without walls.
        ways: Notebook name -> how its tests run, where that is known.
    """

    learner: str
    submission: Mapping[str, Submission]
    assignments: Mapping[str, Assignment]
    forbidden: str
    unsandboxed: bool = False
    ways: Mapping[str, Ways] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One graded notebook.

    Attributes:
        notebook: The notebook as JSON text.
        scores: grade_id -> automatic score; None where a person has to judge.
        comments: grade_id -> automatic comment.
        notes: What was repaired, left out or odd.
    """

    notebook: str
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    notes: tuple[str, ...]


class LostRoomError(RuntimeError):
    """The box gave this submission no room, or took it away."""


def grade(job: Job) -> dict[str, Result]:
    """Grade every notebook of a submission, in this thread's own box.

    Raises:
        RefusedError: one of them is no notebook, or larger than any honest one.
        BoxError: there is no box.
        LostRoomError: there is one, but not for this submission.
    """
    import nbformat

    from boxgrader.grade_one import grade_one, warm_box
    from boxgrader.rehearsal.placement import remember
    from boxgrader.sandbox.box import BoxError

    for name, found in job.ways.items():
        remember(job.assignments[name], found)
    warm_box([Path(job.forbidden)], unsandboxed=job.unsandboxed)  # or none can be graded
    results = {}
    for name, submission in job.submission.items():
        try:
            graded = grade_one(submission, job.assignments[name])
        except BoxError as error:
            raise LostRoomError(str(error)) from error
        text = nbformat.writes(graded.notebook) + "\n"
        results[name] = Result(text, graded.scores, graded.comments, graded.notes)
    return results
