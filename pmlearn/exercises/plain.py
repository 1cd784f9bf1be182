"""Answers as plain data: what JSON can hold, within bounds."""

from __future__ import annotations

import json
from typing import Any

from pmlearn.limits import MAX_ANSWER_CHARACTERS, MAX_ANSWER_DEPTH


def plain(value: Any) -> Any:
    """The value as JSON data, with lists for tuples and sets.

    Raises:
        ValueError: it cannot be written as JSON, or is far too long for an answer.
    """
    try:
        text = json.dumps(value, default=_listed, allow_nan=False, ensure_ascii=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError("an answer holds only texts, numbers, lists and tables") from error
    if len(text) > MAX_ANSWER_CHARACTERS:
        raise ValueError(f"{len(text):,} characters are far more than an answer has")
    data = json.loads(text)
    if _depth(data) > MAX_ANSWER_DEPTH:
        raise ValueError("lists within lists within lists are no answer")
    return data


def _listed(value: Any) -> list[Any]:
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    raise TypeError(type(value).__name__)


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)
