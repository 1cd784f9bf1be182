"""Check a responsibility matrix (RACI): which of the eight usual rules it breaks, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from pmlearn.inputs import table, whole

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

LETTERS = {"R": "responsible", "A": "accountable", "C": "consulted", "I": "informed"}
RULES = {
    "R1": "every task has exactly one A",
    "R2": "every task has at least one R",
    "R3": "nobody holds more than one letter in a task, A with R excepted",
    "R4": "few are consulted on a task",
    "R5": "everybody in the matrix has a letter",
    "R6": "nobody is loaded with too many R or A",
    "R7": "only R, A, C, I or nothing",
    "R8": "columns are roles, not persons' names",
}
_ERRORS = {"R1", "R2", "R7"}
_SEPARATORS = re.compile(r"[\s/,;+&|.\-\u2013\u2014]+")
_SMALL_LOAD = 4
_TITLE = re.compile(r"^(mr|mrs|ms|miss|mx|dr|prof|herr|frau|mme)\b\.?\s", re.IGNORECASE)
_INITIAL = re.compile(r"^([A-Z]\.\s*)+[A-Z][a-z]+$|^[A-Z][a-z]+\s+[A-Z]\.$")
# A heading with one of these words is a role; one that begins with a common given name is not.
_ROLE_WORDS = frozenset(
    """administrator agent analyst architect assistant board chair coach committee controller
    coordinator council crew customer department desk developer director engineer expert finance
    head inspector lead leader legal manager marketing master office officer operations operator
    owner partner planner product program project quality representative sales scientist security
    service specialist sponsor staff supplier support supervisor team tester trainer unit user
    vendor worker""".split()  # noqa: SIM905 - a hundred quoted words would be harder to read
)
_GIVEN_NAMES = frozenset(
    """adam ahmed aisha alex ali alice amina amy ana andrea andrew anna anne antonio barbara ben
    bob brian carla carlos carol chen chris christine claire daniel david diana diego elena
    elizabeth emily emma eric eva fatima felix frank george hannah hans hassan helen hiroshi ibrahim
    ines ivan jack jacob james jan jane jean jennifer jim joe john jose juan julia karen kate kevin
    klaus laura lena leo liam linda lisa louise lucas luis luke maria marie mario mark markus
    martin mary matthew max maya mei michael mike mohammed monica nadia nina noah nora oliver
    olivia omar patricia paul paula pedro peter petra priya rachel rahul ravi richard robert rosa
    ruth sam sandra sara sarah simon sofia sophie stefan steve susan sven thomas tim tom victor wei
    william yuki""".split()  # noqa: SIM905 - see above
)


@dataclass(frozen=True, slots=True)
class RaciProblem:
    """One broken rule.

    Attributes:
        rule: Id of the rule, "R1" to "R8" (see `RULES`).
        message: What is wrong, in a sentence for people.
        task: The row it is about; None when it is about a whole column.
        person: The column it is about; None when it is about a whole row.
    """

    rule: str
    message: str
    task: Hashable | None = None
    person: Hashable | None = None

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"RACI problem: rule must be one of {list(RULES)}, got {self.rule!r}")

    @property
    def level(self) -> Literal["error", "warning"]:
        """An error breaks the matrix; a warning asks for a second look."""
        return "error" if self.rule in _ERRORS else "warning"

    def __str__(self) -> str:
        return f"{self.rule} ({self.level}) {self.message}"


@dataclass(frozen=True, slots=True)
class _Cell:
    letters: frozenset[str]
    unknown: tuple[str, ...]


def raci_problems(
    matrix: pd.DataFrame,
    *,
    accountable_implies_responsible: bool = False,
    max_consulted: int = 3,
    max_load: int | None = None,
) -> list[RaciProblem]:
    """Name every rule that a responsibility matrix breaks.

    Args:
        matrix: One row per task, one column per person or role. A cell holds "R", "A", "C", "I",
            several of them ("A/R", "AR", "r, a", "Accountable/Responsible"), or nothing ("", "-",
            None, NaN).
        accountable_implies_responsible: Whether somebody with an A and no R beside does the work.
        max_consulted: How many C a task may have before deciding gets slow.
        max_load: How many R, or how many A, one person may hold; as a rule half of all tasks, and
            at least 4.

    Returns:
        The problems task by task, then column by column; an empty list when no rule is broken.

    Raises:
        ValueError: the matrix is no DataFrame, is empty or names a task or a person twice, or a
            limit is no whole number of 0 or more.

    Source:
        PMI (2017), PMBOK Guide, 6th ed., section 9.1 (responsibility assignment matrix); the
        checks along rows and columns follow Smith and Erwin (2005), Role & Responsibility Charting.
    """
    _check(matrix, max_consulted, max_load)
    cells = [[_read(cell) for cell in row] for row in matrix.itertuples(index=False, name=None)]
    problems: list[RaciProblem] = []
    people: list[Hashable] = list(matrix.columns)
    for task, row in zip(matrix.index, cells, strict=True):
        of_people = dict(zip(people, row, strict=True))
        problems += _task_problems(task, of_people, accountable_implies_responsible, max_consulted)
    limit = max(_SMALL_LOAD, len(matrix) // 2) if max_load is None else max_load
    for person, column in zip(people, zip(*cells, strict=True), strict=True):
        problems += _person_problems(person, column, limit)
    return problems


def _check(matrix: pd.DataFrame, max_consulted: int, max_load: int | None) -> None:
    if table("RACI matrix", matrix).empty:
        raise ValueError(
            f"RACI matrix: must have tasks and people, got {len(matrix)} rows and "
            f"{len(matrix.columns)} columns"
        )
    for kind, labels in (("task", matrix.index), ("person", matrix.columns)):
        if labels.has_duplicates:
            twice = labels[labels.duplicated()][0]
            raise ValueError(f"RACI matrix: each {kind} must stand once, got {twice!r} twice")
    for name, limit in (("max_consulted", max_consulted), ("max_load", max_load)):
        if limit is not None or name == "max_consulted":
            whole(f"RACI matrix: {name}", limit)


def _read(cell: object) -> _Cell:
    """The letters in a cell, in whichever of the usual notations they are written."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and pd.isna(cell)):
        return _Cell(frozenset(), ())
    letters: set[str] = set()
    unknown: list[str] = []
    for word in filter(None, _SEPARATORS.split(str(cell).strip())):
        upper = word.upper()
        if word.lower() in LETTERS.values():
            letters.add(upper[0])
        elif len(word) > len(LETTERS):
            unknown.append(word)
        else:
            letters |= set(upper) & set(LETTERS)
            unknown += [sign for sign in upper if sign not in LETTERS]
    return _Cell(frozenset(letters), tuple(unknown))


