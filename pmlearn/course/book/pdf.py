"""The whole book as one PDF: Sphinx makes one page of it, a browser prints that page."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

from pmlearn.course.book.jupyter_book import build_command
from pmlearn.course.book.on_paper import on_paper
from pmlearn.course.layout import CourseError
from pmlearn.files import replacing, write_text
from pmlearn.limits import MAX_LOG_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pmlearn.course.layout import Layout

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")


def write_pdf(layout: Layout, say: Callable[[str], None]) -> Path:
    """Write build/pmlearn.pdf and return its path.

    Raises:
        CourseError: there is no browser that can print, or the book did not build.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise CourseError(
            "a browser prints the PDF, and none of these is installed: " + ", ".join(BROWSERS)
        )
    say("making one page of the book")
    page = _one_page(layout)
    say("printing it")
    target = layout.build / "pmlearn.pdf"
    with tempfile.TemporaryDirectory() as profile, replacing(target) as made:
        # the page is our own and local, so that a browser run by root needs no sandbox either
        command = [browser, "--headless", "--no-sandbox", f"--user-data-dir={profile}"]
        command += ["--generate-pdf-document-outline", "--no-pdf-header-footer"]
        command += [f"--print-to-pdf={made}", page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  our own page
        if done.returncode or not made.is_file():
            raise CourseError(
                "the browser did not print the book\n" + done.stderr[-MAX_LOG_CHARACTERS:]
            )
    return target


def _one_page(layout: Layout) -> Path:
    """The book as one HTML page, beside its pictures and styles."""
    folder = layout.build / "pdf"
    command = build_command(layout, folder, "--builder", "singlehtml")
    done = subprocess.run(  # noqa: S603  our own interpreter and folders
        command, cwd=layout.root, capture_output=True, text=True, check=False
    )
    built = folder / "_build" / "singlehtml"
    first = built / "book" / "intro.html"
    if done.returncode or not first.is_file():
        raise CourseError("the book did not build\n" + done.stdout[-MAX_LOG_CHARACTERS:])
    # Its addresses count from the top folder, while Sphinx puts the page where the first one lies.
    page = built / "all.html"
    return write_text(page, on_paper(first.read_text(encoding="utf-8")))
