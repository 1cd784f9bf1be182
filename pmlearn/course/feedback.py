"""Feedback pages, several at a time: nbgrader's converter keeps a processor busy for each."""

from __future__ import annotations

import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from typing import TYPE_CHECKING

from pmlearn.course.ending import end_unless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pmlearn.course.layout import Layout

PAGE_SECONDS = 60  # an honest page takes a third of a second


def write_pages(
    layout: Layout, slug: str, learners: list[str], count: int
) -> Iterator[tuple[str, BaseException | None]]:
    """Write the pages of these learners; yields each learner, with the error if there is none.

    Args:
        layout: The course.
        slug: The assignment.
        learners: Whose submissions were graded.
        count: So many at a time.
    """
    from nbgrader.api import Gradebook

    # nbgrader adds a default course when it makes its first page; two at once would collide
    Gradebook(layout.gradebook_url).close()
    lost = []
    for learner, failed in _pages(layout, slug, learners, _writers(count)):
        if isinstance(failed, BrokenProcessPool):
            lost.append(learner)
        else:
            yield learner, failed
    if lost:
        _writers.cache_clear()
    for learner in lost:  # one page ended the processes of all: each has another try of its own
        with _pool(1) as alone:
            yield from _pages(layout, slug, [learner], alone)


def _pages(
    layout: Layout, slug: str, learners: list[str], pool: ProcessPoolExecutor
) -> Iterator[tuple[str, BaseException | None]]:
    pages = {pool.submit(_write_page, layout.exercises, slug, one): one for one in learners}
    for page in as_completed(pages):
        yield pages[page], page.exception()


@cache
def _writers(count: int) -> ProcessPoolExecutor:
    """Processes for all assignments of a run: loading nbgrader's settings takes seconds."""
    return _pool(count)


def _pool(count: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")  # inherits neither locks nor a database
    context.set_forkserver_preload(["boxgrader.light_import", "nbgrader.apps.api"])
    return ProcessPoolExecutor(count, mp_context=context, initializer=_end_with_grader)


def _end_with_grader() -> None:
    """Nobody else would end a writer whose grader was killed."""
    grader = multiprocessing.parent_process()
    if grader is not None:
        end_unless(grader.is_alive)


def _write_page(exercises: Path, slug: str, learner: str) -> None:
    """Write one page, in a process of its own; no answer may keep it busy for ever."""
    from pmlearn.course.grading import nbgrader_course

    def stop(*_: object) -> None:
        raise TimeoutError(f"it took more than {PAGE_SECONDS} seconds")

    course = nbgrader_course(exercises)
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(PAGE_SECONDS)
    try:
        course.generate_feedback(slug, learner)
    finally:
        signal.alarm(0)
