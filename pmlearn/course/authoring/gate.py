"""What `pmlearn check` refuses beside missing evidence: contradictions, answers without reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.course.authoring.case_facts import stated_otherwise
from pmlearn.course.authoring.hidden_code import mistakes
from pmlearn.course.authoring.tasks import load_tasks, stale_files, with_tasks
from pmlearn.exercises.kinds import KINDS
from pmlearn.exercises.questions import load_file
from pmlearn.limits import MIN_REASON_CHARACTERS
from pmlearn.tidewell.facts import contradictions
from pmlearn.tidewell.people import published_matrix

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pmlearn.course.layout import Layout
    from pmlearn.exercises.question import Question


def faults(layout: Layout) -> Iterator[str]:
    """Faults of the course's story, questions and keys, one sentence each.

    Raises:
        ValueError: a file of questions cannot be read; the message names it.
    """
    yield from contradictions(matrix=published_matrix())
    yield from stated_otherwise(layout)
    questions = layout.root / "pmlearn" / "exercises" / "questions"
    for path in sorted(questions.glob("*.yml")):
        yield from weak_feedback(load_file(path, graded=False))
    for slug in layout.assignments():
        for notebook in layout.source_notebooks(slug):
            yield from mistakes(notebook)
    for notebook in sorted(layout.notebooks.glob("*.ipynb")):
        yield from mistakes(notebook)
    in_tasks = with_tasks(layout)
    for slug in in_tasks:
        yield from stale_files(layout, slug)
        yield from weak_feedback(load_tasks(layout, slug))
    for path in sorted((layout.exercises / "source").glob("*/questions.yml")):
        if (slug := path.parent.name) not in in_tasks:
            yield (
                f"exercises/source/{slug}/questions.yml: its questions have no key; write them as "
                f"tasks into exercises/tasks/{slug}.yml and run `pmlearn tasks {slug}`"
            )


def weak_feedback(questions: Mapping[str, Question]) -> Iterator[str]:
    """Wrong options, items and slips whose feedback gives no reason, a sentence for each."""
    for question in questions.values():
        said: list[tuple[str, str]] = []
        if KINDS[question.kind].feedback == "entry":
            wrong = [e for e in question.entries if not e.get("correct")]
            said += [(f"option {e['id']!r}", str(e["feedback"])) for e in wrong]
        slips = question.settings.get("slips", [])
        said += [(f"slip {slip['value']}", str(slip["feedback"])) for slip in slips]
        for what, text in said:
            if len(text.strip()) < MIN_REASON_CHARACTERS:
                yield (
                    f"question {question.lesson}/{question.id}, {what}: {text.strip()!r} is no "
                    "reason; say why it is wrong"
                )
