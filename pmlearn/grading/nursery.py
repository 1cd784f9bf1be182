"""The nursery: a process inside the box that has imported everything and forks rooms from itself.

It runs none of the learners' code. For each room it forks a warden, which enters new namespaces and
forks the room's first process; that one makes its private file systems, gives up all privileges and
only then does what its role says. The warden stays outside, watches and, when told so or when a
limit is passed, ends the room: with its first process the kernel ends all others in it.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import os
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmlearn.grading import namespaces as ns
from pmlearn.grading import syscalls
from pmlearn.grading.warden import watch
from pmlearn.grading.wire import Line, LineClosedError

if TYPE_CHECKING:
    from collections.abc import Iterable

HOME = "/box/home"
WORK = "/box/work"
SCRATCH = "/box/tmp"
NOBODY = 65534
_MODULES = ("numpy", "pandas", "matplotlib.pyplot", "yaml", "pmlearn.exercises.sheet")
_ROLES = {"kernel": "pmlearn.grading.kernel", "checker": "pmlearn.grading.checker"}


def main(control: Line) -> None:
    """Import everything, then fork a room for each request until the grader hangs up."""
    _load(_MODULES)
    for name in _ROLES.values():
        getattr(importlib.import_module(name), "prepare")()  # noqa: B009  mypy knows no such module
    _warm_up()
    gc.collect()
    gc.freeze()
    if len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208  names only
        raise RuntimeError("the nursery has more than one thread and cannot be forked")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # wardens are reaped by the kernel
    control.send({"ready": True})
    _go_quiet()
    while True:
        try:
            request = control.receive(descriptors=True)
        except LineClosedError:
            return
        _load(request.get("imports", ()))
        ends = control.take_socket(), control.take_socket()
        if os.fork() == 0:
            control.close()
            _leave(lambda ends=ends, request=request: _warden(request, *map(Line, ends)))
        for end in ends:
            end.close()


def _warm_up() -> None:
    """Use the libraries once: what they load at first use is then there for all rooms."""
    with contextlib.suppress(Exception):
        import numpy as np
        import pandas as pd

        table = pd.DataFrame({"a": ["x", "y"], "b": [1, 2], "c": [0.5, np.nan]})
        repr(table)
        pd.crosstab(table["a"], table["b"]).reindex(index=["x"], fill_value=0)
        table.groupby("a").agg({"b": "sum"}).merge(table, on="b", how="outer").sort_values("b")
        table.loc[table["b"] > 1, "c"] = table["a"].value_counts().mean()
        table.pivot_table(index="a", values="b", aggfunc="mean").apply(np.sum, axis="columns")


def _load(names: Iterable[str]) -> None:
    """Import what rooms will need, as far as it is there."""
    missing = [name for name in names if name not in sys.modules]
    for name in missing:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    if missing:
        gc.collect()
        gc.freeze()


def _leave(work: Any) -> None:
    """Do the work of a forked process, then end it without returning to the caller's code."""
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def _warden(request: dict[str, Any], line: Line, leash: Line) -> None:
    """Watch over one room."""
    ns.die_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ns.unshare(ns.CLONE_NEWPID | ns.CLONE_NEWIPC | ns.CLONE_NEWNET | ns.CLONE_NEWUTS)
    child = os.fork()
    if child == 0:
        leash.close()
        _leave(lambda: _first_process(request, line))
    line.close()
    reason = watch(child, leash, request["limits"])
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)  # returns when all of the room's processes have gone
    with contextlib.suppress(LineClosedError):
        leash.send({"ended": reason})


def _first_process(request: dict[str, Any], line: Line) -> None:
    """Furnish the room, give up all privileges, and play the role."""
    limits, role = request["limits"], request["role"]
    _close_all_but(line.fileno())
    _furnish(line, request, limits)
    ns.become(NOBODY)
    ns.forbid_user_namespaces()
    ns.drop_privileges()
    syscalls.refuse_denied()
    ns.die_with_parent()  # once more: changing the user clears it
    _limit(limits)
    os.chdir(WORK)
    line.send({"ready": True})
    if role == "probe":
        _probe(line)
    else:
        sys.modules[_ROLES[role]].main(line, request)


def _go_quiet() -> None:
    """Let the standard streams lead nowhere: nobody reads them from now on."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)


def _close_all_but(kept: int) -> None:
    """Leave no way out but one; the standard streams lead nowhere already."""
    os.closerange(3, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _furnish(line: Line, request: dict[str, Any], limits: dict[str, int]) -> None:
    """Private file systems in memory: the submission's copy, a home, scratch space, processes."""
    safe = ns.MS_NOSUID | ns.MS_NODEV
    ns.unshare(ns.CLONE_NEWNS)  # not before: the warden goes on seeing the box's own /proc
    ns.mount("none", "/", ns.MS_REC | ns.MS_PRIVATE)
    ns.mount("proc", "/proc", safe | ns.MS_NOEXEC)
    for place in ("/box", "/dev/shm", *request["scratch"]):  # noqa: S108  a mount point
        ns.mount("tmpfs", place, safe, f"size={limits['disk']},nr_inodes=20000,mode=1777")
    for place in (HOME, SCRATCH, WORK):
        Path(place).mkdir()
    ns.mount("tmpfs", WORK, safe, f"size={limits['disk']},nr_inodes=20000,mode=1777")
    for _ in range(request["files"]):
        file = line.receive()
        path = Path(WORK, file["path"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(file["content"]))
    for path in (Path(HOME), Path(SCRATCH), *Path(WORK).rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    if request["role"] == "checker":
        ns.mount("tmpfs", WORK, safe | ns.MS_REMOUNT | ns.MS_RDONLY)


def _limit(limits: dict[str, int]) -> None:
    """What a single process may use; inherited by all that it makes."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for what, most in (
        (resource.RLIMIT_AS, size + limits["memory"]),
        (resource.RLIMIT_NPROC, 2 * limits["processes"]),  # until the warden has noticed
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_CPU, limits["cpu"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(what, (most, most))


def _probe(line: Line) -> None:
    """Run the grader's own questions about the room: what it says is proven is proven in here."""
    while True:
        names: dict[str, Any] = {}
        try:
            exec(line.receive()["source"], names)  # noqa: S102  the grader's own text
            line.send({"result": names.get("result")})
        except LineClosedError:
            return
        except Exception as error:  # noqa: BLE001  the answer is what went wrong
            line.send({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    import socket

    main(Line(socket.socket(fileno=int(sys.argv[1]))))
