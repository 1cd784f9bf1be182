"""What the gradebook says about learners: profiles, class report, the check of the course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmlearn.course.layout import CourseError
from pmlearn.course.lessons import chapters

if TYPE_CHECKING:
    from pathlib import Path

    from pmlearn.competency.check import Check
    from pmlearn.competency.class_record import ClassRecord
    from pmlearn.competency.names import Names
    from pmlearn.competency.profile import Profile
    from pmlearn.course.layout import Layout

SAMPLE_ROLE = "product manager"


def check_course(layout: Layout) -> Check:
    """Hold graded cells and lessons against the competency framework.

    Raises:
        CourseError: the framework or a notebook cannot be read.
    """
    from pmlearn.competency.check import check
    from pmlearn.competency.evidence import read_cells
    from pmlearn.competency.framework import load
    from pmlearn.competency.lessons import Lessons

    try:
        cells = read_cells(layout.exercises / "source")
        lessons = Lessons(tuple(chapters(layout)), frozenset(cell.assignment for cell in cells))
        return check(load(), cells, lessons)
    except ValueError as error:
        raise CourseError(str(error)) from error


def write_class_report(layout: Layout, *, real_names: bool = False) -> tuple[Path, ...]:
    """Write the class report and the exports into `layout.reports`; return the files.

    Raises:
        CourseError: the gradebook cannot be read.
    """
    from pmlearn.competency.report import write_class_report as write

    record = _record(layout)
    try:
        return write(record, layout.reports, _names(layout, real=real_names))
    except ValueError as error:
        raise CourseError(str(error)) from error


def write_profile(
    layout: Layout, learner: str, role: str, *, real_names: bool = False
) -> tuple[Path, Profile]:
    """Write one learner's profile against a role; return the file and what it says.

    Raises:
        CourseError: no such learner or role (the message lists the nearest), or no gradebook.
    """
    return _write_profile(layout, _record(layout), learner, role, real_names=real_names)


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
    from pmlearn.competency.pages import Links
    from pmlearn.competency.report import write_profile as write

    names = _names(layout, real=real_names)
    links = Links(book="../../_build/html/", assignments="../../../workspace/")
    path = layout.reports / "profiles" / f"{names(learner)}.html"
    try:
        return path, write(record, learner, role, path, names=names, links=links)
    except ValueError as error:
        raise CourseError(str(error)) from error


def _record(layout: Layout) -> ClassRecord:
    from pmlearn.competency.class_record import read_class

    try:
        return read_class(layout.gradebook_url, layout.exercises, chapters(layout))
    except (ValueError, FileNotFoundError) as error:
        raise CourseError(f"{error}; `pmlearn grade` fills the gradebook") from error


def _names(layout: Layout, *, real: bool) -> Names:
    from pmlearn.competency.names import Names, read_key

    if real:
        return Names.real()
    # Beside the gradebook, not in build/: a learner keeps one pseudonym through the course.
    return Names(read_key(layout.exercises / "pseudonyms.key"))


def export_framework(layout: Layout, creator: str, base_url: str) -> Path:
    """Write the competency framework as a 1EdTech CASE 1.1 package; return the file."""
    from pmlearn.competency.case_export import case_json
    from pmlearn.competency.framework import load
    from pmlearn.competency.pages import write_text

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
    from pmlearn.competency.badges import Issuer, credentials
    from pmlearn.competency.signing import read_signing_key, write_credentials

    record = _record(layout)
    try:
        issuer = Issuer(issuer_url, issuer_name)
        names = _names(layout, real=real_names)
        made = credentials(record.attainment, learner, issuer, names)
        key = read_signing_key(layout.exercises / "badges.pem")
        return write_credentials(made, key, layout.reports / "badges")
    except ValueError as error:
        raise CourseError(str(error)) from error


def verified(badge: Path, public_key: Path) -> str:
    """What a badge says, when it is signed by the key's owner.

    Raises:
        CourseError: a file cannot be read, or the badge was not signed with this key.
    """
    from pmlearn.competency.signing import verify

    try:
        found = verify(badge.read_text(encoding="ascii").strip(), public_key.read_bytes())
    except (ValueError, OSError) as error:
        raise CourseError(f"{badge}: {error}") from error
    return str(found["credentialSubject"]["achievement"]["name"])
