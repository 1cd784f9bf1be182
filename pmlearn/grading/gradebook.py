"""The one writer: puts graded submissions into nbgrader's gradebook and its autograded folder.

Each submission is one transaction. What a person judged stays as long as the answer that was judged
stays; when the answer changes, the mark is archived and the new answer waits to be judged.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import stat
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

    from traitlets.config import Config

    from pmlearn.grading.job import Result
    from pmlearn.grading.submission import Submission

READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Stored:
    """What the gradebook says about a submission after it was stored.

    Attributes:
        score: Points earned so far, less a late penalty.
        max_score: Points that the assignment gives.
        before: The score before this run; None when it was not graded yet.
        needs_manual_grade: Whether a person has still to judge an answer.
        late_seconds: How late it was handed in; 0 when in time or when no due date is set.
        archived: Cells whose manual mark was archived because the answer changed.
    """

    score: float
    max_score: float
    before: float | None
    needs_manual_grade: bool
    late_seconds: float
    archived: tuple[str, ...]


class Gradebook:
    """An open gradebook of one course; only one process should hold one at a time.

    Args:
        exercises: The folder that holds nbgrader_config.py.
        config: What that file says.
    """

    def __init__(self, exercises: Path, config: Config) -> None:
        from nbgrader.api import Gradebook as Database
        from nbgrader.coursedir import CourseDirectory

        self.exercises = exercises
        self._config = config
        self._folders = CourseDirectory(config=config)
        self._database = Database(self._folders.db_url, self._folders.course_id)

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

    def register(self, slug: str, learner: str) -> None:
        """Make sure that learner and submission exist, with the time of handing in."""
        folder = self._folder("submitted", slug, learner)
        handed_in = self._folders.get_existing_timestamp(str(folder))
        times = {"timestamp": handed_in} if handed_in else {}
        with self._transaction():
            self._database.update_or_create_student(learner)
            self._database.update_or_create_submission(slug, learner, **times)

    def has(self, slug: str, learner: str) -> bool:
        """Whether the gradebook knows a submission and its graded notebooks stand in the folder."""
        from nbgrader.api import MissingEntry

        try:
            self._database.find_submission(slug, learner)
        except MissingEntry:
            return False
        return self._folder("autograded", slug, learner).is_dir()

    def store(
        self,
        slug: str,
        learner: str,
        submission: Mapping[str, Submission],
        results: Mapping[str, Result],
    ) -> Stored:
        """Write graded notebooks and their scores; all of it or nothing.

        Args:
            slug: The assignment.
            learner: nbgrader's student id.
            submission: Notebook name -> what was handed in.
            results: Notebook name -> how it was graded; one that is missing scores 0.
        """
        folder = self._folder("autograded", slug, learner)
        beside = folder.with_name(f".{folder.name}.part")
        _write(beside, submission, results, self._folder("submitted", slug, learner))
        before = self._score(slug, learner) if folder.is_dir() else None
        archived: list[dict[str, Any]] = []
        with self._transaction():
            for notebook in self._database.find_submission(slug, learner).notebooks:
                changed = _changed_answers(folder, notebook.name, results)
                archived += self._grades(notebook, results.get(notebook.name), changed)
                self._late_penalty(slug, learner, notebook)
            self._archive(slug, learner, archived)
        _replace(folder, beside)
        return self._stored(slug, learner, before, tuple(entry["cell"] for entry in archived))

    def set_aside(self, slug: str, learner: str) -> None:
        """Take back the scores of a submission that cannot be graded; a person has to look."""
        with self._transaction():
            for notebook in self._database.find_submission(slug, learner).notebooks:
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = None, True
        for step in ("autograded", "feedback"):
            _remove(self._folder(step, slug, learner))

    def _grades(
        self, notebook: Any, result: Result | None, changed: set[str]
    ) -> list[dict[str, Any]]:
        """Set every score and comment of a notebook; the manual marks that no longer hold."""
        archived = []
        for grade in notebook.grades:
            if grade.manual_score is not None and grade.name in changed:
                archived.append({"cell": grade.name, "manual_score": grade.manual_score})
                grade.manual_score = None
            if result is None:
                grade.auto_score, grade.needs_manual_grade = 0, False
                continue
            grade.auto_score = result.scores.get(grade.name)
            judged = grade.manual_score is not None and not grade.needs_manual_grade
            grade.needs_manual_grade = grade.auto_score is None and not judged
        for comment in notebook.comments:
            comment.auto_comment = result.comments.get(comment.name) if result else None
        return archived

    def _late_penalty(self, slug: str, learner: str, notebook: Any) -> None:
        """What the course's plugin for late submissions takes off."""
        from nbgrader.preprocessors import AssignLatePenalties

        late = self._database.find_submission(slug, learner).total_seconds_late
        notebook.late_submission_penalty = None
        if late > 0:
            rule = AssignLatePenalties(config=self._config)
            rule.init_plugin()
            penalty = rule.plugin_inst.late_submission_penalty(learner, notebook.score, late)
            if penalty is not None:
                notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)

    def _archive(self, slug: str, learner: str, marks: list[dict[str, Any]]) -> None:
        """Keep marks that no longer hold, a line each, in archived_marks.jsonl."""
        if not marks:
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with (self.exercises / "archived_marks.jsonl").open("a", encoding="utf-8") as file:
            for mark in marks:
                line = {"time": now, "assignment": slug, "learner": learner, **mark}
                file.write(json.dumps(line) + "\n")

    def _stored(
        self, slug: str, learner: str, before: float | None, archived: tuple[str, ...]
    ) -> Stored:
        submission = self._database.find_submission(slug, learner)
        return Stored(
            score=self._score(slug, learner),
            max_score=float(submission.max_score),
            before=before,
            needs_manual_grade=bool(submission.needs_manual_grade),
            late_seconds=float(submission.total_seconds_late),
            archived=archived,
        )

    def _score(self, slug: str, learner: str) -> float:
        submission = self._database.find_submission(slug, learner)
        penalties = (notebook.late_submission_penalty or 0 for notebook in submission.notebooks)
        return float(submission.score) - sum(penalties)

    def _folder(self, step: str, slug: str, learner: str) -> Path:
        directory = getattr(self._folders, f"{step}_directory")
        return Path(self._folders.format_path(directory, learner, slug))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """One transaction, although nbgrader commits after each step."""
        from sqlalchemy.exc import SAWarning

        self._database.db.remove()
        with self._database.engine.connect() as connection, connection.begin():
            self._database.db.configure(bind=connection, join_transaction_mode="rollback_only")
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own order of adding
                    yield
                    self._database.db.flush()
            finally:
                self._database.db.remove()
                self._database.db.configure(
                    bind=self._database.engine, join_transaction_mode="conditional_savepoint"
                )


