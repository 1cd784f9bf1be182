"""Which learners' folders are taken for a learner's at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boxgrader.limits import MAX_ID_CHARACTERS
from boxgrader.submission.bounded_read import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

_FORBIDDEN = {
    "<>&\"'": "a page could take for code",
    "*?[]": "nbgrader takes for a pattern",
    "/\\": "would be another folder",
}


def odd_name(learner: str) -> str:
    """Why an id cannot be kept apart from others, or shown; empty when it can."""
    if not learner:
        return "a learner's id is not empty"
    if len(learner) > MAX_ID_CHARACTERS:
        return f"a learner's id has at most {MAX_ID_CHARACTERS} characters, this one {len(learner)}"
    if not learner.isprintable() or learner != learner.strip() or learner.startswith("."):
        return "a learner's id has only visible characters and does not begin with a dot"
    for characters, what in _FORBIDDEN.items():
        if odd := sorted(set(learner) & set(characters)):
            return f"a learner's id has no {odd[0]}, which {what}; give the learner another one"
    return ""


def guard_gradebook() -> None:
    """Let no program that reads the course's settings add a learner with such an id."""
    from nbgrader.api import Student
    from sqlalchemy import event

    if not event.contains(Student, "before_insert", _refuse):
        event.listen(Student, "before_insert", _refuse)


def _refuse(mapper: object, connection: object, student: Any) -> None:
    """Refuse a learner; a command of nbgrader ends with the reason alone."""
    from nbgrader.apps.baseapp import NbGrader
    from traitlets.config import Application

    del mapper, connection
    refused = odd_name(student.id or "")
    if not refused:
        return
    program = Application.instance() if Application.initialized() else None
    if isinstance(program, NbGrader):
        program.fail(f"{student.id!a}: {refused}")
    raise RefusedError(f"{student.id!a}: {refused}")


def refuse_link(folder: Path) -> None:
    """Refuse a learner's folder that shows somebody else's.

    Raises:
        RefusedError: it is a link.
    """
    if folder.is_symlink():
        raise RefusedError(f"the learner's folder {folder.name!r} is a link")
