"""The box: the boundary between learners' code and everything else.

What it promises about a room, in which one submission runs; tests/grading/test_box.py has a test of
the same name for each promise, and `Box` proves the first eight from inside before its first room:

 1. no_network: no interface but an unconnected loopback of its own, no abstract sockets of others.
 2. no_foreign_files: of the machine's files it sees Python, its libraries and this package.
 3. no_foreign_environment: no variable of the grader's shell, no settings in a home.
 4. no_foreign_processes: it sees and signals only its own.
 5. nothing_else_writable: only its own copy of the submission, home and scratch space are.
 6. no_privileges: an ordinary user without capabilities, who cannot get any.
 7. no_way_out: no open file but its own line to the grader.
 8. bounded: memory, processes, disk, file size and processor time end at the limits.
 9. nothing_stays: the next room finds nothing of the one before.
10. rooms_are_apart: two rooms at the same time cannot see or reach each other.
11. ends_with_its_room: when a room is closed all its processes have gone.
12. ends_with_the_grader: when the grader is killed the box has gone as well.

How: bubblewrap makes one box for each worker (`_command`). In it the nursery has all libraries
imported and forks a room for each submission into fresh namespaces (`pmlearn.grading.nursery`).
What passes the boundary are messages on an inherited line (`pmlearn.grading.wire`); who reads them
outside takes them for data that may be forged.
"""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pmlearn
from pmlearn.grading import nursery
from pmlearn.grading.wire import Line, LineClosedError, Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START_SECONDS = 60
END_SECONDS = 10
# for the nursery alone; a room gives all of them up
_CAPABILITIES = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "KILL", "SYS_PTRACE", "SYS_RESOURCE")
_MISSING = (
    "bubblewrap is not installed, so learners' code cannot be shut in; "
    "on Debian or Ubuntu: apt install bubblewrap, on Fedora: dnf install bubblewrap"
)


class BoxError(RuntimeError):
    """There is no box to grade in; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one room may use.

    Attributes:
        memory: Bytes, beyond what the imported libraries take.
        processes: Processes at the same time.
        disk: Bytes in each of its private file systems.
        file: Bytes of one file.
        cpu: Seconds of processor time of one process.
    """

    memory: int = 1 << 30
    processes: int = 96
    disk: int = 128 << 20
    file: int = 64 << 20
    cpu: int = 120

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value <= 0:
                raise ValueError(f"limits: {name} must be above 0, got {value}")


class Room:
    """One submission's place in the box; close it when done."""

    def __init__(self, line: Line, leash: Line) -> None:
        self.line = line
        self._leash = leash
        self._reason = ""

    def ask(self, message: Message, seconds: float, *, most: int = 10_000_000) -> Message:
        """Send a message and wait for the answer, which nobody should trust.

        Raises:
            LineClosedError: the room has ended.
            TimeoutError: there is no answer yet.
            ValueError: the answer is no message, or too large.
        """
        try:
            self.line.send(message)
            return self.line.receive(seconds, most=most)
        except LineClosedError:
            self._farewell(1)  # why it ended, before anybody ends it
            raise

    def interrupt(self) -> None:
        """What Ctrl-C does, to the room's first process."""
        self._leash.send({"op": "interrupt"})

    def close(self) -> str:
        """End the room; returns when its processes have gone, and says why it ended.

        Returns:
            closed (by this call), died, memory or processes.
        """
        if not self._reason:
            with contextlib.suppress(LineClosedError):
                self._leash.send({"op": "close"})
            self._farewell(END_SECONDS)
            self._reason = self._reason or "died"
        self.line.close()
        self._leash.close()
        return self._reason

    def _farewell(self, seconds: float) -> None:
        with contextlib.suppress(LineClosedError, TimeoutError, ValueError):
            self._reason = str(self._leash.receive(seconds, most=1_000).get("ended", ""))


