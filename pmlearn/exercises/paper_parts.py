"""Parts of questions on paper: a table, a list, a box to write into."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

BOX = '<span class="blank"></span>'


def listed(texts: Iterable[Any]) -> str:
    """A list of texts; nothing where there are none."""
    items = "".join(f"<li>{escape(str(text))}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def table(heads: list[Any], rows: list[list[Any]]) -> str:
    """A table whose first column names its rows."""
    head = "".join(f"<th>{escape(str(text))}</th>" if text else "<td></td>" for text in heads)
    lines = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        + "".join(f"<td>{cell if cell is BOX else escape(str(cell))}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f'<table class="table"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'
