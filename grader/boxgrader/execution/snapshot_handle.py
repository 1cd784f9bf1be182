"""A moment of the learner's process, as the grader has it: what is kept there for one test."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boxgrader.limits import MAX_SNAPSHOT_BYTES
from boxgrader.sandbox.messages import Line

if TYPE_CHECKING:
    from boxgrader.sandbox.box import Room
    from boxgrader.sandbox.messages import Message


@dataclass(frozen=True, slots=True)
class Moment:
    """The learner's process as it was before a test.

    Attributes:
        values: Name -> value, of what the test needs and what is data.
        snapshot: The line on which it may ask for the rest.
        files: Path -> content of files in its folder, for a test that reads some.
        copy: The line to a copy of the process, in which the test itself may run.
        plain: Whether all that it may ask for are data and functions that depend on nothing.
    """

    values: dict[str, Any] | None = None
    snapshot: socket.socket | None = None
    files: Any = None
    copy: Line | None = None
    plain: bool = False

    def end_questions(self) -> None:
        """Let go what answers a test; the copy stays."""
        if self.snapshot is not None:
            self.snapshot.close()

    def close(self) -> None:
        """Let all of it go."""
        self.end_questions()
        if self.copy is not None:
            self.copy.close()


def take(room: Room, order: Message, seconds: float) -> Moment:
    """Have a room keep a moment.

    Args:
        room: The learner's.
        order: Which `names` the test may ask for, whether it reads `files`, and whether it is to
            run `inside` a copy of the process.
        seconds: How long that may take.

    Raises:
        LineClosedError: the room has ended.
        TimeoutError: there is no answer.
        ValueError: the answer is none.
    """
    ours, theirs = socket.socketpair()
    copy, end = Line.pair()
    try:
        with theirs, end:
            ends = (theirs, end)
            answer = room.ask(
                {"op": "take"} | order, seconds, most=MAX_SNAPSHOT_BYTES, hand_over=ends
            )
    except BaseException:
        ours.close()
        copy.close()
        raise
    values, asks, copied = answer.get("values"), answer.get("asks"), answer.get("copied")
    if asks is not True:
        ours.close()
    if copied is not True:
        copy.close()
    return Moment(
        values=values if isinstance(values, dict) else {},
        snapshot=ours if asks is True else None,
        files=answer.get("files"),
        copy=copy if copied is True else None,
        plain=answer.get("plain") is True,
    )
