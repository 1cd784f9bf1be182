"""The facts of the company: who decides what, what was asked of a project, what came when.

Chapters, labs and assignments take such facts from here; `pmlearn check` names a page that states
one of them otherwise, and a decision for which two people answer. Money is in thousands of dollars,
time in weeks from the start of the project.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmlearn.tidewell.dock_promise import PROMISED_WEEKS
from pmlearn.tidewell.projects import BUDGETS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    import pandas as pd


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, the one role that answers for it, and who is heard before.

    Attributes:
        what: In the words of the responsibility matrix, where it has a row there.
        accountable: The role.
        heard: Roles that are asked before.
    """

    what: str
    accountable: str
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """What was asked of a project, and what came of it.

    Attributes:
        project: Its name.
        text: In the words of the chapter From scope to schedule.
        met: Whether it was met; None while it is open.
        served_by: The part of the breakdown that serves it; empty when none does.
        why: What came of it, in a sentence.
    """

    project: str
    text: str
    met: bool | None
    served_by: str
    why: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in the order of the story."""

    when: str
    what: str


STATIONS, STATIONS_AT_HARBOR = 64, 32
GRANTED_FOR_DOCKS = sum(BUDGETS["Dock refit"].values())
# Handed over before the week promised to the harbor authority, and below what was granted.
HANDED_OVER_IN_WEEK = PROMISED_WEEKS - 2
SPENT_ON_DOCKS = 1164
GRANTED_FOR_APP = sum(BUDGETS["Pass relaunch"].values())
# What the board keeps aside for Pass relaunch and may release without a new proposal.
CONTINGENCY_FOR_APP = 45
TRAMS_IN_WEEK = 27
PROPOSED_FOR_MORE_DOCKS = 800
TOOL_A_YEAR = 60

DECISIONS = (
    Decision("Grant money for 40 more stations", "Portfolio board", ("Program manager",)),
    Decision("Stop Open Harbor", "Portfolio board", ("Program manager",)),
    Decision("Stop a project of Open Harbor", "Program manager", ("Project manager",)),
    Decision("Settle the order of two dependent projects", "Program manager"),
    Decision("Move an electrician from Depot move to Dock refit", "Program manager"),
    Decision("Promise a week to the harbor authority", "Project manager", ("Crew lead",)),
    Decision("Inspect a dock as built", "Project manager", ("Crew lead",)),
    Decision("Accept a dock for service", "Service manager", ("Project manager",)),
    Decision("Let a dock go live", "Program manager", ("Product manager", "Service manager")),
    Decision("Stop a dock or take it off again", "Service manager", ("Product manager",)),
    Decision("Release a new version of the app", "Product manager", ("Service manager",)),
    Decision(
        "Hold back a release because of its risk to what is running",
        "Service manager",
        ("Product manager",),
    ),
    Decision("Change the app by up to two days' work", "Product manager", ("Service manager",)),
    Decision("Keep the limit on open requests", "Project manager", ("Product manager",)),
)

REQUIREMENTS = (
    Requirement(
        "Dock refit", "64 stations stand", True, "Installed docks", "All stood in October."
    ),
    Requirement(
        "Dock refit", "grid power", True, "Power connections", "All were connected in October."
    ),
    Requirement(
        "Dock refit",
        "old cards still work",
        False,
        "",
        "No part of the breakdown served it; a third of the new docks reject old cards.",
    ),
    Requirement(
        "Dock refit",
        "accepted by service",
        None,
        "Acceptance test and report, docks and power",
        "The service manager accepted the harbor half in October; the hill half is open.",
    ),
)

EVENTS = (
    Event("March", "The portfolio board grants 1.2 million for Dock refit."),
    Event("October", "The project manager hands over 64 docks; the harbor half is accepted."),
    Event("October", "Rides per dock have not moved; a third of the new docks reject old cards."),
    Event("November", "The hill docks stand under covers; the program manager publishes a matrix."),
)

ROLES = frozenset(
    {"Portfolio board", "Program manager", "Project manager", "Product manager", "Service manager"}
    | {"Crew lead", "Desk lead", "Software lead", "City liaison", "Finance director"}
)


def contradictions(
    decisions: Iterable[Decision] = DECISIONS, matrix: pd.DataFrame | None = None
) -> Iterator[str]:
    """Decisions for which not exactly one role answers, one sentence each.

    Args:
        decisions: Of the company.
        matrix: The published matrix; its rows that are decisions must have the same A.
    """
    listed = list(decisions)
    for what, count in Counter(decision.what for decision in listed).items():
        if count > 1:
            owners = sorted({d.accountable for d in listed if d.what == what})
            yield f"decision {what!r}: stands {count} times, for {', '.join(owners)}; keep one"
    for decision in listed:
        for role in (decision.accountable, *decision.heard):
            if role not in ROLES:
                yield f"decision {decision.what!r}: {role!r} is not one role; name exactly one"
        if decision.accountable in decision.heard:
            yield f"decision {decision.what!r}: {decision.accountable} decides and is not heard"
    if matrix is not None:
        yield from _against(matrix, listed)


def _against(matrix: pd.DataFrame, decisions: Collection[Decision]) -> Iterator[str]:
    """Where the matrix and the decisions name different people."""
    owner = {decision.what: decision.accountable for decision in decisions}
    for task, row in matrix.iterrows():
        holders = [str(role) for role, letters in row.items() if "A" in letters]
        if len(holders) != 1:
            said = ", ".join(holders) or "nobody"
            yield f"published matrix, row {task!r}: one role must answer, got {said}"
        elif str(task) in owner and holders != [owner[str(task)]]:
            yield (
                f"published matrix, row {task!r}: {holders[0]} answers, "
                f"but {owner[str(task)]} does in pmlearn/tidewell/facts.py"
            )
