"""Orders of the grader to the checker, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from boxgrader.execution.verdict import SILENT, Verdict
from boxgrader.sandbox.typed_message import TypedMessage


@dataclass(frozen=True, slots=True)
class CheckerTask(TypedMessage):
    """What the checker knows before the first cell.

    Attributes:
        modules: Names of the released modules, whose dataclasses and enums it trusts.
        helpers: Functions of the instructor's other cells, which it defines first.
        seconds: How long defining them may take.
        released: Paths of the files that came with the assignment.
    """

    modules: list[str]
    helpers: str
    seconds: float
    released: list[str]


@dataclass(frozen=True, slots=True)
class CheckerOrder(TypedMessage):
    """A cell for the checker to run; `CheckerAnswer` answers it.

    Attributes:
        op: "check" for a test, "define" for a locked cell whose statements run one by one.
        source: The cell's text.
        seconds: How long it may take.
        has_socket: Whether a socket comes along on which the checker asks for the learner's names.
        values: Name -> encoded value of the learner's names that are data; None: ask for none.
        files: Path -> content of files of the learner's folder; None where the cell reads none.
        carried: Names of the test's own that go with each call of a learner's function.
        paths: Files that the instructor's answers name.
        answers: Names that learners are asked to define.
        libraries: Name -> module and what of it, of the instructor's imports.
        reflective: Whether the test looks names up by itself, so that all must be there before.
        silent: Whether the test's last value gives no points.
        extending: Names of classes that extend data and whose instances stay where they are.
        objects: Methods and operators of learners' objects that a test may hand something.
        given_back: Names that are the learner's again from this cell on.
    """

    op: str
    source: str
    seconds: float
    has_socket: bool = False
    values: dict[str, Any] | None = None
    files: dict[str, str | None] | None = None
    carried: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    libraries: dict[str, tuple[str, str]] = field(default_factory=dict)
    reflective: bool = False
    silent: bool = False
    extending: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    given_back: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CheckerAnswer(TypedMessage):
    """What came of a cell.

    Attributes:
        verdict: What a test came to; of a locked cell there is nothing to say.
        plain: Whether only data and functions crossed between the test and the learner's process.
    """

    verdict: Verdict = SILENT
    plain: bool = False
