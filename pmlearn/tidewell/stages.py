"""The stages through which a change request of Pass relaunch gets approved, with their people."""

from __future__ import annotations

from dataclasses import dataclass

from pmlearn.inputs import number, whole

DAYS_A_WEEK = 5


@dataclass(frozen=True, slots=True)
class Stage:
    """One column of the board.

    Attributes:
        name: What is done here.
        people: How many do it; one request occupies at most one of them at a time.
        effort: Working days of one person that a request takes here, on average.
    """

    name: str
    people: int
    effort: float

    def __post_init__(self) -> None:
        whole(f"stage {self.name!r}: people", self.people, least=1)
        number(f"stage {self.name!r}: effort", self.effort, above=0)

    @property
    def capacity(self) -> float:
        """Requests a week that these people can finish when nobody juggles."""
        return DAYS_A_WEEK * self.people / self.effort


# Product managers describe, the software lead estimates, service and security check, the steering
# group decides.
APPROVAL = (
    Stage("Describe", 2, 1.0),
    Stage("Estimate", 1, 0.7),
    Stage("Check", 2, 1.1),
    Stage("Decide", 1, 0.4),
)
