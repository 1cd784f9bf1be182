"""Runs tests as an ordinary user where they run as root, which hides faults."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from conftest import PYTHONPATH, ROOT

USER = 65533  # nobody's, and not the one that rooms have


def run_as_ordinary_user(tests):
    """Run what is marked with `each_user` as an ordinary user; returns how that ended.

    Args:
        tests: Files in this folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="ordinary-"))
    os.chown(folder, USER, USER)
    here = Path(__file__).parent
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:nbval"]
    pytest += ["-m", "each_user"]
    pytest += ["-o", "addopts=--import-mode=importlib", f"--basetemp={folder / 'tests'}"]
    user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    try:
        return subprocess.run(
            [*_showing(), *user, *pytest, *(str(here / name) for name in tests)],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "TMPDIR": str(folder),
                "PYTHONPATH": PYTHONPATH,
                "PYTHONDONTWRITEBYTECODE": "1",
                "LANG": "C.UTF-8",
            },
            capture_output=True,
            text=True,
            timeout=600,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _showing():
    """The machine as it is, but with Python and this checkout where others may read them."""
    command = ["bwrap", "--dev-bind", "/", "/", "--cap-add", "ALL"]
    places = {Path(one).resolve() for one in (sys.prefix, sys.base_prefix, ROOT)}
    for folder in {_closed(place) for place in places} - {None}:
        command += ["--perms", "0755", "--tmpfs", str(folder)]
        for place in (one for one in places if one.is_relative_to(folder)):
            for parent in reversed(place.parents):  # or bubblewrap makes them for itself alone
                command += ["--dir", str(parent)] if parent.is_relative_to(folder) else []
            command += ["--ro-bind", str(place), str(place)]
    return [*command, "--"]


def _closed(place):
    """The outermost folder above it that others may not enter."""
    parents = reversed(place.parents)
    return next((one for one in parents if one.stat().st_mode & 0o005 != 0o005), None)
