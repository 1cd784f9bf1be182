"""Pages that state a fact of the company otherwise than `pmlearn.tidewell.facts` has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmlearn.notebooks import read_cells
from pmlearn.tidewell import facts
from pmlearn.tidewell.dock_promise import COST_OF_A_LATE_WEEK, COST_OF_A_WEEK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pmlearn.course.layout import Layout


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact and how sentences state it.

    Attributes:
        name: What it is about.
        value: As it stands in sentences.
        stated: A pattern whose one group holds the value wherever the fact is stated.
    """

    name: str
    value: str
    stated: str

    def otherwise(self, text: str) -> Iterator[tuple[int, str]]:
        """Where a text states it with another value: the place and what it says."""
        for found in re.finditer(self.stated, text, re.IGNORECASE):
            if found.group(1).casefold() != self.value.casefold():
                yield found.start(), " ".join(found.group().split())


def _owner(what: str) -> str:
    """Who answers for a decision, as it stands in a sentence."""
    return next(d.accountable for d in facts.DECISIONS if d.what == what).lower()


_ROLE = r"((?:program|project|product|service|portfolio) (?:manager|board))"
_WHO = rf"the\s+{_ROLE}\s+"
_DOCKS = r"(?:the |a |each )?(?:hill |harbor |new )?docks?"

FACTS = (
    Fact("number of docking stations", f"{facts.STATIONS}", r"(\d+) (?:rebuilt )?docking stations"),
    Fact(
        "grant for Dock refit",
        f"{facts.GRANTED_FOR_DOCKS / 1000:g} million",
        r"granted (\d[\d.]* million)",
    ),
    Fact("harbor half", f"{facts.STATIONS_AT_HARBOR}", r"(\d+) at the harbor"),
    Fact(
        "proposal for 40 more stations",
        f"{facts.PROPOSED_FOR_MORE_DOCKS},000",
        r"(\d+,000) for (?:the next 40|docks)",
    ),
    Fact("week of the trams", f"{facts.TRAMS_IN_WEEK}", r"trams for week (\d+)"),
    Fact("grant for Pass relaunch", f"{facts.GRANTED_FOR_APP},000", r"granted (\d+,000) and 26"),
    Fact("price of the workflow tool", f"{facts.TOOL_A_YEAR},000", r"tool for (\d+,000) a year"),
    Fact(
        "price of a week too late at the quay",
        f"{COST_OF_A_LATE_WEEK},000",
        r"week beyond (?:it|the date),? (?:costs? )?(\d+,000)",
    ),
    Fact(
        "price of a week in the harbor authority's letter",
        f"{COST_OF_A_WEEK * 1000:,.0f}",
        r"week in the letter,? (?:costs )?(\d+,\d00),",
    ),
    Fact(
        "who accepts docks for service",
        _owner("Accept a dock for service"),
        rf"{_WHO}accepts? {_DOCKS}(?! as built)",
    ),
    Fact(
        "who inspects docks as built",
        _owner("Inspect a dock as built"),
        rf"{_WHO}inspects? {_DOCKS}",
    ),
    Fact("who lets docks go live", _owner("Let a dock go live"), rf"{_WHO}lets? {_DOCKS} go live"),
    Fact(
        "who stops docks",
        _owner("Stop a dock or take it off again"),
        rf"{_WHO}(?:may stop|stops) (?:or take off )?(?:any |{_DOCKS})",
    ),
    Fact("who shortens the permits", "priority desk", r"\b(expediter)\b"),
    Fact("what came of Dock refit", "a requirement missed", r"so the project is (a success)"),
)


def stated_otherwise(layout: Layout, known: Iterable[Fact] = FACTS) -> Iterator[str]:
    """Sentences of pages, labs, questions and assignments that contradict a fact, one each."""
    listed = list(known)
    for path in files_of(layout):
        text = prose(path)
        for fact in listed:
            for place, said in fact.otherwise(text):
                line = text.count("\n", 0, place) + 1
                yield (
                    f"{path.relative_to(layout.root)}, line {line} of its text: {said!r}; "
                    f"{fact.name}: {fact.value} (pmlearn/tidewell)"
                )


def files_of(layout: Layout) -> list[Path]:
    """Everything that a learner reads."""
    package = layout.root / "pmlearn" / "exercises" / "questions"
    patterns = (
        (layout.root / "book", "**/*.md"),
        (layout.root / "notebooks", "*.ipynb"),
        (layout.exercises / "source", "*/*.ipynb"),
        (layout.exercises / "source", "*/questions.yml"),
        (package, "*.yml"),
    )
    return [path for folder, pattern in patterns for path in sorted(folder.glob(pattern))]


def prose(path: Path) -> str:
    """The text of a file as people read it: no code of a page, the text cells of a notebook."""
    if path.suffix == ".ipynb":
        return "\n".join(cell.text for cell in read_cells(path) if cell.kind == "markdown")
    text = path.read_text(encoding="utf-8")
    return re.sub(r"(?s)```\{code-cell\}.*?```", lambda code: "\n" * code[0].count("\n"), text)
