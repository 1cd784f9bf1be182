"""Messages between processes: JSON of bounded size over one end of a socket pair.

Both ends are inherited or handed over; there is no address that anybody else could reach.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any

from boxgrader.limits import MAX_MESSAGE_BYTES, SEND_SECONDS

_AT_ONCE = 1 << 16
_HEAD = struct.Struct("=I")

Message = dict[str, Any]


class LineClosedError(EOFError):
    """The other end has gone."""


class Line:
    """One end of a connection.

    Args:
        end: The socket; the line owns it from now on.
    """

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._buffer = bytearray()
        self._descriptors: list[int] = []

    @classmethod
    def pair(cls) -> tuple[Line, socket.socket]:
        """A line and the socket at its other end, to be given away."""
        ours, theirs = socket.socketpair()
        return cls(ours), theirs

    def fileno(self) -> int:
        """The socket's number, for `select`."""
        return self._socket.fileno()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def is_closed(self, seconds: float = 0) -> bool:
        """Whether somebody has hung up, now or within some seconds."""
        if self._socket.fileno() < 0:
            return True
        poll = select.poll()
        poll.register(self._socket, select.POLLRDHUP)
        return bool(poll.poll(1000 * seconds))

    def send(self, message: Message, hand_over: tuple[socket.socket, ...] = ()) -> None:
        """Send a message, and sockets with it.

        Raises:
            LineClosedError: the other end has gone, or does not read.
            ValueError: the message is too large.
        """
        try:
            body = json.dumps(message, separators=(",", ":")).encode()
        except RecursionError as error:
            raise ValueError("a message that is nested too deeply") from error
        if len(body) > MAX_MESSAGE_BYTES:
            raise ValueError(f"a message of {len(body):,} bytes; the most is {MAX_MESSAGE_BYTES:,}")
        try:
            self._socket.settimeout(SEND_SECONDS)  # for all of it; nobody may keep us waiting
            head = _HEAD.pack(len(body))
            if hand_over:
                socket.send_fds(self._socket, [head], [one.fileno() for one in hand_over])
                self._socket.sendall(body)
            else:
                self._socket.sendall(head + body)
        except OSError as error:
            raise LineClosedError(str(error)) from error

    def receive(
        self,
        seconds: float | None = None,
        *,
        most: int = MAX_MESSAGE_BYTES,
        descriptors: bool = False,
    ) -> Message:
        """The next message.

        Args:
            seconds: How long to wait at most, for the whole message.
            most: The largest message to accept, in bytes.
            descriptors: Whether sockets may come along; otherwise the kernel throws them away.

        Raises:
            LineClosedError: the other end has gone.
            TimeoutError: nothing whole came in time.
            ValueError: what came is no message, or too large; the line is of no use any more.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        self._fill(_HEAD.size, deadline, descriptors)
        size = _HEAD.unpack_from(self._buffer)[0]
        if size > most:
            raise ValueError(f"a message of {size:,} bytes; the most is {most:,}")
        self._fill(_HEAD.size + size, deadline, descriptors)
        body = bytes(self._buffer[_HEAD.size : _HEAD.size + size])
        del self._buffer[: _HEAD.size + size]
        try:
            message = json.loads(body)
        except RecursionError as error:
            raise ValueError("a message that is nested too deeply") from error
        if not isinstance(message, dict):
            raise ValueError("a message must be a JSON object")  # noqa: TRY004  it is data, not an argument
        return message

    def take_socket(self) -> socket.socket:
        """The socket that came along first and has not been taken yet.

        Raises:
            ValueError: there is none.
        """
        if not self._descriptors:
            raise ValueError("no socket came with the message")
        return socket.socket(fileno=self._descriptors.pop(0))

    def _fill(self, size: int, deadline: float | None, descriptors: bool) -> None:
        """Read until the buffer holds this many bytes."""
        while len(self._buffer) < size:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise TimeoutError("no answer in time")
            try:
                self._socket.settimeout(left)
                if descriptors:
                    data, found, _, _ = socket.recv_fds(self._socket, _AT_ONCE, 8)
                    self._descriptors += found
                else:
                    data = self._socket.recv(_AT_ONCE)
            except TimeoutError:
                continue
            except OSError as error:
                raise LineClosedError(str(error)) from error
            if not data:
                raise LineClosedError("the other end has gone")
            self._buffer += data
