"""A snapshot of the learner's process, as the grader holds it: what one test may use of it."""

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
class Snapshot:
    """The learner's process as it was before a test.

    Attributes:
        values: Name -> value of those names that the test needs and that are data.
        question_socket: The socket on which it may ask for the rest.
        files: Path -> content of files in its folder, for a test that reads some.
        copy: The line to a copy of the process, in which the test itself may run.
        plain: Whether all that it may ask for are data and functions that depend on nothing.
    """

    values: dict[str, Any] | None = None
    question_socket: socket.socket | None = None
    files: Any = None
    copy: Line | None = None
    plain: bool = False

    def sockets(self) -> tuple[socket.socket, ...]:
        """The socket to hand over to whoever asks; empty when there is nobody to ask."""
        return () if self.question_socket is None else (self.question_socket,)

    def end_questions(self) -> None:
        """Close the socket on which the test asks; the copy stays."""
        if self.question_socket is not None:
            self.question_socket.close()

    def close(self) -> None:
        """Close all of it."""
        self.end_questions()
        if self.copy is not None:
            self.copy.close()


def take(room: Room, order: Message, seconds: float) -> Snapshot:
    """Have a room take a snapshot and return it.

    Args:
        room: The learner's.
        order: Which `names` the test may ask for, whether it reads `files`, and whether it is to
            run `inside` a copy of the process.
        seconds: How long that may take.

    Raises:
        LineClosedError: the room has ended.
        TimeoutError: there is no answer.
        ValueError: the answer is no description of a snapshot.
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
    return Snapshot(
        values=values if isinstance(values, dict) else {},
        question_socket=ours if asks is True else None,
        files=answer.get("files"),
        copy=copy if copied is True else None,
        plain=answer.get("plain") is True,
    )
