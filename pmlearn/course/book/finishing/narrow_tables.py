"""Tables of text on a phone: each row a card, each cell below the name of its column.

The names are written beside the cells; book/assets/course.css shows them where a screen is narrow.
Roles keep it a table for those who listen, whatever it looks like.
"""

from __future__ import annotations

import html
import re

# As Sphinx writes what a page's Markdown has, not what code has computed.
_TABLE = re.compile(r'<table class="table">.*?</table>', re.DOTALL)
_HEAD = re.compile(r'(<th class="head[^>]*>|<td>)(.*?)</t[hd]>', re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FEW = 2  # columns that fit beside each other


def foldable(body: str) -> str:
    """A page's text, with what its tables of three and more columns need to fold into cards."""
    return _TABLE.sub(lambda match: _labeled(match[0]), body)


def _labeled(table: str) -> str:
    head, divider, rows = table.partition("<tbody>")
    names = [_TAG.sub("", name).strip() for _, name in _HEAD.findall(head)]
    if not divider or len(names) <= _FEW or "span=" in table:
        return table
    head = head.replace("<table ", '<table role="table" ').replace('"table">', '"table folds">')
    head = head.replace("<thead", '<thead role="rowgroup"').replace("<tr", '<tr role="row"')
    head = head.replace("<th ", '<th role="columnheader" ')
    return f'{head}<tbody role="rowgroup">{_ROW.sub(lambda row: _row(row[0], names), rows)}'


def _row(row: str, names: list[str]) -> str:
    left = iter(names)

    def label(match: re.Match[str]) -> str:
        name = html.escape(html.unescape(next(left, "")))
        return f'<td role="cell" data-label="{name}"{match[1]}>'

    return re.sub(r"<td\b([^>]*)>", label, row).replace("<tr", '<tr role="row"', 1)
