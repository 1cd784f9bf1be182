"""Processes as others see them: who made whom, whether they have gone, and how they ended."""

from __future__ import annotations

import os
import time
from pathlib import Path


def descendants(pid):
    """All processes that a process has made, and theirs."""
    found, todo = [], [pid]
    while todo:
        children = Path(f"/proc/{todo.pop()}/task").glob("*/children")
        todo += (more := [int(n) for file in children for n in _text(file).split()])
        found += more
    return found


def in_a_process(function):
    """How a process ends in which the function runs."""
    if not (child := os.fork()):
        try:
            function()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def gone(processes, seconds=10):
    """Whether they end in time."""
    deadline = time.monotonic() + seconds
    while any(map(runs, processes)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def runs(process):
    """Whether a process is there and has not ended."""
    return _text(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()[:1] not in ([], ["Z"])


def _text(file):
    try:
        return file.read_text()
    except OSError:  # it has just ended
        return ""
