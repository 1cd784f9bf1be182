"""The fork server: one process that has imported everything and forks a server for each worker."""

from __future__ import annotations

import subprocess
import tempfile
from concurrent.futures import Future
from contextlib import suppress
from threading import Event, Lock, Thread

from boxgrader.limits import START_SECONDS
from boxgrader.sandbox import bubblewrap
from boxgrader.sandbox.bubblewrap import BoxError
from boxgrader.sandbox.messages import Line, LineClosedError
from boxgrader.settings import Settings


class ForkServer:
    """The fork server's process, as the grader holds it.

    Args:
        isolated: Whether bubblewrap shuts it in.
        settings: What the course imports and trusts.

    Attributes:
        isolated: Whether bubblewrap shuts it in.
        settings: What the course imports and trusts.
        process: Its outermost process.
        scratch: Folders that rooms replace by their own.

    Raises:
        BoxError: bubblewrap is missing or cannot make a box.
    """

    def __init__(self, *, isolated: bool, settings: Settings | None = None) -> None:
        self.isolated = isolated
        self.settings = settings or Settings()
        self._sending = Lock()
        self._is_useless = False
        self._over = Event()
        self._folder = (
            None
            if isolated
            else tempfile.TemporaryDirectory(prefix="fork-server-", ignore_cleanup_errors=True)
        )
        self._control, theirs = Line.pair()
        try:
            with theirs:
                self.process = self._started(theirs.fileno())
        except (BoxError, OSError):
            self._control.close()
            raise
        try:
            self._control.receive(START_SECONDS)
        except (LineClosedError, TimeoutError) as error:
            self.process.kill()
            output = self.process.communicate()[1].decode(errors="replace").strip()
            self.close()
            last = output.splitlines()[-1] if output else ""
            cause = last if last and isinstance(error, LineClosedError) else error
            raise BoxError(f"no box could be made to grade in: {cause}") from error

    def _started(self, end: int) -> subprocess.Popen[bytes]:
        """Start the process; it ends with the thread that starts it, so that is one of its own."""
        how = (
            bubblewrap.without_a_box(end, self._folder.name, self.settings)
            if self._folder
            else bubblewrap.in_a_box(end, self.settings)
        )
        self.scratch = how.scratch
        started: Future[subprocess.Popen[bytes]] = Future()

        def keep() -> None:
            try:
                started.set_result(_process(how, end))
            except BaseException as error:  # noqa: BLE001  whoever waits for it must get it
                started.set_exception(error)
            else:
                self._over.wait()

        Thread(target=keep, name="fork server", daemon=True).start()
        return started.result()

    def fork_worker_server(self) -> Line:
        """Fork a server for one worker and return the line to it; it ends when the line is closed.

        Raises:
            BoxError: the fork server has ended.
        """
        line, theirs = Line.pair()
        try:
            with self._sending:
                self._control.send({}, (theirs,))
            theirs.close()
            line.receive(START_SECONDS)
        except (LineClosedError, TimeoutError) as error:
            theirs.close()
            line.close()
            self._is_useless = True
            raise BoxError(f"no box could be made to grade in: {error}") from error
        return line

    def has_ended(self) -> bool:
        """Whether it can fork no more servers."""
        return self._is_useless or self._control.is_closed()

    def close(self) -> None:
        """End it and everything that came from it, and remove what that left behind."""
        self._control.close()
        with suppress(ProcessLookupError):
            self.process.kill()  # it holds no state, and may still be importing
        self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()
        self._over.set()
        if self._folder:
            self._folder.cleanup()


def _process(how: bubblewrap.Launch, end: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  the command is ours
        how.command,
        pass_fds=[end],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=how.environment,
        cwd="/",
        start_new_session=True,  # Ctrl-C is for the grader, which then ends it
    )