class Box:
    """A box with a warm nursery in it, for one worker.

    Args:
        limits: What each room may use.
        forbidden: Paths that must not be visible inside; the proof looks for them.

    Raises:
        BoxError: bubblewrap is missing or cannot make a box, or a proof failed.
    """

    def __init__(self, limits: Limits | None = None, forbidden: Sequence[Path] = ()) -> None:
        self.limits = limits or Limits()
        self._control, theirs = Line.pair()
        command, self._scratch = _command(theirs.fileno())
        self._process = subprocess.Popen(  # noqa: S603  the command is ours
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={},
            cwd="/",
        )
        theirs.close()
        try:
            self._control.receive(START_SECONDS)
            self._prove(forbidden)
        except (LineClosedError, TimeoutError, BoxError) as error:
            self._process.kill()
            said = self._process.communicate()[1].decode(errors="replace").strip()
            self.close()
            cause = f"{error} {said.splitlines()[-1] if said else ''}".strip()
            raise BoxError(f"no box could be made to grade in: {cause}") from error

    def open(self, role: str, files: Mapping[str, bytes] | None = None, **more: Any) -> Room:
        """A fresh room.

        Args:
            role: kernel, checker or probe.
            files: What its folder holds: relative path -> content.
            more: What the role needs to know besides.

        Raises:
            BoxError: the box has gone.
        """
        files = files or {}
        line, line_end = Line.pair()
        leash, leash_end = Line.pair()
        request = {"role": role, "limits": asdict(self.limits), "files": len(files)}
        try:
            self._control.send(request | {"scratch": self._scratch} | more, (line_end, leash_end))
            line_end.close()
            leash_end.close()
            for path, content in files.items():
                line.send({"path": path, "content": base64.b64encode(content).decode()})
            line.receive(START_SECONDS)
        except (LineClosedError, TimeoutError, ValueError) as error:
            Room(line, leash).close()
            raise BoxError(f"the box gave no room: {error}") from error
        return Room(line, leash)

    def close(self) -> None:
        """End the box and everything in it."""
        self._control.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _prove(self, forbidden: Sequence[Path]) -> None:
        """Have a room look for what must not be there, and try what must not be possible."""
        from pmlearn.grading.proof import questions

        room = self.open("probe", {"mine.txt": b"mine"})
        try:
            for promise, source in questions(forbidden, list(_ENVIRONMENT)).items():
                answer = room.ask({"source": source}, START_SECONDS)
                if answer != {"result": True}:
                    raise BoxError(f"it does not keep its promise {promise!r}: {answer}")
        finally:
            room.close()


def _command(control: int) -> tuple[list[str], list[str]]:
    """The command line of bubblewrap for a box, and the folders that rooms replace by their own."""
    program = shutil.which("bwrap")
    if program is None:
        raise BoxError(_MISSING)
    shown = [Path(p).resolve() for p in (sys.prefix, sys.base_prefix)]
    shown += [Path(p) for p in (sys.prefix, sys.base_prefix)]
    shown += [Path(pmlearn.__file__).resolve().parent]
    scratch = [] if any(path.is_relative_to("/tmp") for path in shown) else ["/tmp"]  # noqa: S108
    command = [program, "--die-with-parent", "--new-session", "--clearenv", "--hostname", "box"]
    command += [f"--unshare-{kind}" for kind in ("pid", "ipc", "net", "uts")]
    command += [] if os.geteuid() == 0 else ["--unshare-user"]
    command += ["--ro-bind", "/usr", "/usr"]
    for place in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/", place)
        if path.is_symlink():
            command += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            command += ["--ro-bind", str(path), str(path)]
    for file in ("/etc/ld.so.cache", "/etc/fonts"):
        command += ["--ro-bind-try", file, file]
    for path in dict.fromkeys(path for path in shown if not path.is_relative_to("/usr")):
        for parent in reversed(path.parents[:-1]):  # or bubblewrap makes them for itself alone
            command += ["--dir", str(parent)]
        command += ["--ro-bind", str(path), str(path)]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/box", "--dir", "/tmp"]  # noqa: S108
    command += ["--dir", nursery.HOME, "--dir", nursery.SCRATCH]
    command += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/box"]
    for name in _CAPABILITIES:
        command += ["--cap-add", f"CAP_{name}"]
    for name, value in _ENVIRONMENT.items():
        command += ["--setenv", name, value]
    return [*command, "--", sys.executable, "-s", "-B", "-c", _NURSERY, str(control)], scratch


# An installed package is found by its own; one that runs from a checkout is not.
_NURSERY = f"""
import runpy, sys
sys.path.insert(0, {str(Path(pmlearn.__file__).resolve().parents[1])!r})
runpy.run_module("pmlearn.grading.nursery", run_name="__main__", alter_sys=True)
"""

# All that learners' code and tests see, so that the grader's own shell changes no score.
_ENVIRONMENT = {
    "PATH": f"{Path(sys.prefix, 'bin')}:/usr/bin:/bin",
    "HOME": nursery.HOME,
    "TMPDIR": nursery.SCRATCH,
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "NBGRADER_EXECUTION": "autograde",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": nursery.SCRATCH,
    "IPYTHONDIR": nursery.SCRATCH,
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
