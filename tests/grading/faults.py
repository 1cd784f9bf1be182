"""Lets the n-th write of the grader go wrong: the disk is full, or the grader is killed."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import sqlite3
from pathlib import Path
from unittest import mock

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

WRITES = [
    *((Path, name) for name in ("mkdir", "chmod", "rename", "replace", "unlink", "touch", "open")),
    (Path, "write_bytes"),
    (Path, "write_text"),
    (shutil, "rmtree"),
]


class Faults:
    """Counts what is written; at number `at` it calls `fail`, and from then on if it is `lasting`.

    Args:
        at: Which one goes wrong, from 1; 0 for none.
        fail: What happens then; gets what would have been raised.
        lasting: Whether everything that adds to the disk fails from then on.
    """

    def __init__(self, at=0, fail=None, *, lasting=False):
        self.at, self.fail, self.lasting = at, fail or _raise, lasting
        self.count = 0
        self.names = []
        self._inside = False

    @contextlib.contextmanager
    def injected(self):
        with contextlib.ExitStack() as stack:
            for owner, name in WRITES:
                original = getattr(owner, name)
                stack.enter_context(mock.patch.object(owner, name, self._around(name, original)))
            event.listen(Engine, "before_cursor_execute", self._statement)
            stack.callback(event.remove, Engine, "before_cursor_execute", self._statement)
            event.listen(Engine, "commit", self._commit)
            stack.callback(event.remove, Engine, "commit", self._commit)
            yield self

    def _around(self, name, original):
        def write(path, *arguments, **options):
            reads = name == "open" and not set("wax+") & set(arguments[0] if arguments else "r")
            if self._inside or reads:
                return original(path, *arguments, **options)
            self._inside = True
            try:
                full = OSError(errno.ENOSPC, "No space left on device")
                self._step(f"{name} {path}", full, adds=name not in ("unlink", "rmtree"))
                return original(path, *arguments, **options)
            except OSError:
                if name in ("write_bytes", "write_text"):  # half of it is written before that
                    original(path, arguments[0][: len(arguments[0]) // 2], **options)
                raise
            finally:
                self._inside = False

        return write

    def _statement(self, connection, cursor, statement, *_):
        if not statement.lstrip().startswith(("SELECT", "PRAGMA")):
            self._database(statement)

    def _commit(self, connection):
        self._database("COMMIT")

    def _database(self, statement):
        full = sqlite3.OperationalError("database or disk is full")
        self._step(statement.split("(")[0], OperationalError(statement, None, full), adds=True)

    def _step(self, name, error, *, adds):
        self.count += 1
        self.names.append(name)
        if self.count == self.at or (self.lasting and adds and 0 < self.at < self.count):
            self.fail(error)


def killed(error):
    """What kill -9 does."""
    del error
    os.kill(os.getpid(), signal.SIGKILL)


def _raise(error):
    raise error
