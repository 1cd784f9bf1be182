"""The command line with which bubblewrap makes a box: what it shows and what its variables are."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pmlearn
from pmlearn.grading import nursery

# For the nursery alone; a room gives all of them up
_CAPABILITIES = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "KILL", "SYS_PTRACE", "SYS_RESOURCE")
_MISSING = (
    "bubblewrap is not installed, so learners' code cannot be shut in; "
    "on Debian or Ubuntu: apt install bubblewrap, on Fedora: dnf install bubblewrap"
)


class BoxError(RuntimeError):
    """There is no box to grade in; the message says why."""


def command(control: int) -> tuple[list[str], list[str]]:
    """The command line for a box, and the folders that its rooms replace by their own.

    Args:
        control: The descriptor of the nursery's line to the grader.

    Raises:
        BoxError: bubblewrap is not installed.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise BoxError(_MISSING)
    libraries = _libraries()
    line = [program, "--die-with-parent", "--new-session", "--clearenv", "--hostname", "box"]
    line += [f"--unshare-{kind}" for kind in ("pid", "ipc", "net", "uts")]
    line += [] if os.geteuid() == 0 else ["--unshare-user"]
    line += [*_system(), *_shown(libraries)]
    line += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/box", "--dir", "/tmp"]  # noqa: S108
    line += ["--dir", nursery.HOME, "--dir", nursery.SCRATCH]
    line += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/box"]
    for name in _CAPABILITIES:
        line += ["--cap-add", f"CAP_{name}"]
    for name, value in ENVIRONMENT.items():
        line += ["--setenv", name, value]
    line += ["--", sys.executable, "-s", "-B", "-c", _NURSERY, str(control)]
    hidden = any(path.is_relative_to("/tmp") for path in libraries)  # noqa: S108
    return line, [] if hidden else ["/tmp"]  # noqa: S108


def _system() -> list[str]:
    """What programs and libraries of the system need, read-only."""
    line = ["--ro-bind", "/usr", "/usr"]
    for place in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/", place)
        if path.is_symlink():
            line += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            line += ["--ro-bind", str(path), str(path)]
    for file in ("/etc/ld.so.cache", "/etc/fonts"):
        line += ["--ro-bind-try", file, file]
    return line


def _libraries() -> list[Path]:
    """Where Python, its libraries and this package lie outside of /usr."""
    places = [Path(sys.prefix), Path(sys.base_prefix), Path(pmlearn.__file__).parent]
    every = dict.fromkeys([*(path.resolve() for path in places), *places])
    return [path for path in every if not path.is_relative_to("/usr")]


def _shown(libraries: list[Path]) -> list[str]:
    line: list[str] = []
    for path in libraries:
        for parent in reversed(path.parents[:-1]):  # or bubblewrap makes them for itself alone
            line += ["--dir", str(parent)]
        line += ["--ro-bind", str(path), str(path)]
    return line


# An installed package is found by its own; one that runs from a checkout is not.
_NURSERY = f"""
import runpy, sys
sys.path.insert(0, {str(Path(pmlearn.__file__).resolve().parents[1])!r})
runpy.run_module("pmlearn.grading.nursery", run_name="__main__", alter_sys=True)
"""

# All that learners' code and tests see, so that the grader's own shell changes no score.
ENVIRONMENT = {
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
