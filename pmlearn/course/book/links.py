"""Links of the built book: those within it are followed here, those to other hosts by Sphinx."""

from __future__ import annotations

import json
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pmlearn.course.book.jupyter_book import build_command
from pmlearn.course.layout import CourseError
from pmlearn.limits import MAX_LOG_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pmlearn.course.layout import Layout

_ADDRESSES = {"a": "href", "link": "href", "script": "src", "img": "src", "source": "src"}


class _Page(HTMLParser):
    """What a page links to, and what on it can be linked to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.targets: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors.update(found[key] or "" for key in ("id", "name") if key in found)
        if target := found.get(_ADDRESSES.get(tag, "")):
            self.targets.append(target)


def broken_links(site: Path) -> list[str]:
    """Every link within the built site that leads nowhere: "page: target".

    Raises:
        CourseError: there is no built book.
    """
    if not (site / "index.html").is_file():
        raise CourseError("the book is not built yet; run: make book")
    # _static holds the theme's own templates, which are no pages
    files = [path for path in sorted(site.rglob("*.html")) if site / "_static" not in path.parents]
    pages = {path: _read(path) for path in files}
    return [
        f"{path.relative_to(site).as_posix()}: {target}"
        for path, page in pages.items()
        for target in page.targets
        if not _leads_somewhere(site, pages, path, target)
    ]


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _leads_somewhere(site: Path, pages: dict[Path, _Page], page: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return True  # another host, a mail address, data in place
    path = unquote(parts.path)
    file = page
    if path:
        file = (site / path.lstrip("/") if path.startswith("/") else page.parent / path).resolve()
        file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        return False
    return not parts.fragment or file not in pages or unquote(parts.fragment) in pages[file].anchors


def broken_foreign_links(layout: Layout) -> Iterator[str]:
    """Links to other hosts that do not answer, "page:line: address (reason)"; needs a network.

    Raises:
        CourseError: the check itself failed.
    """
    folder = layout.build / "links"
    options = ("--builder", "custom", "--custom-builder", "linkcheck")
    command = build_command(layout, folder, *options)
    done = subprocess.run(  # noqa: S603  our own interpreter and folders
        command, cwd=layout.root, capture_output=True, text=True, check=False
    )
    found = sorted(folder.rglob("output.json"))
    if not found:
        raise CourseError("the links could not be checked\n" + done.stdout[-MAX_LOG_CHARACTERS:])
    for line in found[0].read_text(encoding="utf-8").splitlines():
        link = json.loads(line)
        if link["status"] == "broken" and urlsplit(link["uri"]).scheme.startswith("http"):
            yield f"{link['filename']}:{link['lineno']}: {link['uri']} ({link['info']})"
