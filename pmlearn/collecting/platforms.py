"""How learning platforms name the files that learners upload: one table for all of them.

A download is an archive; in it a file, or a folder of files, begins with whose upload it is. What
the platform wrote stands first and is believed; the learner's own file name follows and is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    """

    name: str
    pattern: re.Pattern[str]
    example: str


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
    ),
    Platform(
        "Blackboard",
        re.compile(rf".*?_(?P<who>[^_/]+)_attempt_{_TIME}(?:_(?P<file>.*))?", re.DOTALL),
        "Five roles_klee_attempt_2027-01-15-18-00-00_five-roles.ipynb",
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


def upload_of(parts: tuple[str, ...]) -> Upload | None:
    """What the platform says about a file; None when no platform named it.

    Args:
        parts: The file's path within the download.
    """
    for depth, part in enumerate(parts):
        for platform in PLATFORMS:
            found = platform.pattern.fullmatch(part)
            if found is not None:
                groups = found.groupdict()
                within = parts[depth + 1 :]  # a folder per learner, or the learner's own archive
                file = "/".join(within) or groups["file"] or ""
                number, time = groups.get("number") or "", groups.get("time") or ""
                return Upload(platform.name, groups["who"].strip(), number, file, time)
    return None
