"""What a box is asked from inside before it may be used: one question for each promise.

Each is a text that runs in a room of the box and must leave `result` as True.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_NO_NETWORK = """
import os, socket
def connects(family, address):
    with socket.socket(family) as one:
        one.settimeout(1)
        return one.connect_ex(address) == 0
result = (
    {name for _, name in socket.if_nameindex()} == {"lo"}
    and not connects(socket.AF_INET, ("127.0.0.1", 22))
    and not connects(socket.AF_INET, ("192.0.2.1", 80))
)
"""
_NO_FOREIGN_FILES = """
import os
result = (
    not any(map(os.path.lexists, FORBIDDEN))
    and not os.path.exists("/etc/passwd")
    and not os.path.exists("/root/.ssh")
    and os.listdir(os.environ["HOME"]) == []
    and os.listdir(".") == ["mine.txt"]
)
"""
_NO_FOREIGN_ENVIRONMENT = """
import os
result = set(os.environ) <= ALLOWED
"""
_NO_FOREIGN_PROCESSES = """
import os
def refused(process):
    try:
        os.kill(process, 0)
    except OSError:
        return True
    return False
result = (
    [name for name in os.listdir("/proc") if name.isdigit()] == ["1"]
    and os.getpid() == 1 and os.getppid() == 0
    and os.getpgid(0) == os.getsid(0) == 1
    and all(refused(n) for n in range(2, 100))
)
"""
_NOTHING_ELSE_WRITABLE = """
import os, sys
own = ("/box/", "/dev/shm", "/tmp", "/proc/")
def writable(folder):
    path = os.path.join(folder, "proof")
    try:
        open(path, "w").close()
        os.unlink(path)
    except OSError:
        return False
    return True
folders = {"/", "/usr", "/usr/bin", "/etc", "/dev", "/home", "/root", "/var/tmp"}
folders |= {"/proc/sys/kernel", "/proc/self", sys.prefix, sys.base_prefix}
folders |= {os.path.dirname(os.__file__), *sys.path}
result = writable(".") and not any(writable(f) for f in folders if f and not f.startswith("/box"))
"""
_NO_PRIVILEGES = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status"))
none = all(int(status[f"Cap{kind}"], 16) == 0 for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb"))
kinds = (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000)
result = (
    none
    and status["NoNewPrivs"].strip() == "1"
    and os.getuid() == os.geteuid() != 0
    and all(libc.unshare(kind) != 0 for kind in kinds)
    and libc.mount(b"tmpfs", b"/box", b"tmpfs", 0, None) != 0
    and libc.umount2(b"/box", 2) != 0
    and status["Seccomp"].strip() == "2"
    and libc.memfd_create(b"x", 0) == -1
    and libc.chroot(b"/box") != 0
)
"""
_NO_WAY_OUT = """
import os, stat
listed = [int(name) for name in os.listdir("/proc/self/fd")]
opened = [n for n in listed if os.path.exists(f"/proc/self/fd/{n}") or n > 2]
sockets = [n for n in listed if os.path.lexists(f"/proc/self/fd/{n}")
           and os.readlink(f"/proc/self/fd/{n}").startswith("socket:")]
others = [os.readlink(f"/proc/self/fd/{n}") for n in listed
          if n not in sockets and os.path.lexists(f"/proc/self/fd/{n}")]
result = len(sockets) == 1 and set(others) == {"/dev/null"}
"""
_PYTHON_WORKS = """
import ftplib, importlib.util, sys
names = ("wsgiref.util", "boxgrader.sandbox.self_test", "numpy.testing", "nbformat")
result = all(importlib.util.find_spec(name) for name in names) and sys.dont_write_bytecode
"""
_BOUNDED = """
import resource
kinds = ("AS", "NPROC", "FSIZE", "CPU", "NOFILE", "CORE")
limits = [resource.getrlimit(getattr(resource, f"RLIMIT_{kind}")) for kind in kinds]
result = all(soft == hard != resource.RLIM_INFINITY for soft, hard in limits)
"""


def questions(forbidden: Sequence[Path], allowed: Sequence[str] = ()) -> dict[str, str]:
    """Promise -> the text that proves it.

    Args:
        forbidden: Paths that must not exist in a room.
        allowed: Names of the environment's variables.
    """
    paths = f"FORBIDDEN = {[str(path) for path in forbidden]!r}\n"
    names = f"ALLOWED = {sorted(allowed)!r}\nALLOWED = {{*ALLOWED, 'PWD', 'LC_CTYPE'}}\n"
    return {
        "python_works": _PYTHON_WORKS,
        "no_network": _NO_NETWORK,
        "no_foreign_files": paths + _NO_FOREIGN_FILES,
        "no_foreign_environment": names + _NO_FOREIGN_ENVIRONMENT,
        "no_foreign_processes": _NO_FOREIGN_PROCESSES,
        "nothing_else_writable": _NOTHING_ELSE_WRITABLE,
        "no_privileges": _NO_PRIVILEGES,
        "no_way_out": _NO_WAY_OUT,
        "bounded": _BOUNDED,
    }
