"""What the course is made of, step by step: what each step reads, makes and waits for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from boxgrader.records.ledger import PENDING
from pmlearn.course.book import jupyter_book
from pmlearn.course.class_work import grading, releasing, reports, sample_class
from pmlearn.course.layout import SAMPLE_PREFIX, CourseError
from pmlearn.course.runner import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from boxgrader.pool import GradingPool
    from boxgrader.records.ledger import Outcome
    from boxgrader.releasing.release import Review
    from pmlearn.course.class_work.rehearsing import Rehearsing
    from pmlearn.course.layout import Layout


def _no_one(_: object) -> None:
    """Whom steps tell what they did, when nobody asked."""


def book_steps(layout: Layout) -> list[Step]:
    """Build the book; execute all its pages again when the package changed."""
    package = jupyter_book.package_files(layout)
    return [
        Step("package", partial(jupyter_book.forget_executed_pages, layout), inputs=package),
        Step(
            "book",
            partial(jupyter_book.build_book, layout),
            inputs=[*package, *jupyter_book.pages(layout)],
            outputs=[layout.site / "index.html"],
            after=["package"],
        ),
    ]


def assignment_steps(
    pool: GradingPool,
    layout: Layout,
    slugs: list[str],
    on_review: Callable[[Review], None] = _no_one,
    rehearse: Rehearsing | None = None,
) -> list[Step]:
    """Make the release version of assignments, without solutions and hidden tests.

    Args:
        pool: Has the nbgrader course.
        layout: The course's folders.
        slugs: Which assignments.
        on_review: Called with what each new version changes.
        rehearse: Rehearses a new version before it is put in place.
    """
    return [
        Step(
            f"assignment:{slug}",
            partial(_generate, pool, layout, slug, on_review=on_review, rehearse=rehearse),
            inputs=_source_files(layout, slug),
            outputs=_released(layout, slug),
            writes_into=_database(layout),
        )
        for slug in slugs
    ]


def release_steps(
    pool: GradingPool,
    layout: Layout,
    slugs: list[str],
    on_release: Callable[[str], None] = _no_one,
    rehearse: Rehearsing | None = None,
) -> list[Step]:
    """Put release versions into the exchange, where learners fetch them.

    Args:
        pool: Has the nbgrader course.
        layout: The course's folders.
        slugs: Which assignments.
        on_release: Called with each assignment that was put there now.
        rehearse: Rehearses what has not been yet.
    """
    return [
        Step(
            f"release:{slug}",
            partial(_release, pool, layout, slug, on_release=on_release, rehearse=rehearse),
            inputs=[*_released(layout, slug), *_source_files(layout, slug)],
            writes_into=[layout.exercises / "exchange"],
            after=[f"assignment:{slug}"],
        )
        for slug in slugs
    ]


def _generate(
    pool: GradingPool,
    layout: Layout,
    slug: str,
    say: Callable[[str], None],
    *,
    on_review: Callable[[Review], None],
    rehearse: Rehearsing | None,
) -> None:
    say("generating")
    if rehearse:
        rehearse.on_version = lambda version, _: say(f"rehearsing {version}")
    on_review(releasing.generate(pool, layout, slug, rehearse=rehearse))


def _release(
    pool: GradingPool,
    layout: Layout,
    slug: str,
    say: Callable[[str], None],
    *,
    on_release: Callable[[str], None],
    rehearse: Rehearsing | None,
) -> None:
    if rehearse:
        rehearse.on_version = lambda version, _: say(f"rehearsing {version}")
        rehearse.released()
    say("copying into the exchange")
    if releasing.offer(pool, layout, slug):
        on_release(slug)


def sample_steps(pool: GradingPool, layout: Layout, slugs: list[str]) -> list[Step]:
    """Hand in the sample class's work, made from its recipes and the release."""
    return [
        Step(
            f"sample class:{slug}",
            partial(_hand_in, pool, layout, slug),
            inputs=[
                sample_class.recipe_file(layout, slug),
                *_released(layout, slug),
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


def _hand_in(pool: GradingPool, layout: Layout, slug: str, say: Callable[[str], None]) -> None:
    say("handing in")
    sample_class.hand_in(layout, slug)
    if due := sample_class.due_date(layout, slug):
        pool.course.set_due_date(slug, due)


def grade_steps(pool: GradingPool, layout: Layout, slugs: list[str]) -> list[Step]:
    """Autograde all submissions of assignments and write their feedback."""
    return [
        Step(
            f"grade:{slug}",
            partial(_grade, pool, layout, slug),
            inputs=[
                *(file for learner in learners for file in grading.files(layout, slug, learner)),
                *_source_files(layout, slug),
                *jupyter_book.package_files(layout),
            ],
            outputs=[grading.ledger(layout, slug).path(learner) for learner in learners],
            writes_into=_database(layout),
        )
        for slug in slugs
        if (learners := grading.learners(layout, slug))
    ]


def _grade(pool: GradingPool, layout: Layout, slug: str, say: Callable[[str], None]) -> None:
    count, total = 0, len(grading.learners(layout, slug))

    def say_outcome(outcome: Outcome, _: bool) -> None:
        nonlocal count
        count += 1
        say(f"{count} of {total}, {outcome.learner}")

    say(f"{total} submissions")
    ended = grading.grade(pool, layout, slug, on_outcome=say_outcome)
    if left := [outcome for outcome in ended if outcome.status == PENDING]:
        raise CourseError(
            f"{slug}: {left[0].learner} could not be graded: {left[0].reason}; "
            "the same command tries again"
        )


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
    learners = {done.learner for slug in slugs for done in grading.ledger(layout, slug)}
    sample = sorted(learner for learner in learners if learner.startswith(SAMPLE_PREFIX))
    reports.write_all_profiles(layout, sample, reports.SAMPLE_ROLE)


def _released(layout: Layout, slug: str) -> list[Path]:
    folder = layout.exercises / "release" / slug
    return [folder / path.name for path in layout.source_notebooks(slug)]


def _source_files(layout: Layout, slug: str) -> list[Path]:
    config = layout.exercises / "nbgrader_config.py"
    tasks = (layout.exercises / "tasks").glob(f"{slug}.*")
    return [*_files(layout.exercises / "source" / slug), *sorted(tasks), config]


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
