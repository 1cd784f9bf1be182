"""Makes the theme's pages lighter and readable for all.

Sphinx extension: pages load the scripts and styles that they use, and axe-core has nothing to say
about the parts that other projects write.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder

import pmlearn
from pmlearn.course.book.finishing.icons import cut_icons
from pmlearn.course.book.finishing.narrow_tables import foldable
from pmlearn.course.book.finishing.not_found import write_not_found
from pmlearn.course.book.finishing.pictures import lighten_pictures
from pmlearn.files import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

TEMPLATES = Path(__file__).parent / "templates"

# What a page's text must hold, so that it loads a file whose name starts so.
_ONLY_WITH = {
    "sphinx-design": r'class="[^"]*\bsd-',
    "design-tabs": r'class="[^"]*\bsd-tab',
    "mystnb": r'class="[^"]*\b(cell|output|myst-ansi)',
    "togglebutton": r'class="[^"]*\b(toggle|dropdown|tag_hide|hide-)',
    "copybutton": r'class="highlight',
    "clipboard": r'class="highlight',
}

_IN_BODY = {
    # a table's empty corner is no header; pandas and Markdown write it as one
    r"<th(?: [^>]*)?>\s*(?:<p>\s*</p>)?\s*</th>": "<td></td>",
    # a role that browsers no longer know, in a list
    r'role="doc-biblioentry"': 'role="listitem"',
}
_DOOR = '<meta http-equiv="Refresh"'
_FOLDED = re.compile(r"(<a [^>]*>)((?:(?!</a>).)*)(</a><details[^>]*>)<summary>", re.DOTALL)


def needed(files: Iterable[Any], body: str) -> list[Any]:
    """Those of a page's scripts or styles that its text uses."""
    found = []
    for file in files:
        name = Path(str(getattr(file, "filename", file))).name
        marks = [mark for start, mark in _ONLY_WITH.items() if name.startswith(start)]
        if all(re.search(mark, body) for mark in marks):
            found.append(file)
    return found


def mended(body: str) -> str:
    """The text of a page, with what assistive technology stumbles over put right."""
    for wrong, right in _IN_BODY.items():
        body = re.sub(wrong, right, body)
    return body


def named_folds(contents: str) -> str:
    """A table of contents whose buttons, which fold a chapter's pages, have names."""

    def name(match: re.Match[str]) -> str:
        label = re.sub(r"<[^>]*>", "", match[2]).strip()
        return f'{match[1]}{match[2]}{match[3]}<summary aria-label="Pages of: {label}">'

    return _FOLDED.sub(name, contents)


def _lighten(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    del app, pagename, templatename, doctree
    body = context.get("body", "")
    for kind in ("css_files", "script_files"):
        context[kind] = needed(context[kind], body)
    context["body"] = foldable(mended(body))
    contents = context.get("generate_toctree_html")
    if contents is not None:
        context["generate_toctree_html"] = lambda *given, **named: named_folds(
            str(contents(*given, **named))
        )


def _lighten_files(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    assert app.builder.theme is not None
    folders = [Path(folder) / "static" for folder in app.builder.theme.get_theme_dirs()]
    theme = next(folder for folder in folders if (folder / "vendor" / "fontawesome").is_dir())
    cut_icons(Path(app.outdir), theme)
    lighten_pictures(Path(app.outdir) / "_images")


def _complete_front_door(app: Sphinx, exception: Exception | None) -> None:
    """Give index.html a title, a language, a link and an icon; it leads to the first page."""
    index = Path(app.outdir) / "index.html"
    if exception is not None or not index.is_file():
        return
    text = index.read_text(encoding="utf-8")
    if not text.startswith(_DOOR):
        return
    title, target = html.escape(app.config.html_title), text.partition("url=")[2].partition('"')[0]
    write_text(
        index,
        f'<!doctype html>\n<html lang="{app.config.language}"><head><meta charset="utf-8">'
        f'<title>{title}</title><link rel="icon" href="data:,">{text.strip()}</head>'
        f'<body><main><h1><a href="{target}">{title}</a></h1></main></body></html>\n',
    )


def _use_templates(_: Sphinx, config: Any) -> None:
    config.templates_path.append(str(TEMPLATES))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("config-inited", _use_templates)
    # after the theme, which adds its table of contents at 500
    app.connect("html-page-context", _lighten, priority=900)
    app.connect("build-finished", _lighten_files)
    app.connect("build-finished", write_not_found)
    # after sphinx-external-toc has written it
    app.connect("build-finished", _complete_front_door, priority=900)
    return {"version": pmlearn.__version__, "parallel_read_safe": True}
