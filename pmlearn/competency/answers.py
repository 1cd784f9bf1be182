"""What learners answered in widget questions, and which wrong options draw them.

A submitted notebook is somebody else's data: it is read with bounds, never run.
"""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_BYTES = 10_000_000
MOST_LITERAL = 100_000
_ANSWER = re.compile(r"\s*%%answer\s+([A-Za-z_]\w*)[^\n]*\n(.*)", re.DOTALL)
COLUMNS = ["learner", "question", "item", "option"]


def read_questions(source: Path) -> dict[str, dict[str, Any]]:
    """The widget questions of one assignment by id; none where it has no questions.yml.

    Args:
        source: The assignment's folder of the instructor version.
    """
    path = source / "questions.yml"
    if not path.is_file():
        return {}
    document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {question["id"]: question for question in document.get("questions", [])}


def read_answers(
    submitted: Path, assignment: str, questions: Mapping[str, Mapping[str, Any]]
) -> pd.DataFrame:
    """Which options each learner chose.

    Args:
        submitted: nbgrader's folder submitted/ (or autograded/).
        assignment: The assignment's slug.
        questions: The questions, from `read_questions`.

    Returns:
        One row per learner, question, item and option chosen; `item` is empty for questions
        without items. What cannot be read as an answer has no row.
    """
    rows = [
        (folder.name, question, item, option)
        for folder in (sorted(submitted.iterdir()) if submitted.is_dir() else [])
        for question, answer in _answers(folder / assignment, assignment, set(questions)).items()
        for item, option in _chosen(questions[question], answer)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def options_chosen(
    answers: pd.DataFrame, questions: Mapping[str, Mapping[str, Any]], rest: pd.Series[float]
) -> pd.DataFrame:
    """How often each option was chosen, and how well those who chose it do elsewhere.

    Args:
        answers: From `read_answers`.
        questions: From `read_questions`.
        rest: Each learner's share of the assignment's points.

    Returns:
        One row per question, item and option, also for options that nobody chose: question, item,
        text, option, label, n (learners who chose it), share (of those who answered the
        question), mean_rest (mean of `rest` over those who chose it).
    """
    answered = answers.groupby("question")["learner"].nunique()
    rows = []
    for name, question in questions.items():
        for item, text, option, label in _possible(question):
            chose = answers[
                (answers["question"] == name)
                & (answers["item"] == item)
                & (answers["option"] == option)
            ]["learner"].unique()
            known = rest.reindex(chose).dropna()
            share = len(chose) / answered[name] if answered.get(name) else float("nan")
            mean = float(known.mean()) if len(known) else float("nan")
            rows.append((name, item, text, option, label, len(chose), share, mean))
    columns = ["question", "item", "text", "option", "label", "n", "share", "mean_rest"]
    return pd.DataFrame(rows, columns=columns)


def reference(
    source: Path, assignment: str, questions: Mapping[str, Mapping[str, Any]]
) -> set[tuple[str, str, str]]:
    """(question, item, option) of the answers in the instructor's own version.

    Args:
        source: The assignment's folder of the instructor version.
        assignment: The assignment's slug.
        questions: From `read_questions`.
    """
    typed = _typed(source / f"{assignment}.ipynb", set(questions))
    return {
        (name, item, option)
        for name, answer in typed.items()
        for item, option in _chosen(questions[name], answer)
    }


def _possible(question: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """(item, its text, option, its label) of everything that can be chosen."""
    for option in question.get("options", []):
        yield "", "", str(option["id"]), str(option.get("text", option["id"]))
    for item in question.get("items", []):
        for category in question.get("categories", []):
            label = str(category.get("label", category["id"]))
            yield str(item["id"]), str(item.get("text", "")), str(category["id"]), label


def _chosen(question: Mapping[str, Any], answer: Any) -> set[tuple[str, str]]:
    """(item, option) pairs that an answer names, as far as the question has them."""
    possible = {(item, option) for item, _, option, _ in _possible(question)}
    if isinstance(answer, str):
        named = {("", answer)}
    elif isinstance(answer, list):
        named = {("", str(option)) for option in answer}
    elif isinstance(answer, dict):
        named = {
            (str(item), str(option))
            for item, options in answer.items()
            for option in (options if isinstance(options, list) else [options])
        }
    else:
        named = set()
    return named & possible


def _answers(folder: Path, assignment: str, wanted: set[str]) -> dict[str, Any]:
    """A learner's answers: the cell's, or the file's while the cell is as it was at the click."""
    typed = _typed(folder / f"{assignment}.ipynb", wanted)
    found = {}
    for question, entry in _clicked(folder / f"{assignment}.answers.json").items():
        if question in wanted and isinstance(entry, dict) and "answer" in entry:
            said = typed.get(question)
            if said is None or said == entry.get("over"):
                found[question] = entry["answer"]
    return {**{name: value for name, value in typed.items() if value is not None}, **found}


def _clicked(path: Path) -> dict[str, Any]:
    document = _json(path)
    entries = document.get("answers") if isinstance(document, dict) else None
    return entries if isinstance(entries, dict) else {}


def _typed(path: Path, wanted: set[str]) -> dict[str, Any]:
    document = _json(path)
    cells = document.get("cells") if isinstance(document, dict) else None
    found: dict[str, Any] = {}
    for cell in cells if isinstance(cells, list) else []:
        source = cell.get("source", "") if isinstance(cell, dict) else ""
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        if len(text) <= MOST_LITERAL:
            found |= {name: value for name, value in _literals(text) if name in wanted}
    return found


def _literals(text: str) -> Iterator[tuple[str, Any]]:
    """Answers in one cell: `%%answer name` with JSON, or `name = ...` with a plain value."""
    if magic := _ANSWER.fullmatch(text):
        lines = [line for line in magic[2].splitlines() if not line.lstrip().startswith("#")]
        try:
            yield magic[1], json.loads("\n".join(lines))
        except (ValueError, RecursionError):
            return
        return
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in statements:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                yield statement.targets[0].id, ast.literal_eval(statement.value)
            except (ValueError, TypeError, RecursionError, MemoryError):
                continue


def _json(path: Path) -> Any:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
