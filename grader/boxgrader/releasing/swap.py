"""Puts a whole folder in the place of another one: who looks finds the old one or the new one."""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING

from boxgrader.records.autograded_folder import remove
from boxgrader.records.files import at

if TYPE_CHECKING:
    from pathlib import Path

_HERE = -100  # AT_FDCWD: paths are as the process sees them
_EXCHANGE = 2  # RENAME_EXCHANGE


def swap(new: Path, place: Path) -> None:
    """Put `new` in its place, and what stood there, if anything, where `new` was.

    Linux does this in one step. Elsewhere the place is empty for a moment; what stood there waits
    beside it, and `mend` puts it back when the process dies just then.

    Args:
        new: A folder on the same disk.
        place: Where it belongs.
    """
    _write_through(new)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        new.rename(place)
    elif not _exchanged(new, place):
        place.rename(_aside(place))
        try:
            new.rename(place)
        except OSError:
            mend(place)
            raise
        _aside(place).rename(new)


def mend(place: Path) -> None:
    """Put back what a swap that was cut off has left beside its place."""
    if _aside(place).is_dir() and not place.exists():
        _aside(place).rename(place)
    remove(_aside(place))


def _aside(place: Path) -> Path:
    return place.with_name(f".{place.name}.old")


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system could exchange two folders in one step."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _write_through(folder: Path) -> None:
    """Have the files on the disk before their names are: power may fail."""
    if os.name != "posix":
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with at(path), path.open("rb") as file:
                os.fsync(file.fileno())
