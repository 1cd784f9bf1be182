"""Files that are whole or absent, lines that are whole or absent, and one message when it fails."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Errors of the machine, not of one submission: the next one would meet them too.
_OUTAGES = {
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there, or ask for more",
    errno.EROFS: "make it writable",
    errno.EIO: "the disk may be failing",
    errno.EMFILE: "close some programs, or allow more open files",
    errno.ENFILE: "close some programs, or allow more open files",
    errno.ENOMEM: "close some programs",
}
_ADVICE = {
    "locked": "another program holds it: close that, or wait for it to end",
    "full": "make room there",
    "readonly": "make it writable",
}


class StorageError(RuntimeError):
    """Results cannot be kept at the moment; the message says where, why and what to do."""


@contextlib.contextmanager
def at(path: Path) -> Iterator[None]:
    """Let an error of the system name its path; a full disk says by itself only that it is full."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


@contextlib.contextmanager
def kept(path: Path) -> Iterator[None]:
    """For files without which no run can go on.

    Raises:
        StorageError: the system refused, whatever the cause.
    """
    try:
        with at(path):
            yield
    except OSError as error:
        raise _storage_error(error) from error


def outage(error: BaseException) -> StorageError | None:
    """What to tell when disk or database fail everybody; None when it is one submission's error."""
    from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError

    if isinstance(error, StorageError):
        return error
    if isinstance(error, OSError):
        return _storage_error(error) if error.errno in _OUTAGES else None
    if isinstance(error, IntegrityError | DataError | ProgrammingError):
        return None
    if isinstance(error, DatabaseError):
        said = " ".join(str(error.orig).split())
        advice = [advice for word, advice in _ADVICE.items() if word in said]
        return _message("the gradebook", said, advice[0] if advice else "see that it runs again")
    # nbgrader wraps what the database said
    return outage(error.__context__) if error.__context__ is not None else None


@contextlib.contextmanager
def telling_outages() -> Iterator[None]:
    """Say in one sentence that disk or database are out."""
    try:
        yield
    except Exception as error:
        if failed := outage(error):
            raise failed from error
        raise


def _storage_error(error: OSError) -> StorageError:
    advice = _OUTAGES.get(error.errno or 0, "see to it that it can be written")
    return _message(str(error.filename), error.strerror or type(error).__name__, advice)


def _message(place: str, said: str, advice: str) -> StorageError:
    return StorageError(
        f"{place}: {said}; {advice}. Nothing is lost: the same command goes on where it stopped"
    )


def write_whole(path: Path, text: str) -> None:
    """Replace a file by way of one beside it: a reader finds the old text or the new one."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: str) -> None:
    """Append a whole line or nothing; what an earlier end of the grader left torn stays apart."""
    with path.open("ab", buffering=0) as file:  # a buffer would be written again on closing
        before = file.seek(0, os.SEEK_END)
        torn = before > 0 and _last_byte(path) != b"\n"
        left = b"\n" * torn + line.encode() + b"\n"
        try:
            while left:
                left = left[file.write(left) :]
        except BaseException:
            file.truncate(before)
            raise


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)
