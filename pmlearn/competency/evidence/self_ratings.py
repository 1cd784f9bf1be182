"""A learner's own ratings: `self-assessment.json`, which the opening lab's widget writes.

    ratings = read_ratings(Path("self-assessment.json"))
    ratings.levels                   # {"PG3": 2, ...}
    attain(framework, evidence, self_ratings=ratings_table(framework, {"lee": ratings}))

They are shown beside what was attained and never count. The first day's ratings stay in the file as
the baseline.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pmlearn.files import read_within, write_text
from pmlearn.limits import MAX_RATING_DAYS, MAX_RATINGS_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from pmlearn.competency.framework import Framework

FILE = "self-assessment.json"
FORMAT = 1
RATING = range(6)  # from 0, "not even level 1", to 5


@dataclass(frozen=True, slots=True)
class SelfRatings:
    """What one learner says about themself.

    Attributes:
        ratings: By element code a level from 0 to 5, or None for "I don't know".
        role: The role that the learner compares with.
        learner: The id under which the learner hands in; empty while it is not given.
        time: When it was saved, in UTC.
        history: (date, ratings) of each day on which something was changed, oldest first.

    Raises:
        ValueError: a rating is neither a whole number from 0 to 5 nor None.
    """

    ratings: Mapping[str, int | None] = field(default_factory=dict)
    role: str = ""
    learner: str = ""
    time: str = ""
    history: tuple[tuple[str, Mapping[str, int | None]], ...] = ()

    def __post_init__(self) -> None:
        for ratings in (self.ratings, *(past for _, past in self.history)):
            for code, level in ratings.items():
                known = level is None or (type(level) is int and level in RATING)
                if not known or not isinstance(code, str):
                    raise ValueError(
                        f"own rating of {code!r}: must be 0 to 5 or empty, got {level!r}"
                    )
        for name in ("role", "learner", "time"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(  # noqa: TRY004  callers catch one kind of bad input
                    f"self-assessment: {name} must be a text, got {getattr(self, name)!r}"
                )

    @property
    def levels(self) -> dict[str, int]:
        """The ratings that are levels; "I don't know" is none."""
        return {code: level for code, level in self.ratings.items() if level is not None}

    @property
    def baseline(self) -> Mapping[str, int | None]:
        """The ratings of the first day."""
        return self.history[0][1] if self.history else self.ratings

    def saved(self, now: datetime | None = None) -> SelfRatings:
        """The same with the time of saving; what stood there on earlier days is kept."""
        now = now or datetime.now(UTC)
        today = now.date().isoformat()
        past = tuple(entry for entry in self.history if entry[0] != today)
        kept = (*past[:1], *past[1:][-(MAX_RATING_DAYS - 2) :])  # the baseline always stays
        return SelfRatings(
            dict(self.ratings),
            self.role,
            self.learner,
            now.isoformat(timespec="seconds"),
            (*kept, (today, dict(self.ratings))),
        )


def read_ratings(path: Path) -> SelfRatings:
    """Read a learner's ratings; empty ones when there is no file yet.

    Raises:
        ValueError: the file is none that the widget wrote; the message names it.
    """
    if not path.exists() and not path.is_symlink():
        return SelfRatings()
    try:
        return _parsed(path)
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} cannot be used: {error}") from error


def as_json(ratings: SelfRatings) -> str:
    """What the file holds."""
    document = {
        "format": FORMAT,
        "learner": ratings.learner,
        "role": ratings.role,
        "time": ratings.time,
        "ratings": dict(ratings.ratings),
        "history": [[day, dict(past)] for day, past in ratings.history],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def write_ratings(path: Path, ratings: SelfRatings) -> None:
    """Write a learner's ratings.

    Raises:
        OSError: the file cannot be written; the old one stays.
    """
    write_text(path, as_json(ratings), durable=True)


def ratings_table(framework: Framework, found: Mapping[str, SelfRatings]) -> pd.DataFrame:
    """Ratings by learner as the table that `attain` takes.

    Elements that this framework does not have are left out: the file may be older than it.

    Returns:
        One row per learner and rated element: learner, element, level.
    """
    import pandas as pd  # reading and writing ratings needs none of it

    known = {element.code for element in framework.elements()}
    return pd.DataFrame(
        [
            (learner, code, level)
            for learner, ratings in found.items()
            for code, level in ratings.levels.items()
            if code in known
        ],
        columns=["learner", "element", "level"],
    )


def _parsed(path: Path) -> SelfRatings:
    document = json.loads(read_within(path, MAX_RATINGS_FILE_BYTES))
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"it is not a self-assessment of format {FORMAT}")
    return SelfRatings(
        _table(document.get("ratings")),
        document.get("role", ""),
        document.get("learner", ""),
        document.get("time", ""),
        tuple(_day(entry) for entry in _list(document.get("history", []))),
    )


def _day(entry: Any) -> tuple[str, dict[str, int | None]]:
    if len(_list(entry)) != 2 or not isinstance(entry[0], str):  # noqa: PLR2004  date and ratings
        raise ValueError("a day of its history is not a date with ratings")
    return entry[0], _table(entry[1])


def _table(value: Any) -> dict[str, int | None]:
    if not isinstance(value, dict):
        raise ValueError("its ratings are not a table")  # noqa: TRY004  bad input, not a bug
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("its history is not a list")  # noqa: TRY004  as above
    return value
