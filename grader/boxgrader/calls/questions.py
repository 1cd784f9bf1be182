"""What a test and a learner's process ask each other, and what they answer.

Values in it are encoded (`boxgrader.codec`): JSON with references to what stays where it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from boxgrader.sandbox.typed_message import TypedMessage


@dataclass(frozen=True, slots=True)
class Surroundings(TypedMessage):
    """What holds as long as a call of a learner's function takes.

    Attributes:
        played: Name -> function of a user that the test plays: what `input` and `print` do.
        deleted: Names that the test has deleted.
        carried: Name -> value of the test's own names that the function reads.
        watched: Those of them whose new values are to come back.
        files: Path -> content of files that the test has written; None where it reads none.
        filters: The test's filters of warnings; None where it sets none.
        streams: The states of random numbers that the test has set.
    """

    played: dict[str, Any] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    carried: dict[str, Any] = field(default_factory=dict)
    watched: list[str] = field(default_factory=list)
    files: dict[str, str | None] | None = None
    filters: list[Any] | None = None
    streams: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question(TypedMessage):
    """A question about something of the other side; `Answer` answers it.

    Attributes:
        op: "get" for the value of a name; "call", "method", "attribute" and "set" use an object;
            "source", "signature" and "fields" tell about a function or class.
        name: The name, or that of the method or attribute.
        ref: The object's number; of a name there is none.
        args: What is handed over.
        kwargs: The same by name.
        kept: Names of classes that extend data, but whose instances stay where they are.
        surroundings: What holds as long as it takes; None when nothing does.
    """

    op: str
    name: str = ""
    ref: int = -1
    args: Any = None
    kwargs: Any = None
    kept: list[str] = field(default_factory=list)
    surroundings: Surroundings | None = None


@dataclass(frozen=True, slots=True)
class Answer(TypedMessage):
    """What came of a question.

    Attributes:
        value: The result.
        missing: Whether there is no such name.
        same: The number of the argument that is the result itself; None when it is another object.
        error: What was raised; None when nothing was.
        args: What has become of the arguments; None when they are as they were.
        kwargs: The same of those by name.
        carried: Name -> whether it stands for another object now, and its value, of those watched.
        files: Path -> content of files that were written; None when nobody wants to know.
        warned: The warnings.
        printed: What was written to stdout.
        complained: What was written to stderr.
    """

    value: Any = None
    missing: bool = False
    same: int | None = None
    error: dict[str, Any] | None = None
    args: Any = None
    kwargs: Any = None
    carried: dict[str, tuple[bool, Any]] = field(default_factory=dict)
    files: dict[str, str | None] | None = None
    warned: list[Any] = field(default_factory=list)
    printed: str = ""
    complained: str = ""
