"""The watchdog: watches the rooms of a box from outside and ends those that pass a limit.

Limits of single processes do not add up: many small ones can fill the memory together. So what all
processes of a room use is counted, ten times a second.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boxgrader.sandbox.messages import Line, LineClosedError

if TYPE_CHECKING:
    from boxgrader.sandbox.isolation import Isolation
    from boxgrader.sandbox.room import Limits

_WATCH_SECONDS = 0.1
# A process that has met its own limit holds that much and lives on; only several pass this one.
_TOGETHER = 1.25
# How a first process ends by signals that nobody in a room can send it.
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True, eq=False)
class _Room:
    """A room: its first process, where orders about it come from, and what it may use.

    Attributes:
        base: Bytes in memory that it began with.
    """

    child: int
    alive: int
    control_line: Line
    limits: Limits
    base: int


class Watchdog:
    """Watches the rooms of one worker.

    Args:
        isolation: How its rooms are isolated; lists and ends their processes.
    """

    def __init__(self, isolation: Isolation) -> None:
        self.isolation = isolation
        self._rooms: list[_Room] = []
        self._counted = 0.0

    def add(self, child: int, control_line: Line, limits: Limits) -> None:
        """Watch over one room more.

        Args:
            child: Its first process.
            control_line: Where the grader's orders come from; when it hangs up, the room ends.
            limits: What the room may use.
        """
        base = _anonymous(os.getpid())
        self._rooms.append(_Room(child, os.pidfd_open(child), control_line, limits, base))

    def watch_until(self, control: Line) -> None:
        """Watch until something comes over this line."""
        while True:
            lines: list[Any] = [control]
            for room in self._rooms:
                lines += (room.alive, room.control_line)
            ready = select.select(lines, [], [], _WATCH_SECONDS if self._rooms else None)[0]
            for room in list(self._rooms):
                if reason := _order(room, ready):
                    self._end(room, reason)
            if time.monotonic() - self._counted >= _WATCH_SECONDS:
                self._count()
            if control in ready:
                return

    def close(self) -> None:
        """End all rooms."""
        for room in list(self._rooms):
            self._end(room, "closed")

    def _count(self) -> None:
        """End the rooms that use more than they may."""
        for room in list(self._rooms):
            if reason := self._excess(room):
                self._end(room, reason)
        self._counted = time.monotonic()

    def _excess(self, room: _Room) -> str:
        processes = self.isolation.processes(room.child)
        if len(processes) > room.limits.processes:
            return "processes"
        most = _TOGETHER * room.limits.memory
        apart = sum(max(0, _anonymous(one) - room.base) for one in processes)
        # forked processes share most of their pages: count those once before judging
        if apart > most < sum(map(_proportional, processes)) - room.base:
            return "memory"
        return ""

    def _end(self, room: _Room, reason: str) -> None:
        self._rooms.remove(room)
        status, seconds = self.isolation.clear(room.child)
        if reason == "died" and status in _FROM_OUTSIDE and seconds < room.limits.cpu / 2:
            reason = "killed"
        os.close(room.alive)
        with contextlib.suppress(LineClosedError):
            room.control_line.send({"ended": reason})
        room.control_line.close()


def _order(room: _Room, ready: list[Any]) -> str:
    """Why a room has to end now, if it has to: it died, or it was closed."""
    if room.alive in ready:
        return "died"
    if room.control_line in ready:
        try:
            order = room.control_line.receive(most=1_000).get("op")
        except (LineClosedError, ValueError):
            return "closed"
        if order != "interrupt":
            return "closed"
        os.kill(room.child, signal.SIGINT)
    return ""


def _anonymous(process: int) -> int:
    """Bytes in memory that come from no file, shared with others or not."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    wanted = ("RssAnon:", "RssShmem:")
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(wanted))


def _proportional(process: int) -> int:
    """Bytes in memory, those shared with others divided by their number."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
