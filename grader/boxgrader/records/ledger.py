"""What was graded, from what: so that a second run does nothing unless something changed."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import boxgrader
from boxgrader.analysis.used_files import used_files
from boxgrader.limits import MAX_NAME_BYTES
from boxgrader.records.files import append_line, kept, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from boxgrader.submission.assignment import Assignment
    from boxgrader.submission.folder import Submission

GRADED, SET_ASIDE, PENDING = "graded", "set aside", "pending"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How grading one submission ended.

    Attributes:
        learner: nbgrader's student id.
        status: "graded", "set aside" (it cannot be graded) or "pending" (it was not tried to the
            end).
        reason: Why it was set aside or is pending; empty when graded.
        score: Points earned so far, less a late penalty; None unless graded.
        max_score: Points that the assignment gives.
        before: The score before it was graded again or set aside; None the first time.
        needs_manual_grade: Whether a person has still to judge an answer.
        late_seconds: How late it was handed in; 0 when in time or when no due date is set.
        notes: What was repaired, left out or odd.
        archived: Cells whose manual mark was archived because the answer changed.
        key: Stands for submission, release and grader; when one of them changes, it does.
        shown: Stands for all points and comments, a person's included.
        texts: What stands for the longer answers; compared with those of others.
    """

    learner: str
    status: str
    reason: str = ""
    score: float | None = None
    max_score: float | None = None
    before: float | None = None
    needs_manual_grade: bool = False
    late_seconds: float = 0.0
    notes: tuple[str, ...] = ()
    archived: tuple[str, ...] = ()
    key: str = ""
    shown: str = ""
    texts: tuple[str, ...] = ()


class Ledger:
    """A folder with a file per learner, and a log of everything that ever happened.

    `NAME.json` says how grading ended; `pending/NAME.json` that it has still to be done;
    `feedback/NAME` that the feedback on it was written; `rehearsal/NOTEBOOK.json` how tests run.

    Args:
        folder: Of one assignment; made when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __iter__(self) -> Iterator[Outcome]:
        """The outcomes, by learner; a file that cannot be read counts as absent."""
        ended = {outcome.learner: outcome for outcome in self._all(self.folder)}
        pending = {outcome.learner: outcome for outcome in self._all(self.folder / "pending")}
        for _, outcome in sorted({**pending, **ended}.items()):
            yield outcome

    def find(self, learner: str) -> Outcome | None:
        """How grading this learner's submission ended last."""
        for path in (self.path(learner), self._pending(learner)):
            outcome = _read(path)
            if outcome is not None and outcome.learner == learner:
                return outcome
        return None

    def path(self, learner: str) -> Path:
        """The file that is there as soon as grading the learner's submission has ended."""
        return self.folder / f"{_file_name(learner)}.json"

    def begin(self, learner: str, before: float | None) -> None:
        """Say that a submission is to be graded again, whatever happens now.

        Args:
            learner: nbgrader's student id.
            before: The score that it has; kept until the new one is told.
        """
        reason = "grading it was not finished"
        self._put(self._pending(learner), Outcome(learner, PENDING, reason=reason, before=before))
        with kept(self.folder):
            self._told(learner).unlink(missing_ok=True)
            self.path(learner).unlink(missing_ok=True)

    def write(self, outcome: Outcome) -> None:
        """Add a line to the log, then replace what stands about the learner."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        ended, pending = self.path(outcome.learner), self._pending(outcome.learner)
        new, stale = (pending, ended) if outcome.status == PENDING else (ended, pending)
        with kept(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            append_line(self.folder / "log.jsonl", json.dumps({"time": now, **asdict(outcome)}))
        self._put(new, outcome)
        with kept(stale):
            stale.unlink(missing_ok=True)
            self._told(outcome.learner).unlink(missing_ok=True)

    def amend(self, outcome: Outcome) -> None:
        """Replace what stands about a learner's graded submission, which stays as it is."""
        self._put(self.path(outcome.learner), outcome)

    def forget(self, learner: str) -> None:
        """Remove what stands about the learner; the log stays."""
        for path in (self._told(learner), self._pending(learner), self.path(learner)):
            with kept(path):
                path.unlink(missing_ok=True)

    def rehearsal(self, notebook: str) -> Path:
        """The file that says how the tests of a notebook run."""
        return self.folder / "rehearsal" / f"{_file_name(notebook)}.json"

    def feedback_written(self, learner: str) -> None:
        """Remember that the learner's feedback is that on the latest outcome."""
        with kept(self._told(learner)):
            self._told(learner).parent.mkdir(parents=True, exist_ok=True)
            self._told(learner).touch()

    def has_feedback(self, learner: str) -> bool:
        """Whether feedback on the latest outcome was written."""
        return self._told(learner).is_file()

    def _all(self, folder: Path) -> Iterator[Outcome]:
        for path in folder.glob("*.json"):
            if (outcome := _read(path)) is not None:
                yield outcome

    def _put(self, path: Path, outcome: Outcome) -> None:
        with kept(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(asdict(outcome), indent=1))

    def _pending(self, learner: str) -> Path:
        return self.folder / "pending" / self.path(learner).name

    def _told(self, learner: str) -> Path:
        return self.folder / "feedback" / _file_name(learner)


