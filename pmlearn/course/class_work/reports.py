"""What the gradebook says about learners: profiles, class report, the check of the course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.course.layout import CourseError
from pmlearn.course.lessons import chapters
from pmlearn.limits import MAX_BADGE_CHARACTERS, MAX_QUOTED_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pmlearn.competency.evidence.check import Check
    from pmlearn.competency.evidence.class_record import ClassRecord
    from pmlearn.competency.evidence.self_ratings import SelfRatings
    from pmlearn.competency.reports.names import Names
    from pmlearn.competency.reports.profile import Profile
    from pmlearn.course.layout import Layout

SAMPLE_ROLE = "product manager"


def check_course(layout: Layout) -> Check:
    """Hold graded cells and lessons against the framework, and pages and keys against the case.

    Raises:
        CourseError: the framework, a notebook or a file of questions cannot be read.
    """
    from dataclasses import replace

    from pmlearn.competency.evidence.cells import read_cells
    from pmlearn.competency.evidence.check import check
    from pmlearn.competency.framework import load
    from pmlearn.competency.framework.lessons import Lessons
    from pmlearn.course.authoring.gate import faults

    try:
        cells = read_cells(layout.exercises / "source")
        lessons = Lessons(tuple(chapters(layout)), frozenset(cell.assignment for cell in cells))
        found = check(load(), cells, lessons)
        return replace(found, errors=(*found.errors, *faults(layout)))
    except ValueError as error:
        raise CourseError(str(error)) from error


def write_class_report(
    layout: Layout, *, real_names: bool = False
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the class report and the exports into `layout.reports`.

    Returns:
        The files, and a sentence for each thing that an import into a platform should know.

    Raises:
        CourseError: the gradebook cannot be read.
    """
    from pmlearn.competency.reports.grades_csv import remarks
    from pmlearn.competency.reports.report import write_class_report as write

    record = _record(layout)
    try:
        names = _names(layout, record, real=real_names)
        return write(record, layout.reports, names), remarks(record, names)
    except ValueError as error:
        raise CourseError(str(error)) from error


def write_profile(
    layout: Layout,
    learner: str,
    role: str,
    *,
    real_names: bool = False,
    ratings: Path | None = None,
) -> tuple[Path, Profile]:
    """Write one learner's profile against a role; return the file and what it says.

    Args:
        layout: The course.
        learner: The learner's id in the gradebook.
        role: Such as "product manager".
        real_names: The learner's id on the page instead of a pseudonym.
        ratings: The learner's self-assessment, when it lies elsewhere than `_own_ratings` looks.

    Raises:
        CourseError: no such learner or role (the message lists the nearest), no gradebook, or the
            file of ratings cannot be used.
    """
    given = {learner: _given_ratings(ratings, learner)} if ratings else {}
    record = _record(layout, given)
    return _write_profile(layout, record, learner, role, real_names=real_names)


def write_all_profiles(layout: Layout, learners: list[str], role: str) -> None:
    """Write the profiles of several learners, reading the gradebook once.

    Raises:
        CourseError: no such learner or role, or no gradebook.
    """
    record = _record(layout)
    for learner in learners:
        _write_profile(layout, record, learner, role, real_names=True)


def _write_profile(
    layout: Layout, record: ClassRecord, learner: str, role: str, *, real_names: bool
) -> tuple[Path, Profile]:
    from pmlearn.competency.reports.pages import Links
    from pmlearn.competency.reports.report import write_profile as write

    names = _names(layout, record, real=real_names)
    links = Links(book="../../_build/html/", assignments="../../../workspace/")
    path = layout.reports / "profiles" / f"{names(learner)}.html"
    try:
        return path, write(record, learner, role, path, names=names, links=links)
    except ValueError as error:
        raise CourseError(str(error)) from error


def _record(layout: Layout, given: Mapping[str, SelfRatings] | None = None) -> ClassRecord:
    from pmlearn.competency.evidence.class_record import read_class
    from pmlearn.competency.evidence.self_ratings import ratings_table
    from pmlearn.competency.framework import load

    try:
        framework = load()
        own = ratings_table(framework, {**_own_ratings(layout), **(given or {})})
        return read_class(
            layout.gradebook_url, layout.exercises, chapters(layout), self_ratings=own
        )
    except (ValueError, FileNotFoundError) as error:
        raise CourseError(f"{error}; `pmlearn grade` fills the gradebook") from error


