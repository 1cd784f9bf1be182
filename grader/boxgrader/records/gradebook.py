"""The one writer: puts graded submissions into nbgrader's gradebook and its autograded folder.

Each submission is one transaction. What a person judged stays as long as the answer that was judged
stays; when the answer changes, the mark is archived and the new answer waits to be judged.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from boxgrader.records.autograded_folder import GradedFolder, remove
from boxgrader.records.current_scores import current_score
from boxgrader.records.manual_marks import archive, take_off

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from types import TracebackType

    from sqlalchemy import URL
    from traitlets.config import Config

    from boxgrader.records.current_scores import CurrentScore
    from boxgrader.records.result import Result
    from boxgrader.submission.folder import Submission

# How long to wait for whoever else writes, unless the course's db_url says something else.
_PATIENCE = {
    "sqlite": {"timeout": "30"},
    "postgresql": {"connect_timeout": "10", "options": "-c lock_timeout=30s"},
}
# Nobody else writes from the first look on: a person's mark could come in between.
_ALONE = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "LOCK TABLE grade, comment IN SHARE ROW EXCLUSIVE MODE",
}


class Gradebook:
    """An open gradebook of one course; several processes may hold one, each writes alone.

    Args:
        exercises: The folder that holds nbgrader_config.py.
        config: What that file says.
    """

    def __init__(self, exercises: Path, config: Config) -> None:
        from nbgrader.api import Gradebook as Database
        from nbgrader.coursedir import CourseDirectory

        self._archive = exercises / "archived_marks.jsonl"
        self._config = config
        self._folders = CourseDirectory(config=config)
        # nbgrader logs a traceback for what the grader says in one line
        logging.getLogger("tornado.application").setLevel(logging.CRITICAL)
        self._database = Database(_patient(self._folders.db_url), self._folders.course_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def notebooks(self, slug: str) -> list[str]:
        """Names of the assignment's notebooks."""
        return sorted(notebook.name for notebook in self._database.find_assignment(slug).notebooks)

    def learners(self) -> set[str]:
        """The ids of the roster."""
        return {student.id for student in self._database.students}

    def current_score(self, slug: str, learner: str) -> CurrentScore | None:
        """The score of a submission as it is now; None where its graded notebooks are missing."""
        from nbgrader.api import MissingEntry

        if not self._folder("autograded", slug, learner).is_dir():
            return None
        try:
            row = self._database.find_submission(slug, learner)
        except MissingEntry:
            return None
        return current_score(self._database.db, row)

    def settled(self, slug: str, learner: str) -> CurrentScore:
        """The score of a submission by today's due date, extension and rule for lateness."""
        row = self._database.find_submission(slug, learner)
        if row.total_seconds_late > 0 or any(
            book.late_submission_penalty for book in row.notebooks
        ):
            with self._transaction():
                row = self._database.find_submission(slug, learner)
                for notebook in row.notebooks:
                    self._late_penalty(learner, notebook, row.total_seconds_late)
            row = self._database.find_submission(slug, learner)
        return current_score(self._database.db, row)

    def has_feedback(self, slug: str, learner: str) -> bool:
        """Whether there is a folder with feedback."""
        return self._folder("feedback", slug, learner).is_dir()

    def store(
        self,
        slug: str,
        learner: str,
        submission: Mapping[str, Submission],
        results: Mapping[str, Result],
        stamp: bytes | None = None,
    ) -> tuple[CurrentScore, tuple[str, ...]]:
        """Write graded notebooks and their scores; all of it or nothing.

        Args:
            slug: The assignment.
            learner: nbgrader's student id.
            submission: Notebook name -> what was handed in.
            results: Notebook name -> how it was graded; one that is missing scores 0.
            stamp: The time of handing in, as timestamp.txt holds it.

        Returns:
            The score as it is now, and the cells whose answer changed: their mark was archived.
        """
        folder = GradedFolder(self._folder("autograded", slug, learner))
        folder.mend()
        try:
            folder.prepare(submission, results, stamp)
            with self._transaction():
                row = self._registered(slug, learner, stamp)
                marks: list[dict[str, Any]] = []
                cells = self._cells(row)  # held, or each would be asked for by itself
                for notebook in row.notebooks:
                    result, judged = results.get(notebook.name), folder.notebook(notebook.name)
                    marks += take_off(notebook, judged, result)
                    _set_scores(notebook, judged, result)
                    self._late_penalty(learner, notebook, row.total_seconds_late)
                del cells
                self._database.db.flush()
                self._database.db.expire_all()  # sums are the database's
                current = current_score(self._database.db, row)
                archive(self._archive, slug, learner, marks)
        except BaseException:
            folder.discard()
            raise
        folder.swap()
        return current, tuple(mark["cell"] for mark in marks)

    def set_aside(self, slug: str, learner: str, stamp: bytes | None = None) -> tuple[str, ...]:
        """Take back the scores of a submission that cannot be graded; a person has to look.

        Returns:
            Cells whose manual mark was archived: what it judged is gone.
        """
        folder = GradedFolder(self._folder("autograded", slug, learner))
        marks: list[dict[str, Any]] = []
        with self._transaction():
            for notebook in self._registered(slug, learner, stamp).notebooks:
                marks += take_off(notebook, folder.notebook(notebook.name), None)
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = None, True
            archive(self._archive, slug, learner, marks)
        folder.mend()
        remove(folder.path)
        remove(self._folder("feedback", slug, learner))
        return tuple(mark["cell"] for mark in marks)

    def _registered(self, slug: str, learner: str, stamp: bytes | None) -> Any:
        """The submission's row, made if there is none, with its time of handing in."""
        handed_in = time_of(stamp)
        times = {"timestamp": handed_in} if handed_in else {}
        self._database.update_or_create_student(learner)
        return self._database.update_or_create_submission(slug, learner, **times)

    def _cells(self, row: Any) -> list[Any]:
        """The cells of a submission's notebooks, which have the names of its grades."""
        from nbgrader.api import BaseCell

        notebooks = [notebook.notebook_id for notebook in row.notebooks]
        asked = self._database.db.query(BaseCell).filter(BaseCell.notebook_id.in_(notebooks))
        return list(asked)

    def _late_penalty(self, learner: str, notebook: Any, late: float) -> None:
        """What the course's plugin for late submissions takes off."""
        from nbgrader.preprocessors import AssignLatePenalties

        notebook.late_submission_penalty = None
        if late > 0:
            self._database.db.flush()
            self._database.db.expire(notebook)
            rule = AssignLatePenalties(config=self._config)
            rule.init_plugin()
            penalty = rule.plugin_inst.late_submission_penalty(learner, notebook.score, late)
            if penalty is not None:
                notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)

    def _folder(self, step: str, slug: str, learner: str) -> Path:
        directory = getattr(self._folders, f"{step}_directory")
        return Path(self._folders.format_path(directory, learner, slug))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """One transaction, although nbgrader commits after each step."""
        from sqlalchemy.exc import SAWarning

        database = self._database
        database.db.remove()
        with database.engine.connect() as connection, connection.begin():
            if alone := _ALONE.get(connection.dialect.name):
                connection.exec_driver_sql(alone)
            database.db.configure(bind=connection, join_transaction_mode="rollback_only")
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own order of adding
                    yield
                    database.db.flush()
            finally:
                database.db.remove()
                database.db.configure(
                    bind=database.engine, join_transaction_mode="conditional_savepoint"
                )


