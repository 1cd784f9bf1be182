"""How learning platforms name the files that learners upload: one table for all of them.

A download is an archive; in it a file, or a folder of files, begins with whose upload it is. What
the platform wrote stands first and is believed; the learner's own file name follows and is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIME = r"(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)"


@dataclass(frozen=True, slots=True)
class Platform:
    """One way of naming.

    Attributes:
        name: For the list of what arrived.
        pattern: Matches the name of a file or folder. Of its groups `who` is a name or an id,
            `number` the platform's own number of the learner, `time` that of handing in and `file`
            the learner's own file name.
        example: A name of this kind.
        is_certain: Whether no name that another platform writes can look like this, whatever a
            learner calls a file.
        begins: What `who` begins with that is not the learner's: the name of the assignment.
    """

    name: str
    pattern: re.Pattern[str]
    example: str
    is_certain: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """Whose a file is, as the platform says.

    Attributes:
        platform: Its name.
        who: A learner's name or id.
        number: The platform's own number of the learner; empty when it has none.
        file: The file's path as the learner named it.
        time: When it was handed in, as the file's name says; empty when it does not.
    """

    platform: str
    who: str
    number: str
    file: str
    time: str


PLATFORMS = (
    # The number is that of the participant in this one assignment, so it identifies nobody.
    Platform(
        "Moodle",
        re.compile(r"(?P<who>[^_/]+)_\d+_assignsubmission_[a-z]+(?:_(?P<file>.*))?", re.DOTALL),
        "Kim Lee_12345_assignsubmission_file_five-roles.ipynb",
        is_certain=True,
    ),
    Platform(
        "Blackboard",
        re.compile(rf"(?P<who>[^/]+?_[^/]+?)_attempt_{_TIME}(?:_(?P<file>.*))?", re.DOTALL),
        "Five roles_klee_attempt_2027-01-15-18-00-00_five-roles.ipynb",
        begins=True,
    ),
    Platform(
        "Canvas",
        re.compile(
            r"(?P<who>[^_/]+)(?:_LATE)?_(?P<number>\d+)_\d+(?:_(?P<file>.*))?",
            re.DOTALL,
        ),
        "leekim_67890_123456_five-roles.ipynb",
    ),
)


def uploads_of(parts: tuple[str, ...]) -> list[Upload]:
    """What platforms may say about a file, in all ways in which its name can be read.

    Args:
        parts: The file's path within the download.
    """
    for depth, part in enumerate(parts):
        within = "/".join(parts[depth + 1 :])  # a folder per learner, or the learner's own archive
        found: list[Upload] = []
        for platform in PLATFORMS:
            groups = platform.pattern.fullmatch(part)
            if groups is not None:
                found += _read(platform, groups.groupdict(), within)
                if platform.is_certain:
                    break
        if found:
            return found
    return []


def _read(platform: Platform, groups: dict[str, str | None], within: str) -> Iterator[Upload]:
    """An upload for each learner who may be meant; an id may have an underscore in it, too."""
    file = within or groups["file"] or ""
    number, time = groups.get("number") or "", groups.get("time") or ""
    pieces = str(groups["who"]).split("_")
    starts = range(1, len(pieces)) if platform.begins else (0,)
    for start in starts:
        yield Upload(platform.name, "_".join(pieces[start:]).strip(), number, file, time)
