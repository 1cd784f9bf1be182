"""In which way a test runs: apart from the learner's process, inside a copy of it, or both."""

from __future__ import annotations

from dataclasses import dataclass

APART, INSIDE, BOTH = "apart", "inside", "both"


@dataclass(frozen=True, slots=True)
class Placement:
    """How one test runs.

    Attributes:
        kind: "apart" (in the checker), "inside" (in a copy of the learner's process) or "both"
            (the lower score counts).
        reason: Why not apart; empty when it is.
        replaced: What the instructor's own notebook replaces of what a test may rely on.
    """

    kind: str = APART
    reason: str = ""
    replaced: tuple[str, ...] = ()


Placements = dict[str, Placement]
