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

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

MOST_NOTEBOOK_BYTES = 16_000_000
MOST_FILE_BYTES = 20_000_000
MOST_BYTES = 60_000_000
MOST_STAMP_BYTES = 100
MOST_FILES = 200
MOST_FOLDERS = 50

# A browser may store a notebook as rides.ipynb.txt or rides.ipynb.json.
_LIKE_A_NOTEBOOK = re.compile(r"[^.].*\.ipynb(\.txt|\.json)?", re.IGNORECASE)
_MISSING = b'{"nbformat": 4, "cells": []}'
_NAME = re.compile(r"[\w()+=@][\w .()+,=@-]{0,119}")
# notebooks, which are read apart, nbgrader's own, and what Python and Jupyter leave behind
_IGNORED = re.compile(r".*\.ipynb|timestamp\.txt|.*\.pyc|.*\.gradebook|.*_grade\.txt")


class RefusedError(ValueError):
    """The submission cannot be graded; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What one learner handed in for one notebook.

    Attributes:
        notebook: The notebook file's content.
        files: The other files: relative path -> content.
        notes: What was left out or read under another name.

    Raises:
        RefusedError: a file has a name that no honest file has.
    """

    notebook: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

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


def read_folder(folder: Path, name: str, others: Collection[str] = ()) -> Submission:
    """Read a submission folder without trusting anything in it.

    Args:
        folder: The learner's folder for one assignment.
        name: The notebook's name without its ending.
        others: The names of the assignment's other notebooks. When one of them is there, this one
            may be missing: it is read as empty.

    Raises:
        RefusedError: there is no such notebook, or it is no ordinary file or too large.
    """
    notes: list[str] = []
    if not stat.S_ISDIR(os.lstat(folder).st_mode):
        raise RefusedError(f"{folder.name!r} is not a folder")
    path = _notebook(folder, name, others, notes)
    notebook = _MISSING if path is None else _read(path, MOST_NOTEBOOK_BYTES)
    files: dict[str, bytes] = {}
    room = MOST_BYTES
    for relative in _walk(folder, notes):
        if max(len(files), len(notes)) >= MOST_FILES:
            notes.append(f"files left out, there are more than {MOST_FILES}")
            break
        if not is_usual(relative):
            notes.append(f"file left out, its name is unusual: {ascii(relative)[:80]}")
        else:
            try:
                files[relative] = _read(folder / relative, min(MOST_FILE_BYTES, room))
                room -= len(files[relative])
            except (OSError, RefusedError) as error:
                reason = error.strerror if isinstance(error, OSError) else error
                notes.append(f"file left out: {relative}: {reason}")
    return Submission(notebook, files, tuple(notes))


def read_stamp(folder: Path) -> bytes | None:
    """The time of handing in, as nbgrader keeps it in timestamp.txt; None where there is none."""
    try:
        return _beginning(folder / "timestamp.txt", MOST_STAMP_BYTES)
    except RefusedError:
        return None


def _notebook(folder: Path, name: str, others: Collection[str], notes: list[str]) -> Path | None:
    """The notebook under its own name, or the only one that may be meant; None if it is missing."""
    path = folder / f"{name}.ipynb"
    if os.path.lexists(path):
        return path
    siblings = {f"{other}.ipynb" for other in others}
    found = [one for one in _notebooks(folder) if one not in siblings]
    like = [one for one in found if os.path.basename(one).lower().startswith(name.lower())]  # noqa: PTH119  a submitted text, not yet a path
    best = like if len(like) == 1 else found
    if len(best) == 1:
        notes.append(f"{best[0]!a} was taken for {name}.ipynb")
        return folder / best[0]
    if not found and any(os.path.lexists(folder / sibling) for sibling in siblings):
        notes.append(f"{name}.ipynb was not handed in")
        return None
    packed = any(entry.name.lower().endswith(".zip") for entry in os.scandir(folder))
    what = f"{len(found)} notebooks under other names" if found else "no notebook"
    what = "an archive, which has to be unpacked" if packed and not found else what
    raise RefusedError(f"there is no {name}.ipynb, but {what}")


def _notebooks(folder: Path) -> list[str]:
    """Notebooks in the folder, or in those directly below it when there is none."""
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    here = [one.name for one in entries if _LIKE_A_NOTEBOOK.fullmatch(one.name)]
    below = [one for one in entries if one.is_dir(follow_symlinks=False) and one.name[0] != "."]
    return here or [
        f"{one.name}/{name}"
        for one in below[:MOST_FOLDERS]
        for name in sorted(os.listdir(one.path))  # noqa: PTH208  a submitted text, not yet a path
        if _LIKE_A_NOTEBOOK.fullmatch(name)
    ]


def _read(path: Path, most: int) -> bytes:
    """The content of an ordinary file."""
    content = _beginning(path, most + 1)
    if len(content) > most:
        raise RefusedError(f"{path.name!r} has more than {most:,} bytes")
    return content


def _beginning(path: Path, most: int) -> bytes:
    """The first bytes of an ordinary file; a link is not opened, a pipe not waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise RefusedError(f"{path.name!r} is not an ordinary readable file") from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise RefusedError(f"{path.name!r} is not an ordinary readable file")
        return file.read(most)


def _walk(folder: Path, notes: list[str]) -> Iterator[str]:
    """Relative paths of files beside notebooks; linked folders and hidden ones are not entered."""
    for count, (root, folders, files) in enumerate(os.walk(folder, followlinks=False)):
        if count >= MOST_FOLDERS:
            notes.append(f"folders left out, there are more than {MOST_FOLDERS}")
            return
        inside = os.path.relpath(root, folder)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith((".", "__pycache__")) and not os.path.islink(f"{root}/{name}")  # noqa: PTH114  os.walk gives texts
        )
        for name in sorted(files):
            if not name.startswith(".") and not _IGNORED.fullmatch(name):
                yield name if inside == "." else f"{inside}/{name}"
