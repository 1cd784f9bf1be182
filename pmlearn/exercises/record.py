"""The draft of a learner's answers: `<assignment>.answers.json` beside the notebook.

The answer cell is the record; this file brings the widgets back after a restart and holds clicks
that have not been written into the cell yet. For each question it keeps the answer, what the
answer cell said when the click happened (`over`), the time, and earlier answers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pmlearn.exercises.plain import plain
from pmlearn.files import keep_aside, read_within, write_text
from pmlearn.limits import MAX_ANSWER_CHARACTERS, MAX_ANSWER_HISTORY, MAX_ANSWERS_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pmlearn.exercises.question import Question

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """What was clicked last for one question.

    Attributes:
        answer: The answer as JSON data.
        over: What the answer cell said when the click happened; None when it said nothing.
        time: When, in UTC.
    """

    answer: Any
    over: Any
    time: str


def latest(typed: Any, draft: Draft | None) -> Any:
    """The answer that counts: the one given last.

    A click counts while the answer cell is empty or still says what it said at the click; once the
    cell has been edited, the cell counts.

    Args:
        typed: What the answer cell says; None when it is empty.
        draft: What was clicked last.
    """
    if draft is None or draft.answer is None or (typed is not None and typed != draft.over):
        return typed
    return draft.answer


def read_entries(path: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """What an answers file keeps for each question, by id; nothing where there is no file.

    Raises:
        ValueError: the file is no answers file of this assignment, or too large.
        OSError: it cannot be read.
        RecursionError: it is nested too deep.
    """
    if not path.exists():
        return {}
    document = json.loads(read_within(path, MAX_ANSWERS_FILE_BYTES), parse_constant=_refuse)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f"it is not an answers file of format {FORMAT}")
    if document.get("assignment") != assignment:
        raise ValueError(f"it belongs to the assignment {document.get('assignment')!r}")
    entries = document.get("answers")
    if not isinstance(entries, dict) or not all(isinstance(e, dict) for e in entries.values()):
        raise ValueError("its answers are not a table of questions")
    return entries


class AnswersFile:
    """The answers file of one assignment, for one set of questions.

    Args:
        folder: The notebook's folder.
        assignment: The assignment's slug.
        questions: The questions asked in this release, by id.
        writable: False while a program such as nbgrader runs the notebook: nothing is written.

    Attributes:
        notices: Sentences about what was wrong with the file, for the learner.
    """

    def __init__(
        self,
        folder: Path,
        assignment: str,
        questions: Mapping[str, Question],
        *,
        writable: bool = True,
    ) -> None:
        self.path = folder / f"{assignment}.answers.json"
        self.assignment = assignment
        self.questions = questions
        self.writable = writable
        self.notices: list[str] = []
        try:
            read_entries(self.path, self.assignment)
        except (OSError, ValueError, RecursionError) as error:
            self.notices.append(f"{self.path.name} cannot be used: {error}. It was left out.")
            if writable:
                keep_aside(self.path)
        self._notice_changed_questions()

    def draft(self, identifier: str) -> Draft | None:
        """What was clicked last, unless the question has changed since."""
        try:
            entry = read_entries(self.path, self.assignment).get(identifier)
        except (OSError, ValueError, RecursionError):
            return None
        if entry is None or entry.get("question") != self.questions[identifier].fingerprint:
            return None
        try:
            answer, over = plain(entry.get("answer")), plain(entry.get("over"))
        except ValueError:
            return None
        return Draft(answer, over, str(entry.get("time", "")))

    def put(self, identifier: str, answer: Any, over: Any) -> None:
        """Record a click; other questions' answers, also those of another tab, stay.

        Raises:
            OSError: the file cannot be written; the old one stays.
            ValueError: the answer is none that could be recorded.
        """
        if not self.writable:
            return
        answer = plain(answer)
        try:
            entries = read_entries(self.path, self.assignment)
        except (OSError, ValueError, RecursionError):
            keep_aside(self.path)
            entries = {}
        old = entries.get(identifier, {})
        now = datetime.now(UTC).isoformat(timespec="seconds")
        history = old["history"] if isinstance(old.get("history"), list) else []
        if "answer" not in old or old["answer"] != answer:
            history = _bounded([*history, [now, answer]])
        entries[identifier] = _entry(self.questions[identifier], answer, over, now, history)
        self._write(entries)

    def _write(self, entries: Mapping[str, Any]) -> None:
        document = {"format": FORMAT, "assignment": self.assignment, "answers": entries}
        write_text(self.path, json.dumps(document, indent=1), durable=True)

    def _notice_changed_questions(self) -> None:
        try:
            entries = read_entries(self.path, self.assignment)
        except (OSError, ValueError, RecursionError):
            return
        for identifier, entry in entries.items():
            question = self.questions.get(identifier)
            if question is not None and entry.get("question") != question.fingerprint:
                self.notices.append(
                    f"{identifier}: the question has changed since you answered; answer it again."
                )


def _refuse(constant: str) -> None:
    raise ValueError(f"it holds {constant}, which is no number")


def _bounded(history: list[Any]) -> list[Any]:
    """The latest answers, as many as the file has room for."""
    history = history[-MAX_ANSWER_HISTORY:]
    while len(history) > 1 and len(json.dumps(history)) > MAX_ANSWER_CHARACTERS:
        history = history[len(history) // 4 + 1 :]
    return history


def draft_of(
    assignment: str, questions: Mapping[str, Question], answers: Mapping[str, Any], *, when: str
) -> dict[str, Any]:
    """The content of an answers file in which these answers were clicked into empty cells."""
    entries = {
        name: _entry(questions[name], answer, None, when, [[when, answer]])
        for name, answer in answers.items()
    }
    return {"format": FORMAT, "assignment": assignment, "answers": entries}


def _entry(
    question: Question, answer: Any, over: Any, time: str, history: list[Any]
) -> dict[str, Any]:
    return {
        "question": question.fingerprint,
        "answer": answer,
        "over": over,
        "time": time,
        "history": history,
    }
