"""The box: the boundary between learners' code and everything else.

What it promises about a room, in which one submission runs; tests/grading/test_box.py has a test of
the same name for each promise, and `Box` proves the first eight from inside before its first room:

 1. no_network: no interface but an unconnected loopback of its own, no abstract sockets of others.
 2. no_foreign_files: of the machine's files it sees Python, its libraries and this package.
 3. no_foreign_environment: no variable of the grader's shell, no settings in a home.
 4. no_foreign_processes: it sees and signals only its own, alone and as a group.
 5. nothing_else_writable: only its own copy of the submission, home and scratch space are.
 6. no_privileges: an ordinary user without capabilities, who cannot get any.
 7. no_way_out: no open file but its own line to the grader.
 8. bounded: memory, processes, disk, file size and processor time end at the limits.
 9. nothing_stays: the next room finds nothing of the one before.
10. rooms_are_apart: two rooms at the same time cannot see or reach each other.
11. ends_with_its_room: when a room is closed all its processes have gone.
12. ends_with_the_grader: when the grader is killed the box has gone as well.

How: bubblewrap (`bubblewrap.py` beside this file) isolates one process, the fork server, which
imports all libraries and forks a server for each worker (`fork_server.py`). A worker's server forks
a room for each submission (`fork_server_main.py`), which isolates itself (`isolation.py`); a
watchdog in the worker's server ends it when a limit is passed (`watchdog.py`). What passes the
boundary are messages on an inherited line (`messages.py`); outside, they are read as data that may
be forged.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING

from boxgrader.limits import START_SECONDS
from boxgrader.sandbox import bubblewrap
from boxgrader.sandbox.bubblewrap import BoxError
from boxgrader.sandbox.fork_server import ForkServer
from boxgrader.sandbox.messages import Line, LineClosedError
from boxgrader.sandbox.room import Limits, Room, RoomFile, RoomRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from boxgrader.sandbox.typed_message import TypedMessage
    from boxgrader.settings import Settings

__all__ = ["Box", "BoxError", "Limits", "Room", "UnsandboxedBox"]


class Box:
    """Opens rooms for one worker, after it has proved that they keep the promises.

    Args:
        limits: What each room may use.
        forbidden: Paths that must not be visible inside; the proof looks for them.
        fork_server: Forks the box's rooms; one of its own unless given.
        settings: What the course imports and trusts, for a fork server of its own.

    Attributes:
        isolated: Whether learners' code is isolated, and tests run apart from it.
        fork_server: Forks the box's rooms; several boxes may share one.

    Raises:
        BoxError: bubblewrap is missing or cannot make a box, or a proof failed.
    """

    isolated = True

    def __init__(
        self,
        limits: Limits | None = None,
        forbidden: Sequence[Path] = (),
        fork_server: ForkServer | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.forbidden = tuple(forbidden)
        self._shared = fork_server is not None
        self.fork_server = fork_server or ForkServer(isolated=self.isolated, settings=settings)
        try:
            self._control = self.fork_server.fork_worker_server()
        except BoxError:
            self._close_own_fork_server()
            raise
        try:
            self._prove()
        except (BoxError, LineClosedError, TimeoutError, ValueError) as error:
            self.close()
            raise BoxError(f"no box could be made to grade in: {error}") from error

    def open(
        self,
        role: str,
        files: Mapping[str, bytes] | None = None,
        task: TypedMessage | None = None,
        *,
        imports: Sequence[str] = (),
        copies: int = 0,
        learner: str = "",
    ) -> Room:
        """Open a new room and return it.

        Args:
            role: kernel, checker or probe.
            files: What its folder holds: relative path -> content.
            task: What the role reads first.
            imports: Modules that are loaded before it is forked.
            copies: Processes beyond the limit: copies of the room's process that wait for a test.
            learner: Whose work it is.

        Raises:
            BoxError: the box has gone.
        """
        request = RoomRequest(
            role=role,
            limits=replace(self.limits, processes=self.limits.processes + copies),
            files=len(files or {}),
            scratch=self.fork_server.scratch,
            environment=self.fork_server.settings.environment(learner),
            imports=list(imports),
            task=task.to_message() if task else {},
        )
        for again in (True, True, False):
            room, error = self._opened(request, files or {})
            if error is None:
                return room
            ended = room.close()
            if not (again and ended == "killed"):
                break
        raise BoxError(f"the box gave no room: {error}") from error

    def _opened(
        self, request: RoomRequest, files: Mapping[str, bytes]
    ) -> tuple[Room, Exception | None]:
        """A new room, and the error when it could not be started."""
        line, line_end = Line.pair()
        control_line, control_end = Line.pair()
        ends = line_end, control_end
        try:
            self._control.send(request.to_message(), ends)
            for end in ends:
                end.close()
            for path, content in files.items():
                line.send(RoomFile(path, base64.b64encode(content).decode()).to_message())
            line.receive(START_SECONDS)
        except (LineClosedError, TimeoutError, ValueError) as error:
            for end in ends:
                end.close()
            return Room(line, control_line), error
        return Room(line, control_line), None

    def has_ended(self, seconds: float = 0) -> bool:
        """Whether it can give no more rooms, now or within some seconds."""
        return self._control.is_closed(seconds)

    def close(self) -> None:
        """End everything in it."""
        self._control.close()
        self._close_own_fork_server()

    def _close_own_fork_server(self) -> None:
        if not self._shared:
            self.fork_server.close()

    def _prove(self) -> None:
        """Check each promise from inside a room."""
        from boxgrader.sandbox.self_test import questions

        room = self.open("probe", {"mine.txt": b"mine"})
        try:
            for promise, source in questions(self.forbidden, list(bubblewrap.ENVIRONMENT)).items():
                answer = room.ask({"source": source}, START_SECONDS)
                if answer != {"result": True}:
                    raise BoxError(f"it does not keep its promise {promise!r}: {answer}")
        finally:
            room.close()


class UnsandboxedBox(Box):
    """Opens rooms that are not isolated, for code that is trusted.

    No promise holds but these: a room sees and signals its own processes only, where the system
    lets an ordinary user make namespaces (4, 11), it is bounded but for the disk (8), and it ends
    with the grader (12).

    Tests run in the learner's process, as in nbgrader: code that may change the gradebook itself
    gains nothing by changing a test.
    """

    isolated = False

    def _prove(self) -> None:
        """Prove nothing: none of the isolation's promises holds here."""
