"""Commands of instructors."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  typer reads annotations while it runs
from typing import Annotated

import typer

from boxgrader.cli import options  # noqa: TC001  as above
from pmlearn.cli.application import TEACH, Learner, RealNames, Slug, command, learner_ids
from pmlearn.course.layout import find_layout


@command(TEACH)
def release(
    slug: Slug,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would change, and for whom.")
    ] = False,
) -> None:
    """Make an assignment's release version and put it where learners fetch it.

    When it was released before, the list says what changed and whose submissions that affects.
    """
    from pmlearn.course import make

    make.release(find_layout(), slug, look_only=dry_run)


@command(TEACH)
def bundle(
    slugs: Annotated[
        list[str] | None, typer.Argument(metavar="[ASSIGNMENT]...", help="All unless named.")
    ] = None,
) -> None:
    """Make what learners get, as a folder and a zip: labs, assignments, and the package to install.

    Assignments come without solutions and hidden tests. Gradebook and exchange are not touched.
    """
    from pmlearn.course.learners.bundle import write_bundle

    layout = find_layout()
    chosen = [layout.assignment(slug) for slug in slugs or layout.assignments()]
    for path in write_bundle(layout, chosen, lambda text: print(text, file=sys.stderr)):
        print(path)


@command(TEACH)
def grade(
    slug: Slug,
    learners: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LEARNER]...", help="All unless named.", callback=learner_ids),
    ] = None,
    *,
    force: options.Force = False,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    feedback: options.Feedback = True,
    unsandboxed: options.Unsandboxed = False,
) -> None:
    """Autograde what was handed in and write feedback; only what changed.

    Learners' code runs shut in by bubblewrap. Exit code 1 when a submission could not be graded;
    the table says which and why.
    """
    from boxgrader.grade_course import Options
    from pmlearn.course import make

    how = Options(
        force=force,
        workers=workers,
        scheduler=scheduler,
        feedback=feedback,
        unsandboxed=unsandboxed,
    )
    if not make.grade(find_layout(), slug, learners, how):
        raise typer.Exit(1)


@command(TEACH)
def report(*, names: RealNames = False) -> None:
    """Write the class report: who attained what, which items worked, exports for Moodle, Canvas."""
    from pmlearn.course.class_work.reports import write_class_report

    written, remarks = write_class_report(find_layout(), real_names=names)
    for path in written:
        print(path)
    for remark in remarks:
        print(remark, file=sys.stderr)


@command(TEACH)
def badges(
    learner: Learner,
    issuer_url: Annotated[str, typer.Option(help="A URL or DID that the issuer controls.")],
    issuer_name: Annotated[str, typer.Option(help="The issuer's name.")],
    *,
    names: RealNames = False,
) -> None:
    """Write a learner's attainment as signed Open Badges 3.0 credentials."""
    from pmlearn.course.class_work.reports import award

    written = award(find_layout(), learner, issuer_url, issuer_name, real_names=names)
    for path in written:
        print(path)
    if not written:
        print(f"{learner} has attained no level yet")


@command(TEACH)
def verify(
    badge: Annotated[Path, typer.Argument(help="A .jwt file of `pmlearn badges`.")],
    key: Annotated[Path, typer.Option(help="The issuer's public key (.pub.pem).")],
) -> None:
    """Say whether a badge was signed by the key's owner and not changed since."""
    from pmlearn.course.class_work.reports import verified

    print(f"valid: {verified(badge, key)}")
