"""Warnings: a test's filters hold for the learner's code, and it may record what that warns of."""

from __future__ import annotations

import contextlib
import warnings
from typing import TYPE_CHECKING, Any

from boxgrader.stand_ins.stand_in_types import by_name, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boxgrader.calls.connection import Connection


def filters() -> list[list[Any]]:
    """The filters that hold now, as data, the last one set first."""
    found = []
    for action, text, kind, module, line in warnings.filters:
        said, place = (getattr(one, "pattern", one) for one in (text, module))
        found.append([action, said, by_name(kind) or "builtins:Warning", place, line])
    return found


@contextlib.contextmanager
def filtered(given: list[list[Any]] | None) -> Iterator[list[Any]]:
    """Let these filters hold, if any are given, and keep what is warned of."""
    if given is None:
        yield []
        return
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        for action, text, kind, module, line in reversed(given):
            warnings.filterwarnings(action, text or "", named(kind), module or "", line)
        yield caught


def warn_again(connection: Connection, messages: Any) -> None:
    """Let a test see what the learner's code has warned of."""
    for one in messages or ():
        message = connection.exceptions.rebuild(one)
        if isinstance(message, Warning):
            warnings.showwarning(message, type(message), "<answer>", 1)
