"""Maps a function over jobs on several workers, here or on a cluster, whatever fails."""

from __future__ import annotations

from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from boxgrader.limits import CONNECT_SECONDS
from boxgrader.sandbox.boxes import boxes_until_exit
from boxgrader.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from boxgrader.sandbox.boxes import Boxes

    _OfBoxes = tuple[Settings, tuple[Path, ...], bool]

J = TypeVar("J")
R = TypeVar("R")

# So many jobs are handed out per worker: enough to keep it busy, few enough to stay in memory.
WAITING = 2


class WorkerLostError(RuntimeError):
    """A worker ended while it had this job and no other."""


class LocalWorkers:
    """Threads of this process, each of which drives a box, a process of its own.

    Learners' code and tests run in the boxes; what is left to do here takes a tenth of the time.

    Args:
        count: How many.
        boxes: Of which each thread has one.
    """

    def __init__(self, count: int, boxes: Boxes) -> None:
        self._count = count
        self._boxes = boxes
        self._pool = ThreadPoolExecutor(count, "grading")

    def prepare(self) -> None:
        """Have each worker make its box at once."""
        for _ in range(self._count):
            self._pool.submit(self._boxes.box)

    def map(
        self, function: Callable[[J, Boxes], R], jobs: Iterable[J]
    ) -> Iterator[tuple[J, R | Exception]]:
        """Each job with its result, or with the error it ended in, as they come.

        Args:
            function: What each job is given to, with the boxes.
            jobs: Read as workers have room for them.
        """
        waiting = iter(jobs)
        running: dict[Future[R], J] = {}
        try:
            while True:
                for job in islice(waiting, WAITING * self._count - len(running)):
                    running[self._pool.submit(function, job, self._boxes)] = job
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    job = running.pop(future)
                    yield job, _outcome(future)
        finally:
            for future in running:  # whoever read the results has stopped
                future.cancel()

    def close(self) -> None:
        """End the threads when they have done what they are at."""
        self._pool.shutdown(cancel_futures=True)


class ClusterWorkers:
    """The workers of a dask.distributed cluster; jobs and results travel as bytes.

    Args:
        scheduler: The scheduler's address, such as "tcp://10.0.0.5:8786".
        settings: What the course imports and trusts.
        forbidden: Paths that must not be visible to learners' code, where they exist.
        unsandboxed: Whether learners' code runs without isolation.

    Raises:
        ImportError: dask.distributed is not installed.
        OSError: the scheduler does not answer.
    """

    def __init__(
        self,
        scheduler: str,
        settings: Settings | None = None,
        forbidden: tuple[Path, ...] = (),
        unsandboxed: bool = False,
    ) -> None:
        from distributed import Client

        self._of_boxes = (settings or Settings(), forbidden, unsandboxed)

        connect: Any = Client  # dask has types for some of its parts only
        self._client = connect(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)

    def map(
        self, function: Callable[[J, Boxes], R], jobs: Iterable[J]
    ) -> Iterator[tuple[J, R | Exception]]:
        """Each job with its result, or with the error it ended in, as they come.

        Args:
            function: What each job is given to, with its worker's boxes; the workers need this
                package too.
            jobs: Read as workers have room for them.

        Raises:
            ConnectionError: the scheduler has gone.
        """
        from distributed import as_completed
        from distributed.scheduler import KilledWorker

        waiting = iter(jobs)
        running: dict[Any, J] = {}
        collect: Any = as_completed
        ended = collect(loop=self._client.loop)
        while True:
            with _connected():
                # workers come and go
                room = WAITING * len(self._client.nthreads()) - len(running)
            for job in islice(waiting, max(room, 0 if running else 1)):
                future = self._client.submit(_in_boxes, function, job, self._of_boxes, pure=False)
                running[future.key] = job
                ended.add(future)
            if not running:
                return
            with _connected():
                future = next(ended)
                outcome = future.exception() or future.result()
            if isinstance(outcome, KilledWorker):
                outcome = WorkerLostError("its workers ended again and again")
            yield running.pop(future.key), outcome

    def close(self) -> None:
        """Leave the cluster; its workers stay."""
        self._client.close()


def _in_boxes(function: Callable[[J, Boxes], R], job: J, of_boxes: _OfBoxes) -> R:
    """Do a job on a cluster's worker, which outlives the clients that send jobs."""
    settings, forbidden, unsandboxed = of_boxes
    return function(job, boxes_until_exit(settings, forbidden, unsandboxed=unsandboxed))


@contextmanager
def _connected() -> Iterator[None]:
    """Say in one sentence that the scheduler has gone."""
    try:
        yield
    except (CancelledError, OSError) as error:
        raise ConnectionError(
            "the scheduler has gone. Nothing is lost: the same command goes on where it stopped"
        ) from error


def _outcome(future: Future[Any]) -> Any:
    error = future.exception()
    if error is None:
        return future.result()
    if not isinstance(error, Exception):
        raise error
    return error
