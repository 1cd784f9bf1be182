"""Whose work it is: the id under which a learner hands in, which no notebook asks for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pmlearn.limits import MAX_LEARNER_ID_CHARACTERS

if TYPE_CHECKING:
    from pathlib import Path

LEARNER = "PMLEARN_LEARNER"  # set by whoever grades
FILE = "learner.txt"  # in the workspace, above the assignments
HUB = "JUPYTERHUB_USER"


def learner_id(folder: Path) -> str:
    """The id under which the work in a folder is, or was, handed in.

    Whoever grades says it; else the JupyterHub does, else the workspace's file.

    Args:
        folder: The notebook's.

    Raises:
        LookupError: nothing says it.
    """
    found = os.environ.get(LEARNER) or os.environ.get(HUB) or kept_id(folder)
    if not found:
        raise LookupError(
            "it is not known whose notebook this is; open it with `pmlearn lab --learner ID`, or "
            f"write the id under which you hand in into a file {FILE} beside this notebook"
        )
    return found


def kept_id(folder: Path) -> str:
    """The id in the file of this folder, or of the nearest one above that has such a file."""
    place = folder.resolve()
    for one in (place, *place.parents):
        try:
            with (one / FILE).open(encoding="utf-8") as file:
                return file.read(MAX_LEARNER_ID_CHARACTERS).strip()
        except (OSError, UnicodeDecodeError):
            continue
    return ""
