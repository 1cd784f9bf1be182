"""The competency framework as typed data.

    from pmlearn.competency.framework import load

    framework = load()
    framework.criterion("PJ2.3").statement
    framework.role("product manager").targets["PD1"]

Another organization brings its own file: copy framework.yml, which explains every key, put in your
own domains, elements, criteria and roles, and call `load("our-framework.yml")`. Every other
function of this room takes the framework as an argument, so nothing else has to change.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

T = TypeVar("T")

# Kinds of evidence and the highest level that each can attest. A learner's own word attests
# nothing: it is shown beside what was attested.
HIGHEST = {"auto": 3, "sim": 4, "manual": 5, "self": 0}
LEVELS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Level:
    """What a level means, in every element alike."""

    number: int
    name: str
    meaning: str
    autonomy: str
    complexity: str
    attested_by: str


@dataclass(frozen=True, slots=True)
class Performance:
    """One step of every rubric; `share` of the points is what reaching it gives."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Criterion:
    """One observable statement.

    Attributes:
        code: Unique, such as "PJ2.3".
        uuid: Unique across frameworks.
        level: 1 to 5.
        evidence: Kinds that can show it: "auto", "sim", "manual", "self".
        statement: What a person who meets it does.
        threshold: Share of the possible points from which it counts as met, in (0, 1].
        weight: How much it weighs when gaps are sorted by size.
        rubric: For evidence judged by a person, one sentence per step of `performance`.
        planned: Where it will be shown, while no graded cell assesses it; empty otherwise.
    """

    code: str
    uuid: str
    level: int
    evidence: tuple[str, ...]
    statement: str
    threshold: float = 0.8
    weight: float = 1.0
    rubric: tuple[str, ...] = ()
    planned: str = ""

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"{self.code}: level must be 1 to 5, got {self.level!r}")
        if not 0 < self.threshold <= 1:
            raise ValueError(f"{self.code}: threshold must lie in (0, 1], got {self.threshold!r}")
        if not self.weight > 0:
            raise ValueError(f"{self.code}: weight must be above 0, got {self.weight!r}")
        if not self.evidence:
            raise ValueError(f"{self.code}: names no kind of evidence")
        for kind in self.evidence:
            if kind not in HIGHEST:
                raise ValueError(f"{self.code}: evidence {kind!r} is none of {', '.join(HIGHEST)}")
            if kind != "self" and self.level > HIGHEST[kind]:
                raise ValueError(
                    f"{self.code}: evidence {kind!r} attests levels up to {HIGHEST[kind]}, "
                    f"got level {self.level}"
                )

    @property
    def counts(self) -> bool:
        """Whether it bears on levels: what only its learner can vouch for does not."""
        return any(kind != "self" for kind in self.evidence)


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a domain with its criteria and the slugs of the lessons that teach it."""

    code: str
    name: str
    uuid: str
    chapters: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    alignment: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels at which it has a criterion, rising."""
        return tuple(sorted({c.level for c in self.criteria if c.counts}))

    def at_most(self, level: int) -> int:
        """The highest level of this element that does not exceed `level`; 0 when none does."""
        return max((own for own in self.levels if own <= level), default=0)


@dataclass(frozen=True, slots=True)
class Domain:
    """A field of competency with its elements."""

    code: str
    name: str
    uuid: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A role profile: the level asked for, by element code; elements not asked for are absent."""

    name: str
    targets: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Framework:
    """All of it; iterating gives the domains in the order of the file.

    Attributes:
        uuid: The framework's own.
        title: Its name.
        version: Its version.
        levels: By number.
        performance: The steps of every rubric, lowest first.
        domains: In the order of the file.
        roles: By name.
    """

    uuid: str
    title: str
    version: str
    levels: Mapping[int, Level]
    performance: tuple[Performance, ...]
    domains: tuple[Domain, ...]
    roles: Mapping[str, Role]

    def __iter__(self) -> Iterator[Domain]:
        return iter(self.domains)

    def elements(self) -> Iterator[Element]:
        """All elements, in the order of the file."""
        return (element for domain in self.domains for element in domain.elements)

    def criteria(self) -> Iterator[Criterion]:
        """All criteria, in the order of the file."""
        return (criterion for element in self.elements() for criterion in element.criteria)

    def criterion(self, code: str) -> Criterion:
        """One criterion.

        Raises:
            ValueError: no such criterion; the message lists the nearest codes.
        """
        return find("criterion", code, {c.code: c for c in self.criteria()})

    def element(self, code: str) -> Element:
        """One element.

        Raises:
            ValueError: no such element; the message lists the nearest codes.
        """
        return find("element", code, {e.code: e for e in self.elements()})

    def role(self, name: str) -> Role:
        """One role profile.

        Raises:
            ValueError: no such role; the message lists the nearest names.
        """
        return find("role", name, self.roles)


def load(path: Path | str | None = None) -> Framework:
    """Load a framework.

    Args:
        path: A YAML file in the form of framework.yml beside this module, which is the default.

    Raises:
        ValueError: a rule is broken; the message names file, line and code.
        FileNotFoundError: there is no such file.
    """
    from pmlearn.competency.framework.file import read

    return read(Path(path) if path else Path(__file__).with_name("framework.yml"))


def find(what: str, name: str, known: Mapping[str, T]) -> T:
    """The entry of this name.

    Raises:
        ValueError: there is none; the message lists the nearest names.
    """
    if name not in known:
        near: Iterable[str] = difflib.get_close_matches(name, known, n=5, cutoff=0.4)
        near = near or list(known)[:5]
        raise ValueError(f"no {what} {name!r}; nearest: {', '.join(near) or 'there are none'}")
    return known[name]
