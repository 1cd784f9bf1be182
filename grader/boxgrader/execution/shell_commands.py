"""Commands of a notebook, such as `!ls`, where there is no terminal and no network."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import select
import signal
import subprocess
import sys
from typing import Any

_POLL_SECONDS = 0.05
_END_SECONDS = 0.2
_SIGNALED = 128  # and above: a shell's way to say that a signal ended the command
_CHUNK = 1 << 16
_INSTALLS = re.compile(r"\b(pip3?|conda|mamba|micromamba|uv|apt|apt-get|npm)\b.*\b(install|add)\b")
NO_PACKAGES = "Nothing was installed: there is no network. Cells use the packages that are there."


def run(command: str) -> int:
    """Run a command in a shell and print what it writes, as it comes.

    Returns:
        The exit code; of a command that a signal ended, the signal's number below zero.
    """
    process = subprocess.Popen(  # noqa: S603  what a cell asks for
        [os.environ.get("SHELL", "/bin/sh"), "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with process:
        try:
            _print(process)
        except KeyboardInterrupt:  # as in a terminal, it is for the command
            _end(process)
    code = process.wait()
    if code and _INSTALLS.search(command):
        sys.stdout.write(f"{NO_PACKAGES}\n")
    return _SIGNALED - code if code > _SIGNALED else code


def _print(process: subprocess.Popen[bytes]) -> None:
    """Print what a command writes, until it has ended, whatever it leaves running."""
    output: Any = process.stdout
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    ended = False
    while True:
        if not select.select([output], [], [], _POLL_SECONDS)[0]:
            if ended:
                return
            ended = process.poll() is not None
            continue
        chunk = os.read(output.fileno(), _CHUNK)
        if not chunk:
            return
        sys.stdout.write(decoder.decode(chunk))


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)
        os.killpg(process.pid, signal.SIGKILL)
