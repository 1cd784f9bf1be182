"""What was graded, from what: so that a second run does nothing unless something changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pmlearn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pmlearn.grading.assignment import Assignment
    from pmlearn.grading.submission import Submission

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
        before: The score before it was graded again; None the first time.
        needs_manual_grade: Whether a person has still to judge an answer.
        late_seconds: How late it was handed in; 0 when in time or when no due date is set.
        notes: What was repaired, left out or odd.
        archived: Cells whose manual mark was archived because the answer changed.
        key: Stands for submission, release and grader; when one of them changes, it does.
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


class Ledger:
    """A folder with a file per learner, and a log of everything that ever happened.

    Args:
        folder: Of one assignment; made when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __iter__(self) -> Iterator[Outcome]:
        """The outcomes, by learner; a file that cannot be read counts as absent."""
        for path in sorted(self.folder.glob("*.json")):
            if (outcome := _read(path)) is not None:
                yield outcome

    def find(self, learner: str) -> Outcome | None:
        """How grading this learner's submission ended last."""
        return _read(self.path(learner))

    def path(self, learner: str) -> Path:
        """The learner's file."""
        return self.folder / f"{learner}.json"

    def write(self, outcome: Outcome) -> None:
        """Replace the learner's file and add a line to the log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.path(outcome.learner)
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(asdict(outcome), indent=1), encoding="utf-8")
        beside.replace(path)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps({"time": now, **asdict(outcome)}) + "\n")

    def forget(self, learner: str) -> None:
        """Remove the learner's file; the log stays."""
        with contextlib.suppress(FileNotFoundError):
            self.path(learner).unlink()


def _read(path: Path) -> Outcome | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        known = {field.name for field in fields(Outcome)}
        values = {name: value for name, value in data.items() if name in known}
        for name in ("notes", "archived"):
            values[name] = tuple(values.get(name, ()))
        return Outcome(**values)
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def key(
    submission: Mapping[str, Submission], assignments: Mapping[str, Assignment], stamp: bytes
) -> str:
    """What stands for a submission, its time of handing in, the release and the grader."""
    digest = hashlib.sha256(stamp + grader_version())
    for name in sorted(assignments):
        assignment = assignments[name]
        parts = [name, assignment.source, assignment.release]
        _add(digest, (part.encode() for part in parts))
        _add_files(digest, assignment.files)
        if name in submission:
            _add(digest, [submission[name].notebook])
            _add_files(digest, submission[name].files)
    return digest.hexdigest()


@cache
def grader_version() -> bytes:
    """What stands for this package and nbgrader."""
    root = Path(pmlearn.__file__).parent
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
