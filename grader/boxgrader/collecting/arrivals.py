"""Sorts the files of a download: whose each one is, or why nobody can say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from boxgrader.collecting.platforms import uploads_of
from boxgrader.submission.learner_id import odd_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from boxgrader.collecting.platforms import Upload
    from boxgrader.collecting.roster import Roster

# What zip programs write where they know no time is before this.
_FIRST_YEAR = 2000
# Platforms and browsers count files of one name: five-roles.answers-1.json. Notebooks stay as they
# are: of several copies the grader takes the one that was worked on.
_COUNTED = re.compile(r"(?:-\d+| \(\d+\))(?=\.json$)")
_LEFT_BEHIND = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", "__pycache__")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file of a download.

    Attributes:
        path: Within the download.
        learner: Whose it is; empty when it is left.
        file: Its path in the learner's folder.
        time: When it was handed in; None when nothing says so.
        reason: Why it is left; empty when it arrived.
    """

    path: str
    learner: str = ""
    file: str = ""
    time: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sorter:
    """Sorts the files of one assignment.

    Attributes:
        roster: Who there is.
        notebooks: The assignment's notebooks, without their ending.
        endings: Of the files that are collected.
        add_unknown: Whether an id that is not in the roster is taken as it stands.
    """

    roster: Roster
    notebooks: Collection[str]
    endings: Collection[str] = (".ipynb", ".json")
    add_unknown: bool = False

    def sort(self, files: Iterable[tuple[str, float]]) -> list[Arrival]:
        """What becomes of each file.

        Args:
            files: Path within the download, and when it was stored there.
        """
        files = list(files)
        said = [uploads_of(PurePosixPath(path).parts) for path, _ in files]
        often = Counter(name for one in said for name in {each.platform for each in one})
        arrived = [
            self._arrival(path, stored, _likely(uploads, often))
            for (path, stored), uploads in zip(files, said, strict=True)
        ]
        claims: dict[tuple[str, str], list[Arrival]] = defaultdict(list)
        for one in arrived:
            if one.learner:
                claims[one.learner, one.file].append(one)
        left = {one.path: one for same in claims.values() for one in _older(same)}
        return [left.get(one.path, one) for one in arrived]

    def _arrival(self, path: str, stored: float, uploads: list[Upload]) -> Arrival:
        parts = PurePosixPath(path).parts
        if any(part in _LEFT_BEHIND or part.startswith("._") for part in parts):
            return Arrival(path, reason="a program left it behind")
        if not any(path.lower().endswith(ending) for ending in self.endings):
            known = ", ".join(self.endings)
            return Arrival(path, reason=f"it is no file of an assignment ({known})")
        if uploads:
            learner, file, said, reason = self._named_by_platform(uploads)
        else:
            learner, file, reason = self._named_by_learner(parts)
            said = ""
        if reason:
            return Arrival(path, reason=reason)
        when = _time(said, stored)
        return Arrival(path, learner, self._file(file or parts[-1]), when)

    def _named_by_platform(self, uploads: list[Upload]) -> tuple[str, str, str, str]:
        """Learner, file, time and why there is none, where all ways to read a name agree."""
        found = {one: self.roster.find(one.who, one.number) for one in uploads}
        known = [one for one in uploads if found[one]]
        upload = known[0] if known else uploads[-1]
        every = set[str]().union(*found.values())
        learner, reason = self._only(every, upload.who, f"{upload.platform} says it is from")
        return learner, upload.file, upload.time, reason

    def _named_by_learner(self, parts: tuple[str, ...]) -> tuple[str, str, str]:
        """LEARNER_anything_five-roles.ipynb, or a folder or an archive that begins with LEARNER."""
        for depth, part in enumerate(parts):
            pieces = part.split("_")
            rest = "/".join(parts[depth + 1 :])
            for count in range(len(pieces), 0, -1):
                who = "_".join(pieces[:count])
                if who and (found := self.roster.find(who)) and (rest or count < len(pieces)):
                    learner, reason = self._only(found, who, "its name begins with")
                    return learner, rest or "_".join(pieces[count:]), reason
        who, _, file = parts[-1].partition("_")
        if not file:
            return "", "", "its name does not begin with LEARNER_"
        learner, reason = self._only(set(), who, "its name begins with")
        return learner, file, reason

    def _only(self, found: set[str], who: str, says: str) -> tuple[str, str]:
        """The one learner who is meant, or why there is none."""
        if len(found) > 1:
            return "", f"{says} {who!r}, which may be {' or '.join(sorted(found))}"
        learner = next(iter(found), who)
        if refused := odd_name(learner):
            return "", f"{says} {who!r}: {refused}"
        if not found and not self.add_unknown:
            return "", (
                f"{says} {who!r}, who is not in the roster: add them with `nbgrader db student "
                "add`, or rename the file"
            )
        return learner, ""

    def _file(self, file: str) -> str:
        """The name under which grading looks for it, where one can tell."""
        base = _COUNTED.sub("", file.rpartition("/")[2])
        for notebook in sorted(self.notebooks, key=len, reverse=True):
            for known in (f"{notebook}.ipynb", f"{notebook}.answers.json"):
                if base == known or base.endswith(f"_{known}"):
                    return known
        for known in ("self-assessment.json",):
            if base.endswith(f"_{known}"):
                return known
        return "/".join(part for part in PurePosixPath(file).parts if part not in ("..", "/"))


def _likely(uploads: list[Upload], often: Counter[str]) -> list[Upload]:
    """What the platform says that named most files: a learner may name one as another would."""
    most = max((often[one.platform] for one in uploads), default=0)
    return [one for one in uploads if often[one.platform] == most]


def _time(said: str, stored: float) -> datetime | None:
    """What the file's name says, read in this machine's zone; otherwise when it was stored."""
    try:
        found = (
            datetime.strptime(said, "%Y-%m-%d-%H-%M-%S").astimezone(UTC)
            if said
            else datetime.fromtimestamp(stored, UTC)
        )
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.year >= _FIRST_YEAR else None


def _older(same: list[Arrival]) -> Iterator[Arrival]:
    """Of several files for the same place all but the newest; all when that cannot be said."""
    if len(same) == 1:
        return
    times = [one.time for one in same if one.time is not None]
    newest = max(times, default=None)
    for one in same:
        if newest is None or len(times) < len(same) or times.count(newest) > 1:
            others = " and ".join(repr(other.path) for other in same if other is not one)
            reason = f"{others} would be the same file of {one.learner}: keep the one that counts"
            yield replace(one, learner="", reason=reason)
        elif one.time != newest:
            reason = f"{one.learner} handed in a newer {one.file}"
            yield replace(one, learner="", reason=reason)
