"""A box for each thread that grades, all from one fork server, until they are closed together."""

from __future__ import annotations

import atexit
import threading
from functools import cache
from typing import TYPE_CHECKING, Self

from boxgrader.sandbox.box import Box, BoxError, UnsandboxedBox
from boxgrader.sandbox.fork_server import ForkServer
from boxgrader.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Boxes:
    """Makes a thread's box when the thread first asks for it, and again when it has died.

        with Boxes(Settings.load(exercises), [exercises]) as boxes:
            graded = grade_one(submission, assignment, boxes)

    Args:
        settings: What the course imports and trusts.
        forbidden: Paths that must not be visible inside, such as the course's exercises.
        unsandboxed: Whether learners' code runs without isolation.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        forbidden: Sequence[Path] = (),
        *,
        unsandboxed: bool = False,
    ) -> None:
        self._settings = settings or Settings()
        self._forbidden = tuple(forbidden)
        self._kind = UnsandboxedBox if unsandboxed else Box
        self._making = threading.Lock()
        self._boxes: dict[threading.Thread, Box] = {}
        self._fork_server: ForkServer | None = None
        self._is_closed = False

    def __enter__(self) -> Self:
        """The boxes; none is made yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close them."""
        self.close()

    def box(self) -> Box:
        """This thread's box.

        Raises:
            BoxError: there can be none, or all have been closed.
        """
        known = self._boxes.get(threading.current_thread())
        if known is not None and not known.has_ended():
            return known
        try:
            box = self._new_box()
        except BoxError:
            if self._is_closed:
                raise
            box = self._new_box()  # it may have been an accident
        self._keep(box)
        return box

    def settle(self, settings: Settings) -> None:
        """Have these settings from now on; boxes that were made with others are made again."""
        if settings == self._settings:
            return
        with self._making:
            self._settings = settings
            fork_server, self._fork_server = self._fork_server, None
        if fork_server is not None:
            fork_server.close()  # and with it all boxes that came from it

    def is_closed(self) -> bool:
        """Whether there will be no box any more."""
        return self._is_closed

    def close(self) -> None:
        """End all boxes for good; what is being graded ends with BoxError."""
        self._is_closed = True
        while self._boxes:
            self._boxes.popitem()[1].close()
        fork_server, self._fork_server = self._fork_server, None
        if fork_server is not None:
            fork_server.close()

    def _new_box(self) -> Box:
        if self._is_closed:
            raise BoxError("grading was stopped")
        return self._kind(forbidden=self._forbidden, fork_server=self.fork_server())

    def _keep(self, box: Box) -> None:
        """Keep this thread's box, and close the one before and those of threads that have ended."""
        here = threading.current_thread()
        with self._making:
            ended = [thread for thread in self._boxes if thread is here or not thread.is_alive()]
            for thread in ended:
                self._boxes.pop(thread).close()
            self._boxes[here] = box

    def fork_server(self) -> ForkServer:
        """The fork server of all boxes; started at the first call, and again when it has ended.

        Raises:
            BoxError: it cannot be started.
        """
        with self._making:
            if self._fork_server is not None and self._fork_server.has_ended():
                self._fork_server.close()
                self._fork_server = None
            if self._fork_server is None:
                isolated = self._kind.isolated
                self._fork_server = ForkServer(isolated=isolated, settings=self._settings)
            return self._fork_server


@cache
def boxes_until_exit(
    settings: Settings, forbidden: tuple[Path, ...], *, unsandboxed: bool = False
) -> Boxes:
    """Boxes for as long as this process lives, where nobody tells of an end before.

    Args:
        settings: As for `Boxes`.
        forbidden: As for `Boxes`.
        unsandboxed: As for `Boxes`.
    """
    boxes = Boxes(settings, forbidden, unsandboxed=unsandboxed)
    atexit.register(boxes.close)
    return boxes