def _task_problems(
    task: Hashable, row: dict[Hashable, _Cell], implied: bool, max_consulted: int
) -> Iterator[RaciProblem]:
    holders = {sign: [who for who, cell in row.items() if sign in cell.letters] for sign in LETTERS}
    accountable, consulted = holders["A"], holders["C"]
    if len(accountable) != 1:
        got = f"{len(accountable)} ({_names(accountable)})" if accountable else "none"
        yield RaciProblem("R1", f"task {task!r}: must have exactly one A, got {got}", task)
    if not holders["R"] and not (implied and accountable):
        yield RaciProblem("R2", f"task {task!r}: must have at least one R, got none", task)
    for who, cell in row.items():
        if len(cell.letters) > 1 and cell.letters != {"A", "R"}:
            got = "/".join(sign for sign in LETTERS if sign in cell.letters)
            text = f"task {task!r}, {who!r}: must hold one letter (or A/R), got {got}"
            yield RaciProblem("R3", text, task, who)
        if cell.unknown:
            got = ", ".join(map(repr, cell.unknown))
            text = f"task {task!r}, {who!r}: must be R, A, C, I or empty, got {got}"
            yield RaciProblem("R7", text, task, who)
    if len(consulted) > max_consulted:
        text = (
            f"task {task!r}: at most {max_consulted} should be consulted, got {len(consulted)} "
            f"({_names(consulted)})"
        )
        yield RaciProblem("R4", text, task)


def _person_problems(
    person: Hashable, column: tuple[_Cell, ...], limit: int
) -> Iterator[RaciProblem]:
    if not any(cell.letters or cell.unknown for cell in column):
        text = f"{person!r}: should have a letter in some task or leave the matrix, got none"
        yield RaciProblem("R5", text, person=person)
    for sign in "RA":
        load = sum(sign in cell.letters for cell in column)
        if load > limit:
            text = f"{person!r}: should hold at most {limit} {sign}, got {load}"
            yield RaciProblem("R6", text, person=person)
    if _looks_like_a_name(str(person)):
        text = f"{person!r}: should be a role, got what looks like a person's name"
        yield RaciProblem("R8", text, person=person)


def _looks_like_a_name(heading: str) -> bool:
    """A guess by title, initials and given name; it lets a rare name pass."""
    text = heading.strip()
    words = re.findall(r"[^\W\d_]+", text.lower())
    if not words or not _ROLE_WORDS.isdisjoint(words):
        return False
    return bool(_TITLE.match(text) or _INITIAL.match(text)) or words[0] in _GIVEN_NAMES


def _names(people: list[Hashable]) -> str:
    return ", ".join(map(str, people))
