"""The score of a graded submission in the gradebook now, whoever has changed it last."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CurrentScore:
    """What the gradebook says about a graded submission.

    Attributes:
        score: Points earned so far, less a late penalty; never below 0.
        max_score: Points that the assignment gives.
        needs_manual_grade: Whether a person has still to judge an answer.
        late_seconds: How late it was handed in; 0 when in time or when no due date is set.
        shown: Stands for all points and comments; when one of them changes, it does.
    """

    score: float
    max_score: float
    needs_manual_grade: bool
    late_seconds: float
    shown: str


def current_score(session: Any, row: Any) -> CurrentScore:
    """The score of a submission as it is now.

    Args:
        session: nbgrader's session with the database.
        row: nbgrader's row of the submission.
    """
    penalties = [notebook.late_submission_penalty or 0.0 for notebook in row.notebooks]
    return CurrentScore(
        score=max(0.0, float(row.score) - sum(penalties)),
        max_score=float(row.max_score),
        needs_manual_grade=bool(row.needs_manual_grade),
        late_seconds=float(row.total_seconds_late),
        shown=_digest(session, [notebook.id for notebook in row.notebooks], penalties),
    )


def _digest(session: Any, notebooks: list[str], penalties: list[float]) -> str:
    """All that feedback shows of the gradebook; two questions, not two for each cell."""
    from nbgrader.api import Comment, Grade

    asked = (
        (Grade, (Grade.auto_score, Grade.manual_score, Grade.extra_credit)),
        (Comment, (Comment.auto_comment, Comment.manual_comment)),
    )
    rows: list[Any] = [penalties]
    for kind, columns in asked:
        found = session.query(kind.cell_id, *columns).filter(kind.notebook_id.in_(notebooks))
        rows += map(tuple, found.order_by(kind.cell_id))
    return hashlib.sha256(repr(rows).encode()).hexdigest()