def _changed_answers(folder: Path, name: str, results: Mapping[str, Result]) -> set[str]:
    """Cells whose text differs from that of the graded notebook which a person has judged."""
    old = folder / f"{name}.ipynb"
    if name not in results or not old.is_file():
        return set()
    before = _texts(old.read_text(encoding="utf-8"))
    now = _texts(results[name].notebook)
    return {cell for cell in now if cell in before and now[cell] != before[cell]}


def _texts(notebook: str) -> dict[str, str]:
    return {
        about["grade_id"]: "".join(cell["source"])
        for cell in json.loads(notebook)["cells"]
        if (about := cell["metadata"].get("nbgrader"))
    }


def _write(
    folder: Path, submission: Mapping[str, Submission], results: Mapping[str, Result], origin: Path
) -> None:
    """What nbgrader's autograded folder holds: notebooks, the files handed in, the timestamp."""
    _remove(folder)
    folder.mkdir(parents=True)
    for handed_in in submission.values():
        for relative, content in handed_in.files.items():
            path = folder / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for name, result in results.items():
        (folder / f"{name}.ipynb").write_text(result.notebook, encoding="utf-8")
    stamp = origin / "timestamp.txt"
    if stamp.is_file() and not stamp.is_symlink():
        shutil.copyfile(stamp, folder / "timestamp.txt")
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(READ_ONLY)


def _replace(folder: Path, beside: Path) -> None:
    _remove(folder)
    beside.rename(folder)


def _remove(folder: Path) -> None:
    """Remove a folder, whatever permissions its files have."""
    if folder.is_dir():
        for path in folder.rglob("*"):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | stat.S_IWUSR)
        shutil.rmtree(folder)
