"""A submission as untrusted bytes: what is taken from a learner's folder, and what is left there.

Nothing here runs or believes anything: names are checked, links and pipes are never followed,
sizes and counts are bounded. What is left out is named in a note.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from boxgrader.limits import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_FOLDER_BYTES,
    MAX_FOLDERS,
    MAX_STAMP_BYTES,
    MAX_STORED_BYTES,
)
from boxgrader.submission.bounded_read import RefusedError, beginning, read_file
from boxgrader.submission.choose_notebook import choose
from boxgrader.submission.unused_content import without_outputs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from boxgrader.submission.assignment import Assignment

__all__ = ["RefusedError", "Submission", "is_usual", "read_folder", "read_stamp"]


AUTHOR = "instructor"  # whose case the author's own version solves
_MISSING = b'{"nbformat": 4, "cells": []}'
_NAME = re.compile(r"[\w()+=@][\w .()+,=@-]{0,119}")
# notebooks, which are read apart, nbgrader's own, and what Python and Jupyter leave behind
_IGNORED = re.compile(r".*\.ipynb|timestamp\.txt|.*\.pyc|.*\.gradebook|.*_grade\.txt")


@dataclass(frozen=True, slots=True)
class Submission:
    """What one learner handed in for one notebook.

    Attributes:
        notebook: The notebook file's content.
        files: The other files: relative path -> content.
        notes: What was left out or read under another name.
        learner: The id under which it was handed in; its case belongs to this one.

    Raises:
        RefusedError: a file has a name that no honest file has.
    """

    notebook: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    learner: str = AUTHOR

    def __post_init__(self) -> None:
        for path in self.files:
            if not is_usual(path):
                raise RefusedError(f"the submission has a file with an unusual name: {path!a:.80}")

    def beside(self, released: Mapping[str, bytes]) -> dict[str, bytes]:
        """All files of the notebook's folder: the released ones, and the learner's where free.

        Args:
            released: The assignment's own files; they win, also where a folder has a file's name.
        """
        taken = {str(one) for path in released for one in [path, *PurePosixPath(path).parents]}
        own = {
            path: content
            for path, content in self.files.items()
            if path not in taken and not any(path.startswith(f"{one}/") for one in released)
        }
        return {**own, **released}


def is_usual(path: str) -> bool:
    """Whether a relative path has only parts that any honest file could have."""
    return all(_NAME.fullmatch(part) for part in path.split("/"))


def read_folder(
    folder: Path,
    name: str,
    others: Collection[str] = (),
    assignment: Assignment | None = None,
    learner: str = AUTHOR,
) -> Submission:
    """Read a submission folder without trusting anything in it.

    Args:
        folder: The learner's folder for one assignment.
        name: The notebook's name without its ending.
        others: The names of the assignment's other notebooks. When one of them is there, this one
            may be missing: it is read as empty.
        assignment: What was released, by which one sees which of several copies was worked on.
        learner: The id under which it was handed in.

    Raises:
        RefusedError: there is no such notebook, it is no ordinary file or too large, or two
            copies hold different answers.
    """
    notes: list[str] = []
    if not stat.S_ISDIR(os.lstat(folder).st_mode):
        raise RefusedError(f"{folder.name!r} is not a folder")
    path = choose(folder, name, others, assignment, notes)
    notebook = _MISSING
    if path is not None:
        notebook = without_outputs(read_file(folder / path, MAX_STORED_BYTES), notes)
    files: dict[str, bytes] = {}
    room = MAX_FOLDER_BYTES
    pages = {f"{one}.html" for one in (name, *others)}
    for relative in _walk(folder, pages, notes):
        if max(len(files), len(notes)) >= MAX_FILES:
            notes.append(f"files left out, there are more than {MAX_FILES}")
            break
        if not is_usual(relative):
            notes.append(f"file left out, its name is unusual: {ascii(relative)[:80]}")
        else:
            try:
                files[relative] = read_file(folder / relative, min(MAX_FILE_BYTES, room))
                room -= len(files[relative])
            except (OSError, RefusedError) as error:
                reason = error.strerror if isinstance(error, OSError) else error
                notes.append(f"file left out: {relative}: {reason}")
    return Submission(notebook, files, tuple(notes), learner)


def read_stamp(folder: Path) -> bytes | None:
    """The time of handing in, as nbgrader keeps it in timestamp.txt; None where there is none."""
    try:
        return beginning(folder / "timestamp.txt", MAX_STAMP_BYTES)
    except RefusedError:
        return None


def _walk(folder: Path, pages: Collection[str], notes: list[str]) -> Iterator[str]:
    """Relative paths of files beside notebooks; linked folders and hidden ones are not entered."""
    for count, (root, folders, files) in enumerate(os.walk(folder, followlinks=False)):
        if count >= MAX_FOLDERS:
            notes.append(f"folders left out, there are more than {MAX_FOLDERS}")
            return
        inside = os.path.relpath(root, folder)
        taken = pages if inside == "." else ()
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith((".", "__pycache__")) and not os.path.islink(f"{root}/{name}")  # noqa: PTH114  os.walk gives texts
        )
        odd = [name for name in folders if name in taken or _IGNORED.fullmatch(name)]
        notes += [f"folder left out, it has the name of a file: {one!a:.80}" for one in odd]
        folders[:] = [name for name in folders if name not in odd]
        for name in sorted(files):
            if name in taken:
                notes.append(f"file left out: {name}: the feedback page has this name")
            elif not name.startswith(".") and not _IGNORED.fullmatch(name):
                yield name if inside == "." else f"{inside}/{name}"
