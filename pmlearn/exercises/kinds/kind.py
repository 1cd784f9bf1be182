"""What a kind of exercise is: its fields in a question file, its rules, and how it is marked."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from numbers import Real
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from pmlearn.exercises.marking.mark import Mark
    from pmlearn.exercises.question import Question


def no_rule(_: Question) -> None:
    """No further rule."""


def not_marked(question: Question, *_: Any) -> Any:
    """A kind that is read by a person.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"question {question.id!r}: a {question.kind} is read by a person")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of exercise. Fields come with True when they must be there.

    Attributes:
        form: What is wrong with the form of an answer, as a sentence; empty when nothing is.
        mark: The points of an answer out of so many; needs the key.
        solution: An answer that earns all points; needs the key.
        guess: What somebody answers who clicks without reading.
        entries: The name of the list of options or items in the file; empty when it has none.
        entry: Fields of an entry beside id and text.
        entry_key: Fields of an entry that tell the answer, feedback aside.
        feedback: What carries feedback: each "entry", the "question" (one for a right, one for a
            wrong answer), or nothing ("").
        settings: Fields of the question.
        key: Fields of the question that tell the answer, feedback aside.
        own_formulas: Fields whose formulas need the learner's cells, so that no case fills them.
        front: The fields of a question as its script gets them.
        check: Further rules; raises ValueError.
        check_key: Further rules of a question with its key.
    """

    form: Callable[[Question, Any], str]
    mark: Callable[[Question, Any, float], Mark] = not_marked
    solution: Callable[[Question], Any] = not_marked
    guess: Callable[[Question, Random], Any] = not_marked
    entries: str = "items"
    entry: Mapping[str, bool] = field(default_factory=dict)
    entry_key: Mapping[str, bool] = field(default_factory=dict)
    feedback: str = "question"
    settings: Mapping[str, bool] = field(default_factory=dict)
    key: Mapping[str, bool] = field(default_factory=dict)
    own_formulas: frozenset[str] = frozenset()
    front: Callable[[Question], Mapping[str, Any]] = lambda question: question.settings
    check: Callable[[Question], None] = no_rule
    check_key: Callable[[Question], None] = no_rule


def entry_ids(question: Question) -> list[str]:
    """The ids of a question's options, items or rows."""
    return [str(entry["id"]) for entry in question.entries]


def listed(ids: Any) -> str:
    """Ids for a message."""
    names = list(map(str, ids))
    return ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")  # noqa: PLR2004  a line


def quoted(value: Any, most: int = 60) -> str:
    """What was given instead, for a message: of any size, and cut to a line."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # a number of thousands of digits, lists within lists
        return f"a {type(value).__name__} that is too large to show"
    return text if len(text) <= most else text[:most] + "..."


def sentence(problem: str) -> str:
    """A problem with an answer's form as feedback."""
    return f"{problem[:1].upper()}{problem[1:]}."


def is_number(value: Any, least: float = -math.inf) -> bool:
    """Whether a file gives a finite number, not below `least`."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(value) and float(value) >= least
    except OverflowError:  # a whole number beyond what floats reach
        return False


def tables(given: Any, name: str, *fields: str) -> list[dict[str, Any]]:
    """A list of tables that a field holds, each with these fields and an id of its own.

    Raises:
        ValueError: it holds something else; the message names the field.
    """
    if not isinstance(given, list) or not given:
        raise ValueError(f"{name} must be a list of one or more, got {quoted(given)}")
    for one in given:
        missing = [field for field in fields if not isinstance(one, dict) or field not in one]
        if missing:
            raise ValueError(f"{name}: each needs {listed(fields)}, got {quoted(one)}")
    ids = [str(one["id"]) for one in given if "id" in one]
    if twice := [one for one in ids if ids.count(one) > 1]:
        raise ValueError(f"{name}: the id {twice[0]!r} is used twice")
    return given


def ids_problem(question: Question, answer: Any) -> str:
    """What is wrong with a list of a question's ids; empty when nothing is."""
    known = entry_ids(question)
    if not isinstance(answer, list):
        return f'must be a list such as ["{known[0]}"], got {quoted(answer)}'
    for one in answer:
        if one not in known:
            return f"{quoted(one, 40)} is not one of {listed(known)}"
    if len(set(answer)) < len(answer):
        return f"names {next(one for one in answer if answer.count(one) > 1)!r} twice"
    return ""


def order_problem(question: Question, answer: Any) -> str:
    """What is wrong with an order of all of a question's ids; empty when nothing is."""
    if problem := ids_problem(question, answer):
        return problem
    missing = [one for one in entry_ids(question) if one not in answer]
    return f"must name each item once; {listed(missing)} is missing" if missing else ""


def check_solution(mark: Mark) -> None:
    """Refuse a key whose own solution does not earn everything.

    Args:
        mark: What the solution earns, out of 1.

    Raises:
        ValueError: so it is.
    """
    if mark.points < 1:
        raise ValueError(f"its own solution is not right: {mark.feedback}")


def rows_problem(question: Question, answer: Any, example: str) -> str:
    """What is wrong with a table by a question's ids; empty when nothing is."""
    known = entry_ids(question)
    if not isinstance(answer, dict):
        return f'must be a table such as {{"{known[0]}": {example}}}, got {quoted(answer)}'
    for one in answer:
        if one not in known:
            return f"{quoted(one, 40)} is not one of {listed(known)}"
    return ""
