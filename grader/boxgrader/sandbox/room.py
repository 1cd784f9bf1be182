"""One submission's place in a box, what it may use, and how it is asked for."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from boxgrader.limits import END_SECONDS
from boxgrader.sandbox.messages import Line, LineClosedError, Message
from boxgrader.sandbox.typed_message import TypedMessage

if TYPE_CHECKING:
    import socket


@dataclass(frozen=True, slots=True)
class Limits(TypedMessage):
    """What one room may use.

    Attributes:
        memory: Bytes, beyond what the imported libraries take.
        processes: Processes at the same time.
        disk: Bytes in each of its private file systems.
        file: Bytes of one file.
        cpu: Seconds of processor time of one process.
    """

    memory: int = 1 << 30
    processes: int = 96
    disk: int = 128 << 20
    file: int = 64 << 20
    cpu: int = 120

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if value <= 0:
                raise ValueError(f"limits: {one.name} must be above 0, got {value}")


@dataclass(frozen=True, slots=True)
class RoomRequest(TypedMessage):
    """A request to fork a room.

    Attributes:
        role: What the room is for: "kernel", "checker" or "probe".
        limits: What it may use.
        files: How many files its folder holds; they follow on the room's own line.
        scratch: Folders that it replaces by its own.
        environment: Variables that it has besides those of the box.
        imports: Modules that are loaded before it is forked, for this and all later rooms.
        task: What the role reads, as the JSON object of a message of its own.
    """

    role: str
    limits: Limits
    files: int
    scratch: list[str]
    environment: dict[str, str]
    imports: list[str]
    task: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RoomFile(TypedMessage):
    """A file of a room's folder.

    Attributes:
        path: Where it is, seen from the folder.
        content: Its bytes in Base64.
    """

    path: str
    content: str


class Room:
    """One submission's place in the box; close it when done."""

    def __init__(self, line: Line, control_line: Line) -> None:
        self.line = line
        self._control_line = control_line
        self._reason = ""

    def ask(
        self,
        message: Message,
        seconds: float,
        *,
        most: int = 10_000_000,
        hand_over: tuple[socket.socket, ...] = (),
    ) -> Message:
        """Send a message, and sockets with it; wait for the answer, which nobody should trust.

        Raises:
            LineClosedError: the room has ended.
            TimeoutError: there is no answer yet.
            ValueError: the answer is no message, or too large.
        """
        try:
            self.line.send(message, hand_over)
            return self.line.receive(seconds, most=most)
        except LineClosedError:
            self._read_reason(1)  # why it ended, before anybody ends it
            raise

    def interrupt(self) -> None:
        """What Ctrl-C does, to the room's first process."""
        self._control_line.send({"op": "interrupt"})

    def close(self) -> str:
        """End the room; returns when its processes have gone, and says why it ended.

        Returns:
            closed (by this call), died, killed (from outside), memory or processes.
        """
        if not self._reason:
            with contextlib.suppress(LineClosedError):
                self._control_line.send({"op": "close"})
            self._read_reason(END_SECONDS)
            self._reason = self._reason or "died"
        self.line.close()
        self._control_line.close()
        return self._reason

    def _read_reason(self, seconds: float) -> None:
        with contextlib.suppress(LineClosedError, TimeoutError, ValueError):
            self._reason = str(self._control_line.receive(seconds, most=1_000).get("ended", ""))
