"""Which learners' folders are taken for a learner's at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.grading.submission import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

MOST_CHARACTERS = 128  # nbgrader's column


def odd_name(learner: str) -> str:
    """Why nbgrader cannot keep a learner of this id apart from others; empty when it can."""
    if len(learner) > MOST_CHARACTERS:
        return f"a learner's id has at most {MOST_CHARACTERS} characters, this one {len(learner)}"
    if not learner.isprintable() or learner != learner.strip() or learner.startswith("."):
        return "a learner's id has only visible characters and does not begin with a dot"
    if odd := sorted(set(learner) & set("*?[]")):
        return f"nbgrader takes {odd[0]!r} in a learner's id for a pattern: rename the folder"
    return ""


def refuse_link(folder: Path) -> None:
    """Refuse a learner's folder that shows somebody else's.

    Raises:
        RefusedError: it is a link.
    """
    if folder.is_symlink():
        raise RefusedError(f"the learner's folder {folder.name!r} is a link")
