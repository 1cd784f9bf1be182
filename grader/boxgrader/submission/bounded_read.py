"""Opens what learners handed in: ordinary files only, to a bounded length, and closed again."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class RefusedError(ValueError):
    """The submission cannot be graded; the message says why, in one line."""


def read_file(path: Path, most: int) -> bytes:
    """The content of an ordinary file.

    Raises:
        RefusedError: it is no ordinary file, or larger than that.
    """
    content = beginning(path, most + 1)
    if len(content) > most:
        raise RefusedError(f"{path.name!a:.80} has more than {most:,} bytes")
    return content


def beginning(path: Path, most: int) -> bytes:
    """The first bytes of an ordinary file; a link is not opened, a pipe not waited for.

    Raises:
        RefusedError: it is a link, a folder, a pipe or the like, or may not be read.
    """
    refused = RefusedError(f"{path.name!a:.80} is not an ordinary readable file")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise refused from error
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise refused
    with os.fdopen(descriptor, "rb") as file:
        return file.read(min(most, found.st_size))  # as much memory is taken as is asked for
