"""The learner's own workspace: labs and released assignments, never the instructor's sources."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from boxgrader.submission.learner_id import odd_name
from pmlearn.course.layout import CourseError
from pmlearn.course.learners.start_page import PAGE, lab_settings
from pmlearn.exercises.learner import FILE, HUB, kept_id
from pmlearn.files import write_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmlearn.course.layout import Layout

_SETTINGS = "JUPYTER_CONFIG_PATH"
_CONFIG = """\
# A learner's settings: which course, where its assignments are fetched and handed in, and as whom.
import os
from pathlib import Path

from pmlearn.exercises.validating import name_task

c = get_config()  # noqa: F821  (traitlets provides it)
c.CourseDirectory.course_id = "pmlearn"
c.Exchange.root = os.environ.get("PMLEARN_EXCHANGE", {exchange!r})
# Validate lists tasks, not the text of checks.
c.Execute.on_cell_complete = name_task
learner = Path(__file__).with_name({file!r})
if learner.is_file():
    c.CourseDirectory.student_id = learner.read_text(encoding="utf-8").strip()
"""
CONFIG = "nbgrader_config.py"


def config(exchange: str) -> str:
    """A learner's settings for nbgrader.

    Args:
        exchange: Where assignments are fetched and handed in; empty where there is no such folder.
    """
    return _CONFIG.format(exchange=exchange, file=FILE)


def find_bundle(start: Path | None = None) -> Path | None:
    """The folder made by `pmlearn bundle` that holds `start` (the current folder unless given)."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if _is_course(folder):
            return None
        if (folder / CONFIG).is_file() and (folder / "labs").is_dir():
            return None if _is_course(folder.parent) else folder  # a course's own workspace
    return None


def _is_course(folder: Path) -> bool:
    return (folder / "exercises" / CONFIG).is_file()


def prepare_workspace(layout: Layout) -> list[str]:
    """Bring labs and released assignments into the workspace; a learner's own work stays.

    Returns:
        The names of files that exist there already, differ from the course's, and were kept.

    Raises:
        CourseError: nothing has been released yet.
    """
    release = layout.exercises / "release"
    released = sorted(p for p in release.glob("*") if p.is_dir()) if release.is_dir() else []
    if not released:
        raise CourseError("no assignment is released yet; run: make course")
    exchange = str(layout.exercises / "exchange")
    write_text(layout.workspace / CONFIG, config(exchange))
    kept = bring(layout.notebooks, layout.workspace / "labs")
    for folder in released:
        kept += bring(folder, layout.workspace / folder.name)
    return kept


def name_learner(folder: Path, given: str, ask: Callable[[], str]) -> None:
    """Keep in the workspace under which id its learner hands in, asking for it at most once.

    Args:
        folder: The workspace.
        given: The id, where it is known; it replaces an earlier one.
        ask: Gives the id, or nothing, when neither a JupyterHub nor the workspace knows it.

    Raises:
        CourseError: nobody can hand in under this id.
    """
    known = os.environ.get(HUB) or kept_id(folder)
    if not given and known:
        return
    name = (given or ask()).strip()
    if not name:
        return
    if refused := odd_name(name) or ("a learner's id has no +" if "+" in name else ""):
        raise CourseError(f"{name!a} cannot be a learner's id: {refused}")
    write_text(folder / FILE, name + "\n")


def bring(source: Path, target: Path) -> list[str]:
    """Copy files that the target lacks; return those it has in another version."""
    kept = []
    for file in sorted(p for p in source.rglob("*") if p.is_file()):
        relative = file.relative_to(source)
        if any(part.startswith(".") or part == "__pycache__" for part in relative.parts):
            continue
        copy = target / relative
        if not copy.exists():
            write_bytes(copy, file.read_bytes())
        elif copy.read_bytes() != file.read_bytes():
            kept.append(f"{target.name}/{relative.as_posix()}")
    return kept


def start_lab(folder: Path, port: int, *, browser: bool) -> int:
    """Run JupyterLab in a folder until it is stopped; return its exit code.

    It opens on the folder's start page, with the settings beside that, where there is one.

    Raises:
        CourseError: the port is in use.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CourseError(
                f"port {port} cannot be used ({error.strerror}); try: pmlearn lab --port {port + 1}"
            ) from error
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    command += [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
    ]
    if not browser:
        command.append("--ServerApp.open_browser=False")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # a container's only user
    environment = dict(os.environ)
    if (folder / PAGE).is_file():
        command.append(f"--LabApp.default_url=/lab/tree/{PAGE}")
        paths = [str(lab_settings(folder)), *filter(None, [os.environ.get(_SETTINGS)])]
        environment[_SETTINGS] = os.pathsep.join(paths)
    done = subprocess.run(command, cwd=folder, env=environment, check=False)  # noqa: S603  our own call
    return done.returncode
