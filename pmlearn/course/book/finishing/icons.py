"""Cuts the theme's icons down to those that the book shows: a tenth of a page's weight.

The theme's style sheet names 1,900 icons and loads a font with all of them; a book shows twenty.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pmlearn.files import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FONT = "book-icons.woff"
STYLES = "book-theme.css"
_RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"([^"]*)"\}')
_SOLID = re.compile(r"src:url\([^)]*fa-solid-900\.woff2\)[^;}]*")
_NAME = re.compile(r"\bfa-[a-z0-9-]+")
_CODE = re.compile(r"\\(e[0-9a-f]{3}|f[0-9a-f]{3})\b|([\ue000-\uf8ff])")


def icons_in(texts: Iterable[str]) -> set[str]:
    """The icons that pages and scripts name, such as "fa-bars"."""
    return {name for text in texts for name in _NAME.findall(text)}


def with_icons(css: str, used: set[str]) -> str:
    """The style sheet without the other icons, and with the small font in place of the large."""

    def keep(match: re.Match[str]) -> str:
        return match[0] if set(_NAME.findall(match[1])) & used else ""

    return _SOLID.sub(f'src:url({FONT}) format("woff")', _RULE.sub(keep, css))


def code_points(css: str) -> set[int]:
    """The private characters that a style sheet draws."""
    return {int(code, 16) if code else ord(sign) for code, sign in _CODE.findall(css)}


def write_font(large: Path, characters: set[int], small: Path) -> None:
    """A font of these characters only."""
    from fontTools.subset import (  # type: ignore[import-untyped]  # it ships no types
        Options,
        Subsetter,
        load_font,
        save_font,
    )

    options = Options(flavor="woff", layout_features=[], notdef_outline=True)
    font = load_font(str(large), options)
    cutter = Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    save_font(font, str(small), options)


def cut_icons(site: Path, theme: Path) -> None:
    """Write the style sheet that templates/static/webpack-macros.html names, and its font.

    Args:
        site: The built book.
        theme: The theme's folder of static files.
    """
    static = site / "_static"
    pages = [*site.rglob("*.html"), *(static / "scripts").glob("*theme.js")]
    used = icons_in(path.read_text(encoding="utf-8") for path in pages)
    large = theme / "styles" / "pydata-sphinx-theme.css"
    css = with_icons(large.read_text(encoding="utf-8"), used)
    others = [p for p in static.rglob("*.css") if p.name not in {large.name, STYLES}]
    drawn = code_points(css + "".join(p.read_text(encoding="utf-8") for p in others))
    solid = theme / "vendor" / "fontawesome" / "webfonts" / "fa-solid-900.ttf"
    write_font(solid, drawn, static / "styles" / FONT)
    write_text(static / "styles" / STYLES, css)
