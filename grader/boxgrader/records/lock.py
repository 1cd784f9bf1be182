"""One grader at a time works on an assignment."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from boxgrader.records.files import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boxgrader.records.ledger import Ledger


class BusyError(RuntimeError):
    """Another grader is at work on the same assignment."""


@contextlib.contextmanager
def alone(ledger: Ledger) -> Iterator[None]:
    """Keep a second grader away from the assignment; a dead one's lock goes with it."""
    try:
        import fcntl
    except ImportError:  # Windows, where nothing can be shut in either
        yield
        return
    with kept(ledger.folder):
        ledger.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(ledger.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BusyError("another grader is at work on this assignment; let it finish") from error
    else:
        yield
    finally:
        os.close(descriptor)
