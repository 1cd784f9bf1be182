"""How the fork server is started: by bubblewrap in a box, or without one where that was asked for.

What a box shows of the machine and which variables are set in it is decided here.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import site
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boxgrader
from boxgrader.sandbox import isolation

if TYPE_CHECKING:
    from boxgrader.settings import Settings

# For the fork servers; a room gives all of them up
_CAPABILITIES = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "KILL", "SYS_PTRACE", "SYS_RESOURCE")
MISSING = (
    "bubblewrap is not installed, so learners' code cannot be shut in; "
    "on Debian or Ubuntu: apt install bubblewrap, on Fedora: dnf install bubblewrap"
)


def is_installed() -> bool:
    """Whether this machine has what shuts learners' code in."""
    return shutil.which("bwrap") is not None


class BoxError(RuntimeError):
    """There is no box to grade in; the message says why."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start the fork server.

    Attributes:
        command: The program and its arguments.
        environment: All of its variables.
        scratch: Folders that rooms replace by their own.
    """

    command: list[str]
    environment: dict[str, str]
    scratch: list[str]


def in_a_box(control: int, settings: Settings) -> Launch:
    """The command that starts the fork server isolated by bubblewrap.

    Args:
        control: The descriptor of its line to the grader.
        settings: What the course wants imported, trusted and shown.

    Raises:
        BoxError: bubblewrap is not installed.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise BoxError(MISSING)
    libraries = _libraries(settings)
    line = [program, "--die-with-parent", "--new-session", "--clearenv", "--hostname", "box"]
    line += [f"--unshare-{kind}" for kind in ("pid", "ipc", "net", "uts")]
    line += [] if os.geteuid() == 0 else ["--unshare-user"]
    line += [*_system(), *_shown(libraries), *_devices()]
    line += ["--proc", "/proc", "--tmpfs", "/box", "--dir", "/tmp"]  # noqa: S108
    line += ["--dir", isolation.HOME, "--dir", isolation.SCRATCH]
    line += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/box"]
    for name in _CAPABILITIES:
        line += ["--cap-add", f"CAP_{name}"]
    for name, value in ENVIRONMENT.items():
        line += ["--setenv", name, value]
    hidden = any(path.is_relative_to("/tmp") for path in libraries)  # noqa: S108
    line += ["--", *_command(control, "isolated", settings)]
    return Launch(line, {}, [] if hidden else ["/tmp"])  # noqa: S108


def without_a_box(control: int, folder: str, settings: Settings) -> Launch:
    """The command that starts it as a plain process, with the variables that it has in a box.

    Args:
        control: The descriptor of its line to the grader.
        folder: Stands for its home and its scratch space.
        settings: What the course wants imported and trusted.
    """
    places = (isolation.HOME, isolation.SCRATCH)
    own = {name: folder for name, value in ENVIRONMENT.items() if value in places}
    return Launch(_command(control, "unsandboxed", settings), ENVIRONMENT | own, [])


def _command(control: int, kind: str, settings: Settings) -> list[str]:
    program = _START.format(path=_paths(settings))
    wanted = json.dumps(settings.as_data())
    return [sys.executable, "-s", "-B", "-c", program, str(control), kind, wanted]


def _devices() -> list[str]:
    """The few devices that programs need; `--dev` would take away the right to make rooms."""
    line = ["--tmpfs", "/dev", "--dir", "/dev/shm"]  # noqa: S108
    for name in ("null", "zero", "full", "random", "urandom"):
        line += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        line += ["--symlink", f"/proc/self/fd/{number}", f"/dev/{name}"]
    return [*line, "--symlink", "/proc/self/fd", "/dev/fd"]


def _system() -> list[str]:
    """What programs and libraries of the system need, read-only."""
    line = ["--ro-bind", "/usr", "/usr"]
    for place in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/", place)
        if path.is_symlink():
            line += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            line += ["--ro-bind", str(path), str(path)]
    line += ["--dir", "/etc"]  # or bubblewrap makes it for itself alone
    for file in ("/etc/ld.so.cache", "/etc/fonts"):
        line += ["--ro-bind-try", file, file]
    return line


def _packages(settings: Settings) -> list[Path]:
    """Where packages lie that the course preloads or trusts."""
    names = dict.fromkeys(name.partition(".")[0] for name in (*settings.preload, *settings.trusted))
    specs = [importlib.util.find_spec(name) for name in names]
    return [
        Path(spec.origin).parent
        for spec in specs
        if spec and spec.submodule_search_locations and spec.origin
    ]


def _paths(settings: Settings) -> list[str]:
    """The folders of packages that run from a checkout; an installed one is found by its own."""
    packages = (Path(boxgrader.__file__).parent, *_packages(settings))
    folders = dict.fromkeys(str(path.resolve().parent) for path in packages)
    return [folder for folder in folders if folder not in _installed()]


def _installed() -> set[str]:
    """Where Python looks for packages by itself."""
    return {str(Path(place).resolve()) for place in site.getsitepackages()}


def _libraries(settings: Settings) -> list[Path]:
    """Where Python, its libraries, this package and those of the course lie outside of /usr."""
    places = [
        Path(sys.prefix),
        Path(sys.base_prefix),
        Path(boxgrader.__file__).parent,
        *_packages(settings),
    ]
    every = dict.fromkeys([*(path.resolve() for path in places), *places])
    return [path for path in every if not path.is_relative_to("/usr")]


def _shown(libraries: list[Path]) -> list[str]:
    line: list[str] = []
    for path in libraries:
        for parent in reversed(path.parents[:-1]):  # or bubblewrap makes them for itself alone
            line += ["--dir", str(parent)]
        line += ["--ro-bind", str(path), str(path)]
    return line


_START = """
import runpy, sys
sys.path[:0] = {path!r}
runpy.run_module("boxgrader.sandbox.fork_server_main", run_name="__main__", alter_sys=True)
"""

# All that learners' code and tests see, so that the grader's own shell changes no score. Nothing in
# it says that this is grading: code could behave only then.
ENVIRONMENT = {
    "PATH": f"{Path(sys.prefix, 'bin')}:/usr/bin:/bin",
    "HOME": isolation.HOME,
    "TMPDIR": isolation.SCRATCH,
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "USER": "learner",
    "SHELL": shutil.which("bash") or "/bin/sh",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": isolation.SCRATCH,
    "IPYTHONDIR": isolation.SCRATCH,
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # what every kernel sets for the commands of its notebook
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "CLICOLOR_FORCE": "1",
    "FORCE_COLOR": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    # without a network, pip says at once what is there and what is not
    "PIP_NO_INDEX": "1",
    "PIP_NO_INPUT": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}
