"""The few Linux calls that Python's library does not offer: namespaces, mounts, capabilities.

Used by `boxgrader.sandbox.isolation` and `fork_server_main` alone, before any learner's code runs.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

CLONE_NEWNS = 0x0002_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REC, MS_PRIVATE = 1 << 14, 1 << 18

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
_CAPABILITY_VERSION = 0x2008_0522

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the given kinds of namespaces for new ones.

    Raises:
        OSError: the kernel does not allow it.
    """
    _checked(_libc.unshare(flags), "unshare")


def enter(namespace: int, kind: int) -> None:
    """Go (back) to a namespace, given by a descriptor of it.

    Raises:
        OSError: the kernel does not allow it.
    """
    _checked(_libc.setns(namespace, kind), "setns")


def mount(kind: str, place: str, flags: int = 0, options: str = "") -> None:
    """Mount a file system of the given kind.

    Raises:
        OSError: the kernel does not allow it.
    """
    texts = (text.encode() for text in (kind, place, kind))
    _checked(_libc.mount(*texts, ctypes.c_ulong(flags), options.encode()), f"mount {place}")


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that made it ends."""
    _checked(_libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl")


def become(user: int) -> None:
    """Become this user for good, when running as root."""
    if os.geteuid() != 0:
        return
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    _checked(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")  # or /proc/self is root's


def own_user_namespace(process: Path = Path("/proc/self")) -> None:
    """Enter a user namespace of its own, as the same user.

    Args:
        process: Where this process is written about.

    Raises:
        OSError: the kernel does not allow it.
    """
    user, group = os.geteuid(), os.getegid()
    unshare(CLONE_NEWUSER)
    (process / "setgroups").write_text("deny")
    (process / "uid_map").write_text(f"{user} {user} 1")
    (process / "gid_map").write_text(f"{group} {group} 1")


def forbid_user_namespaces(descriptor: int) -> None:
    """Enter a user namespace in which no further one can be made.

    In one of its own a process would get capabilities again, over its own mounts for instance.

    Args:
        descriptor: Of a /proc that can be written to.
    """
    processes = Path("/proc/self/fd", str(descriptor))
    own_user_namespace(processes / "self")
    (processes / "sys/user/max_user_namespaces").write_text("0")


def drop_privileges() -> None:
    """Give up all capabilities and every way to get one."""
    for capability in range(64):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails for those that do not exist
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    head = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    _checked(_libc.capset(ctypes.byref(head), ctypes.byref((ctypes.c_uint32 * 6)())), "capset")
    _checked(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
