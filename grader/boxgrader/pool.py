"""Everything that grades a course at the same time, opened with `with` and closed together."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeVar

from boxgrader.sandbox.boxes import Boxes
from boxgrader.settings import Settings
from boxgrader.workers import ClusterWorkers, LocalWorkers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from boxgrader.feedback.write_pages import Writers
    from boxgrader.nbgrader_api import Course

    J = TypeVar("J")
    R = TypeVar("R")


class GradingPool:
    """Workers with a box each, and processes that write feedback; each is made when first needed.

        with GradingPool(exercises) as pool:
            grade_assignment(exercises, "ps1", learners, ledger, pool, on_outcome=print)

    Args:
        exercises: The folder that holds nbgrader_config.py.
        count: Submissions at the same time; one per core unless given.
        unsandboxed: Whether learners' code runs with the grader's own rights.
        scheduler: Address of a dask scheduler that has the workers instead.

    Attributes:
        exercises: The folder given.
        count: Submissions at the same time on this machine.
        unsandboxed: As given.

    Raises:
        ValueError: a setting of the course under `c.BoxGrader` is wrong.
    """

    def __init__(
        self,
        exercises: Path,
        count: int | None = None,
        *,
        unsandboxed: bool = False,
        scheduler: str | None = None,
    ) -> None:
        self.exercises = exercises
        self.count = count or os.cpu_count() or 1
        self.unsandboxed = unsandboxed
        self._scheduler = scheduler
        self._closing: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        """The pool; nothing of it is made yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @cached_property
    def boxes(self) -> Boxes:
        """The boxes of this machine's workers."""
        self._begun.settle(Settings.load(self.exercises))
        return self._begun

    @cached_property
    def isolated_boxes(self) -> Boxes:
        """Boxes that shut code in, also where this pool runs learners' code unsandboxed."""
        if not self.unsandboxed:
            return self.boxes
        return self._new_boxes(Settings.load(self.exercises), unsandboxed=False)

    @cached_property
    def _begun(self) -> Boxes:
        """The same boxes, before the settings have been loaded."""
        foreseen = Settings.foreseen(self.exercises)
        return self._new_boxes(foreseen, unsandboxed=self.unsandboxed)

    @cached_property
    def course(self) -> Course:
        """The nbgrader course: loading its settings takes a second."""
        from boxgrader.nbgrader_api import Course

        return Course(self.exercises)

    @cached_property
    def writers(self) -> Writers:
        """Processes that write feedback pages."""
        from boxgrader.feedback.write_pages import Writers

        made = Writers(self.exercises, self.count)
        self._closing.append(made.close)
        return made

    @cached_property
    def _workers(self) -> LocalWorkers | ClusterWorkers:
        made: LocalWorkers | ClusterWorkers
        if self._scheduler is None:
            made = LocalWorkers(self.count, self._begun)
        else:
            settings = Settings.load(self.exercises)
            made = ClusterWorkers(self._scheduler, settings, (self.exercises,), self.unsandboxed)
        self._closing.append(made.close)
        return made

    def prepare(self) -> None:
        """Begin to make the boxes, while the caller goes on; on a cluster they are made there.

        Raises:
            ImportError: dask.distributed is not installed.
            OSError: the scheduler does not answer.
        """
        if isinstance(self._workers, LocalWorkers):
            self._workers.prepare()
            _ = self.boxes  # the workers begin while this thread loads the settings

    def map(
        self, function: Callable[[J, Boxes], R], jobs: Iterable[J]
    ) -> Iterator[tuple[J, R | Exception]]:
        """Each job with its result, or with the error it ended in, as they come.

        Args:
            function: What each job is given to, with the boxes of its worker.
            jobs: Read as workers have room for them.

        Raises:
            ConnectionError: the scheduler has gone.
        """
        if isinstance(self._workers, LocalWorkers):
            _ = self.boxes
        return self._workers.map(function, jobs)

    def close(self) -> None:
        """End everything that was made."""
        while self._closing:
            self._closing.pop()()

    def _new_boxes(self, settings: Settings, *, unsandboxed: bool) -> Boxes:
        made = Boxes(settings, [self.exercises], unsandboxed=unsandboxed)
        self._closing.append(made.close)
        return made
