"""What an exception says, and where a test failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boxgrader.limits import MAX_FAILURE_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


class CellTimeoutError(BaseException):
    """A test took too long; no `except Exception` of a test may catch it."""


def message(error: BaseException, most: int) -> str:
    """What an exception says, up to so many characters; nothing if saying it fails."""
    try:
        return str(error)[:most]
    except Exception:  # noqa: BLE001  the message is code of the learner's, too
        return ""


def failure(error: BaseException, line: int) -> dict[str, Any]:
    """What a test came to that raised this, at a line of its own; 0 when it is not known."""
    text = message(error, MAX_FAILURE_CHARACTERS)
    return {"ename": type(error).__name__, "evalue": text, "line": line}


def line_of(error: BaseException, is_test: Callable[[FrameType], bool]) -> int:
    """The first line that is one of a test's; 0 when there is none."""
    frame = error.__traceback__
    while frame is not None and not is_test(frame.tb_frame):
        frame = frame.tb_next
    return frame.tb_lineno if frame is not None else 0
