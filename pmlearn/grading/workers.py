"""Maps a function over jobs on several processes, or on a cluster; nothing that fails stops it."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
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
    """Processes of this machine; they start with the first job and stay warm until closed.

    Args:
        count: How many processes.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def map(
        self, function: Callable[[J], R], jobs: Iterable[J]
    ) -> Iterator[tuple[J, R | Exception]]:
        """Each job with its result, or with the error it ended in, as they come.

        When a worker ends, nobody knows whose job ended it: all that were handed out are tried
        again, each alone.

        Args:
            function: What each job is given to; of a module, so that a process can import it.
            jobs: Read as workers have room for them.
        """
        waiting, suspects = iter(jobs), list[J]()
        running: dict[Future[R], J] = {}
        try:
            while True:
                alone = bool(suspects)
                room = WAITING * self._count - len(running)
                for job in [suspects.pop()] if alone else islice(waiting, room):
                    running[self._open().submit(function, job)] = job
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
                    done, _ = wait(running)
                    self.close()
                for future in done:
                    job, outcome = running.pop(future), _outcome(future)
                    if not isinstance(outcome, BrokenProcessPool):
                        yield job, outcome
                    elif alone:
                        yield job, WorkerLostError("its worker ended, twice")
                    else:
                        suspects.append(job)
        finally:
            if running:  # whoever read the results has stopped
                self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # a fresh interpreter inherits neither locks nor an open database
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["pmlearn.grading.preload"])
            self._pool = ProcessPoolExecutor(self._count, mp_context=context)
        return self._pool


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
        """
        from distributed import as_completed
        from distributed.scheduler import KilledWorker

        waiting = iter(jobs)
        running: dict[Any, J] = {}
        collect: Any = as_completed
        ended = collect(loop=self._client.loop)
        while True:
            # workers come and go
            room = WAITING * len(self._client.nthreads()) - len(running)
            for job in islice(waiting, max(room, 0 if running else 1)):
                future = self._client.submit(function, job, pure=False)
                running[future.key] = job
                ended.add(future)
            if not running:
                return
            future = next(ended)
            outcome = future.exception() or future.result()
            if isinstance(outcome, KilledWorker):
                outcome = WorkerLostError("its workers ended again and again")
            yield running.pop(future.key), outcome

    def close(self) -> None:
        """Leave the cluster; its workers stay."""
        self._client.close()


def _outcome(future: Future[R]) -> R | Exception:
    error = future.exception()
    if error is None:
        return future.result()
    if not isinstance(error, Exception):
        raise error
    return error
