"""What nbgrader's *Validate* shows a learner: the task a check belongs to, not the check's text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pmlearn.exercises.unanswered import places


def name_task(cell: Any, **about: Any) -> None:
    """Put the heading above a check, that is as it was released, in the place of its text.

    `Execute.on_cell_complete` in a learner's nbgrader_config.py: nbgrader's validator, which has no
    such setting itself, then lists the heading. It works in the notebook's folder. A check that was
    changed stays, for the validator to say so.
    """
    from nbgrader import utils

    del about
    released = cell.metadata.get("nbgrader", {}).get("checksum")
    if not (utils.is_grade(cell) and utils.is_locked(cell)):
        return
    if released not in {None, utils.compute_checksum(cell)}:
        return
    every = [place for path in sorted(Path().glob("*.ipynb")) for place in places(path)]
    same = [place.heading for place in every if place.cell == cell.get("id")]
    cell.source = next(iter(same), "") or "A check"
    cell.metadata.nbgrader["checksum"] = utils.compute_checksum(cell)
