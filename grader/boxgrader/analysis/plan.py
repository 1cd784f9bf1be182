"""What has to happen with each of an assignment's cells, read from the instructor's notebook.

A name in a test belongs to the instructor or to the learner. Whatever locked cells and tests define
is the instructor's, computed by the checker itself; whatever the cells that learners fill in define
is the learner's, and is asked for. A learner cannot move a name from one side to the other.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from boxgrader.analysis.carried_names import carried_names
from boxgrader.analysis.file_names import may_read, paths
from boxgrader.analysis.imports import imports, libraries
from boxgrader.analysis.instructor_helpers import helpers
from boxgrader.analysis.parsing import one_at_a_time
from boxgrader.analysis.python_names import (
    REFLECTIVE,
    changes,
    loads,
    origins,
    reached,
    stores,
)
from boxgrader.analysis.solution_classes import classes, extending, members

if TYPE_CHECKING:
    from collections.abc import Collection

    from boxgrader.submission.assignment import Assignment


@dataclass(frozen=True, slots=True)
class Plan:
    """How to grade a submission.

    Attributes:
        tests: grade_ids of the cells that give points.
        setups: grade_ids of the locked cells that tests build on; the checker runs these as well.
        given_back: grade_id -> names that learners (re)define between the checker's last cell and
            this one.
        wanted: grade_id -> names that the checker may ask the learner's process for.
        answers: All names that learners are asked to define.
        helpers: Functions of the instructor's other cells, which the checker defines first.
        reading: grade_ids of the tests that may read a file which an answer has written.
        paths: Texts in the instructor's answers that may be names of files.
        released: Paths of the files that come with the assignment.
        reflective: grade_ids of the tests that may reach any name without naming it.
        carried: grade_id of a test -> names of its and of locked cells that answers read.
        silent: grade_ids of the tests whose last value a notebook does not show.
        objects: grade_id of a cell that names a class which learners are asked to write -> the
            operators and methods that such classes have.
        extending: Names of the answers' classes that are derived from one of data, such as list.
        libraries: Names that the instructor's notebook has from imports alone -> module and what
            of it, if not the module itself. The checker imports these itself.
        imports: Modules that the assignment uses, to be loaded before any room is made.
        visible: grade_id of a test -> the part that the learner saw.
        hidden_lines: grade_id of a test -> the numbers of its hidden lines, from 1.
        seconds: How long a cell may take; 0 for as long as any cell may.
    """

    tests: frozenset[str] = frozenset()
    setups: frozenset[str] = frozenset()
    given_back: dict[str, list[str]] = field(default_factory=dict)
    wanted: dict[str, list[str]] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()
    helpers: str = ""
    reading: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    reflective: frozenset[str] = frozenset()
    carried: dict[str, list[str]] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    objects: dict[str, list[str]] = field(default_factory=dict)
    extending: frozenset[str] = frozenset()
    libraries: dict[str, tuple[str, str]] = field(default_factory=dict)
    imports: tuple[str, ...] = ()
    visible: dict[str, str] = field(default_factory=dict)
    hidden_lines: dict[str, frozenset[int]] = field(default_factory=dict)
    seconds: int = 0


def plan(assignment: Assignment) -> Plan:
    """The plan of an assignment."""
    with one_at_a_time:
        return _planned(Key(assignment))


class Key:
    """An assignment by its notebooks, its time and its files' names: its plan is made once."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        about = (assignment.source, assignment.release, str(assignment.seconds))
        self.texts = (*about, *sorted(assignment.files))

    def __hash__(self) -> int:
        return hash(self.texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.texts == other.texts


@lru_cache(maxsize=16)
def _planned(key: Key) -> Plan:
    from nbgrader import utils

    assignment, solutions = key.assignment, key.assignment.solutions()
    code = {c.metadata.nbgrader.grade_id: c for c in assignment.cells() if c.cell_type == "code"}
    locked = {name: cell.source for name, cell in code.items() if utils.is_locked(cell)}
    tests = [name for name in locked if utils.is_grade(code[name])]
    setups = _needed(locked, tests)
    imported = libraries(assignment)
    answered = {n: _answered(text, imported) for n, text in solutions.items() if n in code}
    answers = frozenset[str]().union(*answered.values())
    helping = helpers(assignment.free_code(), answers)
    run = {name: locked[name] if name in setups.union(tests) else None for name in code}
    wanted, given_back, reflective = _learners_names(run, answered, helping)
    released = assignment.released_texts()
    return Plan(
        tests=frozenset(tests),
        setups=frozenset(setups),
        given_back=given_back,
        wanted=wanted,
        answers=answers,
        helpers=helping,
        reading=frozenset(n for n in tests if may_read(f"{locked[n]}\n{helping}")),
        paths=tuple(sorted({path for name in answered for path in paths(solutions[name])})),
        released=tuple(sorted(assignment.files)),
        reflective=frozenset(reflective),
        carried=carried_names([solutions[name] for name in answered], locked, tests, helping),
        silent=frozenset(name for name in tests if _is_silent(locked[name])),
        objects=_objects(locked, solutions),
        extending=frozenset(extending(solutions.values())),
        libraries=imported,
        imports=imports(assignment, members=True),
        visible={name: released[name] for name in tests},
        hidden_lines={name: hidden_lines(locked[name]) for name in tests},
        seconds=assignment.seconds,
    )


def _learners_names(
    cells: dict[str, str | None], answered: dict[str, set[str]], helping: str
) -> tuple[dict[str, list[str]], dict[str, list[str]], set[str]]:
    """What the checker may ask for, and what it has to give back, before each cell that it runs.

    The third are the cells that may reach any name without naming it.

    Args:
        cells: grade_id -> the text of a cell that the checker runs, None of any other, in order.
        answered: grade_id -> the names that an answer defines.
        helping: What the checker has defined before the first cell.
    """
    wanted: dict[str, list[str]] = {}
    given_back: dict[str, list[str]] = {}
    reflective: set[str] = set()
    answers = set[str]().union(*answered.values())
    own = (set(dir(builtins)) | stores(helping)) - answers
    since: set[str] = set()
    inside = origins(helping)
    for name, text in cells.items():
        since |= answered.get(name, set())
        if text is not None:
            own -= since
            inside = inside | origins(text)
            used = reached(loads(text), inside)
            if used & REFLECTIVE:
                reflective.add(name)
                used |= answers
            # a test that sets an answer aside and puts it back has not made it the instructor's
            wanted[name] = sorted(used - (own - answers))
            given_back[name] = sorted(since)
            own |= stores(text)
            since = set()
    return wanted, given_back, reflective


def _answered(solution: str, imported: Collection[str]) -> set[str]:
    """The names that an answer defines, or whose values, given to learners, it changes."""
    return stores(solution) | (changes(solution) - set(imported))


def _objects(locked: dict[str, str], solutions: dict[str, str]) -> dict[str, list[str]]:
    """What the learners' classes may be handed, for each cell that names one of them."""
    found = classes(solutions.values())
    names, offered = {one.name for one in found}, sorted(members(found))
    return {name: offered for name, text in locked.items() if loads(text) & names}


def _needed(locked: dict[str, str], tests: list[str]) -> set[str]:
    """The locked cells that define what a test, or another needed cell, uses."""
    wanted: set[str] = set().union(*(loads(locked[name]) for name in tests))
    needed: set[str] = set()
    for name in reversed(locked):
        if name not in tests and stores(locked[name]) & wanted:
            needed.add(name)
            wanted |= loads(locked[name])
    return needed


def _is_silent(source: str) -> bool:
    """Whether a cell's last expression ends with a semicolon."""
    from IPython.core.displayhook import DisplayHook

    hook: Any = DisplayHook
    return ";" in source and bool(hook.semicolon_at_end_of_expression(source))


def hidden_lines(source: str) -> frozenset[int]:
    """The numbers (from 1) of the lines from BEGIN to END HIDDEN TESTS, both included."""
    from nbgrader.preprocessors.clearhiddentests import ClearHiddenTests

    begin = ClearHiddenTests.begin_test_delimeter.default_value
    end = ClearHiddenTests.end_test_delimeter.default_value
    inside, hidden = False, set()
    for number, line in enumerate(source.split("\n"), start=1):
        inside = inside or begin in line
        if inside:
            hidden.add(number)
        if end in line:
            inside = False
    return frozenset(hidden)
