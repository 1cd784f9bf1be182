"""Builds the book with Jupyter Book, warnings as errors, and serves it."""

from __future__ import annotations

import http
import http.server
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pmlearn.course.layout import CourseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmlearn.course.layout import Layout

_JUPYTER_BOOK = """
from boxgrader.ending import end_with_parent
end_with_parent()
from pmlearn.course.book.warm_kernels import use_warm_kernels
use_warm_kernels()
from jupyter_book.cli.main import main
main()
"""
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_PROGRESS = re.compile(r"^(reading sources|writing output)\.\.\. *\[ *(\d+)%\] *(\S*)")


def pages(layout: Layout) -> list[Path]:
    """All files that a page is made of."""
    folders = [layout.root / "book", layout.notebooks, layout.exercises / "source"]
    files = [p for folder in folders for p in folder.rglob("*") if _counts(p)]
    return sorted([*files, layout.toc, layout.root / "_config.yml"])


def package_files(layout: Layout) -> list[Path]:
    """The helper package's files; pages that run code depend on them."""
    return sorted(p for p in (layout.root / "pmlearn").rglob("*") if _counts(p))


def _counts(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts[-3:])
    return path.is_file() and not hidden


def forget_executed_pages(layout: Layout, say: Callable[[str], None]) -> None:
    """Let the next build execute every page again.

    Execution cache and Sphinx compare a page's own text only, so they would keep numbers that an
    older helper package computed.
    """
    say("forgetting executed pages")
    for known in ("jupyter-cache", "_build/.doctrees"):
        shutil.rmtree(layout.build / known, ignore_errors=True)


def build_command(layout: Layout, folder: Path, *options: str) -> list[str]:
    """What builds the book into a folder; Jupyter Book adds `_build` and the builder's name."""
    return [
        sys.executable,
        "-c",
        _JUPYTER_BOOK,
        "build",
        str(layout.root),
        "--path-output",
        str(folder),
        *options,
    ]


def build_book(layout: Layout, say: Callable[[str], None]) -> None:
    """Build the book into `layout.site`.

    Raises:
        CourseError: Jupyter Book failed or warned; the message quotes what it said.
    """
    command = build_command(layout, layout.build, "-W", "--keep-going")
    process = subprocess.Popen(  # noqa: S603  our own interpreter and folders
        command, cwd=layout.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    log = []
    for raw in process.stdout:
        line = _COLOR.sub("", raw).rstrip()
        log.append(line)
        if match := _PROGRESS.match(line):
            say(f"{match[1]} {match[2]} % {match[3]}")
    if process.wait() != 0:
        raise CourseError("the book did not build\n" + "\n".join(_problems(log)))


def _problems(log: list[str]) -> list[str]:
    """The lines of a Sphinx log that tell what to mend."""
    telling = [
        line
        for line in log
        if re.search(r"WARNING|ERROR|Error:|CRITICAL", line)
        and not line.startswith("[IPKernelApp]")
    ]
    return telling or log[-15:]


class Pages(http.server.SimpleHTTPRequestHandler):
    """Serves files, and the book's own page where there is none."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say what is wrong, in the book's words where no such page exists."""
        page = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.is_file():
            return super().send_error(code, message, explain)
        text = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)
        return None


def serve_book(layout: Layout, port: int) -> None:
    """Serve the built book on this machine until interrupted.

    Raises:
        CourseError: there is no built book, or the port is in use.
    """
    if not (layout.site / "index.html").is_file():
        raise CourseError("the book is not built yet; run: make book")
    serve_folder(layout.site, port, "pmlearn site")


def serve_folder(folder: Path, port: int, command: str) -> None:
    """Serve a folder's files on this machine until interrupted.

    Args:
        folder: The folder.
        port: The port.
        command: What was called, for a message about the port.

    Raises:
        CourseError: the port is in use.
    """
    handler = partial(Pages, directory=str(folder))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise CourseError(
            f"port {port} cannot be used ({error.strerror}); try: {command} --port {port + 1}"
        ) from error
    with server:
        server.serve_forever()
