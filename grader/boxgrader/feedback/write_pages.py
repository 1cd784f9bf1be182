"""Feedback pages, several at a time: nbgrader's converter keeps a processor busy for each."""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from typing import TYPE_CHECKING, Self

from boxgrader.ending import end_unless
from boxgrader.limits import PAGE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from boxgrader.nbgrader_api import Course


class Writers:
    """Processes that write feedback pages; loading nbgrader's settings takes each a second, once.

    Args:
        exercises: The folder that holds nbgrader_config.py.
        count: So many pages at a time.
    """

    def __init__(self, exercises: Path, count: int) -> None:
        self._exercises = exercises
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """The writers; no process is started yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close them."""
        self.close()

    def write(self, slug: str, learners: list[str]) -> Iterator[tuple[str, BaseException | None]]:
        """Write the pages of these learners; yields each learner, with the error if there is none.

        Args:
            slug: The assignment.
            learners: Whose submissions were graded.
        """
        from nbgrader.api import Gradebook
        from nbgrader.coursedir import CourseDirectory

        from boxgrader.settings import config

        folders = CourseDirectory(config=config(self._exercises))
        # nbgrader adds a default course when it makes its first page; two at once would collide
        Gradebook(folders.db_url).close()
        self._pool = self._pool or new_pool(self._count)
        lost = []
        for learner, failed in self._pages(slug, learners, self._pool):
            if isinstance(failed, BrokenProcessPool):
                lost.append(learner)
            else:
                yield learner, failed
        if lost:
            self.close()
        for learner in lost:  # one page ended the processes of all: each has another try of its own
            with new_pool(1) as alone:
                yield from self._pages(slug, [learner], alone)

    def close(self) -> None:
        """End the processes; pages that have not been begun are not written."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _pages(
        self, slug: str, learners: list[str], pool: ProcessPoolExecutor
    ) -> Iterator[tuple[str, BaseException | None]]:
        pages = {pool.submit(write_page, self._exercises, slug, one): one for one in learners}
        for page in as_completed(pages):
            yield pages[page], page.exception()


def new_pool(count: int) -> ProcessPoolExecutor:
    """So many processes; they inherit neither locks nor a database."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["boxgrader.light_import", "nbgrader.apps.api"])
    return ProcessPoolExecutor(count, mp_context=context, initializer=_end_with_grader)


def write_page(exercises: Path, slug: str, learner: str) -> None:
    """Write one page, in a process of its own; no answer may keep it busy for ever.

    Raises:
        TimeoutError: it takes more than a minute.
        GradingError: nbgrader refused.
    """

    def stop(*_: object) -> None:
        raise TimeoutError(f"it took more than {PAGE_SECONDS} seconds")

    course = _course(exercises)
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(PAGE_SECONDS)
    try:
        course.generate_feedback(slug, learner)
    finally:
        signal.alarm(0)


@cache
def _course(exercises: Path) -> Course:
    """This process's course."""
    from boxgrader.nbgrader_api import Course

    return Course(exercises)


def _end_with_grader() -> None:
    """Nobody else would end a writer whose grader was killed."""
    grader = multiprocessing.parent_process()
    if grader is not None:
        end_unless(grader.is_alive)
