"""Maps a function over jobs on several processes, or on a cluster; nothing that fails stops it."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

J = TypeVar("J")
R = TypeVar("R")

# So many jobs are handed out per worker: enough to keep it busy, few enough to stay in memory.
WAITING = 2


class WorkerLostError(RuntimeError):
    """A worker ended while it had this job and no other."""


class LocalWorkers(Generic[J, R]):
    """Processes of this machine.

    Args:
        function: What each job is given to; of a module, so that a process can import it.
        count: How many processes.
    """

    def __init__(self, function: Callable[[J], R], count: int) -> None:
        self._function = function
        self._count = count

    def map(self, jobs: Iterable[J]) -> Iterator[tuple[J, R | Exception]]:
        """Each job with its result, or with the error it ended in, as they come.

        When a worker ends, nobody knows whose job ended it: all that were handed out are tried
        again, each alone.
        """
        waiting, suspects = iter(jobs), list[J]()
        running: dict[Future[R], J] = {}
        pool = self._pool()
        try:
            while True:
                alone = bool(suspects)
                handed_out = [suspects.pop()] if alone else islice(waiting, self._room(running))
                running |= {pool.submit(self._function, job): job for job in handed_out}
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                if any(isinstance(future.exception(), BrokenProcessPool) for future in done):
                    done, _ = wait(running)
                    pool.shutdown()
                    pool = self._pool()
                for future in done:
                    job, outcome = running.pop(future), _outcome(future)
                    if not isinstance(outcome, BrokenProcessPool):
                        yield job, outcome
                    elif alone:
                        yield job, WorkerLostError("its worker ended, twice")
                    else:
                        suspects.append(job)
        finally:
            pool.shutdown(cancel_futures=True)

    def _room(self, running: dict[Future[R], J]) -> int:
        return WAITING * self._count - len(running)

    def _pool(self) -> ProcessPoolExecutor:
        # a fresh interpreter inherits neither locks nor an open database
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pmlearn.grading.preload"])
        return ProcessPoolExecutor(self._count, mp_context=context)


class ClusterWorkers(Generic[J, R]):
    """The workers of a dask.distributed cluster; jobs and results travel as bytes.

    Args:
        function: What each job is given to; the workers need this package too.
        scheduler: The scheduler's address, such as "tcp://10.0.0.5:8786".

    Raises:
        ImportError: dask.distributed is not installed.
        OSError: the scheduler does not answer.
    """

    def __init__(self, function: Callable[[J], R], scheduler: str) -> None:
        from distributed import Client

        self._function = function
        connect: Any = Client  # dask has types for some of its parts only
        self._client = connect(scheduler, timeout=10, set_as_default=False)

    def map(self, jobs: Iterable[J]) -> Iterator[tuple[J, R | Exception]]:
        """Each job with its result, or with the error it ended in, as they come."""
        from distributed import as_completed
        from distributed.scheduler import KilledWorker

        waiting = iter(jobs)
        running: dict[Any, J] = {}
        collect: Any = as_completed
        ended = collect(loop=self._client.loop)
        try:
            while True:
                count = max(1, len(self._client.nthreads()))
                while len(running) < WAITING * count and (job := next(waiting, None)) is not None:
                    future = self._client.submit(self._function, job, pure=False, retries=0)
                    running[future.key] = job
                    ended.add(future)
                if not running:
                    return
                future = next(ended)
                outcome = future.exception() or future.result()
                if isinstance(outcome, KilledWorker):
                    outcome = WorkerLostError("its workers ended again and again")
                yield running.pop(future.key), outcome
        finally:
            self._client.close()


def _outcome(future: Future[R]) -> R | Exception:
    error = future.exception()
    if error is None:
        return future.result()
    if not isinstance(error, Exception):
        raise error
    return error
