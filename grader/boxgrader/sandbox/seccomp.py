"""System calls that no room needs: a filter that the kernel applies to all of a room's processes.

It closes what namespaces and limits leave open: memory that belongs to no process (memfd, System
V), what is counted for all rooms of a user together (keys, watches of files), and parts of the
kernel in which the next flaw is most likely to be found.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

# name -> number on x86-64 and on 64-bit ARM
_DENIED = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "inotify_init": (253, 26),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "pidfd_getfd": (438, 438),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "personality": (135, 92),
}
_MACHINES = {"x86_64": (0, 0xC000_003E), "aarch64": (1, 0xC000_00B7)}
_X32 = 0x4000_0000  # another way of calling on x86-64, with numbers of its own

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF_0000, 0x0005_0001  # EPERM
_NUMBER_AT, _MACHINE_AT = 0, 4
_PR_SET_SECCOMP, _FILTER = 22, 2


def program(machine: str) -> bytes:
    """The filter, as the kernel reads it.

    Raises:
        OSError: this kind of processor is not known.
    """
    if machine not in _MACHINES:
        raise OSError(f"no filter of system calls is known for processors of the kind {machine}")
    column, code = _MACHINES[machine]
    numbers = [both[column] for both in _DENIED.values()]
    end = len(numbers) + 3  # so many steps to pass over from the first comparison to the refusal
    steps = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_IF_EQUAL, 0, end, code),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_IF_AT_LEAST, end - 2, 0, _X32),
        *((_IF_EQUAL, len(numbers) - n, 0, one) for n, one in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def refuse_denied() -> None:
    """Have the kernel refuse these calls from now on, here and in all processes made here.

    Raises:
        OSError: the kernel does not take the filter.
    """
    steps = program(platform.machine())
    text = ctypes.create_string_buffer(steps, len(steps))
    head = struct.pack("@HP", len(steps) // 8, ctypes.addressof(text))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.create_string_buffer(head, len(head)), 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
