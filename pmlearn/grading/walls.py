"""Where a room is made: within walls that keep learners' code in, or on open ground.

`Walls` needs the rights that the nursery has inside a box: a room gets namespaces and file systems
of its own and gives up every privilege before its role begins. `OpenGround` is what is left where
there is no box: a folder of its own and limits, and otherwise all rights of whoever grades.
"""

from __future__ import annotations

import base64
import contextlib
import os
import resource
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmlearn.grading import namespaces as ns
from pmlearn.grading import syscalls

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmlearn.grading.wire import Line

HOME = "/box/home"
WORK = "/box/work"
SCRATCH = "/box/tmp"
NOBODY = 65534


class Walls:
    """Rooms that see, reach and change nothing but what is theirs."""

    def __init__(self) -> None:
        self._processes = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self) -> int:
        """Fork the first process of a new namespace of processes; this one stays in its own."""
        ns.unshare(ns.CLONE_NEWPID)
        child = os.fork()
        if child:
            ns.enter(self._processes, ns.CLONE_NEWPID)
        return child

    def enter(self, line: Line, request: dict[str, Any]) -> None:
        """Furnish the room and give up all privileges; called in its first process."""
        ns.unshare(ns.CLONE_NEWIPC | ns.CLONE_NEWNET | ns.CLONE_NEWUTS | ns.CLONE_NEWNS)
        _furnish(line, request)
        ns.become(NOBODY)
        ns.forbid_user_namespaces()
        ns.drop_privileges()
        syscalls.refuse_denied()
        ns.die_with_parent()  # once more: changing the user clears it
        _limit(request["limits"], resource.RLIMIT_NPROC)
        os.chdir(WORK)

    def processes(self, child: int) -> list[int]:
        """A room's processes, by their numbers outside it."""
        return _alike(child, lambda process: Path(f"/proc/{process}/ns/pid").readlink())

    def clear(self, child: int) -> None:
        """End a room; returns when all of its processes have gone."""
        os.kill(child, signal.SIGKILL)  # the kernel ends the others with the first one
        os.waitpid(child, 0)


class OpenGround:
    """Rooms that are processes like any other, each in a temporary folder."""

    def __init__(self) -> None:
        self._folders: dict[int, str] = {}
        self._next = ""

    def fork(self) -> int:
        """Fork a room's first process."""
        self._next = tempfile.mkdtemp(prefix="room-")
        child = os.fork()
        if child:
            self._folders[child] = self._next
        return child

    def enter(self, line: Line, request: dict[str, Any]) -> None:
        """Go to the room's folder; called in its first process."""
        os.setsid()  # its processes can be told from others
        os.chdir(self._next)
        _unpack(line, request["files"], Path(self._next))
        _limit(request["limits"])

    def processes(self, child: int) -> list[int]:
        """A room's processes, but for those that have made themselves independent."""
        return _alike(child, os.getsid)

    def clear(self, child: int) -> None:
        """End a room's processes, the independent ones aside, and remove its folder."""
        for end in (os.killpg, os.kill):  # it may not lead a group yet
            with contextlib.suppress(ProcessLookupError):
                end(child, signal.SIGKILL)
        os.waitpid(child, 0)
        shutil.rmtree(self._folders.pop(child), ignore_errors=True)


def _alike(child: int, what: Callable[[int], Any]) -> list[int]:
    """The processes that have something in common with this one."""
    found = []
    with contextlib.suppress(OSError):  # it has just ended
        wanted = what(child)
        for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208  names only
            with contextlib.suppress(OSError):
                if what(int(name)) == wanted:
                    found.append(int(name))
    return found


def _furnish(line: Line, request: dict[str, Any]) -> None:
    """Private file systems in memory: the submission's copy, a home, scratch space, processes."""
    safe = ns.MS_NOSUID | ns.MS_NODEV
    own = f"size={request['limits']['disk']},nr_inodes=20000,mode=1777"
    ns.mount("none", "/", ns.MS_REC | ns.MS_PRIVATE)
    ns.mount("proc", "/proc", safe | ns.MS_NOEXEC)
    for place in ("/box", "/dev/shm", *request["scratch"]):  # noqa: S108  a mount point
        ns.mount("tmpfs", place, safe, own)
    for place in (HOME, SCRATCH, WORK):
        Path(place).mkdir()
    ns.mount("tmpfs", WORK, safe, own)
    _unpack(line, request["files"], Path(WORK))
    for path in (Path(HOME), Path(SCRATCH), *Path(WORK).rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)


def _unpack(line: Line, count: int, folder: Path) -> None:
    """Write the files that come over the line."""
    for _ in range(count):
        file = line.receive()
        path = folder / file["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(file["content"]))


def _limit(limits: dict[str, int], *more: int) -> None:
    """What a single process may use; inherited by all that it makes."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = {
        resource.RLIMIT_AS: size + limits["memory"],
        resource.RLIMIT_FSIZE: limits["file"],
        resource.RLIMIT_CPU: limits["cpu"],
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    # Counted for a user, so only where the user is the room's own; until the warden has noticed
    most |= dict.fromkeys(more, 2 * limits["processes"])
    for what, value in most.items():
        resource.setrlimit(what, (value, value))
