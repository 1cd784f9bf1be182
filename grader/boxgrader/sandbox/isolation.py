"""How a room is isolated: fully, inside a box, or by its processes, folder and limits only.

`FullIsolation` needs the rights that a fork server has inside a box: a room gets namespaces and
file systems of its own and gives up every privilege before its role begins. `ProcessIsolation`
is what is left where there is no box: processes of its own, a folder and limits, and otherwise all
rights of whoever grades.
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

from boxgrader.sandbox import linux as ns
from boxgrader.sandbox import seccomp
from boxgrader.sandbox.room import RoomFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from boxgrader.sandbox.messages import Line
    from boxgrader.sandbox.room import Limits, RoomRequest

HOME = "/box/home"
WORK = "/box/work"
SCRATCH = "/box/tmp"
NOBODY = 65534


class Isolation:
    """What both kinds have in common: a room sees and signals its own processes only."""

    def __init__(self) -> None:
        self._processes = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self) -> int:
        """Fork the first process of a new namespace of processes; this one stays in its own."""
        ns.unshare(ns.CLONE_NEWPID)
        child = os.fork()
        if child:
            ns.enter(self._processes, ns.CLONE_NEWPID)
        return child

    def enter(self, line: Line, request: RoomRequest) -> None:
        """Isolate the room; called in its first process."""
        raise NotImplementedError

    def processes(self, child: int) -> list[int]:
        """A room's processes, by their numbers outside it."""
        return _alike(child, lambda process: Path(f"/proc/{process}/ns/pid").readlink())

    def clear(self, child: int) -> tuple[int, float]:
        """End a room; returns when all of its processes have gone.

        Returns:
            How its first process ended, as `wait` says it, and its seconds of processor time.
        """
        os.kill(child, signal.SIGKILL)  # the kernel ends the others with the first one
        _, status, used = os.wait4(child, 0)
        return status, used.ru_utime + used.ru_stime


class FullIsolation(Isolation):
    """Rooms that see, reach and change nothing but what is theirs."""

    def enter(self, line: Line, request: RoomRequest) -> None:
        """Isolate the room and give up all privileges; called in its first process."""
        ns.unshare(ns.CLONE_NEWIPC | ns.CLONE_NEWNET | ns.CLONE_NEWUTS | ns.CLONE_NEWNS)
        process = _mount_file_systems(line, request)
        ns.become(NOBODY)
        ns.forbid_user_namespaces(process)
        os.close(process)
        ns.drop_privileges()
        seccomp.refuse_denied()
        ns.die_with_parent()  # once more: changing the user clears it
        _limit(request.limits, resource.RLIMIT_NPROC)
        os.chdir(WORK)


class ProcessIsolation(Isolation):
    """Rooms that are processes like any other, each in a temporary folder.

    Where the system lets an ordinary user make namespaces, a room has its own of processes; where
    it does not, only a session of its own, and its code can signal all that the user can.
    """

    def __init__(self) -> None:
        self._folders: dict[int, str] = {}
        self._next = ""
        self.apart = _succeeds(_try_apart)
        if self.apart:
            _go_apart()
            super().__init__()

    def fork(self) -> int:
        """Fork a room's first process."""
        self._next = tempfile.mkdtemp(prefix="room-")
        child = super().fork() if self.apart else os.fork()
        if child:
            self._folders[child] = self._next
        return child

    def enter(self, line: Line, request: RoomRequest) -> None:
        """Go to the room's folder; called in its first process."""
        own = self.apart and os.geteuid() != 0
        if self.apart:
            _see_own_processes()
        if own:
            ns.own_user_namespace()
            ns.drop_privileges()
            ns.die_with_parent()  # once more: changing what it may do clears it
        os.chdir(self._next)
        _unpack(line, request.files, Path(self._next))
        _limit(request.limits, *([resource.RLIMIT_NPROC] if own else []))

    def processes(self, child: int) -> list[int]:
        """A room's processes; without a namespace only those of its session."""
        return super().processes(child) if self.apart else _alike(child, os.getsid)

    def clear(self, child: int) -> tuple[int, float]:
        """End a room's processes, as far as they are known, and remove its folder."""
        if not self.apart:
            with contextlib.suppress(ProcessLookupError):  # it may not lead a group yet
                os.killpg(child, signal.SIGKILL)
        end = super().clear(child)
        shutil.rmtree(self._folders.pop(child), ignore_errors=True)
        return end


def _may_make_namespaces() -> None:
    """Get the right to; nothing else changes for an ordinary user."""
    if os.geteuid() != 0:
        ns.own_user_namespace()


def _try_apart() -> None:
    _may_make_namespaces()
    ns.unshare(ns.CLONE_NEWPID)
    if not _succeeds(_see_own_processes):
        raise OSError("no namespaces can be made")


def _go_apart() -> None:
    """Go on as the first process of a namespace; only from one of its own are there ways back."""
    _may_make_namespaces()
    ns.die_with_parent()
    ns.unshare(ns.CLONE_NEWPID)
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    _see_own_processes()


def _see_own_processes() -> None:
    """Show this namespace's processes in /proc, to these processes alone."""
    ns.unshare(ns.CLONE_NEWNS | ns.CLONE_NEWIPC)
    ns.mount("none", "/", ns.MS_REC | ns.MS_PRIVATE)
    ns.mount("proc", "/proc", ns.MS_NOSUID | ns.MS_NODEV | ns.MS_NOEXEC)


def _succeeds(work: Callable[[], None]) -> bool:
    """Whether some work can be done, tried in a process of its own."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            work()
            os._exit(0)
        os._exit(1)
    return os.waitpid(child, 0)[1] == 0


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


def _mount_file_systems(line: Line, request: RoomRequest) -> int:
    """Private file systems in memory: the submission's copy, a home, scratch space, processes.

    Returns:
        A descriptor of /proc through which it can be written to; what the room sees cannot.
    """
    safe = ns.MS_NOSUID | ns.MS_NODEV
    own = f"size={request.limits.disk},nr_inodes=20000,mode=1777"
    ns.mount("none", "/", ns.MS_REC | ns.MS_PRIVATE)
    ns.mount("proc", "/proc", safe | ns.MS_NOEXEC)
    _prefer_for_ending()
    process = os.open("/proc", os.O_PATH)
    ns.mount("proc", "/proc", safe | ns.MS_NOEXEC | ns.MS_RDONLY)
    for place in ("/box", "/dev/shm", *request.scratch):  # noqa: S108  a mount point
        ns.mount("tmpfs", place, safe, own)
    for place in (HOME, SCRATCH, WORK):
        Path(place).mkdir()
    ns.mount("tmpfs", WORK, safe, own)
    _unpack(line, request.files, Path(WORK))
    for path in (Path(HOME), Path(SCRATCH), *Path(WORK).rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    return process


def _prefer_for_ending() -> None:
    """Where the machine's memory is full, rooms end before anything else does."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _unpack(line: Line, count: int, folder: Path) -> None:
    """Write the files that come over the line."""
    for _ in range(count):
        file = RoomFile.from_message(line.receive())
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(file.content))


def _limit(limits: Limits, *more: int) -> None:
    """What a single process may use; inherited by all that it makes."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = {
        resource.RLIMIT_AS: size + limits.memory,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_CPU: limits.cpu,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_SIGPENDING: 1_000,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
    # Counted for a user, so only where the user is the room's own; until the watchdog has noticed
    most |= dict.fromkeys(more, 2 * limits.processes)
    for what, value in most.items():
        resource.setrlimit(what, (value, value))