def _file_name(learner: str) -> str:
    """The learner's id, unless it is too long for a file's name with an ending."""
    name = os.fsencode(learner)
    return learner if len(name) <= MAX_NAME_BYTES else hashlib.sha256(name).hexdigest()


def _read(path: Path) -> Outcome | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        known = {field.name for field in fields(Outcome)}
        values = {name: value for name, value in data.items() if name in known}
        for name in ("notes", "archived", "texts"):
            values[name] = tuple(values.get(name, ()))
        return Outcome(**values)
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def release_version(assignments: Mapping[str, Assignment]) -> bytes:
    """What stands for a release and the grader, the same for all of its submissions.

    Of the course's own packages only those files count that the assignment imports.
    """
    digest = hashlib.sha256(grader_version())
    for name in sorted(assignments):
        assignment = assignments[name]
        parts = [name, assignment.source, assignment.release, str(assignment.seconds)]
        _add(digest, (part.encode() for part in parts))
        _add_files(digest, assignment.files_beside_tests())
        digest.update(_packages_version(assignment))
    return digest.digest()


def key(submission: Mapping[str, Submission], release: bytes, stamp: bytes) -> str:
    """What stands for a submission, its time of handing in, the release and the grader.

    Args:
        submission: Notebook name -> what was handed in.
        release: Its `release_version`.
        stamp: The time of handing in, and how it is graded.
    """
    digest = hashlib.sha256(release + stamp)
    for name in sorted(submission):
        one = submission[name]
        _add(digest, [name.encode(), one.notebook, os.fsencode(one.learner)])
        _add_files(digest, one.files)
    return digest.hexdigest()


def _packages_version(assignment: Assignment) -> bytes:
    """What stands for the files of the course's packages that an assignment imports."""
    digest = hashlib.sha256()
    for path in used_files(assignment):
        _add(digest, [path.name.encode(), file_version(path)])
    return digest.digest()


@cache
def file_version(path: Path) -> bytes:
    """What stands for a file of a package; read once in a process, which has imported it."""
    return hashlib.sha256(path.read_bytes()).digest()


@cache
def grader_version() -> bytes:
    """What stands for this package and nbgrader."""
    root = Path(boxgrader.__file__).parent
    digest = hashlib.sha256(version("nbgrader").encode())
    for path in sorted(root.rglob("*.py")):
        _add(digest, [path.relative_to(root).as_posix().encode(), path.read_bytes()])
    return digest.digest()


def _add_files(digest: hashlib._Hash, files: Mapping[str, bytes]) -> None:
    for name in sorted(files):
        _add(digest, [name.encode(), files[name]])


def _add(digest: hashlib._Hash, parts: Iterable[bytes]) -> None:
    """Each part with its length, so that two different lists never look alike."""
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
