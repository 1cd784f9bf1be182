"""404.html: what a web server shows where the book has no page, with a search and the way home."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from pmlearn.files import write_text

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAME = "404.html"
_PAGE = Path(__file__).parent / "templates" / NAME


def write_not_found(app: Sphinx, exception: Exception | None) -> None:
    """Write the page; it works under any address, since it finds the book's own folder.

    Where `html.baseurl` says under which address the book is published, it works without a script.
    """
    if exception is not None or app.builder.name != "html":
        return
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    values = {
        "__TITLE__": app.config.html_title,
        "__LANGUAGE__": app.config.language,
        "__BASE__": app.config.html_baseurl or "./",
        "__HOME__": app.builder.get_target_uri(app.config.root_doc),
    }
    text = _PAGE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(name, html.escape(value))
    write_text(Path(app.outdir) / NAME, text)
