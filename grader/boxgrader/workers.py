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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

J = TypeVar("J")
R = TypeVar("R")

# So many jobs are handed out per worker: enough to keep it busy, few enough to stay in memory.
WAITING = 2
CONNECT_SECONDS = 10


class WorkerLostError(RuntimeError):
    """A worker ended while it had this job and no other."""


class LocalWorkers:
    """Threads of this process, each of which drives a box, a process of its own.

    Learners' code and tests run in the boxes; what is left to do here takes a tenth of the time.

    Args:
        count: How many.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool = ThreadPoolExecutor(count, "grading")

    def prepare(self, work: Callable[[], object]) -> None:
        """Have each worker do something at once, such as make its box while others are busy."""
        for _ in range(self._count):
            self._pool.submit(work)

    def map(
        self, function: Callable[[J], R], jobs: Iterable[J]
    ) -> Iterator[tuple[J, R | Exception]]:
        """Each job with its result, or with the error it ended in, as they come.

        Args:
            function: What each job is given to.
            jobs: Read as workers have room for them.
        """
        waiting = iter(jobs)
        running: dict[Future[R], J] = {}
        try:
            while True:
                for job in islice(waiting, WAITING * self._count - len(running)):
                    running[self._pool.submit(function, job)] = job
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

    Raises:
        ImportError: dask.distributed is not installed.
        OSError: the scheduler does not answer.
    """

    def __init__(self, scheduler: str) -> None:
        from distributed import Client

        connect: Any = Client  # dask has types for some of its parts only
        self._client = connect(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)

    def map(
        self, function: Callable[[J], R], jobs: Iterable[J]
    ) -> Iterator[tuple[J, R | Exception]]:
        """Each job with its result, or with the error it ended in, as they come.

        Args:
            function: What each job is given to; the workers need this package too.
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
                future = self._client.submit(function, job, pure=False)
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
