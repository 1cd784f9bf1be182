"""Drops what a stored notebook carries and grading never reads, before its size is judged.

Outputs with pictures and the state of widgets make a notebook of a few kilobytes of text a file of
many megabytes. They are skipped in the bytes, without building anything from them, so that neither
time nor memory depend on what is in them.
"""

from __future__ import annotations

import re

from boxgrader.limits import MAX_JSON_TOKENS, MAX_NOTEBOOK_BYTES
from boxgrader.submission.bounded_read import RefusedError

# A text without an end goes to the end of the file, or each quotation mark in it would be looked at
# as the beginning of another one.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_OPEN, _CLOSE, _QUOTE = frozenset(b"[{"), frozenset(b"]}"), ord('"')
# Depth of the key -> the key: outputs of a cell, in formats 2 to 4, and the notebook's metadata.
_DROPPED = {3: b'"outputs"', 5: b'"outputs"', 1: b'"metadata"'}
_ATTACHED = {3: b'"attachments"'}


def without_outputs(content: bytes, notes: list[str] | None = None) -> bytes:
    """A notebook file that is not too large to read: without outputs where it would be.

    Args:
        content: The file.
        notes: Gets a line when pasted pictures had to be left out as well.

    Raises:
        RefusedError: its text alone is too large.
    """
    if len(content) <= MAX_NOTEBOOK_BYTES:
        return content
    slim = _without(content, _DROPPED)
    if len(slim) > MAX_NOTEBOOK_BYTES:
        slim = _without(slim, _ATTACHED)
        if notes is not None:
            notes.append("pictures pasted into cells were left out: together they are too large")
    if len(slim) > MAX_NOTEBOOK_BYTES:
        raise RefusedError(
            f"the notebook has more than {MAX_NOTEBOOK_BYTES:,} bytes, without its outputs"
        )
    return slim


def _without(content: bytes, dropped: dict[int, bytes]) -> bytes:
    """The file with `null` for the lists and objects under these keys."""
    kept: list[bytes] = []
    depth = start = 0
    key_ends = skipped_from = -1
    for count, token in enumerate(_TOKEN.finditer(content)):
        if count > MAX_JSON_TOKENS:
            raise RefusedError("the notebook has more parts than any honest one")
        at, end = token.span()
        first = content[at]
        if first == _QUOTE:
            key = dropped.get(depth) if skipped_from < 0 else None
            if key is not None and end - at == len(key) and content[at:end] == key:
                key_ends = end
        elif first in _OPEN:
            if key_ends >= 0 and skipped_from < 0 and content[key_ends:at].strip() == b":":
                kept.append(content[start:at])
                skipped_from = depth
            key_ends = -1
            depth += 1
        elif first in _CLOSE:
            depth -= 1
            if depth == skipped_from:
                kept.append(b"null")
                start, skipped_from = end, -1
    if skipped_from < 0:
        kept.append(content[start:])
    return b"".join(kept)
