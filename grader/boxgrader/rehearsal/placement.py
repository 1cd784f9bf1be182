"""In which way each test runs: apart from the learner's process, inside a copy of it, or both.

That is not guessed: the instructor's own version is graded, and a test that gives it less apart
than inside runs inside. Nothing in a submission has a say in it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from threading import Lock
from typing import TYPE_CHECKING, Any

from boxgrader.analysis.placement import Placement, Placements
from boxgrader.analysis.plan import Key
from boxgrader.records.files import kept, write_whole
from boxgrader.records.ledger import release_version
from boxgrader.rehearsal.rehearse import decided

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from boxgrader.records.ledger import Ledger
    from boxgrader.sandbox.box import Box
    from boxgrader.submission.assignment import Assignment


_known: dict[Key, Placements] = {}
_deciding = Lock()


def placements(assignment: Assignment, box: Box) -> Placements:
    """grade_id of a test -> how it runs; found out once for each assignment in this process.

    Args:
        assignment: The assignment.
        box: Where the instructor's version is graded if that has not been done yet.

    Raises:
        BoxError: there is no box.
    """
    own = Key(assignment)
    with _deciding:
        if own not in _known:
            _known[own] = decided(assignment, box)
        return _known[own]


def remember(assignment: Assignment, found: Placements) -> None:
    """Take over what was found out before."""
    _known[Key(assignment)] = found


def known(assignment: Assignment) -> Placements | None:
    """What has been found out; None as long as nothing has."""
    return _known.get(Key(assignment))


def stored(ledger: Ledger, assignments: Mapping[str, Assignment]) -> dict[str, Placements]:
    """Notebook name -> what `store` has kept for this assignment and this grader, where it has."""
    found = {name: _read(ledger.rehearsal(name), one) for name, one in assignments.items()}
    return {name: one for name, one in found.items() if one is not None}


def store(
    ledger: Ledger,
    assignments: Mapping[str, Assignment],
    before: Mapping[str, Placements] | None = None,
    *,
    passed: bool = False,
) -> None:
    """Keep what was found out in this process, so that the next one need not find it out again.

    Args:
        ledger: What was graded of the assignment.
        assignments: By notebook name.
        before: What is stored already.
        passed: Whether a whole rehearsal has found nothing that forbids a release.
    """
    for name, assignment in assignments.items():
        found = known(assignment)
        if found is not None and found != (before or {}).get(name):
            every = {test: asdict(one) for test, one in found.items()}
            data = {"key": _stamp(assignment), "passed": passed, "placements": every}
            path = ledger.rehearsal(name)
            with kept(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, json.dumps(data, indent=1))


def has_passed(ledger: Ledger, assignments: Mapping[str, Assignment]) -> bool:
    """Whether whole rehearsals of all of these, as they are, found nothing against a release."""
    every = [_data(ledger.rehearsal(name), one) for name, one in assignments.items()]
    return all(data.get("passed") is True for data in every)


def _read(path: Path, assignment: Assignment) -> Placements | None:
    try:
        every = _data(path, assignment)["placements"].items()
        return {
            str(name): Placement(one["kind"], one["reason"], tuple(one["replaced"]))
            for name, one in every
        }
    except (TypeError, KeyError, AttributeError):
        return None


def _data(path: Path, assignment: Assignment) -> dict[str, Any]:
    """What a file says, unless it is about another version or cannot be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    same = isinstance(data, dict) and data.get("key") == _stamp(assignment)
    return data if same else {}


def _stamp(assignment: Assignment) -> str:
    """What stands for an assignment and the grader."""
    return release_version({assignment.notebook: assignment}).hex()
