"""Answers in cells: read as data and never executed, written one entry a line.

An answer cell begins with `%%answer NAME`; below it the answer is typed, as Python or as JSON.
"""

from __future__ import annotations

import ast
import contextlib
import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.kinds.table import asked_cells
from pmlearn.exercises.plain import plain
from pmlearn.limits import MAX_ANSWER_CHARACTERS

if TYPE_CHECKING:
    from pmlearn.exercises.question import Question

_EXPECTED = (
    'the cell must hold nothing but the answer, such as "option" or ["a", "b"] '
    'or {"item": ["category"]}'
)
_WIDTH = 88
_MAGIC = re.compile(r"\s*%%answer[ \t]+([^\n]*)(.*)", re.DOTALL)
# What the entries of a list are, by the kind of exercise.
_COUNTED = {
    "choices": "marked",
    "mark": "marked",
    "pick": "picked",
    "order": "in order",
    "sequence": "in order",
    "map": "arrows",
}
_NO_LITERAL = (ValueError, TypeError, SyntaxError, RecursionError, MemoryError)


def answer_cell(text: str) -> tuple[str, str] | None:
    """The name after `%%answer` and the text below it; None for a cell of another kind."""
    found = _MAGIC.fullmatch(text)
    return (found[1].strip(), found[2].removeprefix("\n")) if found else None


def assigned(text: str) -> dict[str, Any]:
    """The variables that a cell sets to plain data, by name; a cell without `%%answer`."""
    if len(text) > 2 * MAX_ANSWER_CHARACTERS:
        return {}
    found: dict[str, Any] = {}
    with contextlib.suppress(*_NO_LITERAL):
        for statement in ast.parse(text).body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                with contextlib.suppress(*_NO_LITERAL):
                    found[statement.targets[0].id] = plain(ast.literal_eval(statement.value))
    return found


def parse_answer(name: str, text: str) -> Any:
    """The answer in the text below `%%answer`; None when there is none.

    Comments and nbgrader's stub are no answer. An answer is a Python literal or JSON, also when it
    is written as an assignment to the question's name.

    Raises:
        ValueError: something else stands there; the message says in which line of the cell.
    """
    if len(text) > 2 * MAX_ANSWER_CHARACTERS:
        raise ValueError(f"{name}: {len(text):,} characters are far more than an answer has")
    try:
        statements = [s for s in ast.parse(textwrap.dedent(text)).body if not _is_stub(s)]
    except _NO_LITERAL as error:
        # the magic's own line is the cell's first
        line = (getattr(error, "lineno", None) or 1) + 1
        said = getattr(error, "msg", None) or "this cannot be read"
        return _parse_json(name, text, f"line {line}: {said}")
    if not statements:
        return None
    where = f"line {statements[-1].lineno + 1}"
    if len(statements) > 1:
        raise ValueError(f"{name}: {where}: more than one answer; {_EXPECTED}")
    try:
        data = ast.literal_eval(_value(name, statements[0]))
    except _NO_LITERAL:
        return _parse_json(name, text, f"{where}: this is no answer")
    try:
        return plain(data)
    except ValueError as error:
        raise ValueError(f"{name}: {where}: {error}") from error


def _value(name: str, statement: ast.stmt) -> ast.expr:
    if isinstance(statement, ast.Expr):
        return statement.value
    if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
        return statement.value
    raise ValueError("this is no answer")


def _parse_json(name: str, text: str, problem: str) -> Any:
    """JSON with `true` or `null` is no Python, and as good an answer.

    Raises:
        ValueError: it is no JSON either; the message tells the problem with it as Python.
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    try:
        return plain(json.loads("\n".join(lines)))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name}: {problem}; {_EXPECTED}") from error


def _is_stub(statement: ast.stmt) -> bool:
    """Whether it is what nbgrader puts where the solution was."""
    if not isinstance(statement, ast.Raise) or statement.exc is None:
        return False
    return ast.unparse(statement.exc) in {"NotImplementedError", "NotImplementedError()"}


def write_answer(question: Question, answer: Any) -> str:
    """The text of an answer cell, one entry a line, in the question's order."""
    if isinstance(answer, dict):
        order = {entry["id"]: number for number, entry in enumerate(question.entries)}
        names = sorted(answer, key=lambda name: (order.get(name, len(order)), name))
        body = _block("{", [f"{_literal(n)}: {_literal(answer[n])}" for n in names], "}")
    elif isinstance(answer, list) and len(_literal(answer)) > _WIDTH:
        body = _block("[", [_literal(entry) for entry in answer], "]")
    else:
        body = _literal(answer)
    return f"%%answer {question.id}\n{body}"


def _block(start: str, lines: list[str], end: str) -> str:
    return "\n".join([start, *(f"  {line}," for line in lines[:-1]), f"  {lines[-1]}", end])


def _literal(value: Any) -> str:
    """The value as it is typed; a text of several lines between triple quotes."""
    simple = isinstance(value, str) and "\n" in value and "\\" not in value and "\r" not in value
    if simple and '"""' not in value and not value.endswith('"'):
        return f'"""{value}"""'
    return json.dumps(value, ensure_ascii=False)


def summary(question: Question, answer: Any) -> str:
    """What an answer amounts to, in a few words."""
    if isinstance(answer, dict):
        return _summary_of_table(question, answer)
    if isinstance(answer, list):
        return f"{len(answer)} {_COUNTED.get(question.kind, '')}".strip()
    if question.kind == "text":
        return f"{len(str(answer).split())} words"
    return str(answer)[:60]


def _summary_of_table(question: Question, answer: dict[str, Any]) -> str:
    if question.kind == "table":
        done = sum(len(cells) for cells in answer.values() if isinstance(cells, dict))
        return f"{done} of {len(asked_cells(question))} cells filled in"
    if question.kind == "schedule":
        return f"{len(answer)} of {len(question.entries)} bars placed"
    if question.entries:
        done = sum(bool(answer.get(entry["id"])) for entry in question.entries)
        word = {"sort": "sorted", "match": "matched"}.get(question.kind, "filled in")
        return f"{done} of {len(question.entries)} {word}"
    if question.kind in {"decide", "mark"}:
        return ", ".join(f"{name} {value}" for name, value in answer.items())[:60]
    return " ".join(str(value) for value in answer.values())[:60]
