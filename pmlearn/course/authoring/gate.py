"""What `pmlearn check` refuses beside missing evidence: contradictions, keys without reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.course.authoring.case_facts import stated_otherwise
from pmlearn.course.authoring.hidden_code import mistakes
from pmlearn.course.authoring.tasks import load_tasks, stale_files, with_tasks
from pmlearn.exercises.questions import load_file
from pmlearn.exercises.reasons import missing_reasons, weak_feedback
from pmlearn.tidewell.facts import contradictions
from pmlearn.tidewell.people import published_matrix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pmlearn.course.layout import Layout


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
        if path.parent.name in in_tasks:
            continue  # its reasons stand in the tasks
        reasons = layout.exercises / "reasons" / f"{path.parent.name}.yml"
        yield from missing_reasons(load_file(path, graded=True), reasons)
