"""What a submitted notebook says about its graded cells that the release does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boxgrader.limits import MAX_NAMED_CELLS
from boxgrader.submission.notebook import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nbformat import NotebookNode

    from boxgrader.submission.notebook import Piece


def settings_notes(
    given: Mapping[str, Sequence[Piece]], cells: Sequence[NotebookNode]
) -> Iterator[str]:
    """A note for each of nbgrader's settings that differs in some cells.

    Args:
        given: grade_id -> the submitted cells.
        cells: The restored ones.
    """
    models = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader
        for cell in cells
        if "nbgrader" in cell.metadata
    }
    for setting in SETTINGS:
        differ = [
            f"{name} ({said:g})" if setting == "points" else name
            for name, model in models.items()
            for piece in given.get(name, ())[:1]
            if (said := piece.settings.get(setting)) is not None
            and said != (model.get(setting) or 0)
        ]
        if differ:
            more = (
                f" and {len(differ) - MAX_NAMED_CELLS} more"
                if len(differ) > MAX_NAMED_CELLS
                else ""
            )
            named = ", ".join(differ[:MAX_NAMED_CELLS])
            yield f"the setting {setting!r} was not the release's in {named}{more}; it was restored"


def foreign_notes(
    given: Mapping[str, Sequence[Piece]], cells: Sequence[NotebookNode], pieces: Sequence[Piece]
) -> Iterator[str]:
    """A note when the notebook is that of another assignment.

    Args:
        given: grade_id -> the submitted cells.
        cells: The restored ones.
        pieces: All submitted cells.
    """
    about = [cell.metadata.get("nbgrader", {}) for cell in cells]
    graded = [one["grade_id"] for one in about if one.get("grade")]
    foreign = [one.grade_id for one in pieces if one.grade_id and one.grade_id not in given]
    if foreign and graded and not any(given[name] for name in graded):
        yield "none of its graded cells is one of this assignment's: another notebook was handed in"
