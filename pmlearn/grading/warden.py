"""The warden: watches over a room from outside and says when it has to end.

Limits of single processes do not add up: many small ones can fill the memory together. So what all
processes of a room use is counted, ten times a second.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmlearn.grading.wire import Line, LineClosedError

if TYPE_CHECKING:
    from collections.abc import Iterator

_WATCH_SECONDS = 0.1


def watch(child: int, leash: Line, limits: dict[str, int]) -> str:
    """Wait for a room's end.

    Args:
        child: The room's first process.
        leash: Where the grader's orders come from; when it hangs up, the room ends.
        limits: What the room may use.

    Returns:
        Why it ends: died, closed, processes or memory.
    """
    alive = os.pidfd_open(child)
    base = _anonymous(os.getpid())
    watched: list[Any] = [alive, leash]
    while True:
        ready = select.select(watched, [], [], _WATCH_SECONDS)[0]
        if alive in ready:
            return "died"
        if leash in ready:
            try:
                order = leash.receive(most=1_000).get("op")
            except (LineClosedError, ValueError):
                return "closed"
            if order != "interrupt":
                return "closed"
            os.kill(child, signal.SIGINT)
        processes = list(_processes(child))
        if len(processes) > limits["processes"]:
            return "processes"
        apart = sum(max(0, _anonymous(one) - base) for one in processes)
        # forked processes share most of their pages: count those once before judging
        if apart > limits["memory"] < sum(map(_proportional, processes)) - base:
            return "memory"


def _processes(first: int) -> Iterator[int]:
    """The processes of the room, by their numbers outside it."""
    room = Path(f"/proc/{first}/ns/pid").readlink()
    for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208  names only
        with contextlib.suppress(OSError):
            if Path(f"/proc/{name}/ns/pid").readlink() == room:
                yield int(name)


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
