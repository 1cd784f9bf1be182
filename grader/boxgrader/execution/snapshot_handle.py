"""A snapshot of the learner's process, as the grader holds it: what one test may use of it."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boxgrader.execution.orders import SnapshotAnswer
from boxgrader.limits import MAX_SNAPSHOT_BYTES
from boxgrader.sandbox.messages import Line

if TYPE_CHECKING:
    from boxgrader.execution.orders import TakeSnapshot
    from boxgrader.sandbox.box import Room


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
    files: dict[str, str | None] | None = None
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


def take(room: Room, order: TakeSnapshot, seconds: float) -> Snapshot:
    """Have a room take a snapshot and return it.

    Args:
        room: The learner's.
        order: What to keep.
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
            said = room.ask(order.to_message(), seconds, most=MAX_SNAPSHOT_BYTES, hand_over=ends)
            answer = SnapshotAnswer.from_message(said)
    except BaseException:
        ours.close()
        copy.close()
        raise
    if not answer.asks:
        ours.close()
    if not answer.copied:
        copy.close()
    return Snapshot(
        values=answer.values,
        question_socket=ours if answer.asks else None,
        files=answer.files,
        copy=copy if answer.copied else None,
        plain=answer.plain,
    )
