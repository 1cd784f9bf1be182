"""What a test came to: an error, a number of points, or neither, which means all points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from boxgrader.codec.failure_text import message
from boxgrader.limits import MAX_ERROR_NAME_CHARACTERS, MAX_FAILURE_CHARACTERS, MAX_LINE
from boxgrader.sandbox.typed_message import TypedMessage

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


class CellTimeoutError(BaseException):
    """A test took too long; no `except Exception` of a test may catch it."""


@dataclass(frozen=True, slots=True)
class Verdict(TypedMessage):
    """What a test came to.

    Attributes:
        ename: The name of the error that it raised; None when it raised none.
        evalue: What the error says.
        line: The line of the test that raised it, from 1; 0 when it is not known.
        number: The points that its last value stands for; None when that says nothing about them.

    Raises:
        ValueError: a text is too long, or there can be no such line.
    """

    ename: str | None = None
    evalue: str = ""
    line: int = 0
    number: float | None = None

    def __post_init__(self) -> None:
        long = len(self.ename or "") > MAX_ERROR_NAME_CHARACTERS
        if long or len(self.evalue) > MAX_FAILURE_CHARACTERS:
            raise ValueError("Verdict: a text is too long")
        if not 0 <= self.line <= MAX_LINE:
            raise ValueError(f"Verdict: line must be from 0 to {MAX_LINE:,}, got {self.line}")

    @classmethod
    def of_error(cls, error: BaseException, line: int) -> Self:
        """The verdict on a test that raised this, at a line of its own; 0 when it is not known."""
        name = type(error).__name__[:MAX_ERROR_NAME_CHARACTERS]
        return cls(name, message(error, MAX_FAILURE_CHARACTERS), line)

    @property
    def error(self) -> str:
        """The error and what it says; empty when there was none."""
        return "" if self.ename is None else f"{self.ename}: {self.evalue}"

    def worth(self, most: float) -> float:
        """The points that it stands for, of so many at most."""
        if self.ename is not None:
            return 0.0
        number = most if self.number is None else self.number
        return min(number, float(most)) if number > 0 else 0.0


SILENT = Verdict("DeadKernelError", "the check ended Python")


def line_of(error: BaseException, is_test: Callable[[FrameType], bool]) -> int:
    """The first line that is one of a test's; 0 when there is none."""
    frame = error.__traceback__
    while frame is not None and not is_test(frame.tb_frame):
        frame = frame.tb_next
    return frame.tb_lineno if frame is not None else 0
