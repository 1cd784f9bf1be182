"""A table as a spreadsheet file."""

from __future__ import annotations

import math
from io import BytesIO
from typing import Any

from pmlearn.limits import MAX_ANSWER_CHARACTERS, MAX_ANSWER_ENTRIES

_WIDE, _PADDING = 60, 2


def workbook(lines: list[list[Any]]) -> bytes:
    """The lines as an .xlsx file of one sheet, the first line in bold and kept in view.

    Args:
        lines: Numbers and texts; a text stays a text, also one that looks like a formula.

    Raises:
        ValueError: it is larger than any table of the course.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    size = sum(len(str(word)) for line in lines for word in line)
    if len(lines) > MAX_ANSWER_ENTRIES or size > MAX_ANSWER_CHARACTERS:
        raise ValueError(f"workbook: {len(lines)} lines of {size:,} characters are too many")
    book = Workbook()
    sheet = book.active
    widths: dict[int, int] = {}
    for row, line in enumerate(lines, 1):
        for column, word in enumerate(line, 1):
            is_number = isinstance(word, int | float) and not isinstance(word, bool)
            value = word if is_number and math.isfinite(word) else str(word)
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
            if row == 1:
                cell.font = Font(bold=True)
            widths[column] = max(widths.get(column, 0), len(str(word)))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDE, width + _PADDING)
    sheet.freeze_panes = "B2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()