def _own_ratings(layout: Layout) -> dict[str, SelfRatings]:
    """The learners' self-assessments: those handed in, and the one in this machine's workspace.

    The newest of a learner's files counts. One that cannot be used is left out: ratings never
    count, so they must not stop a report.
    """
    from pmlearn.competency.evidence.self_ratings import FILE, read_ratings

    found: dict[str, SelfRatings] = {}
    handed_in = sorted((layout.exercises / "submitted").glob(f"*/*/{FILE}"))
    for path in [*handed_in, layout.workspace / "labs" / FILE]:
        try:
            ratings = read_ratings(path)
        except ValueError:
            continue
        learner = path.parent.parent.name if path in handed_in else ratings.learner
        if learner and (learner not in found or found[learner].time <= ratings.time):
            found[learner] = ratings
    return found


def _given_ratings(path: Path, learner: str) -> SelfRatings:
    from pmlearn.competency.evidence.self_ratings import read_ratings

    if not path.is_file():
        raise CourseError(f"{path}: there is no such file of ratings")
    try:
        ratings = read_ratings(path)
    except ValueError as error:
        raise CourseError(str(error)) from error
    if ratings.learner not in ("", learner):
        raise CourseError(f"{path} holds the ratings of {ratings.learner!r}, not of {learner!r}")
    return ratings


def _names(layout: Layout, record: ClassRecord, *, real: bool) -> Names:
    from pmlearn.competency.reports.names import Names, read_key

    if real:
        return Names.real({one: person.name for one, person in record.gradebook.roster.items()})
    # Beside the gradebook, not in build/: a learner keeps one pseudonym through the course.
    return Names(read_key(layout.exercises / "pseudonyms.key"))


def export_framework(layout: Layout, creator: str, base_url: str) -> Path:
    """Write the competency framework as a 1EdTech CASE 1.1 package; return the file."""
    from pmlearn.competency.framework import load
    from pmlearn.competency.framework.case_export import case_json
    from pmlearn.files import write_text

    text = case_json(load(), creator=creator, base_url=base_url)
    return write_text(layout.reports / "framework-case.json", text)


def award(
    layout: Layout, learner: str, issuer_url: str, issuer_name: str, *, real_names: bool
) -> list[Path]:
    """Write a learner's signed Open Badges 3.0 credentials; return the files.

    The signing key is made beside the gradebook the first time; its public half beside it is what
    verifiers need.

    Raises:
        CourseError: no such learner, no gradebook, or the issuer has no URL.
    """
    from pmlearn.competency.badges.credentials import Issuer, credentials
    from pmlearn.competency.badges.signing import read_signing_key, write_credentials

    record = _record(layout)
    try:
        issuer = Issuer(issuer_url, issuer_name)
        names = _names(layout, record, real=real_names)
        made = credentials(record.attainment, learner, issuer, names)
        key = read_signing_key(layout.exercises / "badges.pem")
        return write_credentials(made, key, layout.reports / "badges")
    except ValueError as error:
        raise CourseError(str(error)) from error


def verified(badge: Path, public_key: Path) -> str:
    """What a badge says, when it is signed by the key's owner.

    Raises:
        CourseError: a file cannot be read, the badge was not signed with this key, or it is not
            one that holds now.
    """
    from boxgrader.terminal import plain
    from pmlearn.competency.badges.signing import verify

    try:
        with badge.open(encoding="ascii") as file:
            # one sign more than there may be, and a line end
            token = file.read(MAX_BADGE_CHARACTERS + 2)
        found = verify(token.strip(), public_key.read_bytes())
    except (ValueError, OSError) as error:
        raise CourseError(plain(f"{badge}: {error}"[:MAX_QUOTED_CHARACTERS])) from error
    return plain(found["credentialSubject"]["achievement"]["name"][:MAX_QUOTED_CHARACTERS])
