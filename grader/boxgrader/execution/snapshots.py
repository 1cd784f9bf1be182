"""Snapshots of the learner's process, each kept for a test that is to find it as it was.

What a test wants is mostly data or functions that depend on nothing else: those are kept as they
are, and one process answers for all such functions when the last cell has run, or before a cell
that may change how libraries work. For anything that may have changed by then the whole process is
copied, which takes longer than most cells; so it is for a test that is to run in the learner's own
process.
"""

from __future__ import annotations

import contextlib
import gc
import json
import mmap
import os
import random
import select
import signal
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from boxgrader.calls.connection import Connection
from boxgrader.calls.learner_side import Replies
from boxgrader.calls.questions import Answer
from boxgrader.execution.orders import InsideAnswer, InsideOrder, SnapshotAnswer, TakeSnapshot
from boxgrader.execution.pure_functions import ChangingError, frozen, may_change_libraries
from boxgrader.limits import MAX_KEPT_SNAPSHOTS, MAX_VALUE_CHARACTERS
from boxgrader.sandbox.messages import LineClosedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from boxgrader.calls.working_files import Folder
    from boxgrader.sandbox.messages import Line


@dataclass(frozen=True, slots=True)
class _Kept:
    """Functions that were kept for a test.

    Attributes:
        line: Where the test asks.
        functions: Name -> function.
        filters: The filters of warnings that held when they were kept.
    """

    line: Line
    functions: dict[str, Any]
    filters: list[Any]


class SnapshotKeeper:
    """Takes snapshots of this process and keeps them.

    Args:
        line: The room's own line, which no copy of the process may use.
        folder: The files of the working folder.
        seconds: How long one call of a test may take.
        judge: Runs a test in this process and returns its verdict.
    """

    def __init__(
        self,
        line: Line,
        folder: Folder,
        seconds: int,
        judge: Callable[[InsideOrder], InsideAnswer],
    ) -> None:
        self._line, self._folder, self._seconds = line, folder, seconds
        self._folder.trusting = True
        self._judge = judge
        self._kept: list[_Kept] = []
        self._begun = _shared()

    def take(self, names: dict[str, Any], order: TakeSnapshot, own: Line, copy: Line) -> None:
        """Keep what a test wants of these names, and say so.

        Args:
            names: The notebook's names.
            order: Which of them the test may ask for, whether it reads files, and whether it is
                to run in a copy of this process.
            own: Where the test will ask.
            copy: Where the grader may have a copy of this process run the test.
        """
        files = self._folder.everything() if order.files else None
        wanted = [name for name in order.names if name in names]
        values = _values(wanted, names)
        left = [name for name in wanted if name not in values]
        functions = None if left and order.files else _frozen(left, names)
        copied = functions is None or order.inside
        if copied and self._fork() == 0:
            self._stay(names, own, copy, asks=functions is None)
        copy.close()
        plain = functions is not None
        answer = SnapshotAnswer(values if plain else {}, bool(left), copied, plain, files)
        self._line.send(answer.to_message())
        if left and functions is not None:
            self._kept.append(_Kept(own, functions, list(warnings.filters)))
        else:
            own.close()

    def _stay(self, names: dict[str, Any], own: Line, copy: Line, *, asks: bool) -> NoReturn:
        """Wait as a copy: answer for the names in a copy of this one, then run the test if told to.

        Args:
            names: The notebook's names.
            own: Where the test will ask.
            copy: Where the grader says whether the test is to run here.
            asks: Whether the test asks this copy at all.
        """
        try:
            for kept in self._kept:  # or nobody would notice that they were hung up
                kept.line.close()
            if asks:
                select.select([own, copy], [], [])
                if not own.is_closed() and self._fork() == 0:
                    copy.close()
                    self._serve(own, names)
                    os._exit(0)
            own.close()
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            with contextlib.suppress(LineClosedError):
                order = InsideOrder.from_message(copy.receive())
                copy.send(self._judge(order).to_message())
        finally:
            os._exit(0)

    def leave_behind(self, source: str) -> None:
        """Let a copy of this process answer for the functions, if a cell may change libraries."""
        if not self._kept or not (
            may_change_libraries(source) or len(self._kept) >= MAX_KEPT_SNAPSHOTS
        ):
            return
        if self._fork() == 0:
            self._begun = _shared()
            self.serve()
            os._exit(0)
        for kept in self._kept:
            kept.line.close()
        self._kept = []

    def serve(self) -> None:
        """Answer for the functions that were kept, in the order in which tests ask for them.

        An answer may end the process that runs it; another one then goes on with the next.
        """
        while self._kept:
            self._begun[0] = 0
            child = self._fork()
            if child == 0:
                for kept in self._kept:
                    self._begun[0] += 1
                    with _filtering(kept.filters):
                        self._serve(kept.line, kept.functions)
                os._exit(0)
            os.waitpid(child, 0)
            done = self._begun[0] or len(self._kept)
            for kept in self._kept[:done]:
                kept.line.close()
            self._kept = self._kept[done:]

    def _fork(self) -> int:
        state = random.getstate()
        child = os.fork()
        if child == 0:
            self._line.close()
            os.setsid()  # what is sent to the learner's process group is not meant for this copy
            gc.freeze()  # a collection would copy every page it looks at
            random.setstate(state)  # a fork draws a new seed, but the learner's seed counts
        return child

    def _serve(self, own: Line, names: dict[str, Any]) -> None:
        replies = Replies(names, self._folder, self._seconds)
        connection = Connection(own, replies.reply)
        connection.own_class, connection.imports = replies.own_class, True
        try:
            connection.serve()
        finally:
            own.close()


@contextlib.contextmanager
def _filtering(filters: list[Any]) -> Iterator[None]:
    """Let these filters of warnings hold."""
    with warnings.catch_warnings():
        module: Any = warnings
        module.filters[:] = filters
        yield


def _shared() -> memoryview[int]:
    """A number shared with processes that are forked later; unlike a pipe it opens no file."""
    return memoryview(mmap.mmap(-1, mmap.PAGESIZE)).cast("I")


def _values(wanted: list[str], names: dict[str, Any]) -> dict[str, Any]:
    """Those of the names whose values are data, and the data; none after one that is too large."""
    found: dict[str, Any] = {}
    room = MAX_VALUE_CHARACTERS
    for name in wanted:
        connection = Connection(None, lambda *_: Answer())
        # what cannot be encoded is left: the test will ask, and be told what is wrong
        with contextlib.suppress(Exception):
            value = connection.encode(names[name])
            if connection.has_exported:
                continue
            room -= len(json.dumps(value))
            if room < 0:
                break
            found[name] = value
    return found


def _frozen(wanted: list[str], names: dict[str, Any]) -> dict[str, Any] | None:
    try:
        return frozen(wanted, names)
    except ChangingError:
        return None
