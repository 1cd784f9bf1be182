"""Tests that run in a copy of the learner's own process, as it was before the test.

The checker cannot carry every test across the boundary: some replace what a learner's function
uses, or hand over what only one process can hold. What such a copy says is data that may be forged,
so only those tests are left to it that a rehearsal has found to need it
(`boxgrader.rehearsal.placement`).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boxgrader.limits import (
    ANSWER_SECONDS,
    MAX_CHANGED_NAMES,
    MAX_FAILURE_CHARACTERS,
    MAX_INSIDE_BYTES,
    MAX_LINE,
)
from boxgrader.sandbox.messages import LineClosedError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from boxgrader.analysis.inside_needs import Needs
    from boxgrader.execution.snapshot_handle import Snapshot
    from boxgrader.sandbox.messages import Message

SILENT = {"ename": "DeadKernelError", "evalue": "the check ended Python", "line": 0}


@dataclass(frozen=True, slots=True)
class InsideResult:
    """What a copy of the learner's process says of a test.

    Attributes:
        verdict: What the test came to; an error where it said nothing that could be one.
        changed: What a test may rely on and the learner's code has replaced.
    """

    verdict: Message = field(default_factory=lambda: dict(SILENT))
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
        snapshot.copy.send({"source": cell.source, "seconds": seconds} | needs.order())
        answer = snapshot.copy.receive(seconds + ANSWER_SECONDS, most=MAX_INSIDE_BYTES)
    except (LineClosedError, TimeoutError, ValueError):
        return InsideResult()
    finally:
        snapshot.close()
    changed = answer.get("changed")
    names = changed[:MAX_CHANGED_NAMES] if isinstance(changed, list) else ()
    said = tuple(str(one)[:100] for one in names)
    return InsideResult(_verdict(answer.get("verdict")), said)


def _verdict(data: Any) -> Message:
    """A verdict of the shape that the checker's have, whatever came."""
    if not isinstance(data, dict):
        return dict(SILENT)
    number, line = data.get("number"), data.get("line")
    if "ename" in data:
        known = isinstance(line, int) and 0 <= line <= MAX_LINE
        return {
            "ename": str(data["ename"])[:200],
            "evalue": str(data.get("evalue", ""))[:MAX_FAILURE_CHARACTERS],
            "line": line if known else 0,
        }
    if isinstance(number, int | float) and not isinstance(number, bool):
        with contextlib.suppress(OverflowError):
            return {"number": float(number)}
    return dict(SILENT) if data else {}


def worth(verdict: Message, most: float) -> float:
    """The points that a verdict stands for, of so many at most."""
    if "ename" in verdict:
        return 0.0
    number = float(verdict.get("number", most))
    return min(number, float(most)) if number > 0 else 0.0


def shown(changed: list[str]) -> str:
    """Names from a learner's process, for a note."""
    return ", ".join("".join(filter(str.isprintable, one)) for one in changed[:3])