def time_of(stamp: bytes | None) -> datetime | None:
    """The time in a timestamp.txt, in UTC as nbgrader keeps it; None when there is none."""
    from nbgrader.utils import parse_utc

    try:
        found: datetime | None = parse_utc((stamp or b"").decode().strip() or None)
    except (ValueError, ArithmeticError, TypeError):
        return None
    return found


def _set_scores(notebook: Any, judged: str | None, result: Result | None) -> None:
    """Set every automatic score and comment of a notebook."""
    for grade in notebook.grades:
        if result is None:
            grade.auto_score, grade.needs_manual_grade = 0, False
            continue
        grade.auto_score = result.scores.get(grade.name)
        # without the notebook that was judged, a person has to say whether the mark still holds
        holds = grade.manual_score is not None and judged is not None
        holds = holds and not grade.needs_manual_grade
        grade.needs_manual_grade = grade.auto_score is None and not holds
    for comment in notebook.comments:
        comment.auto_comment = result.comments.get(comment.name) if result else None


def _patient(db_url: str) -> URL:
    """The database's URL with what makes it wait for others, but not for ever."""
    from sqlalchemy import make_url

    url = make_url(db_url)
    patience = _PATIENCE.get(url.get_backend_name(), {})
    return url.update_query_dict({k: v for k, v in patience.items() if k not in url.query})
