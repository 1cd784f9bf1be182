"""Tests that run in a copy of the learner's own process, as it was before the test.

The checker cannot carry every test across the boundary: some replace what a learner's function
uses, or hand over what only one process can hold. What such a copy says is data that may be forged,
so only those tests are left to it that a rehearsal has found to need it
(`boxgrader.rehearsal.placement`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boxgrader.execution.orders import InsideAnswer, InsideOrder
from boxgrader.execution.verdict import SILENT, Verdict
from boxgrader.limits import ANSWER_SECONDS, MAX_CHANGED_NAMES, MAX_INSIDE_BYTES
from boxgrader.sandbox.messages import LineClosedError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from boxgrader.analysis.inside_needs import Needs
    from boxgrader.execution.snapshot_handle import Snapshot


@dataclass(frozen=True, slots=True)
class InsideResult:
    """What a copy of the learner's process says of a test.

    Attributes:
        verdict: What the test came to; an error where it said nothing that could be one.
        changed: What a test may rely on and the learner's code has replaced.
    """

    verdict: Verdict = SILENT
    changed: tuple[str, ...] = ()


def run_inside(
    cell: NotebookNode, snapshot: Snapshot, needs: Needs, seconds: float
) -> InsideResult | None:
    """Have the waiting copy of the learner's process run a test.

    Args:
        cell: The test.
        snapshot: The learner's process as it was before the test.
        needs: What it needs.
        seconds: How long it may take.

    Returns:
        The verdict of the copy; None when no copy was made.
    """
    if snapshot.copy is None:
        return None
    try:
        snapshot.copy.send(InsideOrder(cell.source, seconds, needs).to_message())
        said = snapshot.copy.receive(seconds + ANSWER_SECONDS, most=MAX_INSIDE_BYTES)
        answer = InsideAnswer.from_message(said)
    except (LineClosedError, TimeoutError, ValueError):
        return InsideResult()
    finally:
        snapshot.close()
    changed = tuple(one[:100] for one in answer.changed[:MAX_CHANGED_NAMES])
    return InsideResult(SILENT if answer.verdict is None else answer.verdict, changed)


def shown(changed: list[str]) -> str:
    """Names from a learner's process, for a note."""
    return ", ".join("".join(filter(str.isprintable, one)) for one in changed[:3])
