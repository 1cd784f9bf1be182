"""Files that are written whole or not at all, and files of others that are read with bounds."""

from __future__ import annotations

import contextlib
import os
import secrets
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OWNER_ONLY, _AS_USUAL = 0o600, 0o666  # the second less what the umask takes away


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write beside, then rename: a reader sees the old file or the new one, never half.

    Args:
        path: The file to write; its folder is made when it is not there.

    Yields:
        Where to write. It takes the place of `path` when the block ends without an error; otherwise
        it is removed, and the old file stays.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes, *, private: bool = False, durable: bool = False) -> Path:
    """Write a file whole or not at all, and return its path.

    Args:
        path: The file.
        data: What it is to hold.
        private: Whether nobody but its owner may read it.
        durable: Whether it must be on the disk before its name is, since power may fail; it takes
            some milliseconds.

    Raises:
        OSError: it cannot be written; the old file stays.
    """
    mode = _OWNER_ONLY if private else _AS_USUAL
    with replacing(path) as beside:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(handle)
    return path


def write_text(path: Path, text: str, *, private: bool = False, durable: bool = False) -> Path:
    """Write a text in UTF-8; see `write_bytes`."""
    return write_bytes(path, text.encode(), private=private, durable=durable)


def read_within(path: Path, limit: int) -> str:
    """The text of a file that somebody else wrote.

    Args:
        path: The file.
        limit: The most bytes that it may have.

    Raises:
        ValueError: it is no ordinary file, is larger, or is no text in UTF-8.
        OSError: it cannot be read.
    """
    if path.is_symlink() or not path.is_file():
        raise ValueError("it is not an ordinary file")
    size = path.stat().st_size
    if size > limit:
        raise ValueError(f"it has {size:,} bytes, more than {limit:,}")
    return path.read_text(encoding="utf-8")


def keep_aside(path: Path) -> None:
    """Give a file that cannot be used another name, so that nothing is lost."""
    if path.is_symlink() or not path.is_file():
        return
    names = (path.with_name(f"{path.name}.unusable{n}") for n in count(1))
    with contextlib.suppress(OSError):
        path.rename(next(name for name in names if not name.exists()))
