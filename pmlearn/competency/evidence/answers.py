"""What learners answered in widget questions, and which wrong options draw them.

A submitted notebook is somebody else's data: it is read with bounds, never run.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from pmlearn.exercises.cell import answer_cell, assigned, parse_answer
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.kinds.table import asked_cells
from pmlearn.exercises.marking.grid import typed_cells
from pmlearn.exercises.questions import AUTHOR, load_file
from pmlearn.exercises.record import AnswersFile, latest
from pmlearn.limits import MAX_NOTEBOOK_BYTES
from pmlearn.notebooks import read_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pmlearn.exercises.question import Question
    from pmlearn.notebooks import Cell

COLUMNS = ["learner", "question", "item", "option"]
# Kinds whose items carry their meaning with them, also where a case draws some of them.
_KEYED_BY_ITEM = {"sort", "match", "order"}


def read_questions(source: Path, learner: str = AUTHOR) -> dict[str, Question]:
    """The widget questions of one assignment by id; none where it has no questions.yml.

    Args:
        source: The assignment's folder of the instructor version.
        learner: Whose case they are asked in.

    Raises:
        ValueError: the file breaks a rule; the message names it.
    """
    path = source / "questions.yml"
    return load_file(path, graded=True, learner=learner) if path.is_file() else {}


def asked_alike(source: Path, learners: Iterable[str]) -> dict[str, Question]:
    """The questions whose options mean the same to all learners, with the items of all of them.

    Left out are questions whose figures or items read otherwise in another learner's case.

    Args:
        source: The assignment's folder of the instructor version.
        learners: Those whose cases are compared.
    """
    questions = read_questions(source)
    drawn = {name for name, question in questions.items() if question.is_drawn}
    cases = [read_questions(source, learner) for learner in learners] if drawn else []
    found = {}
    for name, question in questions.items():
        alike = _united([question, *(case[name] for case in cases)])
        if alike and not (question.case and question.kind not in _KEYED_BY_ITEM):
            found[name] = alike
    return found


def _united(cases: list[Question]) -> Question | None:
    """One question with the entries of all cases; None where an entry reads differently in two."""
    entries: dict[str, dict[str, Any]] = {}
    for entry in (entry for question in cases for entry in question.entries):
        if entries.setdefault(str(entry["id"]), entry)["text"] != entry["text"]:
            return None
    return replace(cases[0], entries=tuple(entries.values()))


def read_answers(submitted: Path, source: Path, questions: Mapping[str, Question]) -> pd.DataFrame:
    """Which options each learner chose.

    Args:
        submitted: nbgrader's folder submitted/ (or autograded/).
        source: The assignment's folder of the instructor version, which bears its slug.
        questions: The questions, from `read_questions` or `asked_alike`.

    Returns:
        One row per learner, question, item and option chosen; `item` is empty for questions
        without items. What cannot be read as an answer has no row.
    """
    drawn = any(question.is_drawn for question in questions.values())
    rows = []
    for folder in sorted(submitted.iterdir()) if submitted.is_dir() else []:
        # what was clicked counts for the case in which it was clicked
        own = read_questions(source, folder.name) if drawn else questions
        answers = _answers(folder / source.name, source.name, own)
        for name in questions.keys() & answers.keys():
            chosen = _chosen(questions[name], answers[name])
            rows += [(folder.name, name, item, option) for item, option in chosen]
    return pd.DataFrame(rows, columns=COLUMNS)


def options_chosen(
    answers: pd.DataFrame, questions: Mapping[str, Question], rest: pd.Series[float]
) -> pd.DataFrame:
    """How often each option was chosen, and how well those who chose it do elsewhere.

    Args:
        answers: From `read_answers`.
        questions: From `read_questions`.
        rest: Each learner's score, as a share of the assignment's points.

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
    source: Path, assignment: str, questions: Mapping[str, Question]
) -> set[tuple[str, str, str]]:
    """(question, item, option) of the answers in the instructor's own version.

    Args:
        source: The assignment's folder of the instructor version.
        assignment: The assignment's slug.
        questions: From `read_questions`.
    """
    return {
        (name, item, option)
        for name, answer in _answers(source, assignment, questions).items()
        for item, option in _chosen(questions[name], answer)
    }


def _possible(question: Question) -> Iterator[tuple[str, str, str, str]]:
    """(item, its text, option, its label) of everything that can be chosen.

    In a table these are the words of a cell; numbers are typed and not chosen.
    """
    if question.kind == "table":
        yield from _words(question)
        return
    for entry in question.entries:
        if KINDS[question.kind].entries == "options":
            yield "", "", str(entry["id"]), str(entry["text"])
        for category in question.categories:
            yield str(entry["id"]), str(entry["text"]), str(category["id"]), str(category["label"])


def _words(question: Question) -> Iterator[tuple[str, str, str, str]]:
    columns = {str(one["id"]): one for one in question.settings["columns"]}
    texts = {str(entry["id"]): str(entry["text"]) for entry in question.entries}
    for row, name in asked_cells(question):
        column = columns[name]
        last = [column["undefined"]] if "undefined" in column else []
        for word in map(str, [*column.get("words", []), *last]):
            yield f"{row}.{name}", f"{texts[row]}, {column['label']}", word, word


def _chosen(question: Question, answer: Any) -> set[tuple[str, str]]:
    """(item, option) pairs that an answer names, as far as the question has them."""
    possible = {(item, option) for item, _, option, _ in _possible(question)}
    by_item = answer if isinstance(answer, dict) else {"": answer}
    if question.kind == "table":
        cells = typed_cells(answer)
        by_item = cells if isinstance(cells, dict) else {}
    return possible & {
        (item, option)
        for item, options in by_item.items()
        for option in (options if isinstance(options, list) else [options])
        if isinstance(option, str)
    }


def _answers(folder: Path, assignment: str, questions: Mapping[str, Question]) -> dict[str, Any]:
    """A learner's answers by question, as the answer sheet records them when it is graded."""
    file = AnswersFile(folder, assignment, questions, writable=False)
    drafts = {name: file.draft(name) for name in questions}
    found = {name: latest(None, draft) for name, draft in drafts.items()}
    for cell in _cells(folder / f"{assignment}.ipynb"):
        if (magic := answer_cell(cell.text)) is None:
            found |= {name: value for name, value in assigned(cell.text).items() if name in found}
        elif magic[0] in questions:
            found[magic[0]] = latest(_typed(*magic), drafts[magic[0]])
    return {name: answer for name, answer in found.items() if answer is not None}


def _typed(name: str, text: str) -> Any:
    """What stands in an answer cell; None where that cannot be read."""
    try:
        return parse_answer(name, text)
    except ValueError:
        return None


def _cells(path: Path) -> list[Cell]:
    try:
        return read_cells(path, MAX_NOTEBOOK_BYTES)
    except (OSError, ValueError):
        return []
