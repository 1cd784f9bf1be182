"""Orders of the grader to a learner's process, and what that says to them, which may be forged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from boxgrader.analysis.inside_needs import Needs
from boxgrader.execution.verdict import Verdict
from boxgrader.sandbox.typed_message import TypedMessage


@dataclass(frozen=True, slots=True)
class KernelTask(TypedMessage):
    """What a learner's process knows before the first cell.

    Attributes:
        call_seconds: How long one call of a test may take.
        released: Paths of the files that came with the assignment.
        imports: Modules that the assignment uses.
        inside: Whether a test may run in a copy of this process.
    """

    call_seconds: int
    released: list[str]
    imports: list[str]
    inside: bool


@dataclass(frozen=True, slots=True)
class RunCell(TypedMessage):
    """An order to run a cell; `CellAnswer` answers it.

    Attributes:
        source: The cell's text.
        judged: Whether it is a test whose verdict is wanted.
    """

    source: str
    judged: bool = False


@dataclass(frozen=True, slots=True)
class CellAnswer(TypedMessage):
    """What came of a cell.

    Attributes:
        outputs: What it showed, as a notebook stores it.
        verdict: What a test came to; None when it did not come to its end, or is none.
    """

    outputs: list[Any]
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class TakeSnapshot(TypedMessage):
    """An order to keep what a test needs; `SnapshotAnswer` answers it.

    Attributes:
        names: Names that the test may ask for.
        files: Whether it reads files.
        inside: Whether it is to run in a copy of the process.
    """

    names: list[str]
    files: bool
    inside: bool


@dataclass(frozen=True, slots=True)
class SnapshotAnswer(TypedMessage):
    """What was kept for a test.

    Attributes:
        values: Name -> encoded value of the names that are data.
        asks: Whether it has to ask for other names.
        copied: Whether a copy of the process waits for it.
        plain: Whether all that it may ask for are functions that depend on nothing.
        files: Path -> content of the files in the folder; None when it reads none.
    """

    values: dict[str, Any]
    asks: bool
    copied: bool
    plain: bool
    files: dict[str, str | None] | None


@dataclass(frozen=True, slots=True)
class AnswerTests(TypedMessage):
    """An order to answer the tests, after the last cell; nothing answers it."""


@dataclass(frozen=True, slots=True)
class InsideOrder(TypedMessage):
    """An order to a copy of the process to run a test; `InsideAnswer` answers it.

    Attributes:
        source: The test.
        seconds: How long it may take.
        needs: What it needs there.
    """

    source: str
    seconds: float
    needs: Needs


@dataclass(frozen=True, slots=True)
class InsideAnswer(TypedMessage):
    """What a test came to in a copy of the process.

    Attributes:
        changed: What a test may rely on and the learner's code has replaced.
        verdict: None when the test did not come to its end.
    """

    changed: list[str]
    verdict: Verdict | None
