"""Marks that a person gave: what each of them judges, and where those go that no longer hold."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from boxgrader.records.files import append_line, at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from boxgrader.records.result import Result


def answers(notebook: str) -> dict[str, str]:
    """What a mark on each of nbgrader's cells judges.

    That is the cell's own text where the learner fills it in; everything that the learner filled
    in for a test; and every cell that is not locked for a task.

    Args:
        notebook: As JSON text.

    Returns:
        grade_id -> text.
    """
    cells = [(_about(cell), "".join(cell["source"])) for cell in json.loads(notebook)["cells"]]
    filled = "\n".join(text for about, text in cells if about.get("solution"))
    free = "\n".join(text for about, text in cells if about.get("solution") or not about)
    return {
        about["grade_id"]: text
        if about.get("solution")
        else (free if about.get("task") else filled)
        for about, text in cells
        if about
    }


def take_off(notebook: Any, judged: str | None, result: Result | None) -> list[dict[str, Any]]:
    """Take the manual marks off that no longer hold, and return them with what they judged.

    Args:
        notebook: nbgrader's row of a submitted notebook.
        judged: The graded notebook which a person can have judged; None where there is none.
        result: How the new answer was graded; None where there is none.
    """
    before = answers(judged) if judged else {}
    now = answers(result.notebook) if result else {}
    comments = {comment.name: comment.manual_comment for comment in notebook.comments}
    marks = []
    for grade in notebook.grades:
        name = grade.name
        gone = result is None or (name in before and before[name] != now.get(name))
        if grade.manual_score is not None and gone:
            marks.append(
                {
                    "cell": name,
                    "manual_score": grade.manual_score,
                    "comment": comments.get(name),
                    "answer": before.get(name),
                }
            )
            grade.manual_score = None
    return marks


def archive(path: Path, slug: str, learner: str, marks: list[dict[str, Any]]) -> None:
    """Keep marks that no longer hold, a line each.

    It is called before the transaction ends that takes them off: when that fails, the next run
    finds the same marks again and does not repeat their lines.
    """
    if not marks:
        return
    with at(path):
        known = _lines(path)
        for mark in marks:
            line = {"assignment": slug, "learner": learner, **mark}
            if line not in known:
                now = datetime.now(UTC).isoformat(timespec="seconds")
                append_line(path, json.dumps({"time": now, **line}))


def _lines(path: Path) -> list[dict[str, Any]]:
    """The archive's lines without their times; a torn one counts as absent."""
    found = []
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        with contextlib.suppress(ValueError):
            line = json.loads(text)
            del line["time"]
            found.append(line)
    return found


def _about(cell: Mapping[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = cell["metadata"].get("nbgrader") or {}
    return about
