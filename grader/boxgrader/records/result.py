"""What a worker gets and gives back: plain data, so that it may work on another machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boxgrader.analysis.placement import Placements
    from boxgrader.submission.assignment import Assignment
    from boxgrader.submission.folder import Submission


@dataclass(frozen=True, slots=True)
class Job:
    """One learner's submission of an assignment.

    Attributes:
        learner: nbgrader's student id.
        submission: Notebook name -> what was handed in.
        assignments: Notebook name -> what it is graded against.
        placements: Notebook name -> how its tests run, where that is known.
    """

    learner: str
    submission: Mapping[str, Submission]
    assignments: Mapping[str, Assignment]
    placements: Mapping[str, Placements] = field(default_factory=dict)


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
