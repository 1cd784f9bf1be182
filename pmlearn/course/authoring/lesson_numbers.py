"""Each lesson in numbers: words, self-checks, fresh cases, tasks, criteria, points of the texts."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pmlearn.course.authoring.overview import overview
from pmlearn.course.lessons import chapters, criteria_of
from pmlearn.exercises.questions import load_questions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pmlearn.course.layout import Layout

# What is no prose: the heading of the file, blocks between fences, comments, directives' options.
_NO_PROSE = (
    r"\A---\n.*?\n---\n",
    r"^(`{3,}|~{3,}|:{3,})[^\n]*\{(?:code-cell|question|figure|bibliography)\}.*?^\1\s*$",
    r"^%.*?$",
    r"^:[\w-]+:.*?$",
    r"\{#[\w-]+\}",
    r"\{[\w:-]+\}",
)


@dataclass(frozen=True, slots=True)
class LessonNumbers:
    """One lesson in numbers.

    Attributes:
        slug: The lesson.
        words: Of the chapter's prose, without code and self-checks.
        self_checks: Questions of chapter and lab.
        fresh: Those of them that draw another case.
        tasks: Of the core assignment, judged answers not counted.
        judged: Answers of the core assignment that a person marks.
        criteria: Codes that the core assignment proves.
        anchored: Points of the source texts that have a passage in the chapter.
        minutes: Reading time as the chapter says it; 0 where it says none.
    """

    slug: str
    words: int
    self_checks: int
    fresh: int
    tasks: int
    judged: int
    criteria: tuple[str, ...]
    anchored: int
    minutes: int


def count_words(text: str) -> int:
    """Words of a chapter's prose, without code, self-checks, options and anchors."""
    for pattern in _NO_PROSE:
        text = re.sub(pattern, " ", text, flags=re.MULTILINE | re.DOTALL)
    return len(re.findall(r"[^\W\d_][\w'\u2019-]*", text))


def lessons_in_numbers(layout: Layout) -> Iterator[LessonNumbers]:
    """The book's lessons in reading order.

    Raises:
        CourseError: tasks break a rule.
        ValueError: a file cannot be read; the message names it.
    """
    anchored = _anchored(layout)
    assignments = set(layout.assignments())
    for page in chapters(layout):
        slug = PurePosixPath(page).name
        if not page.startswith("book/") or slug not in assignments:
            continue
        text = (layout.root / f"{page}.md").read_text(encoding="utf-8")
        minutes = re.search(r"Reading time (\d+) minutes", text)
        asked = load_questions(slug).values()
        given = overview(layout, slug)
        yield LessonNumbers(
            slug=slug,
            words=count_words(text),
            self_checks=len(asked),
            fresh=sum(question.is_drawn for question in asked),
            tasks=given.tasks,
            judged=given.judged,
            criteria=tuple(criteria_of(layout, slug)),
            anchored=anchored.count(page),
            minutes=int(minutes[1]) if minutes else 0,
        )


def _anchored(layout: Layout) -> list[str]:
    """The page of each point of the source texts that has a passage."""
    path = layout.root / "book" / "coverage.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row["page"] for row in csv.DictReader(file)]
