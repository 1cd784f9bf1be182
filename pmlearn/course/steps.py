"""What the course is made of, step by step: what each step reads, makes and waits for."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pmlearn.course import book, reports, sample_class
from pmlearn.course.layout import SAMPLE_PREFIX, CourseError
from pmlearn.course.runner import Step
from pmlearn.grading.autograde import Course, GradingError, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmlearn.course.layout import Layout


@cache
def _course(exercises: Path) -> Course:
    """One nbgrader course for the whole run: loading its settings takes a second."""
    return Course(exercises)


def book_steps(layout: Layout) -> list[Step]:
    """Build the book; execute all its pages again when the package changed."""
    package = book.package_files(layout)
    return [
        Step("package", partial(book.forget_executed_pages, layout), inputs=package),
        Step(
            "book",
            partial(book.build_book, layout),
            inputs=[*package, *book.pages(layout)],
            outputs=[layout.site / "index.html"],
            after=["package"],
        ),
    ]


def assignment_steps(layout: Layout, slugs: list[str]) -> list[Step]:
    """Make the release version of assignments, without solutions and hidden tests."""
    return [
        Step(
            f"assignment:{slug}",
            partial(_generate, layout, slug),
            inputs=_source_files(layout, slug),
            outputs=[_released(layout, slug)],
            writes_into=_database(layout),
        )
        for slug in slugs
    ]


def release_steps(layout: Layout, slugs: list[str]) -> list[Step]:
    """Put release versions into the exchange, where learners fetch them."""
    return [
        Step(
            f"release:{slug}",
            partial(_release, layout, slug),
            inputs=[_released(layout, slug)],
            writes_into=[layout.exercises / "exchange"],
            after=[f"assignment:{slug}"],
        )
        for slug in slugs
    ]


def _generate(layout: Layout, slug: str, say: Callable[[str], None]) -> None:
    say("loading nbgrader")
    course = _course(layout.exercises)
    say("generating")
    try:
        course.generate_assignment(slug)
    except GradingError as error:
        raise CourseError(f"{slug}: {error}") from error


def _release(layout: Layout, slug: str, say: Callable[[str], None]) -> None:
    say("copying into the exchange")
    try:
        _course(layout.exercises).release_assignment(slug)
    except GradingError as error:
        raise CourseError(f"{slug}: {error}") from error


def sample_steps(layout: Layout, slugs: list[str]) -> list[Step]:
    """Hand in the sample class's work, made from its recipes and the release."""
    return [
        Step(
            f"sample class:{slug}",
            partial(_hand_in, layout, slug),
            inputs=[
                sample_class.recipe_file(layout, slug),
                _released(layout, slug),
                *_source_files(layout, slug),
            ],
            outputs=[
                layout.exercises / "submitted" / learner / slug / "timestamp.txt"
                for learner in sample_class.recipes(layout, slug)
            ],
        )
        for slug in slugs
        if sample_class.recipe_file(layout, slug).is_file()
    ]


def _hand_in(layout: Layout, slug: str, say: Callable[[str], None]) -> None:
    say("handing in")
    sample_class.hand_in(layout, slug)
    if due := sample_class.due_date(layout, slug):
        _course(layout.exercises).set_due_date(slug, due)


def grade_steps(layout: Layout, slug: str, learners: list[str] | None = None) -> list[Step]:
    """Autograde submissions of an assignment and write their feedback.

    Raises:
        CourseError: a learner named has handed in nothing; the message lists who has.
    """
    submitted = layout.exercises / "submitted"
    present = sorted(p.parent.name for p in submitted.glob(f"*/{slug}"))
    for learner in learners or []:
        if learner not in present:
            known = ", ".join(present) or "nobody yet"
            raise CourseError(f"{slug}: {learner!r} has not handed in; there are: {known}")
    return [
        Step(
            f"grade {slug}:{learner}",
            partial(_grade, layout, slug, learner),
            inputs=[*_files(submitted / learner / slug), *_source_files(layout, slug)],
            outputs=[_outcome_file(layout, slug, learner)],
            writes_into=_database(layout),
        )
        for learner in learners or present
    ]


def _grade(layout: Layout, slug: str, learner: str, say: Callable[[str], None]) -> None:
    say("autograding")
    outcome = _course(layout.exercises).autograde(slug, learner)
    path = _outcome_file(layout, slug, learner)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(asdict(outcome), indent=1), encoding="utf-8")
    partial.replace(path)


def report_steps(layout: Layout, slugs: list[str], graded: list[Step]) -> list[Step]:
    """Write the class report, and the profiles of the sample class, from what was graded."""
    inputs = [path for step in graded for path in step.outputs]
    return [
        Step(
            "report",
            partial(_report, layout, slugs),
            inputs=[*inputs, *_files(layout.root / "pmlearn" / "competency"), layout.toc],
            outputs=[layout.reports / "class.html"],
            writes_into=[layout.reports / "profiles"],
        )
    ]


def _report(layout: Layout, slugs: list[str], say: Callable[[str], None]) -> None:
    say("writing")
    reports.write_class_report(layout)
    learners = {outcome.learner for slug in slugs for outcome in outcomes(layout, slug)}
    sample = sorted(learner for learner in learners if learner.startswith(SAMPLE_PREFIX))
    reports.write_all_profiles(layout, sample, reports.SAMPLE_ROLE)


def outcomes(layout: Layout, slug: str) -> list[Outcome]:
    """How grading each submission of an assignment ended last."""
    files = sorted((layout.build / "grading" / slug).glob("*.json"))
    return [Outcome(**json.loads(file.read_text(encoding="utf-8"))) for file in files]


def _released(layout: Layout, slug: str) -> Path:
    return layout.exercises / "release" / slug / f"{slug}.ipynb"


def _outcome_file(layout: Layout, slug: str, learner: str) -> Path:
    return layout.build / "grading" / slug / f"{learner}.json"


def _source_files(layout: Layout, slug: str) -> list[Path]:
    config = layout.exercises / "nbgrader_config.py"
    return [*_files(layout.exercises / "source" / slug), config]


def _files(folder: Path) -> list[Path]:
    return sorted(
        p
        for p in folder.rglob("*")
        if p.is_file()
        and not p.is_symlink()
        and "__pycache__" not in p.parts
        and ".ipynb_checkpoints" not in p.parts
    )


def _database(layout: Layout) -> list[Path]:
    """The gradebook's file, when it is one: without it everything is graded again."""
    url = layout.gradebook_url
    return [Path(url.removeprefix("sqlite:///"))] if url.startswith("sqlite:///") else []
