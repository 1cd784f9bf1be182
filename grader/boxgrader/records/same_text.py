"""Says whose text else an answer is: a note with both names, which is no judgment.

People work together, copy files by mistake, or hand in a neighbor's. Whoever grades should know it.
Text that everybody was given, and that of the instructor's own solution, says nothing and is left
out; so are short answers, which two people may write alike.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from boxgrader.limits import MAX_NAMED_LEARNERS
from boxgrader.records.ledger import GRADED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from boxgrader.records.ledger import Ledger, Outcome
    from boxgrader.records.result import Result
    from boxgrader.submission.assignment import Assignment

FEWEST = 120  # characters that are the learner's own
_SAME = "the same text as"
_NAMED = re.compile(r"\blearner_id\s*=\s*[\"']([^\"'\n]{1,128})[\"']")


def own_texts(
    results: Mapping[str, Result], assignments: Mapping[str, Assignment]
) -> tuple[str, ...]:
    """What stands for each longer answer, and for all shorter ones of a notebook together.

    Args:
        results: Notebook name -> how it was graded.
        assignments: Notebook name -> what it was graded against.
    """
    return tuple(
        f"{name} {sha256(text.encode()).hexdigest()[:20]}"
        for notebook in sorted(results)
        for name, text in _own(results[notebook], assignments[notebook])
        if len(text) >= FEWEST
    )


def others_named(
    results: Mapping[str, Result], learner: str, roster: Collection[str]
) -> Iterator[str]:
    """A note when a notebook gives the learner id of somebody else in the roster."""
    known = {one.casefold(): one for one in roster}
    for notebook in results:
        texts = (text for _, text in _cells(results[notebook].notebook))
        said = {one.strip().casefold() for text in texts for one in _NAMED.findall(text)}
        for other in sorted((said & known.keys()) - {learner.casefold()}):
            yield f"{notebook} says learner_id = {known[other]!r}, who is another learner"


def note_likeness(ledger: Ledger) -> None:
    """Add to every outcome, or take from it, the note about whose texts are the same."""
    outcomes = [one for one in ledger if one.status == GRADED]
    who: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        for text in outcome.texts:
            who[text].append(outcome.learner)
    for outcome in outcomes:
        notes = [note for note in outcome.notes if not _is_same_text_note(note, outcome)]
        notes += _notes(outcome, who)
        if tuple(notes) != outcome.notes:
            ledger.amend(replace(outcome, notes=tuple(notes)))


def _is_same_text_note(note: str, outcome: Outcome) -> bool:
    """Whether a note is one of these; an exception's or a file's name may only look like one."""
    about, _, said = note.partition(": ")
    cells = {text.rpartition(" ")[0] for text in outcome.texts}
    return said.startswith(f"{_SAME} ") and any(about.startswith(cell) for cell in cells)


def _notes(outcome: Outcome, who: Mapping[str, list[str]]) -> Iterator[str]:
    """A note for each other learner, or group of them, with the cells concerned."""
    cells: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for text in outcome.texts:
        if others := tuple(one for one in who[text] if one != outcome.learner):
            cells[others].append(text.rpartition(" ")[0])
    for others, names in cells.items():
        more = (
            f" and {len(others) - MAX_NAMED_LEARNERS} more"
            if len(others) > MAX_NAMED_LEARNERS
            else ""
        )
        people = f"{', '.join(others[:MAX_NAMED_LEARNERS])}{more}"
        yield f"{', '.join(sorted(set(names)))}: {_SAME} {people}"


def _own(result: Result, assignment: Assignment) -> Iterator[tuple[str, str]]:
    """(grade_id, text) of answers, without the lines that others wrote."""
    released, solutions = assignment.released_texts(), assignment.solutions()
    short = []
    for name, text in _cells(result.notebook):
        if name not in solutions or text.lstrip().startswith("%%answer"):  # a choice, not a text
            continue
        given = {line.strip() for one in (released, solutions) for line in one[name].splitlines()}
        lines = (line.strip() for line in text.splitlines())
        own = "\n".join(line for line in lines if line not in given)
        if len(own) >= FEWEST:
            yield name, own
        elif own:
            short.append(own)
    if len(short) > 1:
        yield f"{assignment.notebook}, the short answers together", "\n".join(short)


def _cells(notebook: str) -> list[tuple[str, str]]:
    """(grade_id, text) of every cell."""
    return [
        (cell["metadata"].get("nbgrader", {}).get("grade_id", ""), "".join(cell["source"]))
        for cell in json.loads(notebook)["cells"]
    ]
